"""What a person does from beginning to end, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Opener


def test_without_javascript_a_daughter_finds_the_number_to_ring(open_page: Opener) -> None:
    page = open_page("/", size=PHONE, java_script_enabled=False)
    page.get_by_label("What are you looking for?").fill("lunch club")
    page.get_by_label("Where?").fill("Heacham")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "found for “lunch club” near Heacham"
    )
    page.get_by_role("article").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lunch club")
    ring = page.get_by_role("link", name=re.compile("^Ring 01632")).first
    assert (ring.get_attribute("href") or "").startswith("tel:+441632960")


def test_without_javascript_filters_apply_by_their_button(open_page: Opener) -> None:
    page = open_page("/search?near=Heacham", size=PHONE, java_script_enabled=False)
    page.locator("#filters > summary").click()
    page.get_by_label("Tuesday").check()
    page.get_by_role("button", name="Show what fits").click()
    assert "day=tue" in page.url
    expect(page.locator(".chips")).to_contain_text("Tuesday")


def test_by_keyboard_alone_from_home_to_the_number(open_page: Opener) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the main part")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("lunch club")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "near")
    page.keyboard.type("heach", delay=20)
    expect(page.locator("#f-near-list li").first).to_have_text("Heacham")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#f-near")).to_have_value("Heacham")
    assert "/search" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "found for “lunch club” near Heacham"
    )
    assert page.evaluate("new URL(location).searchParams.get('near')") == "Heacham"
    first = page.get_by_role("article").first.get_by_role("link").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/**")


def test_suggestions_can_be_left_without_choosing(open_page: Opener) -> None:
    page = open_page("/")
    box = page.locator("#f-q")
    box.press_sequentially("lunch", delay=20)
    expect(page.locator("#f-q-list")).to_be_visible()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "f-q-list-0"
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("Escape")
    expect(page.locator("#f-q-list")).to_be_hidden()
    expect(box).to_have_value("lunch")


def test_an_address_holds_only_what_was_filled_in(open_page: Opener) -> None:
    page = open_page("/")
    page.locator("#f-q").fill("choir")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=choir")
    page.go_back()
    expect(page.locator("#f-q")).to_have_value("choir")


def test_filters_apply_as_they_are_ticked_and_nothing_jumps(open_page: Opener) -> None:
    page = open_page("/search?near=Heacham")
    before = page.get_by_role("heading", level=1).inner_text()
    tick = page.get_by_label("Tuesday")
    tick.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    tick.check()
    page.wait_for_url("**day=tue**")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    assert page.evaluate("scrollY") == at
    assert page.evaluate("document.activeElement.id") == "c-day-tue"
    heading = page.get_by_role("heading", level=1).inner_text()
    assert page.title().startswith(heading)
    expect(page.locator("#found-status")).to_have_text(heading)
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert page.get_by_label("Tuesday").is_checked()


def test_back_undoes_a_tick_and_keeps_the_search(open_page: Opener) -> None:
    page = open_page("/search?near=Heacham")
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Tuesday").check()
    page.wait_for_url("**day=tue**")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    expect(page.get_by_label("Tuesday")).not_to_be_checked()
    assert "day=" not in page.url
    page.go_forward()
    expect(page.get_by_label("Tuesday")).to_be_checked()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)


def test_on_a_phone_the_panel_closes_and_leads_to_the_list(open_page: Opener) -> None:
    page = open_page("/search?near=Heacham", size=PHONE)
    assert not page.get_by_label("Tuesday").is_visible()
    page.locator("#filters > summary").click()
    page.get_by_label("Tuesday").check()
    button = page.get_by_role("button", name=re.compile(r"^Show them: \d+ found$"))
    button.click()
    assert not page.locator("#filters").evaluate("(panel) => panel.open")
    assert page.evaluate("document.activeElement.id") == "found-heading"


def test_the_map_has_the_pins_of_the_list(open_page: Opener) -> None:
    page = open_page("/search?q=club&near=Heacham")
    assert page.locator("script[src*=leaflet]").count() == 0
    page.get_by_role("link", name="Show these on a map").click()
    page.wait_for_selector(".pin")
    expect(page.locator(".leaflet-overlay-pane path").first).to_be_attached()
    labels = page.locator(".pin").evaluate_all("(all) => all.map((pin) => pin.ariaLabel)")
    for article in page.get_by_role("article").all():
        words = article.inner_text()
        if "mile" not in words and "very near" not in words:
            continue
        name = article.locator("h3 a").inner_text()
        number = re.sub(r"\D", "", article.locator(".result__number").inner_text())
        (numbers,) = [label.split(":")[0] for label in labels if name in label]
        assert number in numbers.split(", ") or "+" in numbers


def test_a_pin_is_opened_by_keyboard(open_page: Opener) -> None:
    page = open_page("/search?q=lunch+club&near=Heacham&map=1")
    pin = page.locator(".pin").first
    pin.wait_for()
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a[href^='/services/']").first).to_be_visible()


def test_when_the_tiles_fail_the_outline_comes_back_in_words_too(open_page: Opener) -> None:
    page = open_page("/")

    def with_tiles(route: Route) -> None:
        answer = route.fetch()
        tiles = 'data-tiles="/no-tiles/{z}/{x}/{y}.png"'
        route.fulfill(response=answer, body=answer.text().replace('data-tiles=""', tiles))

    page.route("**/search?*map=1*", with_tiles)
    page.goto("/search?q=club&near=Heacham&map=1")
    expect(page.get_by_text("The street map does not answer")).to_be_visible()
    expect(page.locator(".leaflet-overlay-pane path").first).to_be_attached()


def test_the_place_is_asked_for_only_at_a_press_and_rounded(open_page: Opener) -> None:
    page = open_page(
        "/",
        geolocation={"latitude": 52.908712, "longitude": 0.487123},
        permissions=["geolocation"],
    )
    expect(page.locator("#f-near")).to_have_value("")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#f-near")).to_have_value("52.91, 0.49")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".found__about")).to_contain_text("near where you are")


def test_a_place_that_is_refused_is_asked_for_in_words(open_page: Opener) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#location-words")).to_contain_text("Type a town or a postcode instead.")


def _leaving(page: Page) -> list[str]:
    gone: list[str] = []

    def arrive(route: Route) -> None:
        gone.append(route.request.url)
        route.fulfill(body="Weather", content_type="text/plain")

    page.route("https://www.bbc.co.uk/**", arrive)
    return gone


def test_shift_three_times_leaves_and_there_is_no_way_back(open_page: Opener) -> None:
    page = open_page("/")
    page.goto("/needs/refuges")
    gone = _leaving(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert gone
    page.go_back()
    assert page.url.endswith("/")


def test_the_button_leaves_too(open_page: Opener) -> None:
    page = open_page("/needs/refuges")
    gone = _leaving(page)
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert gone


@pytest.mark.parametrize("address", ["/", "/needs/food"])
def test_everyday_pages_stay_when_shift_is_pressed(open_page: Opener, address: str) -> None:
    page = open_page(address)
    for _ in range(4):
        page.keyboard.press("Shift")
    assert page.url.endswith(address)


def test_mistakes_are_told_first(open_page: Opener) -> None:
    page = open_page("/search?near=Xyzzyville")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("location.hash") == "#f-near"
