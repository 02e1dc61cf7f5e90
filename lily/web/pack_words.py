"""What a person's record is called in the copy that they get, and what is left out of it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from lily.casework.choices import ContactWrong, NoteLayer, Withdrawn
from lily.web.filters import birthday, day, moment
from lily.web.pack_choices import WORDS, WRITTEN

TABLES = {
    "client": "Who you are",
    "former_details": "What we had written of you before, and put right",
    "referral": "How you came to us",
    "support_case": "When we helped you",
    "case_contact": "When we were in touch",
    "conversation": "What we talked about",
    "case_need": "What you need help with",
    "judgement": "What you said came of it",
    "onward_referral": "Where we sent you",
    "onward_step": "What became of that",
    "follow_up": "When we asked how it went",
    "record_basis": "By what right we hold this",
    "case_tag_link": "Labels of your case",
    "cohort_member": "What you were invited to",
    "case_note": "Notes about you",
    "case_flag": "Warnings on your case",
    "escalation": "Whom we told of a concern",
    "escalation_outcome": "What came of telling them",
    "outcome_reading": "How things were going for you",
    "case_export": "Files about you that we made for your surgery",
    "case_letter": "Letters about you, when our help ended",
    "letter_sent": "When we sent a letter about you",
    "emergency_look": "Who looked in an emergency",
    "client_merge": "When two records of you became one",
    "consent": "What you agreed to",
    "message": "Letters about your referral",
    "record_view": "Who looked at your record",
    "draft": "Notes that were being typed",
    "kept_form": "Notes that were not finished",
    "kept_longer": "Why we kept your record longer",
    "legal_hold": "Why your record must not be erased",
    "erasure_request": "Who asked to erase your record",
}
"""The headings of a copy, in their order. A table that is not here comes last, by its own name."""

COUNTED = {
    "client": "The person",
    "former_details": "Times that it was put right",
    "client_key": "Codes to find them by their numbers",
    "referral": "Referrals",
    "support_case": "Cases",
    "case_contact": "Contacts",
    "conversation": "Conversations, as often as they were kept",
    "case_need": "Needs",
    "judgement": "Judgements of goals",
    "onward_referral": "Onward referrals",
    "onward_step": "Steps of onward referrals",
    "follow_up": "Checks after some weeks",
    "client_word": "Codes to find them by their name",
    "record_basis": "Rights by which it is held",
    "case_tag_link": "Labels",
    "cohort_member": "Invitations",
    "case_note": "Notes, as often as they were put right",
    "case_flag": "Flags",
    "escalation": "Times that somebody was told of a concern",
    "escalation_outcome": "What came of that",
    "outcome_reading": "Readings of measures",
    "case_export": "Files for the surgery",
    "case_letter": "Letters at the end of a case",
    "letter_sent": "Times that a letter was sent",
    "emergency_look": "Looks in an emergency",
    "client_merge": "Records made one",
    "consent": "Agreements",
    "message": "Letters in the outbox",
    "record_view": "Looks at the record",
    "draft": "Notes that were being typed",
    "kept_form": "Notes that were not finished",
    "kept_longer": "Times that it was kept longer",
    "legal_hold": "Legal holds",
    "erasure_request": "Requests to erase it",
}
"""What a record is made of, said to whoever decides about it."""

_CODES = "Codes made from the name and number, which nobody can read."
NOT_GIVEN = {"client_key": _CODES, "client_word": _CODES}
"""Tables of a person that are not in a copy, and why."""

LEFT_OUT = {
    "id": "A number of the machine, which tells nothing of anybody.",
    "changed_at": "When the machine last wrote the row.",
    "version": "How often the machine wrote the row.",
    "record_id": "A number of the machine.",
    "about_kind": "A word of the machine.",
    "about_id": "A number of the machine.",
    "referral.token": "The secret part of the referrer's link.",
    "referral.token_hash": "The same, scrambled.",
    "message.key": "A word of the machine.",
    "message.recipient": "The address of whoever referred.",
    "message.fields": "The secret part of the referrer's link.",
    "message.recipient_hash": "A number of whoever referred, scrambled.",
    "message.attempts": "How often the machine tried.",
    "message.due_at": "When the machine tries again.",
    "message.claimed_by": "A word of the machine.",
    "message.claimed_until": "A word of the machine.",
    "message.provider_reference": "A number of the post.",
    "path": "The address of a page.",
    "draft.form": "A word of the machine.",
    "draft.key": "A word of the machine.",
    "draft.turn": "A number of the machine.",
    "draft_key": "A word of the machine.",
    "outcome_reading.definition": "The questions, which are the same for everybody.",
    "outcome_reading.measure_key": "A word of the machine.",
    "client_merge.gone": "What is needed to part two records again.",
    "client_merge.kept": "What is needed to part two records again.",
    "client_merge.gone_id": "A number of the machine.",
    "client_merge.moved": "What is needed to part two records again.",
    "client_merge.set_aside": "What is needed to part two records again.",
    "client_merge.narrowed": "What is needed to part two records again.",
    "client.also_known": "The same name and number, as another record had them.",
    "onward_referral.reference": "A number for the telephone.",
    "onward_referral.goal_id": "A number of the machine.",
    "onward_referral.chasers": "How often a letter asked again.",
    "onward_step.is_read": "Whether we had read it.",
    "judgement.subject_id": "A number of the machine.",
    "openings": "How often we began anew.",
    "opening": "How often we began anew.",
    "need": "The same as what you need help with.",
    "csrf_token": "A word of the machine.",
    "leave_empty": "A trap for machines.",
}
"""Columns that are not in a copy, and why: of every table, or of one."""

APART = {("referral", "referrer"): "Who referred you"}
"""Columns that are an entry of their own, since they are about somebody else."""

LOOK_FIRST = {
    "referrer": "It is about whoever referred.",
    "legal_hold": "It may be about a claim or a court.",
    "onward_step": "A service said it.",
    "emergency_look": "A colleague says why they looked.",
    "client_merge": "It may tell of how two records were told apart.",
}
"""Why an entry is to be looked at before it is given: by its table, or the column it is of."""

SAFETY = ("safeguarding", "flag", "risk", "escalation", "draft", "kept_form")
UNSAFE = "It is about keeping somebody safe. It may name others, or do harm when it is read."
OF_ANOTHER = "It was withdrawn: it is of somebody else."
NO_RULE = "There is no rule for this kind of entry yet. Read it first."

LABELS = {
    "made_at": "Written down",
    "first_name": "First names",
    "last_name": "Family name",
    "birth_on": "Date of birth",
    "phone": "Number to ring",
    "email": "E-mail address",
    "nhs_number": "NHS number",
    "may_leave_word": "May we leave word?",
    "may_text": "May we text?",
    "who_may_answer": "Who else may answer",
    "when_to_ring": "When it is good to ring",
    "person": "What we were told of you",
    "referral.kind": "Referred by",
    "referral.reason": "What would help",
    "record_view.kind": "What",
    "reason": "Why",
    "is_urgent": "Urgent",
    "made_by": "Written down by",
    "is_agreed": "They said that you know of it and agree",
    "decided_at": "Answered",
    "decided_by": "Decided by",
    "decline_reason": "Why it was not taken",
    "decline_words": "What we said about it",
    "rang_at": "We rang whoever referred",
    "team_id": "The team",
    "worker_id": "Who helped you",
    "account_id": "Which of us",
    "service_id": "The service",
    "opened_on": "Began",
    "closed_on": "Ended",
    "close_reason": "Why it ended",
    "next_call_on": "To ring next",
    "why_no_letter": "Why we told nobody",
    "former_details.details": "What it said",
    "case_letter.words": "The letter about you",
    "case_letter.how": "How they were told",
    "addressed_to": "Whom we told how it went",
    "kept_back_on": "Not to be sent, since",
    "surgery_name": "Your surgery",
    "surgery_address": "Where your surgery is",
    "letter_sent.recipient": "To whom",
    "sent_on": "Sent on",
    "is_refused": "What you said",
    "outcome": "What came of it",
    "way": "How",
    "reopened_on": "Began again",
    "held_on": "We talked on",
    "talk": "What was said",
    "term_id": "What it is",
    "judged_on": "You said so on",
    "result": "Did it come true?",
    "route": "To whom",
    "state": "Where it stands",
    "shared": "What they were told",
    "answered_at": "They answered",
    "ended_at": "It ended",
    "chase_on": "We ask again on",
    "weeks": "Weeks to wait",
    "not_taken": "Why not",
    "dealt_with": "What followed",
    "said_by": "Who said it",
    "words": "Words",
    "counted_from_on": "Counted from",
    "first_due_on": "First to be on",
    "due_on": "To be on",
    "attempts": "Calls that nobody answered",
    "done_on": "Done on",
    "got_there": "Did you get there?",
    "in_the_way": "What got in the way",
    "what_next": "What we agreed next",
    "not_done": "Why it was not done",
    "quote": "Something you said",
    "may_quote": "May we tell others?",
    "how": "How you said so",
    "escalation.how": "How they were told",
    "outcome_reading.how": "How you answered",
    "given_on": "You said so on",
    "expires_on": "Until",
    "recorded_by": "Written down by",
    "withdrawn_on": "Taken back on",
    "withdrawn_by": "Taken back with",
    "visits_agreed": "Visits that we agreed",
    "withdrawn_at": "Withdrawn, and not counted since",
    "withdrawn_why": "What was wrong with it",
    "case_contact.withdrawn_by": "Withdrawn by",
    "outcome_reading.withdrawn_by": "Withdrawn by",
    "seen_at": "Looked at",
    "standard": "Laid out as",
    "until_on": "Until",
    "ended_on": "Ended",
    "channel": "Sent by",
    "template": "Which letter",
    "sent_at": "Sent",
    "postcode": "Postcode",
    "address": "Address",
    "is_restricted": "Hidden from most of the team",
    "restricted_at": "Hidden since",
    "restricted_by": "Hidden by",
    "restricted_reason": "Why it is hidden",
    "undone_at": "Parted again",
    "undone_by": "Parted again by",
    "opened_at": "From",
    "ends_at": "Until",
    "emergency_look.told": "Who was told of it",
    "reviewed_at": "Looked into",
    "reviewed_by": "Looked into by",
    "review_words": "What was found",
    "lawful_basis": "Why we may hold it",
    "special_basis": "Why we may hold what is about health",
    "priority": "How soon",
    "note": "Note",
    "case_flag.kind": "What to know",
    "review_on": "To be looked at again on",
    "raised_by": "Written down by",
    "ended_by": "Ended by",
    "ended_words": "Why it ended",
    "layer": "Who reads it",
    "tag_id": "Label",
    "cohort_id": "What it was",
    "status": "What came of it",
    "purpose": "What we asked",
    "told": "Who was told",
    "told_at": "Told on",
    "whom": "Their name",
    "follow_up.kind": "Which time",
    "onward_referral.kind": "How you got there",
    "read_on": "You answered on",
    "answers": "Your answers",
    "measure": "What we asked",
    "referrer": "Who referred you",
    "acknowledged_at": "We saw that it did not arrive",
    "last_error": "Why it did not arrive",
    "fields": "What was typed",
    "finished_at": "Sent or thrown away",
    "asked_by": "Asked by",
    "placed_by": "Asked for by",
    "matters": "What matters to you",
    "going_well": "What is going well",
    "barriers": "What gets in the way",
    "barrier_words": "What gets in the way, in your words",
    "statements": "How you will know that it is better",
    "goals": "What you want",
    "importance": "How much it matters, of 10",
    "confidence": "How sure you are, of 10",
    "actions": "What is done",
    "what": "What",
    "who": "Who",
    "by_on": "By",
    "is_done": "Done",
    "access": "What a place must have",
    "days": "Days that suit",
    "language": "Your language",
}

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _plain(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def heading_of(table: str) -> str:
    """Return what a kind of entry is called, whatever it is."""
    return TABLES.get(table, _plain(table))


def counted_as(table: str) -> str:
    """Return what entries of a kind are called where they are counted."""
    return COUNTED.get(table, _plain(table))


def label_of(table: str, column: str) -> str:
    """Return what a column is called, whatever it is."""
    return LABELS.get(f"{table}.{column}") or LABELS.get(column, _plain(column))


def is_left_out(table: str, column: str) -> bool:
    """Say whether a column is not in a copy."""
    return column in LEFT_OUT or f"{table}.{column}" in LEFT_OUT


def why_look(
    table: str,
    column: str = "",
    layer: NoteLayer | None = None,
    wrong: ContactWrong | Withdrawn | None = None,
) -> str:
    """Return why an entry is to be looked at before it is given; empty where it need not be.

    `layer` is that of a note: one that is kept apart is about somebody's safety. `wrong` is why
    what was written down was withdrawn.
    """
    if layer is NoteLayer.NAMED or any(word in table for word in SAFETY):
        return UNSAFE
    if wrong in (ContactWrong.WRONG_PERSON, Withdrawn.WRONG_PERSON):
        return OF_ANOTHER
    return LOOK_FIRST.get(column or table, "" if table in TABLES else NO_RULE)


def words_of(value: Any, name: str = "") -> str:
    """Return a value as somebody reads it; empty where there is nothing to say.

    `name` is that of its column, or of its place in what is written together.
    """
    match value:
        case None | UUID():
            said = ""
        case Mapping():
            said = _in_lines(value)
        case list():
            said = "\n".join(filter(None, (words_of(each, name) for each in value)))
        case StrEnum():
            said = WORDS.get(type(value), {}).get(value, _plain(value.value))
        case bool():
            said = "Yes" if value != (name == "is_refused") else "No"
        case datetime():
            said = moment(value, date.min)
        case date():
            said = day(value)
        case _:
            said = WRITTEN.get(name, {}).get(str(value)) or _as_written(str(value), name)
    return said


def _as_written(text: str, name: str) -> str:
    if _IDENTIFIER.fullmatch(text):
        return ""
    say = birthday if name == "birth_on" else day
    try:
        return say(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
    except ValueError:
        return text


def _in_lines(value: Mapping[str, Any]) -> str:
    said = {name: words_of(each, name) for name, each in value.items() if name not in LEFT_OUT}
    return "\n".join(f"{label_of('', name)}: {words}" for name, words in said.items() if words)
