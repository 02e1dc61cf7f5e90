"""An import that left something behind waits at the desk; one that did not says nothing."""

import pytest
from sqlmodel import Session, select

from lily.audit.actors import COMMAND
from lily.imports.feeds import Remark
from lily.imports.report import Report, Tally
from lily.listings.desk.choices import DeskKind
from lily.listings.desk.imported import tell_of_import
from lily.listings.models import DeskItem

NAMELESS = Remark("listing", "s2", "name", "it has no name", "Ida Marsh, 01632 960001")


def _words(session: Session) -> list[str]:
    assert all(item.kind is DeskKind.IMPORT for item in session.exec(select(DeskItem)))
    return [item.words for item in session.exec(select(DeskItem))]


def test_what_was_left_out_and_what_has_gone_is_said_without_its_values(session: Session) -> None:
    report = Report("north", refusals=[NAMELESS], vanished=[f"Club {n}" for n in range(7)])
    assert tell_of_import(session, report, by=COMMAND)
    assert _words(session) == [
        "The import from north left out 1: listing s2: it has no name. Gone from north, and still "
        "listed here: Club 0, Club 1, Club 2, Club 3, Club 4, and 2 more."
    ]


def test_what_was_taken_off_is_not_said_to_be_listed(session: Session) -> None:
    report = Report("north", vanished=["Club"], listings=Tally(read=9, vanished=1, retired=1))
    assert tell_of_import(session, report, by=COMMAND)
    assert _words(session) == ["Gone from north, and not shown any more: Club."]


def test_an_import_that_runs_again_is_one_item(session: Session) -> None:
    report = Report("north", refusals=[NAMELESS])
    assert tell_of_import(session, report, by=COMMAND)
    assert not tell_of_import(session, report, by=COMMAND)
    assert tell_of_import(session, Report("south", refusals=[NAMELESS]), by=COMMAND)


@pytest.mark.parametrize(
    "report", [Report("north"), Report("north", is_dry_run=True, refusals=[NAMELESS])]
)
def test_an_import_that_left_nothing_or_was_not_done_says_nothing(
    session: Session, report: Report
) -> None:
    assert not tell_of_import(session, report, by=COMMAND)
    assert not _words(session)
