"""How measures are scored: what comes with LILY, and what is true of any measure at all."""

import json
from decimal import Decimal
from random import Random

import pytest

from lily.casework.choices import Direction, Totalled
from lily.casework.measures import (
    Answers,
    Counts,
    Measure,
    Number,
    Scale,
    band,
    change_of_total,
    changes,
    check_answers,
    dump_answers,
    is_same,
    load_answers,
    total,
)
from lily.casework.queries.measures import shipped_measures
from lily.errors import Invalid

SHIPPED = shipped_measures()
STAR, ONS4, UCLA3 = SHIPPED["lily-star"], SHIPPED["ons4"], SHIPPED["ucla3"]
SEEDS = range(60)


def _some_measure(random: Random) -> Measure:
    """Return a measure as a team might make one."""
    is_higher_better = random.random() < 0.5
    scales = []
    for number in range(random.randint(1, 12)):
        lowest = random.randint(0, 5)
        scales.append(
            Scale(
                key=f"scale-{number}",
                name=f"Scale {number}",
                lowest=lowest,
                highest=lowest + random.randint(1, 20),
                is_higher_better=is_higher_better,
                decimals=random.choice((0, 0, 1, 2)),
            )
        )
    least = Decimal(random.randint(1, 5))
    counts = Counts(least=least, source="A study.") if random.random() < 0.5 else None
    totalled = random.choice(list(Totalled))
    return Measure(key="own", name="Own", totalled=totalled, scales=tuple(scales), counts=counts)


def _some_answers(random: Random, measure: Measure, *, missing: float = 0.2) -> Answers:
    answers = {}
    for scale in measure.scales:
        figures = 10**scale.decimals
        value = Decimal(random.randint(scale.lowest * figures, scale.highest * figures)) / figures
        answers[scale.key] = None if random.random() < missing else value
    answers[measure.scales[0].key] = measure.scales[0].lowest
    return check_answers(measure, answers)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pair_turned_round_is_the_same_change_the_other_way(seed: int) -> None:
    random = Random(seed)
    measure = _some_measure(random)
    first, second = _some_answers(random, measure), _some_answers(random, measure)
    opposite = {
        Direction.BETTER: Direction.WORSE,
        Direction.WORSE: Direction.BETTER,
        Direction.SAME: Direction.SAME,
        None: None,
    }
    there, back = changes(measure, first, second), changes(measure, second, first)
    for one, other in zip(there, back, strict=True):
        assert one.direction is opposite[other.direction]
        assert (one.difference or 0) == -(other.difference or 0)
        assert (one.difference is None) == (None in (one.first, one.second))
        assert one.direction is None or one.first + one.difference == one.second


@pytest.mark.parametrize("seed", SEEDS)
def test_a_total_is_made_where_every_answer_is_there_and_lies_within_its_ends(seed: int) -> None:
    random = Random(seed)
    measure = _some_measure(random)
    whole = _some_answers(random, measure, missing=0)
    made = total(measure, whole)
    if measure.totalled is Totalled.NONE:
        assert made is None
        assert change_of_total(measure, whole, whole) is None
        return
    assert made is not None
    assert measure.lowest_total <= made <= measure.highest_total
    assert made == sum(Decimal(value) for value in whole.values() if value is not None)
    for key in whole:
        assert total(measure, {**whole, key: None}) is None
    same = change_of_total(measure, whole, whole)
    assert same is not None
    assert (same.difference, same.direction) == (0, Direction.SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_are_kept_exactly(seed: int) -> None:
    random = Random(seed)
    measure = _some_measure(random)
    answers = _some_answers(random, measure)
    kept = load_answers(dump_answers(answers))
    assert kept == answers
    assert {key: type(value) for key, value in kept.items()} == {
        key: type(value) for key, value in answers.items()
    }
    assert Measure.model_validate_json(measure.model_dump_json()) == measure


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_outside_a_scale_is_taken(seed: int) -> None:
    random = Random(seed)
    measure = _some_measure(random)
    answers = _some_answers(random, measure)
    scale = random.choice(measure.scales)
    step = Decimal(10) ** -(scale.decimals + 1)
    for value in (
        *(scale.lowest - 1, scale.highest + 1, scale.lowest + step),
        *(Decimal("NaN"), Decimal("Infinity"), Decimal("1e309")),
    ):
        with pytest.raises(Invalid) as refused:
            check_answers(measure, {**answers, scale.key: value})
        assert refused.value.field == scale.field


@pytest.mark.parametrize("value", [True, "7", 7.5])
def test_what_is_no_number_is_refused(value: Number) -> None:
    answers = dict.fromkeys((scale.key for scale in STAR.scales), 5)
    with pytest.raises(Invalid, match="from 1 to 10"):
        check_answers(STAR, answers | {"money": value})


def test_every_scale_is_answered_or_declined() -> None:
    answers: dict[str, Number | None] = dict.fromkeys((scale.key for scale in STAR.scales), 5)
    assert check_answers(STAR, answers | {"money": None})["money"] is None
    with pytest.raises(Invalid) as refused:
        check_answers(STAR, {key: value for key, value in answers.items() if key != "money"})
    assert refused.value.field == "scale-money"
    with pytest.raises(Invalid, match="not asked here"):
        check_answers(STAR, answers | {"health": 5})
    with pytest.raises(Invalid, match="Nothing was answered"):
        check_answers(STAR, dict.fromkeys(answers))


def test_the_questions_of_the_ons_are_never_added_up() -> None:
    answers = {scale.key: 8 for scale in ONS4.scales}
    assert total(ONS4, answers) is None
    assert change_of_total(ONS4, answers, answers) is None


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (key, ["low"] * 5 + ["medium"] * 2 + ["high"] * 2 + ["very high"] * 2)
        for key in ("satisfied", "worthwhile", "happy")
    ]
    + [("anxious", ["very low"] * 2 + ["low"] * 2 + ["medium"] * 2 + ["high"] * 5)],
)
def test_the_groups_are_those_of_the_ons(key: str, expected: list[str]) -> None:
    scale = next(each for each in ONS4.scales if each.key == key)
    assert [band(scale, value) for value in scale.values] == expected


