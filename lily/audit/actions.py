"""Writing down what was done, in the same transaction as the doing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.audit.actors import Actor
from lily.audit.chain import hash_after, put_head, take_turn
from lily.audit.models import AuditEvent

Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Deed:
    """One thing done to a subject; `changes` are (before, after) by field."""

    action: str
    kind: str
    subject_id: UUID | None = None
    changes: Changes = field(default_factory=dict)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    match value:
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case set() | frozenset():
            return sorted(map(_plain, value))
    raise TypeError(f"The audit cannot hold a {type(value).__name__}")


def record(
    session: Session,
    action: str,
    *,
    by: Actor,
    kind: str,
    subject_id: UUID | None = None,
    changes: Changes | None = None,
) -> None:
    """Write down one thing that was done.

    `action` is the name of the action that did it (`approve_proposal`), `kind` the table of its
    subject. Neither they nor `changes` may hold a password, a token or a client's data.
    """
    record_all(session, [Deed(action, kind, subject_id, changes or {})], by=by)


def record_all(session: Session, deeds: Sequence[Deed], *, by: Actor) -> None:
    """Write down many things at once, in one turn at the chain."""
    if not deeds:
        return
    head = take_turn(session, len(deeds))
    now, last = clock.now(), head.hash
    rows = []
    for number, deed in enumerate(deeds, head.number + 1):
        event = AuditEvent(
            number=number,
            made_at=now,
            account_id=by.account_id,
            by_words=by.words,
            action=deed.action,
            subject_kind=deed.kind,
            subject_id=deed.subject_id,
            changes=json.dumps(
                dict(deed.changes), default=_plain, sort_keys=True, ensure_ascii=False
            ),
            hash="",
        )
        event.hash = last = hash_after(last, event)
        rows.append(event.model_dump())
    session.execute(sa.insert(AuditEvent), rows)
    put_head(session, last)
    session.flush()


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return (before, after) of each field that differs."""
    names = sorted({*before, *after})
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }
