"""A measure is scored with somebody beside you: narrow, by keyboard, without script."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlmodel import Session, select

from lily import sealing
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.casework.queries.measures import shipped_measures
from lily.config import Config
from lily.database import make_engine
from tests.browser.conftest import Opener
from tests.browser.test_accessible import mistakes
from tests.factories.casework import make_case, make_team

NARROW = {"width": 320, "height": 568}
TABLET = {"width": 820, "height": 1180}
SCALES = [scale.key for scale in shipped_measures()["lily-star"].scales]


@pytest.fixture(scope="module")
def team_and_case(demonstration_settings: Config) -> Iterator[tuple[str, str]]:
    """Return a team of the site, and the address of its case."""
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        team = make_team(session, "The team that measures")
        found = str(team.id), f"/cases/{make_case(session, team).id}"
        teams.set_takes_referrals(session, team, takes=False, by=SYSTEM)
        session.commit()
    yield found
    engine.dispose()


def _join(settings: Config, team_id: str) -> None:
    """Put everybody of the site into the team."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        team = teams.get_team(session, UUID(team_id))
        for account in session.exec(select(Account)).all():
            teams.add_member(session, team, account.id, by=SYSTEM)
        session.commit()
    engine.dispose()


def test_two_stars_are_scored_by_keyboard_without_script_and_shown_together(
    open_page_as: Opener, team_and_case: tuple[str, str], demonstration_settings: Config
) -> None:
    team, case = team_and_case
    page = open_page_as(Role.LINK_WORKER, "/account", size=TABLET, java_script_enabled=False)
    _join(demonstration_settings, team)
    for presses in (3, 6):
        page.goto(f"{case}/readings/lily-star/take")
        assert page.locator("main svg.star").count() == 0
        page.locator(f"input[name=scale-{SCALES[0]}]").first.focus()
        for _ in SCALES:
            page.keyboard.press("Space")
            for _ in range(presses):
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.get_by_role("button", name="Keep these answers").press("Enter")
    assert page.url.endswith("/readings#lily-star")
    star = page.locator("svg.star")
    assert star.locator("circle").count() == len(SCALES)
    assert star.locator("rect").count() == len(SCALES)
    assert page.locator("table tbody tr").first.inner_text().split("\t")[1:] == ["4", "7", "up 3"]


def test_each_page_of_measures_is_for_everyone_and_fits_a_narrow_screen(
    open_page_as: Opener,
    axe: str,
    team_and_case: tuple[str, str],
    demonstration_settings: Config,
) -> None:
    team, case = team_and_case
    page = open_page_as(Role.TEAM_LEADER, "/account", size=NARROW)
    _join(demonstration_settings, team)
    page.goto(f"{case}/readings/ons4/take")
    for key in ("satisfied", "worthwhile", "happy", "anxious"):
        page.locator(f"input[name=scale-{key}]").nth(4).check()
    page.get_by_role("button", name="Keep these answers").click()
    faults = {}
    for address in (
        *(f"{case}/readings", f"{case}/readings/lily-star/take"),
        *(f"{case}/readings/ons4/take?how=phone", f"{case}/readings/ucla3/take"),
        *(f"/teams/{team}/measures", f"/teams/{team}/measures/new"),
        f"/teams/{team}/measures/new-total",
    ):
        answer = page.goto(address)
        assert getattr(answer, "status", None) == 200, address
        found = mistakes(page, axe)
        if page.evaluate("document.scrollingElement.scrollWidth") > NARROW["width"]:
            found.append("too wide")
        small = page.evaluate(
            "[...document.querySelectorAll('.score__value, .score__none, .faces a')]"
            ".filter(e => e.getBoundingClientRect().height < 44"
            " || e.getBoundingClientRect().width < 44).length"
        )
        if small:
            found.append(f"{small} targets are small")
        if found:
            faults[address] = found
    assert faults == {}
