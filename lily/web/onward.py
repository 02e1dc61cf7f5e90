"""What became of somebody who was sent on: answers, messages, asking again."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, onward
from lily.casework.actions.drafting import renew_draft
from lily.casework.choices import (
    OnwardState,
    RecordKind,
    SaidBy,
)
from lily.casework.onward_policies import Answer, moves_of, why_not_move
from lily.casework.queries.caseload import list_covers
from lily.casework.queries.onward import (
    ListedOnward,
    find_phone,
    get_onward,
    has_inbox,
    list_steps,
)
from lily.casework.sharing import shared_of
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams
from lily.web.forms.base import PressForm
from lily.web.forms.onward import (
    ASKED_OF_TEAM,
    BY_SERVICE,
    KIND_SAID,
    NOT_TAKEN,
    ROUTES,
    SIGNS,
    STATES,
    OnwardAnswerForm,
    WordsForm,
)

pages = Blueprint("onward", __name__)

KNOWN_SINCE = "What we know of them has changed. Look at what is told now, then send it."
ONLY_THE_SERVICE = (
    "Only the service can know that, and it reads what you typed below. Choose the service, or "
    "take out what it should not read."
)


def _onward(case_id: UUID, onward_id: UUID) -> tuple[queries.ListedCase, ListedOnward]:
    return case_of_mine(case_id), get_onward(session(), onward_id, case_id=case_id)


@pages.get("/cases/<uuid:case_id>/onward/<uuid:onward_id>")
@needs(Permission.WORK_CASES)
def show_onward(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Where it stands, what was told, and what can be said of it now."""
    return _onward_page(case_id, onward_id)


def _is_for_me(found: queries.ListedCase) -> bool:
    """Whether what is said of a case is read once whoever asks has seen it.

    That is who helps or stands in for them, or anybody of the team where nobody helps; a look in
    an emergency leaves it as it was.
    """
    me, sight, helper = signed_in_account().account.id, my_teams(), found.case.worker_id
    if not sight.sees(found.case, found.client):
        return False
    covers = list_covers(session(), teams=sight, today=clock.today(), covering_id=me)
    return helper in {None, me, *(each.cover.away_id for each in covers)}


