"""Pages are light, ask no other host, and print well."""

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.conftest import PHONE, Opener

MOST_BYTES = 100_000
PAGES = [
    *("/", "/search?near=King's+Lynn", "/services/tuesday-lunch-club", "/needs", "/needs/food"),
    *("/places/heacham", "/organisations/heacham-lunch-circle", "/advice", "/no-such-page"),
]


def _weigh(browser: Browser, address: str) -> tuple[int, list[str]]:
    """Return the bytes that a first visit fetches, headers included, and what it asks for."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    asked: list[str] = []
    network.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(address, wait_until="networkidle")
    context.close()
    return sum(sizes), asked


@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_is_light_and_asks_nobody_else(
    browser: Browser, site: str, address: str, record_property: object
) -> None:
    weight, asked = _weigh(browser, site + address)
    print(f"{weight / 1000:.1f} kB in {len(asked)} requests: {address}")  # noqa: T201
    assert 10_000 < weight < MOST_BYTES
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_the_map_asks_nobody_else_either(browser: Browser, site: str) -> None:
    weight, asked = _weigh(browser, f"{site}/search?q=club&near=Heacham&map=1")
    print(f"{weight / 1000:.1f} kB with the map")  # noqa: T201
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert weight < 200_000


def test_paper_is_black_on_white_and_large(open_page: Opener) -> None:
    page = open_page("/services/tuesday-lunch-club", dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    ink, ground, size = page.evaluate(
        """() => { const style = getComputedStyle(document.body);
            return [style.color, style.backgroundColor, parseFloat(style.fontSize)]; }"""
    )
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert size == pytest.approx(14 * 96 / 72, abs=0.1)
    for part in (".nav", ".actions", ".skip", ".crumbs"):
        assert not page.locator(part).first.is_visible(), part
    assert page.get_by_text("Printed on").is_visible()
    assert page.get_by_text("01632").first.is_visible()


def test_large_print_is_larger(open_page: Opener) -> None:
    page = open_page("/services/tuesday-lunch-club?print=large")
    page.emulate_media(media="print")
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size == pytest.approx(18 * 96 / 72, abs=0.1)
