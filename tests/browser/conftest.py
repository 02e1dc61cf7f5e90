"""A real browser on a real server, with the demonstration: what only both together can show."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lily.accounts.choices import Role
from lily.config import Config
from tests.demonstration import demonstration_settings
from tests.factories.accounts import PASSPHRASE, make_account
from tests.servers import cookie_of, serving

__all__ = ["cookie_of", "demonstration_settings"]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and keep them on one worker: a browser is heavy."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(demonstration_settings: Config) -> Iterator[str]:
    """Return the address of a site that holds the demonstration."""
    folder = Path(demonstration_settings.data_dir)
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "LILY_DATA_DIR": str(folder),
        "LILY_SECRET_KEY": "only for tests",
    }
    with serving(Path(sys.executable).parent / "lily", environ, folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("There is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Opener]:
    """Return a function that opens a page in a context of its own: `open_page("/", dark=True)`.

    What goes wrong in the page (an error, a refusal of the content policy) fails the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(
        address: str = "/", *, dark: bool = False, size: dict[str, int] = DESK, **more: Any
    ) -> Page:
        more |= {"viewport": size, "color_scheme": "dark" if dark else "light"}
        context = browser.new_context(base_url=site, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if _is_trouble(said) else None)
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def open_page_as(open_page: Opener, demonstration_settings: Config) -> Opener:
    """Return a function that opens a page as somebody with a role: `open_page_as(role, "/")`."""

    def open_as(role: Role, address: str, **more: Any) -> Page:
        page = open_page("/healthz", **more)
        page.context.add_cookies(
            [{"name": "lily", "value": _cookie_as(demonstration_settings, role), "url": page.url}]
        )
        page.goto(address)
        return page

    return open_as


def _cookie_as(settings: Config, role: Role) -> str:
    return cookie_of(
        settings,
        lambda session: make_account(session, role, passphrase=PASSPHRASE, with_app=True),
    )


def _is_trouble(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, which finds mistakes of accessibility."""
    if not AXE.exists():
        pytest.skip("There is no axe-core: python assets.py --tests")
    return AXE.read_text()