def test_less_anxiety_is_better() -> None:
    first = {scale.key: 7 for scale in ONS4.scales}
    found = changes(ONS4, first, dict.fromkeys(first, 4))
    assert [each.direction for each in found] == [Direction.WORSE] * 3 + [Direction.BETTER]
    assert not any(each.is_judged for each in found), "Nobody states what counts as change"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((1, 1, 1), 3), ((3, 3, 3), 9), ((1, 2, 3), 6), ((1, None, 3), None)],
)
def test_loneliness_goes_from_three_to_nine(
    answers: tuple[int | None, ...], expected: int | None
) -> None:
    given = dict(zip((scale.key for scale in UCLA3.scales), answers, strict=True))
    assert total(UCLA3, check_answers(UCLA3, given)) == expected
    assert (UCLA3.lowest_total, UCLA3.highest_total) == (3, 9)
    assert not UCLA3.is_higher_better


def test_what_counts_as_change_is_of_the_total_where_there_is_one() -> None:
    counts = Counts(least=Decimal(3), source="A study.")
    single = STAR.model_copy(update={"counts": counts})
    first = {scale.key: 5 for scale in STAR.scales}
    second = first | {"money": 7, "home": 8, "body": 1}
    found = {each.name: each for each in changes(single, first, second)}
    assert found["Money"].direction is Direction.SAME, "Two points do not count"
    assert found["My home"].direction is Direction.BETTER
    assert found["How my body feels"].direction is Direction.WORSE
    assert all(each.is_judged for each in found.values())
    summed = UCLA3.model_copy(update={"counts": counts})
    lonely, less = dict.fromkeys(("companionship", "left-out", "isolated"), 3), {}
    less = lonely | {"isolated": 1}
    whole = change_of_total(summed, lonely, less)
    assert whole is not None
    assert (whole.difference, whole.direction, whole.is_judged) == (-2, Direction.SAME, True)
    assert not any(each.is_judged for each in changes(summed, lonely, less))


def test_only_readings_of_the_same_measure_make_a_pair() -> None:
    assert is_same(STAR, STAR.model_copy(update={"name": "Another name", "terms": "Other."}))
    assert not is_same(STAR, ONS4)
    assert not is_same(STAR, STAR.model_copy(update={"version": 2}))
    assert not is_same(STAR, STAR.model_copy(update={"scales": STAR.scales[:-1]}))
    first, *others = STAR.scales
    wider = (first.model_copy(update={"highest": 20}), *others)
    assert not is_same(STAR, STAR.model_copy(update={"scales": wider}))


@pytest.mark.parametrize("measure", SHIPPED.values(), ids=list(SHIPPED))
def test_what_comes_with_lily_says_where_it_is_from(measure: Measure) -> None:
    assert measure.source
    assert measure.terms
    assert measure.opening
    for scale in measure.scales:
        assert scale.question
        assert scale.words or (scale.low_words and scale.high_words)
        assert not scale.words or len(scale.words) == len(scale.values)
        assert not scale.bands or scale.bands[-1].highest == scale.highest
    assert not any(scale.bands for scale in measure.scales) or measure.bands_source


def test_our_star_is_of_eight_scales_without_a_word_for_each_point() -> None:
    assert [(each.lowest, each.highest) for each in STAR.scales] == [(1, 10)] * 8
    assert not any(each.words or each.bands for each in STAR.scales)
    assert STAR.has_star
    assert not ONS4.has_star, "Its scales do not go one way"
    assert not UCLA3.has_star


def test_numbers_with_a_point_are_kept_as_text() -> None:
    assert json.loads(dump_answers({"a": Decimal("22.35"), "b": 7, "c": None})) == {
        "a": "22.35",
        "b": 7,
        "c": None,
    }
