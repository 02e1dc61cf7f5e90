"""Pages are for everyone: axe finds nothing, the keyboard does all, small screens hold it."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Opener

PAGES = {
    "home": "/",
    "results": "/search?q=lunch&near=Heacham&day=tue",
    "nothing found": "/search?q=xylophone&near=Heacham",
    "a mistake": "/search?near=Xyzzyville&within=-1",
    "which place": "/search?near=Newton",
    "listing": "/services/tuesday-lunch-club",
    "large print": "/services/tuesday-lunch-club?print=large",
    "refuge": "/needs/refuges",
    "organisation": "/organisations/heacham-lunch-circle",
    "needs": "/needs",
    "a need": "/needs/food",
    "places": "/places",
    "a place": "/places/heacham",
    "advice": "/advice",
    "about": "/about",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "data": "/data",
    "not found": "/no-such-page",
    "sign in": "/sign-in",
    "forgotten": "/sign-in/forgotten",
    "link sent": "/sign-in/link-sent",
    "signed out": "/sign-out",
    "a link that is over": "/account-links",
}


def mistakes(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong, every rule of WCAG 2.2 AA and the good practices."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((said) => said.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Opener, axe: str, name: str, scheme: str) -> None:
    assert mistakes(open_page(PAGES[name], dark=scheme == "dark"), axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_with_the_map(
    open_page: Opener, axe: str, scheme: str
) -> None:
    page = open_page("/search?q=club&near=Heacham&map=1", dark=scheme == "dark", size=PHONE)
    page.wait_for_selector(".pin")
    page.locator("#filters > summary").click()
    assert mistakes(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("height", [568, 256])
def test_nothing_runs_off_the_side_at_320_pixels(open_page: Opener, name: str, height: int) -> None:
    """320 by 256 is a desk of 1280 by 1024 at four times the size."""
    page = open_page(PAGES[name], size={"width": 320, "height": height})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")]
            .filter((e) => e.getClientRects().length && !e.closest(".visually-hidden"))
            .filter((e) => e.getBoundingClientRect().right > 321)
            .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert beyond == []


@pytest.mark.parametrize("name", ["home", "results", "listing"])
def test_wider_spacing_of_words_hides_nothing(open_page: Opener, name: str) -> None:
    """WCAG 2.2, 1.4.12: the spacing that some readers set for themselves."""
    page = open_page(PAGES[name], size=PHONE)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", ["home", "results", "listing", "needs", "refuge"])
def test_what_is_pressed_is_large_enough(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name], size=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
                ".button, .nav a, .mark, .chip, .tick, .input, summary, .need")]
            .filter((e) => e.checkVisibility())
            .filter((e) => e.getBoundingClientRect().height < 43.5)
            .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


@pytest.mark.parametrize("name", ["home", "results", "listing"])
def test_nothing_is_smaller_than_eighteen_pixels(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name], size=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) =>
                n.nodeType === 3 && n.textContent.trim()))
            .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 18)
            .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


@pytest.mark.parametrize("name", ["home", "results", "listing", "refuge"])
def test_focus_is_always_seen(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name])
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        where, ring, line = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
                return [at.outerHTML.slice(0, 120), ring, style.boxShadow];
            }"""
        )
        if where.startswith("<body"):
            break
        assert ring >= 3, where
        assert line != "none", where
        seen.add(where)
    assert len(seen) > 15


def test_focus_is_not_hidden_under_the_way_out(open_page: Opener) -> None:
    page = open_page("/needs/refuges", size=PHONE)
    bar = page.evaluate("document.querySelector('.quick-exit').getBoundingClientRect().bottom")
    for _ in range(30):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => { const at = document.activeElement;
                return at.closest(".quick-exit, .skip") ? null
                    : at.getBoundingClientRect().bottom; }"""
        )
        assert place is None or place > bar - 1
