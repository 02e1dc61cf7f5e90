"""The people of the demonstration: their stories play on any day, and nobody could be rung."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from nhs_number.validate import is_valid
from sqlmodel import Session, col, func, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.accounts.demonstration import load_accounts, read_demonstration
from lily.accounts.models import Account
from lily.accounts.queries import find_account
from lily.casework.choices import (
    CaseState,
    FollowUpKind,
    FollowUpState,
    OnwardKind,
    OnwardState,
    ReferralState,
)
from lily.casework.demonstration import LONGEST_AGO, load_people
from lily.casework.demonstration.player import kinds
from lily.casework.demonstration.stories import Story, read_stories
from lily.casework.models import Case, Client, FollowUp, OnwardReferral, Referral
from lily.casework.queries import list_cases, list_new_referrals
from lily.casework.queries.caseload import list_covers
from lily.casework.queries.follow_ups import list_due
from lily.casework.queries.onward_due import list_answers, list_came_to_nothing, list_unanswered
from lily.casework.queries.referrals import list_unreached
from lily.casework.sight import cases_in, sight_of
from lily.config import Config
from lily.database import make_engine

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


@pytest.fixture(scope="module")
def stage(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """Return an engine on a demonstration whose stories were played once, to be read."""
    folder = tmp_path_factory.mktemp("played")
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    config = Config(data_dir=str(folder), secret_key="only for tests")
    sealing.use_keys(config)
    engine = make_engine(config.database)
    with Session(engine) as session:
        _play(session)
    yield engine
    engine.dispose()


@pytest.fixture
def played(stage: sa.Engine, config: Config) -> Iterator[Session]:
    """Return a session on the stories as they were played; `config` has the keys."""
    assert config.secret_key == "only for tests"
    with Session(stage) as session:
        yield session


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS)
def test_the_stories_play_on_any_day(demonstration: sa.Engine, now: datetime) -> None:
    with clock.moved_to(now), Session(demonstration) as session:
        _play(session)
        assert session.exec(select(func.max(Case.changed_at))).one() <= clock.now()
        _check_states(session)
        _check_checks(session)


def test_what_can_happen_happens_to_somebody() -> None:
    assert {row["did"] for story in read_stories() for row in story.then} == kinds()


def test_every_state_has_somebody_in_it(played: Session) -> None:
    _check_states(played)


def _check_states(session: Session) -> None:
    assert set(session.exec(select(Referral.state))) == set(ReferralState)
    assert set(session.exec(select(Case.state))) == set(CaseState)
    assert set(session.exec(select(OnwardReferral.state))) == set(OnwardState)
    assert set(session.exec(select(OnwardReferral.kind))) == set(OnwardKind)


def test_the_team_has_forty_cases_and_three_link_workers(played: Session) -> None:
    helpers = {each.worker_id for each in played.exec(select(Case))} - {None}
    names = {each.name for each in played.exec(select(Account)) if each.id in helpers}
    assert names == {"Amina Saltmarsh", "Owen Sandling", "Priya Fleet", "Jean Causeway"}
    assert played.exec(select(func.count()).select_from(Case)).one() == 40


def test_every_check_stands_where_a_check_can_stand(played: Session) -> None:
    _check_checks(played)


def _check_checks(session: Session) -> None:
    checks = session.exec(select(FollowUp)).all()
    for kind in FollowUpKind:
        of_kind = [each for each in checks if each.kind is kind]
        assert {each.state for each in of_kind} == set(FollowUpState), kind
        due = [each.due_on for each in of_kind if each.state is FollowUpState.DUE]
        assert min(due) < clock.today() < max(due), kind
        assert clock.today() in due, kind
        assert any(each.due_on != each.first_due_on for each in of_kind), kind


def test_a_colleague_does_not_see_who_is_restricted(played: Session) -> None:
    hidden = played.exec(select(Case).join(Client).where(col(Client.is_restricted))).one()
    seen = {email: _sees(played, email, hidden) for email in ("third-", "")}
    assert seen == {"third-": True, "": False}


def test_a_link_worker_has_something_in_each_list_of_today(played: Session) -> None:
    amina = find_account(played, "link-worker@example.org")
    assert amina
    sight, today = sight_of(played, amina.id, [Role.LINK_WORKER]), clock.today()
    me = amina.id
    cases = list_cases(played, teams=sight, worker_id=me)
    calls = [each.case.next_call_on for each in cases]
    assert None in calls
    assert today in calls
    assert min(each for each in calls if each) < today < max(each for each in calls if each)
    new = list_new_referrals(played, teams=sight)
    assert {each.is_urgent for each in new} == {True, False}
    assert list_due(played, teams=sight, by=today, worker_id=me)
    answers = list_answers(played, teams=sight, worker_id=me)
    assert {each.onward.state for each in answers} == {OnwardState.BOOKED, OnwardState.SEEN}
    assert list_unanswered(played, teams=sight, today=today, worker_id=me)
    assert list_came_to_nothing(played, teams=sight, worker_id=me)
    assert list_unreached(played, teams=sight)
    assert list_covers(played, teams=sight, today=today, covering_id=me)


def _sees(session: Session, which: str, case: Case) -> bool:
    account = find_account(session, f"{which}link-worker@example.org")
    assert account
    sight = sight_of(session, account.id, [Role.LINK_WORKER])
    return bool(session.exec(select(Case.id).where(cases_in(sight), Case.id == case.id)).first())


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
