"""Where a service answers who was referred to it: in its inbox, or by telephone."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework.actions import cases, onward
from lily.casework.choices import OnwardState, RecordKind, SaidBy
from lily.casework.models import OnwardReferral
from lily.casework.onward_policies import Answer, moves_of, why_not_move
from lily.casework.queries.onward import find_by_reference, get_inbox, list_inbox, list_steps
from lily.casework.sharing import ShownStep, shared_of, steps_for_service
from lily.directory.models import Service
from lily.errors import Invalid, Refused
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.limits import FOR_NETWORKS, limit
from lily.http.sessions import session
from lily.web import entering
from lily.web.forms.onward import (
    ASKED_OF_SERVICE,
    IN_INBOX,
    NOT_TAKEN,
    SIGNS,
    STATES,
    STEPS_IN_INBOX,
    OnwardAnswerForm,
    ReferenceForm,
    WordsForm,
)

pages = Blueprint("inbox", __name__)

WITHDRAWN = "The link worker has taken this back. You need do nothing."
TAKEN_BACK = "The person has taken back that we tell you of them. Ask the link worker."
NO_REFERENCE = "We know no referral with that reference. Ask them to read it out again."


@pages.get("/referrals-to-us")
@needs(Permission.ANSWER_REFERRALS, two_factors=True)
def list_to_us() -> ResponseReturnValue:
    """Who was referred to the services that somebody answers for; no name before it is opened."""
    keep_private()
    return render_template(
        "inbox/list_to_us.html",
        rows=list_inbox(session(), signed_in_account().account.id),
        states=IN_INBOX,
        signs=SIGNS,
    )


@pages.get("/referrals-to-us/<uuid:onward_id>")
@needs(Permission.ANSWER_REFERRALS, two_factors=True)
def show_to_us(onward_id: UUID) -> ResponseReturnValue:
    """What we are told of somebody, and the answer."""
    return _page(onward_id)


def _page(
    onward_id: UUID, form: OnwardAnswerForm | None = None, words: WordsForm | None = None
) -> ResponseReturnValue:
    keep_private()
    who = signed_in_account()
    found, service, organisation = get_inbox(session(), onward_id, who.account.id)
    why_not = _why_not(found)
    if not why_not:
        cases.note_view(session(), RecordKind.CASE, found.case_id, by=who.actor)
        if why_not_move(found, OnwardState.SEEN, SaidBy.PROVIDER) is None:
            seen = Answer(OnwardState.SEEN)
            onward.answer_onward(session(), found, None, seen, SaidBy.PROVIDER, by=who.actor)
    form = form or OnwardAnswerForm(draft_at=url_for(".show_to_us", onward_id=onward_id))
    states = [] if why_not else _sayable(found)
    form.offer(ASKED_OF_SERVICE, states)
    mistakes = {**form.mistakes, **(words.mistakes if words else {})}
    page = render_template(
        "inbox/show_to_us.html",
        onward=found,
        service=service,
        organisation=organisation,
        shared=[] if why_not else shared_of(found),
        why_not=why_not,
        form=form if states else None,
        words=(words or WordsForm(draft_at=url_for(".show_to_us", onward_id=onward_id)))
        if found.state is not OnwardState.WITHDRAWN
        else None,
        steps=[] if why_not else _steps(onward_id),
        mistakes=mistakes,
        states=IN_INBOX,
        steps_said=STEPS_IN_INBOX,
        signs=SIGNS,
        not_taken=NOT_TAKEN,
    )
    session().commit()
    return page, 400 if mistakes else 200


def _why_not(found: OnwardReferral) -> str | None:
    """Return why nothing of the person is shown, or None where it is."""
    if found.state is OnwardState.WITHDRAWN:
        return WITHDRAWN
    return TAKEN_BACK if onward.why_not_tell_more(session(), found) else None


def _steps(onward_id: UUID) -> list[tuple[ShownStep, str]]:
    """Return what happened as the template for steps wants it: each with a name, here none."""
    steps = [step for step, _ in list_steps(session(), onward_id)]
    return [(shown, "") for shown in steps_for_service(steps)]


def _sayable(found: OnwardReferral) -> list[OnwardState]:
    said = moves_of(found, SaidBy.PROVIDER)
    return [state for state in said if state is not OnwardState.SEEN]


@pages.post("/referrals-to-us/<uuid:onward_id>/answer")
@needs(Permission.ANSWER_REFERRALS, two_factors=True)
def answer_to_us(onward_id: UUID) -> ResponseReturnValue:
    """Answer: yes, not yet, no, and what became of it."""
    who = signed_in_account()
    found, _, _ = get_inbox(session(), onward_id, who.account.id)
    if why_not := _why_not(found):
        raise Refused(why_not)
    form = OnwardAnswerForm(draft_at=url_for(".show_to_us", onward_id=onward_id))
    form.offer(ASKED_OF_SERVICE, _sayable(found))
    if form.accepted():
        service = session().get(Service, found.service_id)
        try:
            onward.answer_onward(
                session(), found, service, form.answer(), SaidBy.PROVIDER, by=who.actor
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Thank you. The link worker can read it now.")
            return redirect(url_for(".show_to_us", onward_id=onward_id), 303)
    return _page(onward_id, form)


@pages.post("/referrals-to-us/<uuid:onward_id>/words")
@needs(Permission.ANSWER_REFERRALS, two_factors=True)
def say_to_team(onward_id: UUID) -> ResponseReturnValue:
    """Say something to the link worker."""
    who, form = signed_in_account(), WordsForm(draft_at=url_for(".show_to_us", onward_id=onward_id))
    found, _, _ = get_inbox(session(), onward_id, who.account.id)
    if form.accepted():
        onward.say_words(session(), found, form.message.data, SaidBy.PROVIDER, by=who.actor)
        form.finish_draft(session())
        session().commit()
        entering.say("The link worker can read it now.")
        return redirect(url_for(".show_to_us", onward_id=onward_id), 303)
    return _page(onward_id, words=form)


@pages.route("/referral-answers", methods=["GET", "POST"])
@needs(Permission.REFER)
def take_answer() -> ResponseReturnValue:
    """Take the answer of a service that rings: by its reference, and without a word of anybody."""
    keep_private()
    form, answer = ReferenceForm(), OnwardAnswerForm()
    found = None
    typed = form.reference.data or request.args.get("reference", "")
    if typed:
        limit("referral-answers", rates=FOR_NETWORKS)
        found = find_by_reference(session(), typed)
        if found is None:
            form.refuse(Invalid("reference", NO_REFERENCE))
    answer.offer(ASKED_OF_SERVICE, moves_of(found, SaidBy.PHONE) if found else [])
    if found and "state" in request.form and answer.accepted():
        service = session().get(Service, found.service_id) if found.service_id else None
        by = signed_in_account().actor
        try:
            onward.answer_onward(session(), found, service, answer.answer(), SaidBy.PHONE, by=by)
        except (Invalid, Refused) as error:
            session().rollback()
            answer.refuse(error if isinstance(error, Invalid) else Invalid("state", str(error)))
        else:
            session().commit()
            entering.say("Written down. Whoever helps the person reads it.")
            return redirect(url_for(".take_answer"), 303)
    mistakes = {**form.mistakes, **(answer.mistakes if "state" in request.form else {})}
    return render_template(
        "inbox/take_answer.html",
        form=form,
        answer=answer,
        found=found,
        listing=session().get(Service, found.service_id) if found and found.service_id else None,
        states=STATES,
        mistakes=mistakes,
    ), 400 if mistakes else 200
