"""What waits at the desk: one item a thing, closed once, by a person, with words."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.permissions import Permission
from lily.audit.actors import COMMAND
from lily.audit.models import AuditEvent
from lily.errors import Invalid, NotFound, Refused
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind, DeskState, permission_for
from lily.listings.desk_items import NewItem

ALL = frozenset(DeskKind)


def _deeds(session: Session) -> list[str]:
    return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.number))))


def _open(session: Session, key: str = "mail 1", kind: DeskKind = DeskKind.MAIL_FAILED):
    return desk_items.open_desk_item(session, kind=kind, key=key, words="It came back.")


def test_one_thing_makes_one_item(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        first, second = _open(session), _open(session)
        session.commit()
        assert first.id == second.id
        assert desk_items.count_desk_items(session) == {DeskKind.MAIL_FAILED: 1}
        assert _deeds(session) == ["open_desk_item"]


def test_many_things_are_opened_at_once_and_only_the_new_are_counted(
    any_engine: sa.Engine,
) -> None:
    wanted = [NewItem(DeskKind.NO_REPLY, f"silent {n}", "Ring them.") for n in range(950)]
    with Session(any_engine) as session:
        _open(session, "silent 7", DeskKind.NO_REPLY)
        assert desk_items.open_desk_items(session, wanted) == 949
        assert desk_items.open_desk_items(session, wanted) == 0
        session.commit()
        assert desk_items.count_desk_items(session) == {DeskKind.NO_REPLY: 950}
        assert len(_deeds(session)) == 950


def test_an_item_is_closed_once_with_words(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        item = _open(session)
        with pytest.raises(Invalid):
            desk_items.close_desk_item(session, item, "  ", by=COMMAND)
        desk_items.close_desk_item(session, item, "Rang  them.", by=COMMAND)
        session.commit()
        assert (item.state, item.outcome) == (DeskState.DONE, "Rang them.")
        with pytest.raises(Refused):
            desk_items.close_desk_item(session, item, "Again.", by=COMMAND)
        assert desk_items.count_desk_items(session) == {}
        assert _deeds(session) == ["open_desk_item", "close_desk_item"]


def test_the_longest_waiting_is_first_and_what_is_not_yours_is_not_there(session: Session) -> None:
    report = _open(session, "report 1", DeskKind.REPORT)
    silent = _open(session, "silent 1", DeskKind.NO_REPLY)
    rows, total = desk_items.list_desk_items(session, kinds=ALL)
    assert ([row.id for row in rows], total) == ([report.id, silent.id], 2)
    rows, total = desk_items.list_desk_items(session, kinds={DeskKind.NO_REPLY})
    assert ([row.id for row in rows], total) == ([silent.id], 1)
    with pytest.raises(NotFound):
        desk_items.get_desk_item(session, report.id, {DeskKind.NO_REPLY})
    assert desk_items.get_desk_item(session, report.id, ALL) is report


@pytest.mark.parametrize("kind", DeskKind)
def test_only_what_wants_a_call_is_for_those_who_ring(kind: DeskKind) -> None:
    wants_a_call = kind in {DeskKind.MAIL_FAILED, DeskKind.NO_REPLY}
    expected = Permission.VERIFY_LISTINGS if wants_a_call else Permission.MODERATE
    assert permission_for(kind) is expected
