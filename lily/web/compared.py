"""What the page of readings shows of a measure: a table, and a star that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from lily.casework.choices import Direction, Totalled
from lily.casework.measures import Answers, Change, Measure, Number, Scale, band
from lily.casework.measures import change_of_total as total_between
from lily.casework.measures import changes as changes_between
from lily.casework.queries.readings import Reading, first_and_latest, keys_taken
from lily.web.star import Star, draw_star

NOT_SAID = "not said"
JUDGED = {
    Direction.BETTER: "better",
    Direction.SAME: "no change that counts",
    Direction.WORSE: "worse",
}


@dataclass(frozen=True)
class Line:
    """One line of the table. `latest` and `change` are empty where it was read once."""

    name: str
    note: str
    first: str
    latest: str
    change: str
    judged: str


@dataclass(frozen=True)
class Compared:
    """A measure with its first reading and, where there is one, its latest."""

    measure: Measure
    readings: tuple[Reading, ...]
    lines: tuple[Line, ...]
    star: Star | None
    spoken: str
    note: str


def compare_all(readings: Sequence[Reading]) -> list[Compared]:
    """Return every measure that was read on a case, in the order of their first reading."""
    pairs = (first_and_latest(readings, key) for key in keys_taken(readings))
    return [compare(first, latest) for first, latest in pairs if first]


def compare(first: Reading, latest: Reading | None) -> Compared:
    """Return what is shown of one measure."""
    measure = (latest or first).measure
    pair = (first, latest) if latest else (first,)
    given = [each.answers for each in pair]
    lines = [*_lines(measure, given), *_total(measure, given)]
    return Compared(
        measure=measure,
        readings=pair,
        lines=tuple(lines),
        star=draw_star(measure, given) if measure.has_star else None,
        spoken=" ".join(_spoken(line) for line in lines),
        note=_note(measure),
    )


def _lines(measure: Measure, given: Sequence[Answers]) -> list[Line]:
    is_mixed = len({scale.is_higher_better for scale in measure.scales}) > 1
    found = changes_between(measure, given[0], given[-1])
    return [
        _line(
            change,
            "" if not is_mixed or scale.is_higher_better else "less is better",
            [say(scale, each.get(scale.key)) for each in given],
        )
        for scale, change in zip(measure.scales, found, strict=True)
    ]


def _total(measure: Measure, given: Sequence[Answers]) -> list[Line]:
    change = total_between(measure, given[0], given[-1])
    if change is None:
        return []
    said = [NOT_SAID if each is None else str(each) for each in (change.first, change.second)]
    of = f"from {measure.lowest_total} to {measure.highest_total}"
    return [_line(change, of, said[: len(given)])]


def _line(change: Change, note: str, said: list[str]) -> Line:
    is_pair = len(said) > 1
    return Line(
        name=change.name,
        note=note,
        first=said[0],
        latest=said[1] if is_pair else "",
        change=_moved(change.difference) if is_pair else "",
        judged=JUDGED[change.direction]
        if is_pair and change.is_judged and change.direction
        else "",
    )


def say(scale: Scale, value: Number | None) -> str:
    """Return an answer in a table: 7, or 7, high; or the words that it stands for."""
    if value is None:
        return NOT_SAID
    more = scale.say(value) or band(scale, value)
    return f"{value}, {more[:1].lower()}{more[1:]}" if more else str(value)


def _moved(difference: Number | None) -> str:
    if difference is None:
        return "cannot be told"
    if not difference:
        return "the same"
    return f"{'up' if difference > 0 else 'down'} {abs(difference)}"


def _spoken(line: Line) -> str:
    then = f", then {line.latest}" if line.latest else ""
    return f"{line.name}: {line.first}{then}."


def _note(measure: Measure) -> str:
    """Return which way is better, where it is one way for all."""
    ways = {scale.is_higher_better for scale in measure.scales}
    if len(ways) > 1:
        return "More is better, but where it says that less is."
    return "More is better." if ways.pop() else "Less is better."


def say_counts(measure: Measure) -> str:
    """Return what counts as change, and who says so; or that nobody does."""
    if measure.counts is None:
        return "Nobody has said how many points of it count as change, so the numbers stand alone."
    of = "the total" if measure.totalled is Totalled.SUM else "an answer"
    return f"{measure.counts.least} or more points of {of} count as change: {measure.counts.source}"
