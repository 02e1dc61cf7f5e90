"""Items at the editor's desk: opened by what went wrong, closed by a person with an outcome."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import Deed, record, record_all
from lily.audit.actors import SYSTEM, Actor
from lily.errors import Invalid, NotFound, Refused
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.models.desk import DeskItem

PAGE = 50
AT_ONCE = 400
LONGEST_OUTCOME = 500
_KIND = "desk_item"


@dataclass(frozen=True)
class NewItem:
    """What is to wait at the desk. `words` say what to do; they hold no personal data."""

    kind: DeskKind
    key: str
    words: str
    service_id: UUID | None = None
    organisation_id: UUID | None = None
    due_on: date | None = None


def open_desk_item(
    session: Session,
    *,
    kind: DeskKind,
    key: str,
    words: str,
    service_id: UUID | None = None,
    organisation_id: UUID | None = None,
    due_on: date | None = None,
    by: Actor = SYSTEM,
) -> DeskItem:
    """Put one thing on the desk, or return the item that its key has already, open or done."""
    wanted = NewItem(kind, key, words, service_id, organisation_id, due_on)
    open_desk_items(session, [wanted], by=by)
    return session.exec(select(DeskItem).where(DeskItem.key == key)).one()


def open_desk_items(session: Session, wanted: Iterable[NewItem], *, by: Actor = SYSTEM) -> int:
    """Put many things on the desk; return how many were not there. Safe in several processes."""
    items = list({item.key: item for item in wanted}.values())
    count = 0
    for at in range(0, len(items), AT_ONCE):
        count += _open_some(session, items[at : at + AT_ONCE], by)
    return count


def _open_some(session: Session, items: Sequence[NewItem], by: Actor) -> int:
    session.flush()
    now = clock.now()
    rows = [
        {
            "id": uuid4(),
            "made_at": now,
            "changed_at": now,
            "state": DeskState.OPEN,
            "outcome": "",
            **vars(item),
        }
        for item in items
    ]
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(DeskItem)
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]), rows)
    ids = [row["id"] for row in rows]
    made = session.exec(select(DeskItem).where(col(DeskItem.id).in_(ids))).all()
    deeds = [
        Deed("open_desk_item", _KIND, item.id, {"kind": (None, item.kind)})
        for item in sorted(made, key=lambda item: item.key)
    ]
    record_all(session, deeds, by=by)
    return len(made)


def close_desk_item(session: Session, item: DeskItem, outcome: str, *, by: Actor) -> None:
    """Say what became of an item. Raises Invalid without words, Refused where it is done."""
    outcome = " ".join(outcome.split())
    if not outcome:
        raise Invalid("outcome", "Say in a few words what became of it.")
    if len(outcome) > LONGEST_OUTCOME:
        raise Invalid("outcome", f"Say it in at most {LONGEST_OUTCOME} letters.")
    if item.state is DeskState.DONE:
        raise Refused("Somebody has dealt with this already. Go back to the desk for the next.")
    now = clock.now()
    item.state, item.outcome = DeskState.DONE, outcome
    item.done_at, item.changed_at, item.done_by = now, now, by.account_id
    session.flush()
    record(
        session,
        "close_desk_item",
        by=by,
        kind=_KIND,
        subject_id=item.id,
        changes={"state": (DeskState.OPEN, DeskState.DONE), "outcome": ("", outcome)},
    )


def get_desk_item(session: Session, item_id: UUID, kinds: Collection[DeskKind]) -> DeskItem:
    """Return an item of the kinds that somebody may see. Raises NotFound."""
    found = session.exec(
        select(DeskItem).where(DeskItem.id == item_id, col(DeskItem.kind).in_(kinds))
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such item at the desk. Choose one from the list.")
    return found


def find_desk_item(session: Session, key: str) -> DeskItem | None:
    """Return the item of a key, or None."""
    return session.exec(select(DeskItem).where(DeskItem.key == key)).one_or_none()


def list_desk_items(
    session: Session,
    *,
    kinds: Collection[DeskKind],
    state: DeskState = DeskState.OPEN,
    page: int = 1,
) -> tuple[Sequence[DeskItem], int]:
    """Return a page of items, the longest waiting first (of done ones the latest), and how many."""
    wanted = [col(DeskItem.kind).in_(kinds), col(DeskItem.state) == state]
    total = session.exec(select(sa.func.count()).select_from(DeskItem).where(*wanted)).one()
    order = (
        (col(DeskItem.done_at).desc(), col(DeskItem.key))
        if state is DeskState.DONE
        else (col(DeskItem.made_at), col(DeskItem.key))
    )
    rows = session.exec(
        select(DeskItem).where(*wanted).order_by(*order).offset((page - 1) * PAGE).limit(PAGE)
    ).all()
    return rows, total


def count_desk_items(session: Session) -> dict[DeskKind, int]:
    """Return how many items wait, by kind, in one statement."""
    rows = session.execute(
        sa.select(col(DeskItem.kind), sa.func.count())
        .where(col(DeskItem.state) == DeskState.OPEN)
        .group_by(col(DeskItem.kind))
    )
    return {kind: count for kind, count in rows}
