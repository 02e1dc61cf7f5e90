"""A referral in, looked at and answered."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, referrals
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.choices import DeclineReason, RecordKind, ReferrerKind
from lily.casework.details import read_day
from lily.casework.models import Case, Client, Referral
from lily.casework.policies import why_not_decide
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import (
    case_of_mine,
    my_teams,
    pages,
    referral_of_mine,
    worker_choices,
)
from lily.web.filters import birthday
from lily.web.forms.referrals import DECLINED, AcceptForm, CompleteForm, DeclineForm
from lily.web.labels import REFERRERS, SAME_BY

NEW_PERSON = "new"
OF_CASE = "case:"


def _accept_form(
    referral: Referral, likely: list[queries.Likely], *, is_new: bool = True
) -> AcceptForm:
    form = AcceptForm(person=NEW_PERSON if is_new and not likely else None)
    form.person.choices = [
        *(choice for each in likely for choice in _known(each)),
        SelectChoice(NEW_PERSON, "No: a new person"),
    ]
    form.worker.choices = worker_choices(referral.team_id)
    if not form.is_submitted():
        form.worker.data = str(signed_in_account().account.id)
    return form


def _known(likely: queries.Likely) -> Iterator[SelectChoice]:
    """Yield the ways to accept somebody who is known: into an open case, and as a new one."""
    for case, helper in likely.open_cases:
        whose = f"{helper} helps" if helper else "nobody helps yet"
        said = f"{_said(likely)}. Add this to their open case ({whose})"
        yield SelectChoice(f"{OF_CASE}{case.id}", said)
    new = ". Open a new case beside it" if likely.open_cases else ""
    yield SelectChoice(str(likely.client.id), f"{_said(likely)}{new}")


def _said(likely: queries.Likely) -> str:
    client = likely.client
    born = f", born {date.fromisoformat(client.birth_on).year}" if client.birth_on else ""
    same = " and ".join(SAME_BY[kind] for kind in likely.by)
    return f"{client.first_name} {client.last_name}{born}: the same {same}"


@pages.get("/cases/referrals/<uuid:referral_id>")
@needs(Permission.WORK_CASES)
def show_referral(referral_id: UUID) -> ResponseReturnValue:
    """One referral, people who may be the same, and the two ways to answer it."""
    return _referral_page(referral_id)


def _referral_page(
    referral_id: UUID,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    complete: CompleteForm | None = None,
    *,
    is_stale: bool = False,
) -> ResponseReturnValue:
    keep_private()
    referral = referral_of_mine(referral_id)
    sight = my_teams()
    likely = queries.list_likely(session(), referral, teams=sight)
    hidden = queries.count_hidden_likely(session(), referral, teams=sight)
    by = signed_in_account().actor
    cases.note_view(session(), RecordKind.REFERRAL, referral.id, by=by)
    sent = [form for form in (accept, decline, complete) if form]
    mistakes = {name: said for form in sent for name, said in form.mistakes.items()}
    page = render_template(
        "casework/show_referral.html",
        referral=referral,
        person=queries.person_of(referral),
        referrer=queries.referrer_of(referral),
        likely=likely,
        has_hidden=bool(hidden),
        accept=accept or _accept_form(referral, likely, is_new=not hidden),
        decline=decline or _decline_form(referral_id, formdata=None),
        complete=complete or _complete_form(referral, formdata=None),
        is_stale=is_stale,
        mistakes=mistakes,
        why_not=why_not_decide(referral),
        why=DECLINED.get(referral.decline_reason) if referral.decline_reason else "",
        kinds=REFERRERS,
    )
    session().commit()
    return page, 409 if is_stale else 400 if mistakes else 200


def _complete_form(referral: Referral, **more: Any) -> CompleteForm:
    person, here = queries.person_of(referral), url_for(".show_referral", referral_id=referral.id)
    return CompleteForm(
        draft_at=here,
        seen=referral.changed_at.isoformat(),
        birth_on=birthday(person.birth_on) if person.birth_on else "",
        nhs_number=person.nhs_number,
        **more,
    )


@pages.post("/cases/referrals/<uuid:referral_id>/complete")
@needs(Permission.WORK_CASES)
def complete_referral(referral_id: UUID) -> ResponseReturnValue:
    """Add a date of birth or an NHS number, and look again for who it may be."""
    referral = referral_of_mine(referral_id)
    form = _complete_form(referral)
    if not form.accepted():
        return _referral_page(referral_id, complete=form)
    try:
        referrals.complete_referral(
            session(),
            referral,
            birth_on=read_day(form.birth_on.data),
            nhs_number=form.nhs_number.data,
            seen=form.seen.data,
            by=signed_in_account().actor,
        )
    except Invalid as error:
        session().rollback()
        form.refuse(error)
        return _referral_page(referral_id, complete=form)
    except ChangedMeanwhile:
        session().rollback()
        form.seen.data = referral_of_mine(referral_id).changed_at.isoformat()
        return _referral_page(referral_id, complete=form, is_stale=True)
    form.finish_draft(session())
    session().commit()
    entering.say("Kept. We looked again for who it may be.")
    return redirect(url_for(".show_referral", referral_id=referral_id), 303)


@pages.post("/cases/referrals/<uuid:referral_id>/accept")
@needs(Permission.WORK_CASES)
def accept_referral(referral_id: UUID) -> ResponseReturnValue:
    """Take it: a case is opened, and the first call is planned."""
    referral = referral_of_mine(referral_id)
    form = _accept_form(referral, queries.list_likely(session(), referral, teams=my_teams()))
    if not form.accepted():
        return _referral_page(referral_id, accept=form)
    worker = UUID(form.worker.data) if form.worker.data else None
    case = referrals.accept_referral(
        session(),
        referral,
        by=signed_in_account().actor,
        worker_id=worker,
        client=_client(form.person.data),
        case=_case(form.person.data),
    )
    address = url_for(".show_case", case_id=case.id)
    is_told = referral.kind is ReferrerKind.SELF or referrals.address_of(session(), referral)
    session().commit()
    entering.say(
        "Accepted. The first call is planned."
        if is_told
        else "Accepted. The first call is planned. We cannot write to whoever referred: tell them."
    )
    return redirect(address, 303)


def _client(chosen: str) -> Client | None:
    if chosen == NEW_PERSON or chosen.startswith(OF_CASE):
        return None
    return queries.get_client(session(), UUID(chosen), teams=my_teams())


def _case(chosen: str) -> Case | None:
    if not chosen.startswith(OF_CASE):
        return None
    return case_of_mine(UUID(chosen.removeprefix(OF_CASE))).case


def _decline_form(referral_id: UUID, **more: Any) -> DeclineForm:
    return DeclineForm(draft_at=url_for(".show_referral", referral_id=referral_id), **more)


@pages.post("/cases/referrals/<uuid:referral_id>/decline")
@needs(Permission.WORK_CASES)
def decline_referral(referral_id: UUID) -> ResponseReturnValue:
    """Say no, with a reason that the referrer reads."""
    referral, form = referral_of_mine(referral_id), _decline_form(referral_id)
    if not form.accepted():
        return _referral_page(referral_id, decline=form)
    reason = DeclineReason(form.reason.data)
    by = signed_in_account().actor
    referrals.decline_referral(session(), referral, reason, form.words.data or "", by=by)
    form.finish_draft(session())
    is_written = bool(referrals.address_of(session(), referral))
    session().commit()
    entering.say(
        "Declined. Whoever referred can read why."
        if is_written
        else "Declined. We cannot write to whoever referred: tell them yourself, see Today."
    )
    return redirect(url_for(".show_today"), 303)
