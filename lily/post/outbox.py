"""Putting messages in the outbox, in the transaction of whatever they tell of.

A message has a key that says what it is for (`still-right:<listing>:<round>`). The same key is
never sent twice: putting it in again does nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import Deed, record, record_all
from lily.audit.actors import SYSTEM, Actor
from lily.errors import Invalid, Refused
from lily.post.choices import LOST, Channel, MessageState
from lily.post.models import Message
from lily.post.templates import get_template
from lily.sealing import keyed_hash

TEXTS_A_DAY = 5
"""Texts to one number in 24 hours, so that nobody can be pestered by means of LILY."""

HEAD_START = timedelta(hours=1)
"""What somebody waits for goes before what was put in during the last hour."""

ERASED: dict[str, Any] = {"recipient": "", "fields": ""}
"""What goes when a message has come to an end."""

About = tuple[str, UUID]
_EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}", re.ASCII)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Draft:
    """A message to be put in. `to` is an address, a number, or the lines of a postal address."""

    template: str
    to: str
    key: str
    fields: Mapping[str, str] = field(default_factory=dict)
    channel: Channel = Channel.EMAIL
    about: About | None = None


def send(
    session: Session,
    *,
    template: str,
    to: str,
    key: str,
    fields: Mapping[str, str] | None = None,
    channel: Channel = Channel.EMAIL,
    about: About | None = None,
    by: Actor = SYSTEM,
    now: datetime | None = None,
) -> bool:
    """Put a message in the outbox; return whether it is new, False where its key is there already.

    `about` is what it tells of, as (table, id): a listing, an account. Raises Invalid("to") where
    nothing can be sent there, Refused where a number has had enough texts for a day, ValueError
    where the fields are not the template's.
    """
    draft = Draft(template, to, key, fields or {}, channel, about)
    return bool(send_all(session, [draft], by=by, now=now))


def send_all(
    session: Session, drafts: Iterable[Draft], *, by: Actor = SYSTEM, now: datetime | None = None
) -> int:
    """Put many messages in the outbox, with one turn at the audit; return how many are new.

    Raises as `send` does; then none of them should be committed.
    """
    now = now or clock.now()
    rows: list[dict[str, Any]] = []
    for draft in drafts:
        row = _row_of(draft, now)
        if row["recipient_hash"]:
            _refuse_pestering(session, row, rows)
        rows.append(row)
    is_new = _insert(session, rows)
    deeds = [_deed_of(row) for row in rows if row["id"] in is_new]
    record_all(session, deeds, by=by)
    return len(deeds)


def _row_of(draft: Draft, now: datetime) -> dict[str, Any]:
    """Return what the table holds of a message that is put in."""
    template = get_template(draft.template)
    template.check(draft.fields, draft.channel)
    recipient = tidy_recipient(draft.to, draft.channel)
    kind, subject_id = draft.about or ("", None)
    return {
        "id": uuid4(),
        "key": draft.key,
        "channel": draft.channel,
        "template": draft.template,
        "recipient": recipient,
        "recipient_hash": keyed_hash(recipient) if draft.channel is Channel.TEXT else "",
        "fields": json.dumps(dict(draft.fields), ensure_ascii=False),
        "about_kind": kind,
        "about_id": subject_id,
        "state": MessageState.WAITING,
        "attempts": 0,
        "due_at": now - HEAD_START if template.is_awaited else now,
        "claimed_by": "",
        "last_error": "",
        "provider_reference": "",
        "made_at": now,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> set[UUID]:
    """Add the rows whose keys are new, many in a statement; return their ids."""
    if not rows:
        return set()
    insert = _INSERTS[session.get_bind().dialect.name]
    found = session.connection().execute(
        insert(sa.inspect(Message).local_table)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Message.id)),
        rows,
    )
    return {row.id for row in found}


def _deed_of(row: Mapping[str, Any]) -> Deed:
    changes = {"template": (None, row["template"]), "channel": (None, row["channel"])}
    subject_id = row["about_id"] or row["id"]
    return Deed("send_message", row["about_kind"] or "message", subject_id, changes)


def tidy_recipient(to: str, channel: Channel) -> str:
    """Return whom a message goes to as it is kept. Raises Invalid("to") with a sentence."""
    to = to.strip()
    if channel is Channel.EMAIL:
        if not _EMAIL.fullmatch(to) or ".." in to:
            raise Invalid("to", "Write an e-mail address as in name@example.org.")
        return to
    if channel is Channel.TEXT:
        return _tidy_number(to)
    lines = [" ".join(line.split()) for line in to.splitlines() if line.strip()]
    if not 3 <= len(lines) <= 7:
        raise Invalid("to", "Write the address on 3 to 7 lines: who, the street, the postcode.")
    return "\n".join(lines)


def _tidy_number(typed: str) -> str:
    """Return a number as +44..., where texts reach it."""
    wrong = Invalid("to", "Write a mobile number that gets texts, as in 07700 900123.")
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        raise wrong from None
    if not phonenumbers.is_possible_number(number):
        raise wrong
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _refuse_pestering(
    session: Session, row: Mapping[str, Any], among: Iterable[Mapping[str, Any]]
) -> None:
    """Raise Refused where a number has had enough texts, with those about to be put in."""
    hashed, key = row["recipient_hash"], row["key"]
    count = session.scalar(
        sa.select(sa.func.count()).where(
            col(Message.recipient_hash) == hashed,
            col(Message.made_at) > row["made_at"] - timedelta(days=1),
            col(Message.key) != key,
        )
    )
    beside = sum(each["recipient_hash"] == hashed and each["key"] != key for each in among)
    if (count or 0) + beside >= TEXTS_A_DAY:
        raise Refused("We have sent many texts to this number today. Try again tomorrow, or ring.")


def cancel(
    session: Session,
    *,
    about: About | None = None,
    key_prefix: str = "",
    by: Actor = SYSTEM,
) -> int:
    """Take back what still waits, about a thing or by the beginning of its key; return how many.

    What is being sent at this moment goes out all the same.
    """
    if not (about or key_prefix):
        raise ValueError("Say which messages to take back")
    wanted = [col(Message.state) == MessageState.WAITING]
    if about:
        wanted += [col(Message.about_kind) == about[0], col(Message.about_id) == about[1]]
    if key_prefix:
        wanted.append(col(Message.key).startswith(key_prefix, autoescape=True))
    cancelled = session.execute(
        sa.update(Message)
        .where(*wanted)
        .values(state=MessageState.CANCELLED, due_at=None, **ERASED)
        .returning(col(Message.id))
        .execution_options(synchronize_session=False)
    ).all()
    deeds = [Deed("cancel_message", "message", row.id) for row in cancelled]
    record_all(session, deeds, by=by)
    return len(deeds)


def acknowledge(
    session: Session, message: Message, *, by: Actor, now: datetime | None = None
) -> None:
    """Say that somebody has seen that a message did not arrive. Raises Refused where it did."""
    if message.state not in LOST:
        raise Refused("This message was not lost, so there is nothing to do about it.")
    if message.acknowledged_at is None:
        message.acknowledged_at = now or clock.now()
        session.flush()
        record(session, "acknowledge_message", by=by, kind="message", subject_id=message.id)
