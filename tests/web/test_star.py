"""Where the lines of a star lie, for any reading."""

import math
from random import Random

import pytest

from lily.casework.measures import Answers
from lily.casework.queries.measures import shipped_measures
from lily.web.star import CENTRE, HEIGHT, RADIUS, WIDTH, Point, draw_star, length_of, place

STAR = shipped_measures()["lily-star"]


def _far(point: Point) -> float:
    return math.hypot(point.x - CENTRE[0], point.y - CENTRE[1])


def test_the_first_scale_points_up_and_the_others_follow_clockwise() -> None:
    assert place(0, 8, 100) == (CENTRE[0], CENTRE[1] - 100)
    assert place(2, 8, 100) == (CENTRE[0] + 100, CENTRE[1])


@pytest.mark.parametrize("seed", range(40))
def test_a_mark_lies_as_far_out_as_its_number(seed: int) -> None:
    random = Random(seed)
    answers: Answers = {scale.key: random.choice([None, *scale.values]) for scale in STAR.scales}
    drawn = draw_star(STAR, [answers])
    given = [value for value in answers.values() if value is not None]
    marks = drawn.traces[0].marks
    assert len(marks) == len(given)
    for mark, value in zip(marks, given, strict=True):
        assert _far(mark) == pytest.approx(RADIUS * float(value) / 10, abs=0.2)
    is_whole = None not in answers.values()
    assert drawn.traces[0].path.endswith("Z") is is_whole
    if not is_whole:
        count = len(STAR.scales)
        values = list(answers.values())
        lines = sum(None not in (values[at], values[(at + 1) % count]) for at in range(count))
        assert drawn.traces[0].path.count("M") == lines, "No line to where nothing was said"


def test_the_lowest_is_seen_beside_the_middle() -> None:
    assert length_of(1, 1, 10) == pytest.approx(RADIUS / 10)
    assert length_of(10, 1, 10) == RADIUS
    assert length_of(0, 0, 10) > 0


def test_every_name_and_number_is_within_the_drawing() -> None:
    for spoke in draw_star(STAR, []).spokes:
        for at, words in spoke.names:
            wide = len(words) * 12.5
            left = {"start": at.x, "middle": at.x - wide / 2, "end": at.x - wide}[spoke.anchor]
            assert left >= 0, words
            assert left + wide <= WIDTH, words
            assert 20 <= at.y <= HEIGHT - 6, words


def test_rings_stand_for_the_ends_and_the_middle() -> None:
    rings = draw_star(STAR, []).rings
    assert [ring.value for ring in rings] == [1, 5, 10]
    assert all(len(ring.points.split()) == 8 for ring in rings)
