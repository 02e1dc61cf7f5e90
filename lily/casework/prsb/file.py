"""What of a case may be in the file, and how words and days are written in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from lily import clock
from lily.casework.models import (
    Case,
    CaseContact,
    Client,
    Consent,
    Conversation,
    FollowUp,
    Judgement,
    Referral,
)
from lily.casework.queries.onward import ListedOnward
from lily.casework.queries.readings import Reading
from lily.casework.talk import Talk

Group = dict[str, Any]


@dataclass(frozen=True)
class CaseFile:
    """All that may be told. Notes, flags, concerns and what is kept apart have no place here.

    `letter` is the latest that was written. `contacts` are with who was in touch; `needs` and
    `organisations` are names, by slug and by row.
    """

    case: Case
    client: Client
    team: str
    worker: str = ""
    letter: str = ""
    consent: Consent | None = None
    referrals: Sequence[Referral] = ()
    contacts: Sequence[tuple[CaseContact, str]] = ()
    conversation: Conversation | None = None
    talk: Talk = field(default_factory=Talk)
    judged: Mapping[UUID, Judgement] = field(default_factory=dict)
    checks: Sequence[FollowUp] = ()
    sent_on: Sequence[ListedOnward] = ()
    readings: Sequence[Reading] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[UUID, str] = field(default_factory=dict)


def words(member: StrEnum | None) -> str:
    """Return a member of a closed list as words: “no_answer” is “No answer”."""
    return member.value.replace("_", " ").capitalize() if member else ""


def day(value: date | datetime | None) -> str:
    """Return a day as ISO 8601 writes it, that of an instant as it was here; empty for none."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.UK).date()
    return value.isoformat() if value else ""


def free(text: str) -> Group:
    """Return words as the standard holds what has no code."""
    return {"Free text": text}


def only_known(value: Any) -> Any:
    """Return a value without what is empty in it: nothing, no words, no group, no list."""
    if isinstance(value, dict):
        kept = {name: only_known(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", {}, [])}
    if isinstance(value, list):
        return [kept for each in value if (kept := only_known(each)) not in (None, "", {}, [])]
    return value
