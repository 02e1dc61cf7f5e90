"""Where the lines of a star chart lie: plain geometry, for components/star_chart.html.

Lengths are in the units of the drawing, x to the right and y down, the middle at CENTRE.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from lily.casework.measures import Answers, Measure, Number

WIDTH, HEIGHT = 800, 560
RADIUS = 185
NUMBER_AT = RADIUS + 24
NAME_AT = NUMBER_AT + 22
LONGEST_LINE = 14
LINE_HEIGHT = 24
UPRIGHT = 0.2
"""Within this of straight up or down, a name is set in the middle under or over its spoke."""


class Point(NamedTuple):
    """A place in the drawing."""

    x: float
    y: float


CENTRE = Point(WIDTH / 2, HEIGHT / 2)


@dataclass(frozen=True)
class Spoke:
    """A line from the middle to the end of a scale, with its number and the lines of its name."""

    number: int
    end: Point
    number_at: Point
    names: tuple[tuple[Point, str], ...]
    anchor: str


@dataclass(frozen=True)
class Ring:
    """A line round the middle through one value of every scale."""

    value: int
    points: str
    label_at: Point


@dataclass(frozen=True)
class Trace:
    """One reading: a path from spoke to spoke, broken where there is no answer, and its marks."""

    path: str
    marks: tuple[Point, ...]


@dataclass(frozen=True)
class Star:
    """All that is drawn of the readings of a measure, the first one first."""

    width: int
    height: int
    middle: Point
    spokes: tuple[Spoke, ...]
    rings: tuple[Ring, ...]
    traces: tuple[Trace, ...]


def draw_star(measure: Measure, readings: Sequence[Answers]) -> Star:
    """Return the drawing of one reading or two. The measure's scales are alike (`has_star`)."""
    count = len(measure.scales)
    lowest, highest = measure.scales[0].lowest, measure.scales[0].highest
    half = (lowest + highest) // 2
    return Star(
        width=WIDTH,
        height=HEIGHT,
        middle=CENTRE,
        spokes=tuple(_spoke(at, count, each.name) for at, each in enumerate(measure.scales)),
        rings=tuple(_ring(measure, value) for value in sorted({lowest, half, highest})),
        traces=tuple(_trace(measure, each) for each in readings),
    )


def length_of(value: Number, lowest: int, highest: int) -> float:
    """Return how far from the middle a value lies: the lowest is one step out, to be seen."""
    return RADIUS * float(value - lowest + 1) / (highest - lowest + 1)


def place(at: int, count: int, length: float) -> Point:
    """Return the point so far out on a spoke: the first points up, the others follow clockwise."""
    turn = 2 * math.pi * at / count
    x, y = CENTRE
    return Point(round(x + length * math.sin(turn), 1), round(y - length * math.cos(turn), 1))


def _spoke(at: int, count: int, name: str) -> Spoke:
    turn = 2 * math.pi * at / count
    sideways, down = math.sin(turn), -math.cos(turn)
    is_upright = abs(sideways) < UPRIGHT
    lines = wrap(name, WIDTH if is_upright else LONGEST_LINE)
    start = place(at, count, NAME_AT + (LINE_HEIGHT / 3 if is_upright else 0))
    first = start.y - (len(lines) - 1) * LINE_HEIGHT * (1 - down) / 2 + LINE_HEIGHT * (1 + down) / 4
    return Spoke(
        number=at + 1,
        end=place(at, count, RADIUS),
        number_at=place(at, count, NUMBER_AT),
        names=tuple(
            (Point(start.x, round(first + row * LINE_HEIGHT, 1)), words)
            for row, words in enumerate(lines)
        ),
        anchor="middle" if is_upright else "start" if sideways > 0 else "end",
    )


def _ring(measure: Measure, value: int) -> Ring:
    scale, count = measure.scales[0], len(measure.scales)
    length = length_of(value, scale.lowest, scale.highest)
    points = [place(at, count, length) for at in range(count)]
    between = place(1, 2 * count, length * math.cos(math.pi / count))
    return Ring(value, " ".join(f"{point.x},{point.y}" for point in points), between)


def _trace(measure: Measure, answers: Answers) -> Trace:
    count = len(measure.scales)
    points: list[Point | None] = []
    for at, scale in enumerate(measure.scales):
        value = answers.get(scale.key)
        far = None if value is None else length_of(value, scale.lowest, scale.highest)
        points.append(None if far is None else place(at, count, far))
    return Trace(_path(points), tuple(point for point in points if point))


def _path(points: Sequence[Point | None]) -> str:
    """Return the path round, from each point to the next, without what has no answer."""
    if all(points):
        return "M" + "L".join(f"{each.x} {each.y}" for each in points if each) + "Z"
    steps = zip(points, [*points[1:], points[0]], strict=True)
    return "".join(f"M{a.x} {a.y}L{b.x} {b.y}" for a, b in steps if a and b)
