"""What the audit wrote down, in words: who did what to what, and what changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lily.audit.models import AuditEvent

NOTHING = "nothing"
LONGEST_VALUE = 120


@dataclass(frozen=True)
class Change:
    """A field that changed, and how, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """A row of the audit as a page shows it."""

    number: int
    at: datetime
    who: str
    account_id: UUID | None
    what: str
    action: str
    kind: str
    subject_id: UUID | None
    changes: tuple[Change, ...]


def in_words(name: str) -> str:
    """Return the name of an action or a table as words: `set_roles` gives "Set roles"."""
    return name.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            text = ", ".join(map(str, value))
        case dict():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def _changes(event: AuditEvent) -> tuple[Change, ...]:
    found = json.loads(event.changes)
    return tuple(
        Change(in_words(field), _said(before), _said(after))
        for field, (before, after) in found.items()
    )


def tell(events: Iterable[AuditEvent], names: Mapping[UUID, str]) -> list[Told]:
    """Return rows of the audit in words, with the names of accounts."""
    return [
        Told(
            number=event.number,
            at=event.made_at,
            who=names.get(event.account_id, "") if event.account_id else event.by_words,
            account_id=event.account_id,
            what=in_words(event.action),
            action=event.action,
            kind=event.subject_kind,
            subject_id=event.subject_id,
            changes=_changes(event),
        )
        for event in events
    ]
