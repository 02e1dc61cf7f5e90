"""Ending a case with a letter to whoever referred, and opening it again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework import queries
from lily.casework.actions import cases, closing
from lily.casework.choices import (
    CloseReason,
    FeedbackHow,
    LetterTo,
    NotRead,
    OnwardState,
    Purpose,
    RecordKind,
    SaidBy,
    WhatNext,
)
from lily.casework.codes import CODES
from lily.casework.details import ReferrerDetails
from lily.casework.feedback import Known, begin_letter
from lily.casework.letters import PURPOSES, ask_of_referrer
from lily.casework.models import Consent
from lily.casework.onward_policies import moves_of
from lily.casework.policies import ASK, find_valid
from lily.casework.queries.conversations import (
    find_conversation,
    latest_results,
    list_judgements,
    talk_of,
)
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.letters import find_referrer
from lily.casework.queries.onward import ListedOnward, list_onward
from lily.casework.queries.readings import (
    Reading,
    is_second_settled,
    list_once_read,
    list_readings,
)
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, why_not_write
from lily.web.forms.base import PressForm
from lily.web.forms.closing import CloseForm
from lily.web.forms.onward import ROUTES, STATES
from lily.web.letters import names_of

pages = Blueprint("closing", __name__)


@pages.route("/cases/<uuid:case_id>/close", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def close_case(case_id: UUID) -> ResponseReturnValue:
    """Why it ends, and the letter, begun from the record; nobody is told without agreement."""
    keep_private()
    found = case_of_mine(case_id)
    consents = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
    readings = list_readings(session(), case_id)
    names = names_of(found)
    form = CloseForm(letter=_letter(found, readings), reason=_reason(found))
    form.offer(names)
    if not is_second_settled(readings):
        form.ask_why_no_second()
    is_open = _still_open(case_id)
    form.offer_back({key: _said(each) for key, each in is_open.items()})
    by = signed_in_account().actor
    if form.accepted():
        try:
            closing.close_case(
                session(),
                found.case,
                CloseReason(form.reason.data),
                FeedbackHow(form.how.data),
                form.letter.data or "",
                consents=consents,
                by=by,
                no_second=NotRead(form.no_second.data) if form.no_second.data else None,
                to=LetterTo(form.to.data),
                sending=form.sending(),
                take_back=[is_open[key] for key in form.take_back.data or () if key in is_open],
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            found = case_of_mine(case_id)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Closed. You can open it again.")
            return redirect(url_for("casework.show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template(
        "closing/close_case.html",
        found=found,
        form=form,
        why_not=why_not_write(found),
        ask=_ask(found, names, consents),
        codes=CODES,
        is_second_settled=is_second_settled(readings),
        once_read=list_once_read(readings),
    )
    return page, 400 if form.mistakes else 200


def _still_open(case_id: UUID) -> dict[str, ListedOnward]:
    """Return the onward referrals of a case that can be taken back, by their id."""
    return {
        str(each.onward.id): each
        for each in list_onward(session(), case_id)
        if OnwardState.WITHDRAWN in moves_of(each.onward, SaidBy.TEAM)
    }


def _said(listed: ListedOnward) -> str:
    onward, service = listed.onward, listed.service
    where = service.name if service else ROUTES[onward.route] if onward.route else ""
    return f"{where} ({STATES[onward.state]})"


def _reason(found: queries.ListedCase) -> CloseReason | None:
    """Return why it ends, where the address or six weeks say so; else None, to be chosen."""
    asked = request.args.get("reason", "")
    if asked in list(CloseReason):
        return CloseReason(asked)
    ended = any(
        each.what_next is WhatNext.CLOSE and each.opening == found.case.openings
        for each in list_follow_ups(session(), found.case.id)
    )
    return CloseReason.FINISHED if ended else None


def _ask(
    found: queries.ListedCase, names: Iterable[LetterTo], consents: Sequence[Consent]
) -> list[str]:
    """Return what to ask the person before those may be told who may not be told yet."""
    kind, referrer = find_referrer(session(), found.case)
    words = {LetterTo.SURGERY: ASK[Purpose.TELL_GP]}
    if kind:
        words[LetterTo.REFERRER] = ask_of_referrer(kind, referrer.name)
    today = clock.today()
    return [words[to] for to in names if not find_valid(consents, PURPOSES[to], today)]


def _letter(found: queries.ListedCase, readings: list[Reading]) -> str:
    case_id = found.case.id
    referrals = queries.list_referrals_of(session(), found.case)
    first = referrals[0] if referrals else None
    known = Known(
        client=found.client,
        referral=first,
        referrer=queries.referrer_of(first) if first else ReferrerDetails(),
        contacts=[each for each, _ in queries.list_contacts(session(), found.case)],
        talk=talk_of(find_conversation(session(), case_id)),
        results={
            subject: each.result
            for subject, each in latest_results(list_judgements(session(), case_id)).items()
        },
        sent_on=list_onward(session(), case_id),
        readings=readings,
        signed=_signed(found),
    )
    return begin_letter(known, clock.today())


def _signed(found: queries.ListedCase) -> str:
    """Return who writes the letter: whoever helps, or else whoever closes, and the team."""
    team = get_team(session(), found.case.team_id)
    return f"{found.worker or signed_in_account().account.name}, {team.name}"


@pages.post("/cases/<uuid:case_id>/reopen")
@needs(Permission.WORK_CASES)
def reopen_case(case_id: UUID) -> ResponseReturnValue:
    """Help again."""
    found = case_of_mine(case_id)
    if PressForm().accepted():
        closing.reopen_case(session(), found.case, by=signed_in_account().actor)
        session().commit()
        entering.say("It is open again.")
    return redirect(url_for("casework.show_case", case_id=case_id), 303)
