"""The three-week check and the six-week follow-up of a case."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, conversations, follow_ups, onward
from lily.casework.choices import (
    ContactOutcome,
    FollowUpKind,
    FollowUpState,
    NotDone,
    OnwardState,
    RecordKind,
    Result,
    Route,
    SaidBy,
    Way,
    WhatNext,
)
from lily.casework.models import FollowUp
from lily.casework.onward_policies import Answer, why_not_move
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.queries.follow_ups import get_follow_up
from lily.casework.queries.onward import ListedOnward, list_onward, list_told_of
from lily.casework.queries.readings import is_second_settled, list_once_read, list_readings
from lily.casework.talk import Talk, subjects_of
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, why_not_write
from lily.web.forms.follow_ups import (
    CHECKS,
    GOT_THERE,
    NOT_DONE_SAID,
    RESULTS,
    WHAT_NEXT,
    CheckForm,
    LeaveForm,
    MoveForm,
    TryForm,
)
from lily.web.forms.onward import ROUTES

pages = Blueprint("follow_ups", __name__)

AT = {"next_call_on": "ring_on"}
"""What the form calls otherwise than the domain."""
NOT_SAID = "Choose what they say, or leave it out."


def _found(case_id: UUID, follow_up_id: UUID) -> tuple[queries.ListedCase, FollowUp]:
    found = case_of_mine(case_id)
    return found, get_follow_up(session(), follow_up_id, case_id=case_id)


def _went_nowhere_yet(case_id: UUID) -> list[ListedOnward]:
    """Return the onward referrals of which a person can say that they went there."""
    return [
        each
        for each in list_onward(session(), case_id)
        if why_not_move(each.onward, OnwardState.ATTENDED, SaidBy.PERSON) is None
    ]


def _form(check: FollowUp, places: list[ListedOnward]) -> CheckForm:
    here = url_for(".do_follow_up", case_id=check.case_id, follow_up_id=check.id)
    form = CheckForm(draft_at=here)
    form.ask(
        check.kind,
        [(each.onward.id, _name(each)) for each in places],
        [(each.id, each.name) for each in list_told_of(session(), check.case_id)],
    )
    return form


def _name(each: ListedOnward) -> str:
    return each.service.name if each.service else ROUTES[each.onward.route or Route.GP]


@pages.route("/cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def do_follow_up(case_id: UUID, follow_up_id: UUID) -> ResponseReturnValue:
    """Ask how it went, and write down what they say."""
    keep_private()
    found, check = _found(case_id, follow_up_id)
    talk = talk_of(find_conversation(session(), case_id))
    places = _went_nowhere_yet(case_id)
    form = _form(check, places)
    results, wrong = _results(talk)
    if form.accepted() and not wrong:
        try:
            _do(found, check, form, places, results)
        except Invalid as error:
            session().rollback()
            form.refuse(Invalid(AT.get(error.field, error.field), error.message))
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Written down.")
            closes = check.what_next is WhatNext.CLOSE
            page = "closing.close_case" if closes else "casework.show_case"
            return redirect(url_for(page, case_id=case_id), 303)
    return _page(case_id, follow_up_id, form, wrong=wrong)


def _results(talk: Talk) -> tuple[dict[UUID, Result], dict[str, str]]:
    """Return what was said of each goal and I statement, and what of it cannot be read."""
    results, wrong = {}, {}
    for subject, _ in subjects_of(talk):
        said = request.form.get(f"result-{subject}", "")
        if said in list(Result):
            results[subject] = Result(said)
        elif said:
            wrong[f"result-{subject}"] = NOT_SAID
    return results, wrong


def _do(
    found: queries.ListedCase,
    check: FollowUp,
    form: CheckForm,
    places: list[ListedOnward],
    results: dict[UUID, Result],
) -> None:
    by = signed_in_account().actor
    checked = form.checked()
    follow_ups.do_follow_up(session(), found.case, check, checked, by=by)
    if check.kind is FollowUpKind.SIX_WEEKS:
        conversations.judge(session(), found.case, results, by=by)
    been_to = form.been_to()
    for each in places:
        if each.onward.id in been_to:
            went = Answer(OnwardState.ATTENDED)
            onward.answer_onward(session(), each.onward, each.service, went, SaidBy.PERSON, by=by)
    ring_on = form.ring_on.data if "ring_on" in form else None
    cases.log_contact(
        session(),
        found.case,
        ContactOutcome.SPOKE,
        by=by,
        way=Way(form.way.data),
        next_call_on=ring_on or cases.planned_call(found.case),
    )


def _page(
    case_id: UUID,
    follow_up_id: UUID,
    form: CheckForm | None = None,
    *,
    wrong: dict[str, str] | None = None,
    move: MoveForm | None = None,
    leave: LeaveForm | None = None,
) -> ResponseReturnValue:
    keep_private()
    found, check = _found(case_id, follow_up_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    talk = talk_of(find_conversation(session(), case_id))
    form = form or _form(check, _went_nowhere_yet(case_id))
    readings = list_readings(session(), case_id)
    said = form.typed_before or request.form
    mistakes = dict(wrong or {})
    for each in (form, move, leave):
        mistakes |= each.mistakes if each else {}
    page = render_template(
        "follow_ups/do_follow_up.html",
        found=found,
        check=check,
        name=CHECKS[check.kind],
        form=form,
        move=move or MoveForm(formdata=None),
        leave=leave or LeaveForm(formdata=None),
        tries=TryForm(formdata=None, seen=check.attempts),
        mistakes=mistakes,
        subjects=[
            (str(subject), words, said.get(f"result-{subject}", ""))
            for subject, words in subjects_of(talk)
        ],
        results=RESULTS,
        is_due=check.state is FollowUpState.DUE,
        is_six=check.kind is FollowUpKind.SIX_WEEKS,
        is_second_settled=is_second_settled(readings),
        once_read=list_once_read(readings),
        is_enough=check.attempts >= follow_ups.ENOUGH_TRIES,
        got_there=GOT_THERE,
        what_next=WHAT_NEXT,
        not_done=NOT_DONE_SAID,
        why_not=why_not_write(found),
        today=clock.today(),
    )
    session().commit()
    return page, 400 if mistakes else 200


@pages.post("/cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>/try")
@needs(Permission.WORK_CASES)
def try_follow_up(case_id: UUID, follow_up_id: UUID) -> ResponseReturnValue:
    """Nobody answered: it is due again in two working days."""
    found, check = _found(case_id, follow_up_id)
    form = TryForm()
    if form.accepted():
        by = signed_in_account().actor
        follow_ups.try_follow_up(session(), found.case, check, by=by, seen=form.seen.data)
        session().commit()
        entering.say("Written down. It is due again in two working days.")
    return redirect(url_for("casework.show_today"), 303)


@pages.post("/cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>/move")
@needs(Permission.WORK_CASES)
def move_follow_up(case_id: UUID, follow_up_id: UUID) -> ResponseReturnValue:
    """Put it off, or bring it forward; the day that it had first stays for the reports."""
    _, check = _found(case_id, follow_up_id)
    form = MoveForm()
    if form.accepted():
        by = signed_in_account().actor
        try:
            follow_ups.move_follow_up(session(), check, form.due_on.data, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("It has another day.")
            return redirect(url_for("casework.show_case", case_id=case_id), 303)
    return _page(case_id, follow_up_id, move=form)


@pages.post("/cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>/leave")
@needs(Permission.WORK_CASES)
def leave_follow_up(case_id: UUID, follow_up_id: UUID) -> ResponseReturnValue:
    """It is not done, and why."""
    _, check = _found(case_id, follow_up_id)
    form = LeaveForm()
    if form.accepted():
        by = signed_in_account().actor
        follow_ups.leave_follow_up(session(), check, NotDone(form.reason.data), by=by)
        session().commit()
        entering.say("Written down.")
        return redirect(url_for("casework.show_case", case_id=case_id), 303)
    return _page(case_id, follow_up_id, leave=form)
