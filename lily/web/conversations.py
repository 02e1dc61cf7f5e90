"""The guided conversation: a page that follows the talk, and the plan to hang on the fridge."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import cases, conversations
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.choices import NoteLayer, OnwardState, RecordKind, Way
from lily.casework.models import Conversation
from lily.casework.practice import practice_of, prompts_of
from lily.casework.queries.conversations import find_conversation, list_versions, talk_of
from lily.casework.queries.notes import list_notes
from lily.casework.queries.onward import ENDED, list_onward
from lily.directory.queries.needs import list_needs
from lily.directory.queries.services import get_service
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, reader, why_not_write
from lily.web.filters import day
from lily.web.forms.casework import WAYS
from lily.web.forms.conversations import TalkForm, shown
from lily.web.listing import in_short
from lily.web.talking import differences, tell

pages = Blueprint("conversations", __name__)


@pages.route("/cases/<uuid:case_id>/conversation", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def hold_conversation(case_id: UUID) -> ResponseReturnValue:
    """What matters, what helps and hinders, and up to three goals."""
    keep_private()
    found = case_of_mine(case_id)
    now = find_conversation(session(), case_id)
    form = TalkForm(
        data={
            **shown(talk_of(now)),
            "version": now.version if now else 0,
            "held_on": now.held_on if now else clock.today(),
            "way": now.way if now else None,
        }
    )
    form.offer_needs(_needs())
    if form.accepted():
        try:
            conversations.hold_conversation(
                session(),
                found.case,
                form.talk(),
                held_on=form.held_on.data,
                way=Way(form.way.data),
                version=form.version.data or 0,
                by=signed_in_account().actor,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        except ChangedMeanwhile:
            session().rollback()
            return _page(case_id, form, is_changed=True)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Kept.")
            return redirect(url_for(".show_plan", case_id=case_id), 303)
    return _page(case_id, form)


def _page(case_id: UUID, form: TalkForm, *, is_changed: bool = False) -> ResponseReturnValue:
    found = case_of_mine(case_id)
    now = find_conversation(session(), case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    if is_changed and now:
        form.version.process_data(now.version)
        form.version.raw_data = None
    page = render_template(
        "conversations/hold_conversation.html",
        found=found,
        form=form,
        prompts=prompts_of(practice_of(session(), found.case.team_id)),
        differences=_differences(form, now) if is_changed else None,
        why_not=why_not_write(found),
    )
    session().commit()
    return page, 409 if is_changed else 400 if form.mistakes else 200


def _differences(form: TalkForm, now: Conversation | None) -> list[tuple[str, str]]:
    """Return what a colleague wrote meanwhile, by its label, where it is not what was typed."""
    told = differences(form.talk(), talk_of(now), _need_names())
    if now and now.held_on != form.held_on.data:
        told.append(("The day that you talked", day(now.held_on)))
    if now and now.way != form.way.data:
        told.append(("How you met", WAYS[now.way]))
    return told


def _needs() -> dict[str, dict[str, str]]:
    """Return the needs by the name of the broad one above them."""
    return {
        top.name: {top.slug: top.name, **{each.slug: each.name for each in top.children}}
        for top in list_needs(session())
    }


def _need_names() -> dict[str, str]:
    return {slug: name for below in _needs().values() for slug, name in below.items()}


@pages.get("/cases/<uuid:case_id>/plan")
@needs(Permission.WORK_CASES)
def show_plan(case_id: UUID) -> ResponseReturnValue:
    """The plan, on one page in large plain words, for the fridge."""
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    conversation = find_conversation(session(), case_id)
    return render_template(
        "conversations/show_plan.html",
        found=found,
        conversation=conversation,
        talk=talk_of(conversation),
        notes=[
            each.now.note.words
            for each in list_notes(session(), case_id, reader())
            if each.first.layer is NoteLayer.SHARED
        ],
        going_to=[
            in_short(get_service(session(), each.service.slug), clock.local_now())
            for each in list_onward(session(), case_id)
            if each.service and each.onward.state not in (*ENDED, OnwardState.DRAFTED)
        ],
        why_not=why_not_write(found),
    )


@pages.get("/cases/<uuid:case_id>/conversation/versions")
@needs(Permission.WORK_CASES)
def list_conversations(case_id: UUID) -> ResponseReturnValue:
    """What was written down of the conversation, and what it said before."""
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    names = _need_names()
    return render_template(
        "conversations/list_conversations.html",
        found=found,
        versions=[
            (each, name, tell(talk_of(each), names))
            for each, name in list_versions(session(), case_id)
        ],
        ways=WAYS,
    )
