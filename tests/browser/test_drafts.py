"""What is typed is on the server as it is typed: after a crash, a time-out, on another device."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session, col, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.accounts.models import Account, SignIn
from lily.casework.models import CaseContact
from lily.config import Config
from lily.database import make_engine
from tests.browser.conftest import PHONE, Opener, cookie_of
from tests.browser.test_accessible import mistakes
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team

NOTE = "She sang with the Heacham choir for forty years."
KEPT = "Kept as a draft at"

Open = Callable[..., Page]


class Desk(NamedTuple):
    """A link worker, and the address of a case of theirs."""

    worker_id: object
    case: str


@pytest.fixture
def engine(demonstration_settings: Config) -> Iterator[sa.Engine]:
    """Return an engine on the database of the site."""
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(engine: sa.Engine) -> Desk:
    """Return a new link worker of a team with one case."""
    with Session(engine) as session:
        worker = make_account(session, Role.LINK_WORKER, with_app=True)
        case = make_case(session, make_team(session, f"Team {worker.email}", worker), worker)
        found = Desk(worker.id, f"/cases/{case.id}")
        session.commit()
    return found


@pytest.fixture
def open_device(open_page: Opener, demonstration_settings: Config, desk: Desk) -> Open:
    """Return a function that opens a page as the link worker, on a device of its own."""

    def open_one(address: str, **more: object) -> Page:
        page = open_page("/healthz", **more)
        _sign_in(page.context, demonstration_settings, desk, page.url)
        page.goto(address)
        return page

    return open_one


def _sign_in(context: BrowserContext, settings: Config, desk: Desk, url: str) -> None:
    cookie = cookie_of(settings, lambda session: session.get_one(Account, desk.worker_id))
    context.add_cookies([{"name": "lily", "value": cookie, "url": urljoin(url, "/")}])


def _note(page: Page) -> str:
    return page.get_by_label("A note, for your team").input_value()


def _type(page: Page, words: str = NOTE) -> None:
    page.get_by_label("I spoke with them").check()
    page.get_by_label("A note, for your team").press_sequentially(words)


def _stored_in_browser(page: Page) -> object:
    return page.evaluate(
        """async () => ({
            local: {...localStorage}, session: {...sessionStorage},
            databases: (await indexedDB.databases()).map((each) => each.name),
            caches: await caches.keys(), cookie: document.cookie,
        })"""
    )


def test_a_page_that_is_killed_loses_nothing_and_leaves_nothing_in_the_browser(
    open_device: Open, desk: Desk, axe: str
) -> None:
    page = open_device(desk.case, size=PHONE)
    _type(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert mistakes(page, axe) == []
    assert _stored_in_browser(page) == {
        "local": {},
        "session": {},
        "databases": [],
        "caches": [],
        "cookie": "",
    }
    page.close()
    other = open_device(desk.case)
    assert _note(other) == NOTE
    assert other.get_by_label("I spoke with them").is_checked()
    assert mistakes(other, axe) == []
    other.goto("/today")
    other.get_by_role("link", name="A contact: Winifred Canary").click()
    assert _note(other) == NOTE
    other.get_by_role("button", name="Throw it away and start again").click()
    expect(other.get_by_text("The draft is thrown away.")).to_be_visible()
    assert _note(other) == ""


def test_what_was_typed_a_moment_before_leaving_is_kept(open_device: Open, desk: Desk) -> None:
    page = open_device(desk.case)
    _type(page)
    page.goto("/today")
    page.goto(desk.case)
    assert _note(page) == NOTE


def test_what_is_sent_at_once_is_written_down_once_and_is_no_draft(
    open_device: Open, desk: Desk, engine: sa.Engine
) -> None:
    page = open_device(desk.case)
    for number in range(3):
        _type(page, f"{NOTE} {number}")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Written down.")).to_be_visible()
        assert _note(page) == ""
    with Session(engine) as session:
        wanted = select(CaseContact).where(col(CaseContact.account_id) == desk.worker_id)
        notes = sorted(each.note for each in session.exec(wanted))
    assert notes == [f"{NOTE} {number}" for number in range(3)]
    page.goto("/today")
    assert page.get_by_text("Your drafts").count() == 0


def test_without_a_connection_it_says_so_and_tries_again(open_device: Open, desk: Desk) -> None:
    page = open_device(desk.case)
    page.context.set_offline(True)
    _type(page)
    expect(page.get_by_text("Not kept: no connection. We try again.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.reload()
    assert _note(page) == NOTE


def test_after_a_time_out_one_signs_in_again_and_goes_on_on_the_same_page(
    open_device: Open, desk: Desk, engine: sa.Engine, demonstration_settings: Config
) -> None:
    page = open_device(desk.case)
    with Session(engine) as session:
        wanted = sa.update(SignIn).where(col(SignIn.account_id) == desk.worker_id)
        session.execute(wanted.values(seen_at=clock.now() - timedelta(hours=1)))
        session.commit()
    _type(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert _note(page) == NOTE
    _sign_in(page.context, demonstration_settings, desk, page.url)
    expect(page.get_by_text(KEPT)).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()


def test_whoever_signs_in_on_the_page_of_another_keeps_nothing(
    open_device: Open, desk: Desk, engine: sa.Engine, demonstration_settings: Config
) -> None:
    page = open_device(desk.case)
    with Session(engine) as session:
        other = make_account(session, Role.LINK_WORKER, with_app=True).id
        session.commit()
    _sign_in(page.context, demonstration_settings, Desk(other, ""), page.url)
    _type(page)
    expect(page.get_by_text("Somebody else is signed in now")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/today")
    assert page.get_by_text("Your drafts").count() == 0


def test_a_page_that_is_behind_does_not_write_over_what_was_typed_elsewhere(
    open_device: Open, desk: Desk
) -> None:
    behind = open_device(desk.case)
    other = open_device(desk.case)
    _type(other)
    with other.expect_response("**/drafts"):
        other.get_by_label("A note, for your team").blur()
    _type(behind, "Less.")
    expect(behind.get_by_text("You went on with this on another page")).to_be_visible()
    other.reload()
    assert _note(other) == NOTE


def test_without_script_the_form_works_as_it_did(open_device: Open, desk: Desk) -> None:
    page = open_device(desk.case, java_script_enabled=False)
    page.get_by_label("I spoke with them").check()
    page.get_by_label("A note, for your team").fill(NOTE)
    page.get_by_role("button", name="Save").click()
    assert "Written down." in page.inner_text("main")
    assert NOTE in page.inner_text("main")
