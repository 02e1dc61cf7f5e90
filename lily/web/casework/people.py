"""What a team knows of a person, put right; nobody's change is lost."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework.actions import cases, clients
from lily.casework.choices import RecordKind
from lily.casework.details import ContactSafety, PersonDetails
from lily.casework.models import Client, FormerDetails
from lily.casework.queries import ListedCase
from lily.casework.queries.clients import list_former
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import (
    case_of_mine,
    pages,
)
from lily.web.casework.own_teams import leads
from lily.web.filters import birthday
from lily.web.forms.casework import MAY, PersonForm

_KNOWN = (*PersonDetails.model_fields, *ContactSafety.model_fields, "version")


@pages.route("/cases/<uuid:case_id>/person", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def change_person(case_id: UUID) -> ResponseReturnValue:
    """What is known of a person, and how it is safe to reach them."""
    keep_private()
    found = case_of_mine(case_id)
    form = PersonForm(data=_told(found.client))
    if form.accepted():
        try:
            clients.change_person(
                session(),
                found.client,
                form.person(),
                form.safety(),
                version=form.version.data or 0,
                by=signed_in_account().actor,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(Invalid("first_name" if error.field == "name" else error.field, str(error)))
        except clients.ChangedMeanwhile:
            session().rollback()
            return _both(case_id, form)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Kept.")
            return redirect(url_for(".show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    page = render_template(
        "casework/change_person.html",
        found=found,
        form=form,
        now=None,
        former=_former(found.client),
    )
    return page, 400 if form.mistakes else 200


def _both(case_id: UUID, form: PersonForm) -> ResponseReturnValue:
    """Show what was typed beside what a colleague wrote meanwhile."""
    found = case_of_mine(case_id)
    told = _told(found.client)
    form.version.process_data(told["version"])
    form.version.raw_data = None
    now = [
        (field.label.text, MAY.get(told[name], told[name]))
        for name, field in form._fields.items()
        if name in told and name != "version" and str(told[name]) != str(field.data or "")
    ]
    return _page(found, form, now), 409


def _page(found: ListedCase, form: PersonForm, now: list[tuple[str, Any]] | None = None) -> str:
    former = _former(found.client)
    return render_template(
        "casework/change_person.html", found=found, form=form, now=now, former=former
    )


def _former(client: Client) -> list[tuple[FormerDetails, str, list[tuple[str, str]]]]:
    """Return what it said before, for whoever leads the team: when, by whom, field by field."""
    if not leads():
        return []
    return [
        (
            former,
            name,
            [
                (getattr(PersonForm, field).args[0], MAY.get(words, words))
                for field, words in json.loads(former.details).items()
            ],
        )
        for former, name in list_former(session(), client.id)
    ]


def _told(client: Client) -> dict[str, Any]:
    told = {name: getattr(client, name) for name in _KNOWN}
    if client.birth_on:
        told["birth_on"] = birthday(date.fromisoformat(client.birth_on))
    return told
