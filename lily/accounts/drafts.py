"""Keeping what somebody types while they type it: for its author alone, until it is sent.

A draft is nobody's record yet, so the audit does not say that one was kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.kept_forms import Fields, is_secret
from lily.accounts.models import Draft
from lily.errors import Invalid, NotFound, Refused

UNCHANGED = timedelta(days=30)
FINISHED = timedelta(days=1)
MOST_EACH = 50
LONGEST = 64 * 1024
"""Bytes of one draft."""
TOO_LONG = "This is too long to be kept as a draft."
ELSEWHERE = "You went on with this on another page. Load this page again to see it."
GONE = "We no longer have this draft."


@dataclass(frozen=True)
class Place:
    """Whose draft, of which form, on the page of which address (without a query)."""

    account_id: UUID
    path: str
    form: str

    @property
    def is_it(self) -> sa.ColumnElement[bool]:
        """Say of a row whether it is the one of this place."""
        return sa.and_(
            col(Draft.account_id) == self.account_id,
            col(Draft.path) == self.path,
            col(Draft.form) == self.form,
        )


@dataclass(frozen=True)
class OpenPage:
    """A page that is open before somebody, by a random name.

    `turn` is how many times it has sent what was typed; `after` and `after_turn` are those of the
    draft that it showed when it was opened.
    """

    key: str
    turn: int = 1
    after: str = ""
    after_turn: int = 0

    @property
    def goes_on(self) -> sa.ColumnElement[bool]:
        """Say of a draft whether this page may go on with it: it knows all that it holds."""
        is_mine = (col(Draft.key) == self.key) & (col(Draft.turn) < self.turn)
        is_shown = (col(Draft.key) == self.after) & (col(Draft.turn) <= self.after_turn)
        return col(Draft.finished_at).is_(None) & (is_mine | is_shown)

    @property
    def begins_anew(self) -> sa.ColumnElement[bool]:
        """Say of a draft whether it was finished on another page."""
        return col(Draft.finished_at).is_not(None) & (col(Draft.key) != self.key)


def keep_draft(session: Session, at: Place, fields: Fields, page: OpenPage) -> None:
    """Keep what somebody has typed so far; beyond fifty drafts of theirs the oldest goes.

    What comes late, after that page sent more or the form itself, is not kept. What is secret is
    left out; what is empty is no draft. Raises Invalid where it is too long, Refused where its
    author went on with it on another page.
    """
    typed = [(name, value) for name, value in fields if not is_secret(name)]
    text = json.dumps(typed, ensure_ascii=False)
    if len(text.encode()) > LONGEST:
        raise Invalid("fields", TOO_LONG)
    if not any(value.strip() for _, value in typed):
        session.execute(sa.delete(Draft).where(at.is_it, page.goes_on))
        return
    may = page.goes_on | page.begins_anew
    told = {"fields": text, "key": page.key, "turn": page.turn, "finished_at": None}
    if _put(session, at, may, told):
        _leave_newest(session, at.account_id)
    elif session.scalar(sa.select(col(Draft.key)).where(at.is_it)) != page.key:
        raise Refused(ELSEWHERE)


def _put(
    session: Session, at: Place, where: sa.ColumnElement[bool], values: dict[str, Any]
) -> bool:
    """Make the row of a place, or change the one there is where it may be; say whether it was."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = Draft(account_id=at.account_id, path=at.path, form=at.form, **values)
    put = (
        insert(Draft)
        .values(row.model_dump())
        .on_conflict_do_update(
            index_elements=["account_id", "path", "form"],
            set_=values | {"changed_at": row.changed_at},
            where=where,
        )
        .returning(col(Draft.id))
    )
    return session.connection().execute(put).first() is not None


def _leave_newest(session: Session, account_id: UUID) -> None:
    open_ones = (col(Draft.account_id) == account_id, col(Draft.finished_at).is_(None))
    newest = (
        sa.select(col(Draft.id))
        .where(*open_ones)
        .order_by(col(Draft.changed_at).desc(), col(Draft.id))
        .limit(MOST_EACH)
    )
    session.execute(sa.delete(Draft).where(*open_ones, col(Draft.id).not_in(newest)))


def find_draft(session: Session, at: Place) -> tuple[Draft, Fields] | None:
    """Return what somebody typed at a place and has not sent, with its fields, or None."""
    wanted = select(Draft).where(at.is_it, col(Draft.finished_at).is_(None))
    found = session.exec(wanted.execution_options(populate_existing=True)).first()
    if found is None:
        return None
    return found, [(name, value) for name, value in json.loads(found.fields)]


def get_draft(session: Session, draft_id: UUID, *, account_id: UUID) -> Draft:
    """Return a draft of an account. Raises NotFound for any other."""
    found = session.get(Draft, draft_id)
    if found is None or found.account_id != account_id or found.finished_at:
        raise NotFound(GONE)
    return found


def list_drafts(session: Session, account_id: UUID) -> Sequence[Draft]:
    """Return the drafts of an account, the one changed last first, without what was typed."""
    where = load_only(Draft.path, Draft.form, Draft.changed_at)  # type: ignore[arg-type]
    return session.exec(
        select(Draft)
        .where(Draft.account_id == account_id, col(Draft.finished_at).is_(None))
        .order_by(col(Draft.changed_at).desc(), col(Draft.id))
        .options(where)
    ).all()


def drop_draft(session: Session, at: Place, *, key: str = "") -> None:
    """Forget what was typed at a place: it was sent, or thrown away.

    `key` names the open page that did it; what that page still sends is not kept any more.
    """
    if key:
        told = {"fields": "[]", "key": key, "turn": 0, "finished_at": clock.now()}
        _put(session, at, sa.true(), told)
    else:
        session.execute(sa.delete(Draft).where(at.is_it))


def drop_drafts_under(session: Session, path: str) -> int:
    """Forget what anybody typed on a page and on those below it; return how many."""
    is_under = col(Draft.path).startswith(f"{path}/", autoescape=True)
    gone = session.execute(sa.delete(Draft).where((col(Draft.path) == path) | is_under))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def forget_old_drafts(session: Session) -> int:
    """Take away what nobody went on with for thirty days, and what was sent.

    Returns how many.
    """
    now = clock.now()
    is_old = col(Draft.changed_at) < now - UNCHANGED
    is_sent = col(Draft.finished_at) < now - FINISHED
    gone = session.execute(sa.delete(Draft).where(is_old | is_sent))
    return int(gone.rowcount)  # type: ignore[attr-defined]
