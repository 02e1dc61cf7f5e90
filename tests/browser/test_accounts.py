"""Signing in and looking after accounts, in a real browser: for everyone, and with a passkey."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

from lily import sealing
from lily.accounts.choices import Role
from lily.config import Config
from lily.database import make_engine
from tests.browser.conftest import Opener
from tests.browser.test_accessible import mistakes
from tests.factories.accounts import PASSPHRASE, code_now, make_account
from tests.servers import free_port, serving

PAGES = {
    "your account": (Role.MODERATOR, "/account"),
    "your name": (Role.EDITOR, "/account/name"),
    "your passphrase": (Role.EDITOR, "/account/passphrase"),
    "a second factor": (Role.EDITOR, "/account/second-factor"),
    "an app": (Role.EDITOR, "/account/app"),
    "a passkey": (Role.EDITOR, "/account/passkeys"),
    "recovery codes": (Role.EDITOR, "/account/recovery-codes"),
    "is it still you": (Role.MODERATOR, "/sign-in/again"),
    "accounts": (Role.ADMINISTRATOR, "/accounts"),
    "invite": (Role.ADMINISTRATOR, "/accounts/new"),
    "teams": (Role.ADMINISTRATOR, "/teams"),
    "your team": (Role.TEAM_LEADER, "/team"),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page_as: Opener, axe: str, name: str) -> None:
    page = open_page_as(*PAGES[name], reduced_motion="reduce")  # colours change at once
    assert mistakes(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert mistakes(page, axe) == []
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_an_administrator_looks_at_one_account(open_page_as: Opener, axe: str) -> None:
    page = open_page_as(Role.ADMINISTRATOR, "/accounts")
    page.get_by_role("link", name="Ida Marsh").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An account")
    assert mistakes(page, axe) == []
    page.get_by_role("link", name="Change roles").click()
    assert mistakes(page, axe) == []


@pytest.fixture(scope="module")
def named_site(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Config]]:
    """Return a site at `localhost`, a name, since passkeys are for names; and its settings."""
    folder, port = tmp_path_factory.mktemp("named"), free_port()
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    address = f"http://localhost:{port}"
    settings = Config(data_dir=str(folder), secret_key="only for tests", base_url=address)
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "LILY_DATA_DIR": str(folder),
        "LILY_SECRET_KEY": settings.secret_key,
        "LILY_BASE_URL": address,
    }
    with serving(Path(sys.executable).parent / "lily", environ, folder, port=port):
        yield address, settings


@pytest.fixture
def page(browser: Browser, named_site: tuple[str, Config]) -> Iterator[Page]:
    """Return a phone whose browser has a virtual authenticator."""
    context = browser.new_context(base_url=named_site[0], viewport={"width": 390, "height": 844})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {
        **{"protocol": "ctap2", "transport": "internal", "hasResidentKey": True},
        **{"hasUserVerification": True, "isUserVerified": True},
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    yield page
    context.close()


def _open_account(settings: Config, *roles: Role, with_app: bool = False) -> str:
    sealing.use_keys(settings)  # those of the site: what is sealed here is opened there
    engine = make_engine(settings.database)
    with Session(engine) as session:
        email = make_account(session, *roles, passphrase=PASSPHRASE, with_app=with_app).email
        session.commit()
    engine.dispose()
    return email


def _give_passphrase(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_then_lets_in_alone(
    page: Page, named_site: tuple[str, Config]
) -> None:
    _give_passphrase(page, _open_account(named_site[1], Role.MODERATOR))
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you call this device?").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="I have them").click()
    expect(page.locator("main")).to_contain_text("Passkey: my phone")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("my phone")
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The desk")
    page.goto("/account")
    expect(page.locator("main")).to_contain_text("last used")


def test_what_one_types_can_be_looked_at(page: Page) -> None:
    page.goto("/sign-in")
    field = page.get_by_label("Your passphrase")
    field.fill("gravel")
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name=re.compile("^Show")).click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name=re.compile("^Hide")).click()
    expect(field).to_have_attribute("type", "password")


def test_without_javascript_a_moderator_signs_in_with_a_code(
    browser: Browser, named_site: tuple[str, Config]
) -> None:
    address, settings = named_site
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    _give_passphrase(page, _open_account(settings, Role.MODERATOR, with_app=True))
    page.get_by_label("The six digits").fill(code_now())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The desk")
    context.close()
