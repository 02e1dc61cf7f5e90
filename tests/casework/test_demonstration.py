"""The people of the demonstration: their stories play on any day, and nobody could be rung."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from nhs_number.validate import is_valid
from sqlmodel import Session, func, select

from lily import clock
from lily.accounts.demonstration import load_accounts, read_demonstration
from lily.accounts.models import Account
from lily.casework.demonstration import LONGEST_AGO, load_people
from lily.casework.demonstration.stories import Story, read_stories
from lily.casework.models import Case, Client, Referral

DAYS = {
    "a Sunday": datetime(2026, 11, 29, 12, tzinfo=UTC),
    "Christmas Eve": datetime(2026, 12, 24, 12, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "the day after a clock change, before work": datetime(2027, 3, 29, 5, tzinfo=UTC),
}


def _play(session: Session) -> None:
    with clock.moved_to(clock.now() - timedelta(days=LONGEST_AGO)):
        load_accounts(session)
    load_people(session)
    session.commit()


@pytest.fixture
def played(demonstration: sa.Engine) -> Iterator[Session]:
    """Return a session on a demonstration whose stories were played just now."""
    with Session(demonstration) as session:
        _play(session)
        yield session


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS)
def test_the_stories_play_on_any_day(demonstration: sa.Engine, now: datetime) -> None:
    with clock.moved_to(now), Session(demonstration) as session:
        _play(session)
        assert session.exec(select(func.max(Case.changed_at))).one() <= clock.now()


def test_loading_it_twice_changes_nothing(played: Session) -> None:
    before = played.exec(select(func.count()).select_from(Client)).one()
    load_people(played)
    assert played.exec(select(func.count()).select_from(Client)).one() == before


@pytest.mark.parametrize("story", list(read_stories()), ids=lambda story: story.key or "the team")
def test_a_story_is_told_in_the_order_of_time(story: Story) -> None:
    days = [row["days"] for row in story.then]
    assert days == sorted(days, reverse=True)
    assert not days or LONGEST_AGO > days[0] >= days[-1] >= 0


def test_nobody_could_be_rung_or_looked_up() -> None:
    people = [story for story in read_stories() if story.key]
    names = [each.key for each in people]
    assert len(names) == len(set(names))
    for story in people:
        known = story.details
        assert re.fullmatch(r"01632 960\d{3}", known.phone or "01632 960000"), story.key
        number = known.nhs_number or "9990000018"
        assert number.startswith("999"), story.key
        assert is_valid(number), story.key
        emails = [known.email, *(row.get("email", "") for row in story.then)]
        assert all(each.endswith("@example.org") for each in emails if each), story.key
    assert all(each.email.endswith("@example.org") for each in read_demonstration().accounts)


def test_the_accounts_are_older_than_what_they_did(played: Session) -> None:
    opened = played.exec(select(func.max(Account.made_at))).one()
    assert opened < played.exec(select(func.min(Referral.made_at))).one()
