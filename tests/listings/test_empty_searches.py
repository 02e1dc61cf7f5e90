"""Searches that found nothing are counted by words, ward and week, and by nothing else."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.audit.actors import COMMAND
from lily.errors import NotFound
from lily.listings.desk import counting, empty_searches
from lily.listings.desk.countable import countable
from lily.listings.desk.counting import Counted, bring_counts, count_empty_search
from lily.listings.models import EmptySearch

WEDNESDAY = date(2026, 11, 25)
MONDAY = date(2026, 11, 23)
WARD = "E05012345"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Chair Yoga", "chair yoga"),
        ("  Men's   CAFÉ ", "mens cafe"),
        ("clubs for over 60s", "clubs for over 60"),
        ("swimming 2026", "swimming 2026"),
        ("my husband has dementia", "my husband has dementia"),
        ("PE31 food bank", "pe31 food bank"),
        ("ring 01632 960123", ""),
        ("0163 2960 123 is mine", ""),
        ("nhs 943 476 5919", ""),
        ("9434765919", ""),
        ("born 12/3/1945", ""),
        ("QQ 12 34 56 C benefits", ""),
        ("ida@example.org", ""),
        ("lunch near PE31 7EX", ""),
        ("lunch near pe317ex", ""),
        ("https://example.org/lunch", ""),
        ("Mrs Marsh needs a lift", ""),
        ("my name is Ida", ""),
        ("date of birth", ""),
        ("a" * 81, ""),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_words_that_look_like_personal_data_are_never_counted(text: str, kept: str) -> None:
    assert countable(text) == kept


def _stored(engine: sa.Engine) -> list[tuple[str, str, date, int]]:
    with Session(engine) as session:
        rows = session.exec(select(EmptySearch).order_by(EmptySearch.words, EmptySearch.ward_code))
        return [(row.words, row.ward_code, row.week_on, row.count) for row in rows]


def test_the_table_has_room_for_no_more_than_words_ward_week_and_count() -> None:
    columns = set(EmptySearch.model_fields)
    assert columns == {"id", "words", "ward_code", "week_on", "count"}


def test_counts_wait_in_the_process_and_are_brought_together(any_engine: sa.Engine) -> None:
    for _ in range(3):
        assert count_empty_search(any_engine, "Chair yoga", WARD, WEDNESDAY)
    assert count_empty_search(any_engine, "chair YOGA", "", MONDAY)
    assert not count_empty_search(any_engine, "ring 01632 960123", WARD, WEDNESDAY)
    assert _stored(any_engine) == []
    assert bring_counts(any_engine) == 4
    assert bring_counts(any_engine) == 0
    count_empty_search(any_engine, "chair yoga", WARD, WEDNESDAY)
    bring_counts(any_engine)
    assert _stored(any_engine) == [
        ("chair yoga", "", MONDAY, 1),
        ("chair yoga", WARD, MONDAY, 4),
    ]


def test_a_process_keeps_no_more_than_it_has_room_for(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_KEPT", 2)
    said = [count_empty_search(engine, text, "", MONDAY) for text in ("a", "b", "c", "a")]
    assert said == [True, True, False, True]
    assert bring_counts(engine) == 3


def test_a_full_table_takes_no_new_words(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_searches, "MOST_ROWS", 2)
    for text in ("a", "b", "c"):
        count_empty_search(engine, text, "", MONDAY)
    bring_counts(engine)
    assert [row[0] for row in _stored(engine)] == ["a", "b"]


def test_counts_are_kept_when_the_database_cannot_be_written_to(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_empty_search(engine, "chair yoga", "", MONDAY)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE empty_search RENAME TO away"))
    with pytest.raises(sa.exc.OperationalError):
        bring_counts(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO empty_search"))
    assert bring_counts(engine) == 1


def _add(session: Session, *counted: tuple[str, str, date, int]) -> None:
    counts = {Counted(words, ward, week): count for words, ward, week, count in counted}
    empty_searches.add_counts(session, counts)


def test_the_most_asked_for_stands_first_with_its_weeks(any_engine: sa.Engine) -> None:
    before = MONDAY - timedelta(weeks=1)
    with Session(any_engine) as session:
        _add(
            session, ("pottery", "", MONDAY, 2), ("yoga", WARD, MONDAY, 3), ("yoga", "", before, 1)
        )
        found, total = empty_searches.list_empty_searches(session, today=WEDNESDAY)
    assert total == 2
    assert [(each.words, each.count) for each in found] == [("yoga", 4), ("pottery", 2)]
    assert list(found[0].weeks.items()) == [(MONDAY, 3), (before, 1)]
    assert found[0].wards == {WARD: 3}


def test_a_ward_that_too_few_asked_from_is_not_named_and_is_soon_forgotten(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        _add(session, ("yoga", WARD, MONDAY, 2), ("pottery", WARD, MONDAY, 3))
        session.commit()
        found, _ = empty_searches.list_empty_searches(session, today=WEDNESDAY)
        assert {each.words: dict(each.wards) for each in found} == {
            "pottery": {WARD: 3},
            "yoga": {},
        }
        assert empty_searches.forget_searches(session, WEDNESDAY) == 0
        assert empty_searches.forget_searches(session, WEDNESDAY + timedelta(weeks=1)) == 1
        session.commit()
    assert _stored(any_engine) == [("pottery", WARD, MONDAY, 3), ("yoga", "", MONDAY, 2)]


def test_counts_are_forgotten_after_half_a_year(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        _add(session, ("yoga", "", MONDAY, 5))
        last = MONDAY + timedelta(weeks=empty_searches.KEPT_WEEKS - 1)
        assert empty_searches.forget_searches(session, last) == 0
        assert empty_searches.list_empty_searches(session, today=last)[1] == 1
        gone = last + timedelta(weeks=1)
        assert empty_searches.list_empty_searches(session, today=gone)[1] == 0
        assert empty_searches.forget_searches(session, gone) == 1
        assert session.exec(select(col(EmptySearch.id))).all() == []


def test_words_that_are_not_for_us_are_forgotten_until_they_are_wanted_again(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        _add(session, ("pizza", "", MONDAY, 5), ("yoga", "", MONDAY, 1))
        empty_searches.ignore_search(session, "pizza", by=COMMAND)
        empty_searches.ignore_search(session, "pizza", by=COMMAND)
        _add(session, ("pizza", "", MONDAY, 5))
        found, total = empty_searches.list_empty_searches(session, today=WEDNESDAY)
        assert ([each.words for each in found], total) == (["yoga"], 1)
        assert empty_searches.list_ignored(session) == ["pizza"]
        empty_searches.count_again(session, "pizza", by=COMMAND)
        _add(session, ("pizza", "", MONDAY, 5))
        assert empty_searches.list_empty_searches(session, today=WEDNESDAY)[1] == 2
        with pytest.raises(NotFound):
            empty_searches.count_again(session, "pizza", by=COMMAND)
