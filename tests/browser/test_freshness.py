"""Asking if a listing is still right, in a real browser: two presses on a phone, for everyone."""

import time

import pytest
from playwright.sync_api import Page
from sqlmodel import Session, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.config import Config
from lily.database import make_engine
from lily.directory.evidence import EVERY_GROUP, list_evidence
from lily.directory.models import Service
from lily.listings.freshness.choices import CallReason, ReportKind
from lily.listings.freshness.links import make_link
from lily.listings.freshness.reports import list_reports, report_problem
from lily.listings.freshness.rounds import bring_up, want_call
from lily.listings.freshness.rules import read_rules
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_accessible import mistakes

SLUG = "tuesday-lunch-club"
MOST_SECONDS = 30
NARROW = {"width": 320, "height": 568}


def _listing(session: Session) -> Service:
    return session.exec(select(Service).where(Service.slug == SLUG)).one()


@pytest.fixture
def link(demonstration_settings: Config) -> str:
    """Return a fresh link to a listing of the demonstration, as a letter holds it."""
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        service = _listing(session)
        bring_up(session, [service], read_rules(session), by=SYSTEM)
        review = want_call(session, service, CallReason.REPORTED)
        token = make_link(session, review, now=clock.now())
        if not list_reports(session)[1]:
            report_problem(session, service, kind=ReportKind.TIMES, words="It begins at noon.")
        session.commit()
    engine.dispose()
    return f"/still-right/{token}"


def test_a_volunteer_confirms_on_a_phone_in_two_presses_without_script(
    open_page: Opener, link: str, demonstration_settings: Config
) -> None:
    began = time.monotonic()
    page = open_page(link, size=PHONE, java_script_enabled=False)  # the press in the letter
    assert page.url.endswith("/still-right")
    page.get_by_role("button", name="Yes, all of it is right").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    assert "We ask again about" in page.inner_text("main")
    assert time.monotonic() - began < MOST_SECONDS
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        rows = list_evidence(session, _listing(session).id)
        assert {row.group for row in rows} == EVERY_GROUP
    engine.dispose()


def _is_for_everyone(page: Page, axe: str) -> None:
    assert mistakes(page, axe) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["", "/change", "/stopped", "/wrong-person"])
def test_pages_behind_a_link_are_for_everyone(
    open_page: Opener, axe: str, link: str, part: str, scheme: str
) -> None:
    page = open_page(link, size=PHONE, dark=scheme == "dark")
    page.goto(f"/still-right{part}")
    _is_for_everyone(page, axe)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.CHAMPION, "/verification"),
        (Role.MODERATOR, "/reports"),
        (Role.MODERATOR, f"/services/{SLUG}/review"),
        (Role.ADMINISTRATOR, "/reviews/settings"),
    ],
)
def test_pages_of_those_who_check_are_for_everyone(
    open_page_as: Opener, axe: str, link: str, role: Role, address: str
) -> None:
    page = open_page_as(role, address)
    _is_for_everyone(page, axe)


def test_a_listing_is_rung_and_a_report_answered_by_everyone(
    open_page_as: Opener, axe: str, link: str
) -> None:
    page = open_page_as(Role.CHAMPION, "/verification")
    page.get_by_role("button", name="Give me the next one").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Ring ")
    _is_for_everyone(page, axe)
    page.get_by_role("button", name="give it back").click()
    page = open_page_as(Role.MODERATOR, "/reports")
    page.locator(".rows a").first.click()
    _is_for_everyone(page, axe)


def test_the_form_of_a_report_is_for_everyone(open_page: Opener, axe: str) -> None:
    _is_for_everyone(open_page(f"/services/{SLUG}/report", size=PHONE), axe)
