"""Referring and working with people: for everyone, narrow, by keyboard, without script."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlmodel import Session, select

from lily import sealing
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.casework.models import Referral
from lily.config import Config
from lily.database import make_engine
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_accessible import mistakes
from tests.factories.casework import make_case, make_team, refer

NARROW = {"width": 320, "height": 568}


class Team(NamedTuple):
    """A team on the site, and the addresses of what it has."""

    id: str
    referral: str
    case: str


@pytest.fixture(scope="module")
def team(demonstration_settings: Config) -> Iterator[Team]:
    """Return the one team that takes referrals, with a referral and a case."""
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        made = make_team(session, "The team of the browser")
        known = make_case(session, made)
        waiting = refer(session, made, is_urgent=True)
        found = Team(str(made.id), f"/cases/referrals/{waiting.id}", f"/cases/{known.id}")
        session.commit()
    yield found
    with Session(engine) as session:
        teams.set_takes_referrals(
            session, teams.get_team(session, UUID(found.id)), takes=False, by=SYSTEM
        )
        session.commit()
    engine.dispose()


def _join(settings: Config, team: Team) -> None:
    """Put every link worker and leader of the site into the team."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        for account in session.exec(select(Account)).all():
            teams.add_member(session, teams.get_team(session, UUID(team.id)), account.id, by=SYSTEM)
        session.commit()
    engine.dispose()


def test_each_page_is_for_everyone_and_fits_a_narrow_screen(
    open_page_as: Opener, axe: str, team: Team, demonstration_settings: Config
) -> None:
    page = open_page_as(Role.TEAM_LEADER, "/account", size=NARROW)
    _join(demonstration_settings, team)
    faults = {}
    for address in (
        *("/refer", f"/refer/professional?team={team.id}", f"/refer/myself?team={team.id}"),
        *(
            "/today",
            team.referral,
            "/cases?of=team",
            team.case,
            f"{team.case}/person",
            f"{team.case}/consents",
            f"{team.case}/close",
            f"{team.case}/export",
            f"{team.case}/views",
        ),
        *(f"{team.case}/{part}" for part in ("notes", "flags", "escalations", "timeline")),
        "/safeguarding",
    ):
        answer = page.goto(address)
        assert getattr(answer, "status", None) == 200, address
        found = mistakes(page, axe)
        if page.evaluate("document.scrollingElement.scrollWidth") > NARROW["width"]:
            found.append("too wide")
        if found:
            faults[address] = found
    assert faults == {}


def test_a_day_that_is_typed_in_part_is_not_dropped_in_silence(
    open_page_as: Opener, team: Team, demonstration_settings: Config
) -> None:
    page = open_page_as(Role.TEAM_LEADER, "/account")
    _join(demonstration_settings, team)
    page.goto(team.case)
    page.get_by_label("I spoke with them").check()
    day = page.get_by_label("Ring again on")
    day.fill("")
    day.press_sequentially("11")
    day.press("Enter")
    said = page.get_by_role("alert").filter(has_text="Type all of it, or none.")
    said.wait_for()
    assert day.get_attribute("aria-invalid") == "true"
    assert day.evaluate("(field) => field === document.activeElement")
    day.fill("2027-01-05")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_text("Written down.").is_visible()


def test_a_surgery_refers_by_keyboard_and_without_script(
    open_page: Opener, team: Team, demonstration_settings: Config
) -> None:
    page = open_page(f"/refer/professional?team={team.id}", size=PHONE, java_script_enabled=False)
    page.get_by_label("The person's name").focus()
    typed = ("Nell Wren", "1 4 1939", "01632 960611", "PE31 7EX", "She would like to sing again.")
    for words in typed:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # it can wait
    page.keyboard.type("Dr Sedge, the surgery")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # she agrees
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/referral-status/" in page.url
    assert "Nell" not in page.inner_text("body")
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        told = [each.person for each in session.exec(select(Referral)).all()]
    engine.dispose()
    assert any('"Wren"' in each for each in told)


def test_a_link_worker_accepts_and_writes_down_a_call_in_three_presses(
    open_page_as: Opener, team: Team, demonstration_settings: Config
) -> None:
    page = open_page_as(Role.LINK_WORKER, "/account")
    _join(demonstration_settings, team)
    page.goto(team.referral)
    page.get_by_label("No: a new person").check()
    page.get_by_role("button", name="Accept, and plan the first call").click()
    page.wait_for_url("**/cases/*")
    page.get_by_label("Nobody answered").check()
    page.get_by_role("button", name="Save").click()
    assert "Nobody answered" in page.inner_text("#since ~ ul")


def test_the_bar_of_a_case_hides_no_focus_and_lets_go_where_there_is_no_height(
    open_page_as: Opener, team: Team, demonstration_settings: Config
) -> None:
    page = open_page_as(Role.LINK_WORKER, "/account", size=PHONE)
    _join(demonstration_settings, team)
    for width, height, is_sticky in ((390, 844, True), (320, 256, False)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(team.case)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        top = page.evaluate("document.querySelector('.person-bar').getBoundingClientRect().bottom")
        assert (top > 0) is is_sticky, width
        for _ in range(12):
            page.keyboard.press("Shift+Tab")
            hidden = page.evaluate(
                """() => {
                  const bar = document.querySelector(".person-bar").getBoundingClientRect();
                  const at = document.activeElement.getBoundingClientRect();
                  return at.top < bar.bottom && at.bottom > bar.top;
                }"""
            )
            assert not hidden, width