def _onward_page(
    case_id: UUID,
    onward_id: UUID,
    form: OnwardAnswerForm | None = None,
    words: WordsForm | None = None,
) -> ResponseReturnValue:
    keep_private()
    found, listed = _onward(case_id, onward_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    if _is_for_me(found):
        onward.mark_read(session(), listed.onward)
    renew_draft(session(), listed.onward, found.case)
    form = form or OnwardAnswerForm(
        draft_at=url_for(".show_onward", case_id=case_id, onward_id=onward_id)
    )
    states = _sayable(listed)
    form.offer(ASKED_OF_TEAM, states)
    mistakes = {**form.mistakes, **(words.mistakes if words else {})}
    service = listed.service
    page = render_template(
        "onward/show_onward.html",
        found=found,
        listed=listed,
        shared=shared_of(listed.onward),
        steps=list_steps(session(), onward_id),
        form=form if states else None,
        words=words
        or WordsForm(draft_at=url_for(".show_onward", case_id=case_id, onward_id=onward_id)),
        mistakes=mistakes,
        press_form=PressForm(formdata=None),
        by_inbox=bool(service and has_inbox(session(), service.organisation_id)),
        phone=find_phone(session(), service) if service else "",
        states=STATES,
        signs=SIGNS,
        kinds=KIND_SAID,
        routes=ROUTES,
        not_taken=NOT_TAKEN,
        today=clock.today(),
    )
    session().commit()
    return page, 400 if mistakes else 200


def _sayable(listed: ListedOnward) -> list[OnwardState]:
    said = {
        state
        for said_by in (SaidBy.PHONE, SaidBy.PERSON, SaidBy.TEAM)
        for state in moves_of(listed.onward, said_by)
    }
    return [state for state in OnwardState if state in said and state is not OnwardState.SENT]


@pages.post("/cases/<uuid:case_id>/onward/<uuid:onward_id>/answer")
@needs(Permission.WORK_CASES)
def answer_onward(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Write down what the service says, what the person says, or what we decide."""
    _, listed = _onward(case_id, onward_id)
    form = OnwardAnswerForm(draft_at=url_for(".show_onward", case_id=case_id, onward_id=onward_id))
    form.offer(ASKED_OF_TEAM, _sayable(listed))
    if form.accepted():
        answer, by = form.answer(), signed_in_account().actor
        try:
            said_by = _said_by(listed, answer, form.said_by.data)
            onward.answer_onward(session(), listed.onward, listed.service, answer, said_by, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Written down.")
            return redirect(url_for(".show_onward", case_id=case_id, onward_id=onward_id), 303)
    return _onward_page(case_id, onward_id, form)


def _said_by(listed: ListedOnward, answer: Answer, chosen: str) -> SaidBy:
    """Return who can have said it: whoever was chosen, where they can know, else who can.

    Words that were not typed as the service's are not taken for them: it reads what it said.
    """
    state, first = answer.state, SaidBy.PHONE if chosen == BY_SERVICE else SaidBy.PERSON
    ways = (first, SaidBy.PHONE, SaidBy.PERSON, SaidBy.TEAM)
    can = next((each for each in ways if why_not_move(listed.onward, state, each) is None), first)
    if can is SaidBy.PHONE and can is not first and answer.words:
        raise Invalid("said_by", ONLY_THE_SERVICE)
    return can


@pages.post("/cases/<uuid:case_id>/onward/<uuid:onward_id>/send")
@needs(Permission.WORK_CASES)
def send_onward(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Send what was kept for later, if what it tells is agreed."""
    found, listed = _onward(case_id, onward_id)
    if PressForm().accepted():
        if renew_draft(session(), listed.onward, found.case):
            session().commit()
            entering.say(KNOWN_SINCE)
            return redirect(url_for(".show_onward", case_id=case_id, onward_id=onward_id), 303)
        held = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
        by = signed_in_account().actor
        try:
            onward.send_onward(
                session(), listed.onward, found.case, listed.service, consents=held, by=by
            )
        except Invalid as error:
            session().rollback()
            entering.say(error.message)
        else:
            session().commit()
            entering.say("Sent.")
    return redirect(url_for(".show_onward", case_id=case_id, onward_id=onward_id), 303)


@pages.post("/cases/<uuid:case_id>/onward/<uuid:onward_id>/ask-again")
@needs(Permission.WORK_CASES)
def ask_again(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Write to those who answer for the service once more."""
    _, listed = _onward(case_id, onward_id)
    if PressForm().accepted() and listed.service:
        by = signed_in_account().actor
        sent = onward.ask_again(session(), listed.onward, listed.service, by=by)
        session().commit()
        entering.say("We asked them again." if sent else "They have no account. Ring them.")
    return redirect(url_for(".show_onward", case_id=case_id, onward_id=onward_id), 303)


@pages.post("/cases/<uuid:case_id>/onward/<uuid:onward_id>/words")
@needs(Permission.WORK_CASES)
def say_words(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Say something to the service, which it reads in its inbox."""
    _, listed = _onward(case_id, onward_id)
    form = WordsForm(draft_at=url_for(".show_onward", case_id=case_id, onward_id=onward_id))
    if form.accepted():
        by = signed_in_account().actor
        onward.say_words(session(), listed.onward, form.message.data, SaidBy.TEAM, by=by)
        form.finish_draft(session())
        session().commit()
        entering.say("They can read it now.")
        return redirect(url_for(".show_onward", case_id=case_id, onward_id=onward_id), 303)
    return _onward_page(case_id, onward_id, words=form)
