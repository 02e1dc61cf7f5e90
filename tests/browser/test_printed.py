"""What is printed for a person: a page each, and nothing of the staff's menu."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlmodel import Session, select

from lily import clock, sealing
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.readings import take_reading
from lily.casework.choices import ReadingHow, Way
from lily.casework.models import Case
from lily.casework.queries.measures import shipped_measures
from lily.casework.talk import Action, Goal, Statement, Talk
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Service
from tests.browser.conftest import Opener
from tests.factories.casework import close_with_letter, make_case, make_team
from tests.factories.onward import refer_on

MEASURES = ("lily-star", "ons4")
FULL = Talk(
    matters="Her late husband, the workshop that he gave away, and the choir on the wireless.",
    going_well="She cooks every day. Her neighbour looks in on Sundays.",
    statements=tuple(
        Statement(words=words)
        for words in (
            "I know whom to ring when the house is cold.",
            "I have somewhere to be on a Monday.",
            "I sleep through.",
        )
    ),
    goals=tuple(
        Goal(
            words=words,
            actions=(
                Action(what="Ask the Friday visitors", who="Amina", by_on=clock.today()),
                Action(what="Go to the shed once, together", who="Winifred and Amina"),
            ),
        )
        for words in ("Have the front room warm without fear of the bill", "Sing with others")
    ),
)
"""What a usual plan holds, and no less."""


@pytest.fixture(scope="module")
def cases(demonstration_settings: Config) -> Iterator[tuple[str, str]]:
    """Return the addresses of a case with a usual plan and two measures, and of one with a letter.

    Each measure was read twice.
    """
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        team = make_team(session, "The team that prints")
        case = make_case(session, team)
        teams.set_takes_referrals(session, team, takes=False, by=SYSTEM)
        _fill(session, case)
        ended = make_case(session, team, first_name="Olive")
        close_with_letter(session, ended)
        found = f"/cases/{case.id}", f"/cases/{ended.id}"
        session.commit()
    yield found
    engine.dispose()


def _fill(session: Session, case: Case) -> None:
    on = clock.today()
    hold_conversation(session, case, FULL, held_on=on, way=Way.HOME, version=0, by=SYSTEM)
    refer_on(session, case, session.exec(select(Service).where(Service.name == "Men's shed")).one())
    for key in MEASURES:
        measure = shipped_measures()[key]
        for value in (3, 7):
            answers = {scale.key: value for scale in measure.scales}
            how = ReadingHow.PHONE
            take_reading(session, case, measure, answers, read_on=on, how=how, by=SYSTEM)


def _join(settings: Config) -> None:
    """Put everybody of the site into every team."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        for team, _ in teams.list_teams(session):
            for account in session.exec(select(Account)).all():
                teams.add_member(session, team, account.id, by=SYSTEM)
        session.commit()
    engine.dispose()


def _pages(page: Page) -> int:

    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_a_plan_is_one_page_and_each_measure_another(
    open_page_as: Opener, cases: tuple[str, str], demonstration_settings: Config
) -> None:
    case, _ = cases
    page = open_page_as(Role.LINK_WORKER, "/account")
    _join(demonstration_settings)
    page.goto(f"{case}/plan")
    assert page.locator(".plan__goal").count() == 2
    assert "Men's shed: next " in page.inner_text(".plan")
    assert _pages(page) == 1
    page.goto(f"{case}/readings")
    assert page.locator(".compared").count() == len(MEASURES)
    assert _pages(page) == len(MEASURES)
    page.emulate_media(media="print")
    assert not page.get_by_text("Sign out").is_visible()


def test_a_letter_is_printed_as_it_was_written(
    open_page_as: Opener, cases: tuple[str, str], demonstration_settings: Config
) -> None:
    page = open_page_as(Role.LINK_WORKER, "/account")
    _join(demonstration_settings)
    page.goto(f"{cases[1]}/letter")
    page.emulate_media(media="print")
    shown = [each for each in page.locator("body").inner_text().splitlines() if each.strip()]
    assert [each for each in shown if not each.startswith("Demonstration.")] == ["She sings."]
    assert _pages(page) == 1
