"""Referrals by a list: sent, looked at row by row, and taken with one press."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.models import Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework.actions import batches
from lily.casework.models import ReferralBatch
from lily.casework.queries.batches import GONE, columns_of, get_batch, look_at, sheet_of
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.casework.own_teams import offer_teams
from lily.web.filters import plural
from lily.web.forms.base import PressForm
from lily.web.forms.referring_many import ColumnsForm, ListForm, TakeForm, columns_form

pages = Blueprint("referring_many", __name__)


@pages.route("/refer/many", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def send_list() -> ResponseReturnValue:
    """A list of people, pasted or as a file; nothing of it is kept on a disk."""
    keep_private()
    form, who = ListForm(), signed_in_account()
    offer_teams(form)
    if form.accepted():
        try:
            sheet = form.read()
        except Invalid as error:
            form.refuse(error)
        else:
            team = get_team(session(), form.team_id)
            made = batches.keep_batch(session(), team, who.account.id, sheet, by=who.actor)
            address = url_for(".show_batch", batch_id=made.id)
            form.finish_draft(session())
            session().commit()
            return redirect(address, 303)
    page = render_template("referring_many/send_list.html", form=form)
    return page, 400 if form.mistakes else 200


def _batch_of_mine(batch_id: UUID) -> tuple[ReferralBatch, Team]:
    """Return a list that I sent, and its team, while I am in that. Raises NotFound."""
    batch = get_batch(session(), batch_id, account_id=signed_in_account().account.id)
    if batch.team_id not in my_teams():
        raise NotFound(GONE)
    return batch, get_team(session(), batch.team_id)


def _form_of(batch: ReferralBatch) -> ColumnsForm:
    return columns_form(sheet_of(batch).headings, columns_of(batch))


@pages.get("/refer/many/<uuid:batch_id>")
@needs(Permission.WORK_CASES)
def show_batch(batch_id: UUID) -> ResponseReturnValue:
    """What the columns stand for, and what would become of each row."""
    keep_private()
    batch, team = _batch_of_mine(batch_id)
    rows = look_at(session(), batch, my_teams())
    fine = [each for each in rows if not each.why_not]
    return render_template(
        "referring_many/show_batch.html",
        batch=batch,
        team=team,
        rows=rows,
        fine=fine,
        known=[each for each in fine if each.is_known],
        columns=[field for field in _form_of(batch) if field.name.startswith("column_")],
        form=TakeForm(formdata=None),
        press_form=PressForm(formdata=None),
    )


@pages.post("/refer/many/<uuid:batch_id>/columns")
@needs(Permission.WORK_CASES)
def set_columns(batch_id: UUID) -> ResponseReturnValue:
    """Say what the columns stand for; the rows are looked at anew."""
    batch, _ = _batch_of_mine(batch_id)
    form = _form_of(batch)
    if form.accepted():
        by = signed_in_account().actor
        batches.set_columns(session(), batch, form.read(), by=by)
        session().commit()
    return redirect(url_for(".show_batch", batch_id=batch_id), 303)


@pages.post("/refer/many/<uuid:batch_id>/take")
@needs(Permission.WORK_CASES)
def take_batch(batch_id: UUID) -> ResponseReturnValue:
    """Refer those whose rows are fine, all at once."""
    batch, team = _batch_of_mine(batch_id)
    form = TakeForm()
    if not form.accepted():
        return redirect(url_for(".show_batch", batch_id=batch_id), 303)
    with_known, by = bool(form.with_known.data), signed_in_account().actor
    count = batches.take_batch(
        session(), batch, team, sight=my_teams(), with_known=with_known, by=by
    )
    session().commit()
    entering.say(f"{plural(count, 'person', 'people')} referred.")
    return redirect(url_for("casework.show_today"), 303)


@pages.post("/refer/many/<uuid:batch_id>/drop")
@needs(Permission.WORK_CASES)
def drop_batch(batch_id: UUID) -> ResponseReturnValue:
    """Forget a list."""
    batch, _ = _batch_of_mine(batch_id)
    if PressForm().accepted():
        batches.drop_batch(session(), batch, by=signed_in_account().actor)
        session().commit()
        entering.say("Forgotten. Nobody was referred.")
    return redirect(url_for(".send_list"), 303)
