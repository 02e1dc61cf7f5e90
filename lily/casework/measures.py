"""Outcome measures: what they ask, how they are scored, and what may be said of two readings.

Pure: nothing here reads a database. A missing answer is None and never a number. A measure is told
from another by its key, version and scales, and only readings of the same one make a pair.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from lily.casework.choices import Direction, Totalled
from lily.errors import Invalid

Number = int | Decimal
Answers = Mapping[str, Number | None]

MOST_BUTTONS = 11
"""A scale of more values than this is typed, not pressed: 0 to 10 is the longest row of buttons."""
FEWEST_SPOKES = 3


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Band(_Kept):
    """What numbers up to `highest` are called."""

    highest: int
    words: str


class Scale(_Kept):
    """One question. `words` names every value, the lowest first, where values are words.

    `decimals` is how many figures follow the point; 0 means whole numbers.
    """

    key: str
    name: str
    question: str = ""
    lowest: int
    highest: int
    low_words: str = ""
    high_words: str = ""
    words: tuple[str, ...] = ()
    is_higher_better: bool = True
    decimals: int = 0
    bands: tuple[Band, ...] = ()

    @property
    def field(self) -> str:
        """The name of its field on a page, and of its mistake."""
        return f"scale-{self.key}"

    @property
    def missing(self) -> str:
        """What to say where there is no answer."""
        return f"{self.name}: choose one, or “I would rather not say”."

    @property
    def is_typed(self) -> bool:
        """Whether there are too many values to have a button each."""
        return bool(self.decimals) or self.highest - self.lowest >= MOST_BUTTONS

    @property
    def values(self) -> range:
        """Every whole number that can be answered."""
        return range(self.lowest, self.highest + 1)

    @property
    def aloud(self) -> str:
        """How to answer, as it is read out over the phone."""
        if self.words:
            return f"Is it: {', '.join(self.words)}?"
        asked = f"Give a number from {self.lowest} to {self.highest}."
        if not self.low_words:
            return asked
        ends = f"{self.lowest} is “{self.low_words}”, and {self.highest} is “{self.high_words}”."
        return f"{asked} {ends}"

    def say(self, value: Number) -> str:
        """Return what a value is called, where it has words of its own; else nothing."""
        return self.words[int(value) - self.lowest] if self.words else ""


class Counts(_Kept):
    """How many points count as change, and who says so: of the total where there is one."""

    least: Decimal
    source: str


class Measure(_Kept):
    """A set of questions asked more than once. `licence` is on whose leave a total is kept.

    Readings keep it as JSON, so a field may be added with a default and none may be taken away.
    """

    key: str
    version: int = 1
    name: str
    source: str = ""
    terms: str = ""
    licence: str = ""
    opening: str = ""
    totalled: Totalled = Totalled.NONE
    scales: tuple[Scale, ...]
    bands_source: str = ""
    counts: Counts | None = None

    @property
    def is_higher_better(self) -> bool:
        """Whether a higher total is better: as in its scales, which go one way."""
        return self.scales[0].is_higher_better

    @property
    def lowest_total(self) -> int:
        """The least that its answers can make together."""
        return sum(scale.lowest for scale in self.scales)

    @property
    def highest_total(self) -> int:
        """The most that its answers can make together."""
        return sum(scale.highest for scale in self.scales)

    @property
    def has_star(self) -> bool:
        """Whether its scales are alike, so that a star of them can be read."""
        ways = {(each.lowest, each.highest, each.is_higher_better) for each in self.scales}
        return len(self.scales) >= FEWEST_SPOKES and len(ways) == 1 and not self.scales[0].words


def is_same(one: Measure, other: Measure) -> bool:
    """Say whether readings of these two may be held against each other."""
    return _shape(one) == _shape(other)


def _shape(measure: Measure) -> tuple[object, ...]:
    scales = tuple(
        (each.key, each.lowest, each.highest, each.is_higher_better) for each in measure.scales
    )
    return measure.key, measure.version, measure.totalled, scales


def check_answers(measure: Measure, answers: Answers) -> dict[str, Number | None]:
    """Return the answer to every scale, in the order of the scales.

    Raises Invalid with the field of the scale that has no answer, or one that it cannot have; and
    with the first field where nothing at all was answered.
    """
    unknown = sorted(set(answers) - {scale.key for scale in measure.scales})
    if unknown:
        raise Invalid(f"scale-{unknown[0]}", "This is not asked here.")
    taken: dict[str, Number | None] = {}
    for scale in measure.scales:
        if scale.key not in answers:
            raise Invalid(scale.field, scale.missing)
        taken[scale.key] = _check(scale, answers[scale.key])
    if all(value is None for value in taken.values()):
        said = "Nothing was answered. Further down you can say why it was not taken."
        raise Invalid(measure.scales[0].field, said)
    return taken


def _check(scale: Scale, value: Number | None) -> Number | None:
    if value is None:
        return None
    said = Invalid(scale.field, f"Give a number from {scale.lowest} to {scale.highest}.")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise said
    number = Decimal(value)
    if not number.is_finite() or not scale.lowest <= number <= scale.highest:
        raise said
    if number != round(number, scale.decimals):
        most = f"at most {scale.decimals} figures" if scale.decimals else "no figures"
        raise Invalid(scale.field, f"Give a number with {most} after the point.")
    return round(number, scale.decimals) if scale.decimals else int(number)


def total(measure: Measure, answers: Answers) -> Number | None:
    """Return the total, where the measure has one and every answer is there; else None."""
    if measure.totalled is Totalled.NONE:
        return None
    values = [answers.get(scale.key) for scale in measure.scales]
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if len(known) == len(values) else None


def band(scale: Scale, value: Number) -> str:
    """Return what a number is called by whoever made the measure: low, medium; or nothing."""
    return next((each.words for each in scale.bands if value <= each.highest), "")


@dataclass(frozen=True)
class Change:
    """Two readings of one number. `difference` and `direction` are None where one is missing.

    `is_judged` says whether the measure states what counts as change; without it the direction is
    arithmetic and is not to be shown as a judgement.
    """

    name: str
    first: Number | None
    second: Number | None
    difference: Number | None
    direction: Direction | None
    is_judged: bool


def changes(measure: Measure, first: Answers, second: Answers) -> tuple[Change, ...]:
    """Return what became of each scale between two readings of one measure."""
    counts = measure.counts if measure.totalled is Totalled.NONE else None
    return tuple(
        _change(
            scale.name, first.get(scale.key), second.get(scale.key), scale.is_higher_better, counts
        )
        for scale in measure.scales
    )


def change_of_total(measure: Measure, first: Answers, second: Answers) -> Change | None:
    """Return what became of the total; None where the measure is never summed."""
    if measure.totalled is Totalled.NONE:
        return None
    before, after = total(measure, first), total(measure, second)
    return _change("All together", before, after, measure.is_higher_better, measure.counts)


def _change(
    name: str,
    first: Number | None,
    second: Number | None,
    is_higher_better: bool,
    counts: Counts | None,
) -> Change:
    if first is None or second is None:
        return Change(name, first, second, None, None, is_judged=False)
    difference = second - first
    gain = difference if is_higher_better else -difference
    direction = Direction.SAME
    if gain and (counts is None or abs(Decimal(gain)) >= counts.least):
        direction = Direction.BETTER if gain > 0 else Direction.WORSE
    return Change(name, first, second, difference, direction, is_judged=counts is not None)


def dump_answers(answers: Answers) -> str:
    """Return answers as JSON; a number with a point as text, so that it stays exact."""
    return json.dumps(
        {key: str(value) if isinstance(value, Decimal) else value for key, value in answers.items()}
    )


def load_answers(kept: str) -> dict[str, Number | None]:
    """Return answers from JSON."""
    return {
        key: Decimal(value) if isinstance(value, str) else value
        for key, value in json.loads(kept).items()
    }
