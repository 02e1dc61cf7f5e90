"""Somebody whom a team has twice: the other record is found, one is made of both, and undone."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import cases, merges
from lily.casework.choices import RecordKind
from lily.casework.merge_policies import ANSWERS, WAY_BACK, narrowest, why_not_merge, why_not_undo
from lily.casework.models import Client
from lily.casework.queries.merges import (
    Preview,
    get_merge,
    list_merges,
    list_same,
    preview_merge,
)
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams
from lily.web.filters import birthday
from lily.web.forms.base import PressForm
from lily.web.forms.casework import MAY
from lily.web.forms.consents import PURPOSES
from lily.web.forms.known import KnownForm
from lily.web.forms.merges import MergeForm
from lily.web.labels import SAME_BY

pages = Blueprint("merges", __name__)

NOBODY_ELSE = "We found nobody else of this team. Check what you typed."


@pages.route("/cases/<uuid:case_id>/same-person", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def find_same(case_id: UUID) -> ResponseReturnValue:
    """Who may be the same person: those with the same key, or whom somebody knows exactly."""
    keep_private()
    found, form = case_of_mine(case_id), KnownForm()
    if form.accepted():
        by = signed_in_account().actor
        try:
            other_id = merges.find_other(
                session(), found.client, form.known(), teams=my_teams(), by=by
            )
        except Invalid as error:
            form.refuse(error)
        else:
            if other_id:
                session().commit()
                return redirect(url_for(".merge_people", case_id=case_id, other_id=other_id), 303)
            form.refuse(Invalid("name", NOBODY_ELSE))
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    merged, now = list_merges(session(), found.client.id), clock.now()
    every = [each for each, _ in merged]
    page = render_template(
        "merges/find_same.html",
        found=found,
        form=form,
        same=list_same(session(), found.client, teams=my_teams()),
        same_by=SAME_BY,
        merged=[
            (each, name, each.made_at + WAY_BACK, why_not_undo(each, every, now))
            for each, name in merged
        ],
        press_form=PressForm(formdata=None),
    )
    return page, 400 if form.mistakes else 200


@pages.route("/cases/<uuid:case_id>/same-person/<uuid:other_id>", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def merge_people(case_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Two records side by side, what there would be of the one, and the press that merges them."""
    keep_private()
    found, other, by = case_of_mine(case_id), case_of_mine(other_id), signed_in_account().actor
    preview = preview_merge(session(), found.client, other.client)
    form = MergeForm(kept_version=found.client.version, gone_version=other.client.version)
    form.ask_of(_differing(found.client, other.client, preview))
    if form.accepted():
        try:
            merges.merge_people(
                session(),
                found.client,
                other.client,
                from_gone=form.from_gone(),
                typed_name=form.typed_name.data or "",
                versions=(form.kept_version.data or 0, form.gone_version.data or 0),
                by=by,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say(f"One record now. You can undo it for {WAY_BACK.days} days.")
            return redirect(url_for("casework.show_case", case_id=case_id), 303)
    return _preview_page(case_id, other_id, form)


def _preview_page(case_id: UUID, other_id: UUID, form: MergeForm) -> ResponseReturnValue:
    found, other = case_of_mine(case_id), case_of_mine(other_id)
    for each in (case_id, other_id):
        cases.note_view(session(), RecordKind.CASE, each, by=signed_in_account().actor)
    session().commit()
    kept, gone = found.client, other.client
    page = render_template(
        "merges/merge_people.html",
        found=found,
        other=other,
        form=form,
        preview=preview_merge(session(), kept, gone),
        narrowest={name: narrowest(getattr(kept, name), getattr(gone, name)) for name in ANSWERS},
        may=MAY,
        purposes=PURPOSES,
        why_not=why_not_merge(kept, gone),
        days=WAY_BACK.days,
    )
    return page, 400 if form.mistakes else 200


def _differing(kept: Client, gone: Client, preview: Preview) -> dict[str, tuple[str, str]]:
    return {name: (_said(kept, name), _said(gone, name)) for name in preview.differing}


def _said(client: Client, name: str) -> str:
    value: str = getattr(client, name)
    if name != "birth_on" or not value:
        return value
    return birthday(date.fromisoformat(value))


@pages.post("/cases/<uuid:case_id>/merges/<uuid:merge_id>/undo")
@needs(Permission.LOOK_AFTER_CASES)
def undo_merge(case_id: UUID, merge_id: UUID) -> ResponseReturnValue:
    """Make two records of one again, as they were."""
    found = case_of_mine(case_id)
    merge = get_merge(session(), merge_id, client_id=found.client.id)
    if PressForm().accepted():
        merges.undo_merge(session(), merge, by=signed_in_account().actor)
        session().commit()
        entering.say("Undone. They are two records again.")
    return redirect(url_for(".find_same", case_id=case_id), 303)
