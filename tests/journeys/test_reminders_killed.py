"""A tick that is killed ten times: every listing that is due gets its letter, and gets it once.

Four thousand here; `python -m tests.journeys.reminders 10000` measures the whole of it.
"""

import random

import pytest
import sqlalchemy as sa

from lily.config import Config
from tests.journeys import reminders

LISTINGS = 4_000

pytestmark = pytest.mark.slow


def test_each_listing_gets_one_letter_though_the_tick_is_killed_ten_times(
    config: Config, engine: sa.Engine
) -> None:
    figures = reminders.run(engine, config, LISTINGS, random.Random(20261123))
    assert figures.after_kills[0] < LISTINGS
    reminders.check(engine, LISTINGS)
    assert figures.megabytes < 300
