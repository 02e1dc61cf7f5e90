"""Readings are taken, never changed, withdrawn with a reason, and read as they were taken."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.own_measures import add_measure, retire_measure
from lily.casework.actions.readings import (
    TakenAlready,
    note_not_taken,
    take_reading,
    withdraw_reading,
)
from lily.casework.choices import (
    NotRead,
    ReadingHow,
    Totalled,
    Withdrawn,
)
from lily.casework.measures import Counts, Measure, Scale
from lily.casework.models import Case, OutcomeReading
from lily.casework.queries.measures import (
    get_measure,
    list_own_measures,
    measure_of,
    measures_of,
    shipped_measures,
)
from lily.casework.queries.readings import (
    first_and_latest,
    get_reading,
    has_second_reading,
    list_readings,
)
from lily.errors import Invalid, NotFound, Refused
from tests.factories.casework import close, make_case, make_team

STAR = shipped_measures()["lily-star"]
TODAY = clock.today()


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _take(
    session: Session, case: Case, value: int = 5, *, days: int = 0, measure: Measure = STAR
) -> OutcomeReading:
    return take_reading(
        session,
        case,
        measure,
        {scale.key: value for scale in measure.scales},
        read_on=TODAY - timedelta(days=days),
        how=ReadingHow.IN_PERSON,
        by=SYSTEM,
    )


def _own(**more: Any) -> Measure:
    scale = Scale(
        key="",
        name="My garden",
        question="How is your garden?",
        lowest=0,
        highest=5,
        low_words="wild",
        high_words="as I like it",
    )
    told: dict[str, Any] = {
        "key": "",
        "name": "The garden",
        "terms": "Our own words.",
        "scales": (scale, scale.model_copy(update={"name": "My shed"})),
    }
    return Measure(**(told | more))


def test_the_first_and_the_latest_make_a_pair(session: Session, case: Case) -> None:
    assert first_and_latest(list_readings(session, case.id), "lily-star") == (None, None)
    _take(session, case, 5, days=20)
    first, latest = first_and_latest(list_readings(session, case.id), "lily-star")
    assert first is not None
    assert latest is None
    assert not has_second_reading(session, case.id)
    _take(session, case, 7)
    _take(session, case, 3, days=40)
    first, latest = first_and_latest(list_readings(session, case.id), "lily-star")
    assert first is not None
    assert latest is not None
    assert (first.answers["money"], latest.answers["money"]) == (3, 7)
    assert has_second_reading(session, case.id)


def test_a_reading_of_each_of_two_measures_is_no_pair(session: Session, case: Case) -> None:
    _take(session, case, days=20)
    _take(session, case, 2, measure=shipped_measures()["ucla3"])
    note_not_taken(session, case, STAR, NotRead.NO_TIME, by=SYSTEM)
    assert not has_second_reading(session, case.id)


def test_readings_of_a_measure_that_changed_meanwhile_are_no_pair(
    session: Session, case: Case
) -> None:
    before = STAR.model_copy(update={"scales": STAR.scales[:-1], "version": 0})
    _take(session, case, 2, days=60, measure=before)
    _take(session, case, 4, days=30)
    assert not has_second_reading(session, case.id)
    _take(session, case, 6)
    first, latest = first_and_latest(list_readings(session, case.id), "lily-star")
    assert first is not None
    assert latest is not None
    assert (first.answers["money"], latest.answers["money"]) == (4, 6)
    oldest = list_readings(session, case.id)[-1]
    assert len(oldest.measure.scales) == 7, "It is read as it was taken"


def test_a_withdrawn_reading_stays_and_counts_for_nothing(session: Session, case: Case) -> None:
    _take(session, case, 5, days=20)
    wrong = _take(session, case, 9)
    withdraw_reading(session, case, wrong, Withdrawn.WRONG_PERSON, by=SYSTEM)
    assert len(list_readings(session, case.id)) == 2
    assert not has_second_reading(session, case.id)
    with pytest.raises(Refused, match="already"):
        withdraw_reading(session, case, wrong, Withdrawn.TWICE, by=SYSTEM)
    assert wrong.withdrawn_why is Withdrawn.WRONG_PERSON


def test_of_two_who_withdraw_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        case = make_case(session, make_team(session))
        made, case_id = _take(session, case).id, case.id
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        first, second = one.get_one(OutcomeReading, made), other.get_one(OutcomeReading, made)
        cases = one.get_one(Case, case_id), other.get_one(Case, case_id)
        other.commit()
        withdraw_reading(one, cases[0], first, Withdrawn.TWICE, by=SYSTEM)
        one.commit()
        with pytest.raises(Refused):
            withdraw_reading(other, cases[1], second, Withdrawn.MISTYPED, by=SYSTEM)


def test_a_page_that_is_sent_twice_makes_one_reading(any_engine: sa.Engine) -> None:
    page = uuid4()
    with Session(any_engine) as session:
        case_id = make_case(session, make_team(session)).id
        session.commit()
    for _ in range(2):
        with Session(any_engine) as session:
            case = session.get_one(Case, case_id)
            told: dict[str, Any] = {"read_on": TODAY, "how": ReadingHow.PHONE, "by": SYSTEM}
            values = {scale.key: 4 for scale in STAR.scales}
            if session.get(OutcomeReading, page):
                with pytest.raises(TakenAlready):
                    take_reading(session, case, STAR, values, reading_id=page, **told)
                with pytest.raises(TakenAlready):
                    note_not_taken(session, case, STAR, NotRead.OTHER, by=SYSTEM, reading_id=page)
            else:
                take_reading(session, case, STAR, values, reading_id=page, **told)
            session.commit()
    with Session(any_engine) as session:
        assert len(session.exec(select(OutcomeReading)).all()) == 1


def test_a_second_press_that_overtakes_the_first_makes_one_reading(any_engine: sa.Engine) -> None:
    page = uuid4()
    with Session(any_engine) as session:
        case_id = make_case(session, make_team(session)).id
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        cases = one.get_one(Case, case_id), other.get_one(Case, case_id)
        assert other.get(OutcomeReading, page) is None
        other.commit()
        note_not_taken(one, cases[0], STAR, NotRead.NO_TIME, by=SYSTEM, reading_id=page)
        one.commit()
        with pytest.raises(TakenAlready):
            note_not_taken(other, cases[1], STAR, NotRead.NO_TIME, by=SYSTEM, reading_id=page)


@pytest.mark.parametrize(
    ("day", "said"),
    [(TODAY + timedelta(days=1), "still to come"), (date(1926, 11, 27), "Check the year")],
)
def test_a_day_that_cannot_be_is_refused(
    session: Session, case: Case, day: date, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        _take(session, case, days=(TODAY - day).days)
    assert refused.value.field == "read_on"


def test_a_closed_case_takes_no_reading(session: Session, case: Case) -> None:
    reading = _take(session, case)
    close(session, case)
    tries: list[Callable[[], object]] = [
        lambda: _take(session, case),
        lambda: note_not_taken(session, case, STAR, NotRead.OTHER, by=SYSTEM),
        lambda: withdraw_reading(session, case, reading, Withdrawn.TWICE, by=SYSTEM),
    ]
    for each in tries:
        with pytest.raises(Refused, match="Open it again"):
            each()


def test_no_answer_is_in_the_audit_nor_readable_in_the_database(
    session: Session, case: Case
) -> None:
    reading = take_reading(
        session,
        case,
        STAR,
        {scale.key: 9 for scale in STAR.scales},
        read_on=TODAY,
        how=ReadingHow.PHONE,
        by=SYSTEM,
    )
    session.commit()
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "take_reading")).one()
    assert event.subject_id == reading.id
    assert "9" not in event.changes.replace(str(TODAY), "")
    assert "money" not in event.changes
    kept = session.execute(sa.text("SELECT answers FROM outcome_reading")).scalar_one()
    assert "money" not in kept


def test_a_reading_of_another_case_is_not_found(session: Session, case: Case) -> None:
    other = make_case(session, make_team(session, "Fens"))
    reading = _take(session, case)
    with pytest.raises(NotFound):
        get_reading(session, reading.id, case_id=other.id)


def test_a_row_has_answers_or_says_why_not(session: Session, case: Case) -> None:
    row = _take(session, case)
    session.commit()
    row.not_taken = NotRead.OTHER
    with pytest.raises(sa.exc.IntegrityError):
        session.commit()


def test_a_team_s_own_measure_is_used_by_it_alone_until_it_is_retired(
    session: Session, case: Case
) -> None:
    own = add_measure(session, case.team_id, _own(), by=SYSTEM)
    measure = get_measure(session, own.key, team_id=case.team_id)
    assert own.key == "own-the-garden-1"
    assert [each.key for each in measure.scales] == ["1-my-garden", "2-my-shed"]
    other = make_team(session, "Fens")
    with pytest.raises(NotFound):
        get_measure(session, own.key, team_id=other.id)
    _take(session, case, 3, measure=measure)
    with pytest.raises(Invalid, match="Retire that one first"):
        add_measure(session, case.team_id, _own(name="the garden"), by=SYSTEM)
    retire_measure(session, own, by=SYSTEM)
    assert own.key not in measures_of(session, case.team_id)
    with pytest.raises(Refused):
        retire_measure(session, own, by=SYSTEM)
    assert list_readings(session, case.id)[0].measure == measure, "What was read stays"
    again = add_measure(session, case.team_id, _own(), by=SYSTEM)
    assert again.key == "own-the-garden-2", "Made anew, it is another"
    assert len(list_own_measures(session, case.team_id)) == 2


def test_a_name_that_comes_with_lily_is_not_given_twice(session: Session, case: Case) -> None:
    with pytest.raises(Invalid):
        add_measure(session, case.team_id, _own(name=STAR.name.upper()), by=SYSTEM)


SCALE = _own().scales[0]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 61}),
        ("terms", {"terms": ""}),
        ("scales-0-name", {"scales": ()}),
        ("name", {"scales": tuple(
            SCALE.model_copy(update={"name": str(each)}) for each in range(13)
        )}),
        ("scales-1-name", {"scales": (SCALE, SCALE)}),
        ("scales-0-question", {"scales": (SCALE.model_copy(update={"question": ""}),)}),
        ("scales-0-low_words", {"scales": (SCALE.model_copy(update={"low_words": ""}),)}),
        ("scales-0-high_words", {"scales": (SCALE.model_copy(update={"high_words": "x" * 61}),)}),
        ("scales-0-highest", {"scales": (SCALE.model_copy(update={"highest": 0}),)}),
        ("scales-0-highest", {"scales": (SCALE.model_copy(update={"highest": 1001}),)}),
        ("scales-0-lowest", {"scales": (SCALE.model_copy(update={"lowest": -1}),)}),
        ("scales-1-better", {
            "totalled": Totalled.SUM,
            "scales": (SCALE, SCALE.model_copy(update={"name": "B", "is_higher_better": False})),
        }),
        ("counts_least", {"counts": Counts(least=Decimal(0), source="A study.")}),
        ("counts_source", {"counts": Counts(least=Decimal(2), source="")}),
    ],
)  # fmt: skip
def test_what_cannot_be_a_measure_is_said_beside_its_field(
    session: Session, case: Case, field: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        add_measure(session, case.team_id, _own(**changed), by=SYSTEM)
    assert refused.value.field == field


def test_the_total_of_a_licensed_measure_is_kept_exactly(session: Session, case: Case) -> None:
    scale = Scale(key="", name="Total", lowest=7, highest=35, decimals=2)
    made = _own(name="Wellbeing total", licence="W-2026-1", scales=(scale,), terms="")
    own = add_measure(session, case.team_id, made, by=SYSTEM)
    measure = measure_of(own)
    take_reading(
        session,
        case,
        measure,
        {measure.scales[0].key: Decimal("22.35")},
        read_on=TODAY,
        how=ReadingHow.ON_THEIR_OWN,
        by=SYSTEM,
    )
    session.commit()
    session.expire_all()
    assert list_readings(session, case.id)[0].answers == {"1-total": Decimal("22.35")}
    too_wide = scale.model_copy(update={"decimals": 3})
    with pytest.raises(Invalid, match="figures"):
        add_measure(
            session,
            case.team_id,
            _own(name="Other", licence="X", scales=(too_wide,)),
            by=SYSTEM,
        )
