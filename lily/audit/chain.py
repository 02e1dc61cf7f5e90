"""The chain: each row's hash is taken of the row and of the hash before it."""

import hashlib
import json
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.audit.models import FIRST_HASH, AuditEvent, AuditHead

AT_ONCE = 1000


def hash_after(previous: str, event: AuditEvent) -> str:
    """Return the SHA-256 of a row bound to the one before, as hex."""
    content = json.dumps(event.content(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def take_turn(session: Session, count: int = 1) -> AuditHead:
    """Take the next `count` numbers; nobody else can until this transaction ends.

    Returns the head as it was before: its number and hash. The update comes first, so that the
    row is locked (PostgreSQL) or the database is (SQLite) before the hash is read.
    """
    session.execute(
        sa.update(AuditHead).values(number=AuditHead.number + count).where(col(AuditHead.id) == 1)
    )
    number, head_hash = session.execute(
        sa.select(col(AuditHead.number), col(AuditHead.hash)).where(col(AuditHead.id) == 1)
    ).one()
    return AuditHead(number=number - count, hash=head_hash)


def put_head(session: Session, last_hash: str) -> None:
    """Say which hash is the last now."""
    session.execute(sa.update(AuditHead).values(hash=last_hash).where(col(AuditHead.id) == 1))


def each_event(session: Session) -> Iterator[AuditEvent]:
    """Yield every row in its order, a part at a time."""
    after = 0
    while True:
        part = session.exec(
            select(AuditEvent)
            .where(AuditEvent.number > after)
            .order_by(col(AuditEvent.number))
            .limit(AT_ONCE)
        ).all()
        yield from part
        if not part:
            return
        after = part[-1].number
        session.expunge_all()


def find_break(session: Session) -> int | None:
    """Return the number of the first row that is not as it was written; None where all are.

    A row that was altered or put in does not have its hash; where one was taken out, the number
    that is missing is returned; where the end was cut off, the first number that is gone.
    """
    expected, previous = 1, FIRST_HASH
    for event in each_event(session):
        if event.number != expected or event.hash != hash_after(previous, event):
            return expected
        expected, previous = expected + 1, event.hash
    head = session.exec(select(AuditHead)).one()
    return None if (head.number, head.hash) == (expected - 1, previous) else expected
