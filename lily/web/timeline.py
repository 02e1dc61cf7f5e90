"""All that happened on a case, by time, and what the pages call each thing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework.actions import cases
from lily.casework.choices import ContactWrong, EventKind, RecordKind
from lily.casework.timeline import Event, list_events
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import case_of_mine, reader
from lily.web.desk.blueprint import page_asked, paging
from lily.web.forms.casework import CONTACT_WRONG, OUTCOMES, WAYS
from lily.web.forms.closing import CLOSED, LETTERS_TO, SENT_WAYS
from lily.web.forms.consents import PURPOSES
from lily.web.forms.escalations import TOLD
from lily.web.forms.flags import FLAGS
from lily.web.forms.follow_ups import CHECKS, GOT_THERE, NOT_DONE_SAID, WHAT_NEXT
from lily.web.forms.notes import LAYER_NAMES
from lily.web.forms.onward import STATES
from lily.web.labels import REFERRERS

PAGE = 25
KINDS = {
    EventKind.CONTACT: "Contacts",
    EventKind.NOTE: "Notes",
    EventKind.FLAG: "Flags",
    EventKind.ESCALATION: "Who was told",
    EventKind.CONSENT: "What they agreed to",
    EventKind.CONVERSATION: "Conversations",
    EventKind.ONWARD: "Where they were sent",
    EventKind.FOLLOW_UP: "Checks",
    EventKind.READING: "Readings",
    EventKind.EXPORT: "Files for the surgery",
    EventKind.LETTER: "Letters",
    EventKind.REFERRAL: "Referrals",
    EventKind.CASE: "The case itself",
}
_MOVES = {
    "open_case": "The case was opened",
    "close_case": "The case was closed",
    "reopen_case": "The case was opened again",
    "assign_case": "Somebody else helps from then on",
    "restrict": "The record was hidden from most of the team",
    "lift_restriction": "The record was shown to the whole team again",
    "merge_people": "Two records of this person were made one",
    "undo_merge": "Two records that had been made one were parted again",
}
SAID: dict[EventKind, tuple[Mapping[Any, str], Mapping[Any, str]]] = {
    EventKind.REFERRAL: ({"made": "Referred by"}, REFERRERS),
    EventKind.CASE: (_MOVES, CLOSED),
    EventKind.CONTACT: (OUTCOMES, WAYS),
    EventKind.CONSENT: (
        {
            "given": "They agreed",
            "told": "Whoever referred said that they agree",
            "refused": "They said no",
            "withdrawn": "They took back",
        },
        PURPOSES,
    ),
    EventKind.NOTE: (LAYER_NAMES, {}),
    EventKind.FLAG: ({"raised": "A flag was raised", "ended": "A flag was ended"}, FLAGS),
    EventKind.CONVERSATION: (
        {"held": "A guided conversation", "changed": "The conversation was changed"},
        WAYS,
    ),
    EventKind.ONWARD: (STATES | {"words": "A message about where they were sent"}, {}),
    EventKind.FOLLOW_UP: (
        CHECKS | {"move_follow_up": "Moved to another day"},
        {**GOT_THERE, **WHAT_NEXT, **NOT_DONE_SAID, **CHECKS},
    ),
    EventKind.READING: (
        {
            "taken": "A reading was taken",
            "not_taken": "A reading was not taken",
            "withdrawn": "A reading that was withdrawn",
        },
        {},
    ),
    EventKind.EXPORT: ({"made": "A file was made for the surgery"}, {}),
    EventKind.LETTER: (
        {
            "written": "A letter was written",
            "keep_letter_back": "A letter will not be sent",
            **{way: f"A letter was sent {SENT_WAYS[way].lower()}" for way in SENT_WAYS},
        },
        {to: words.lower() for to, words in LETTERS_TO.items()},
    ),
    EventKind.ESCALATION: ({"told": "Told of a concern", "came": "What came of telling"}, TOLD),
}
"""What the page says of each kind: by what happened, and by what it was about."""

pages = Blueprint("timeline", __name__)


@pages.app_template_filter("event_words")
def event_words(event: Event) -> str:
    """Say what happened: “A flag was raised: Do not visit alone”."""
    what, about = SAID[event.kind]
    link = " " if event.kind is EventKind.REFERRAL else ": "
    words = link.join(filter(None, (what[event.what], about.get(event.about or "", ""))))
    return f"Withdrawn: {words}" if event.withdrawn else words


@pages.app_template_filter("wrong_words")
def wrong_words(why: ContactWrong) -> str:
    """Say why a contact was withdrawn."""
    return CONTACT_WRONG[why]


@pages.get("/cases/<uuid:case_id>/timeline")
@needs(Permission.WORK_CASES)
def show_timeline(case_id: UUID) -> ResponseReturnValue:
    """All that happened, the latest first, or of one kind; a page at a time."""
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    shown = next((each for each in KINDS if each == request.args.get("show")), None)
    events, page = list_events(session(), found.case, reader(), shown), page_asked()
    return render_template(
        "timeline/show_timeline.html",
        found=found,
        events=events[(page - 1) * PAGE : page * PAGE],
        total=len(events),
        kinds=KINDS,
        shown=shown,
        paging=paging(len(events), PAGE),
    )
