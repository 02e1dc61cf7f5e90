"""Searching as somebody does: two boxes, a list, filters, and never a dead end."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.client import HouseClient
from tests.pages import Page, of_class


def read(visitor: HouseClient, address: str, status: int = 200) -> Page:
    answer = visitor.get(address)
    assert answer.status_code == status, address
    return Page(visitor.tree)


def test_a_daughter_finds_the_lunch_club_and_whom_to_ring(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=lunch+club&near=Heacham")
    first = page.results[0]
    assert "lunch club" in first.name.lower()
    assert "Heacham" in first.words
    assert "Next:" in first.words or "On now" in first.words
    assert "£" in first.words
    assert first.phone.startswith("tel:+441632960")
    listing = read(visitor, first.address)
    assert listing.heading == first.name
    assert any(address == first.phone for address in listing.links.values())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=lunch+club&near=Heacham", "found for “lunch club” near Heacham"),
        ("q=choir", "found for “choir”"),
        ("near=Heacham", "found near Heacham"),
        ("", "found"),
        ("q=choir&near=PE31+7EX", "found for “choir” near PE31"),
        ("near=52.91,+0.49", "found near you"),
        ("q=xylophone&near=Heacham", "Nothing found yet for “xylophone” near Heacham"),
    ],
)
def test_the_heading_says_how_many_of_what_and_where(
    visitor: HouseClient, query: str, said: str
) -> None:
    page = read(visitor, f"/search?{query}")
    assert page.heading.lstrip("0123456789, ") == said
    assert page.title.startswith(page.heading)


@pytest.mark.parametrize(
    "text", ["my+mother+has+dementia", "he+hits+me", "lunch+PE31+7EX", "rachel@example.org"]
)
def test_the_title_tells_nobody_what_may_be_private(visitor: HouseClient, text: str) -> None:
    page = read(visitor, f"/search?q={text}&near=PE31+7EX")
    assert page.heading.endswith("found near PE31") or page.heading.endswith("yet near PE31")
    assert "7EX" not in page.title
    assert "for “" not in page.title
    assert "We looked for “" in page.words


def test_a_link_leads_past_the_filters(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=choir")
    assert page.links["Skip to the results"] == "#found-heading"


def test_what_is_near_and_what_is_anywhere_stand_apart(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=bereavement&near=Heacham")
    assert page.parts.index("Near Heacham") < page.parts.index("By phone, online or anywhere")


def test_without_a_place_there_is_one_list(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=choir")
    assert page.results
    assert not any(part.startswith("Near") for part in page.parts)


def test_each_result_is_there_once_and_each_page_has_others(visitor: HouseClient) -> None:
    seen: list[str] = []
    page = read(visitor, "/search?near=King's+Lynn")
    while True:
        seen += [result.service_id for result in page.results]
        following = [to for words, to in page.links.items() if words == _next(page)]
        if not following:
            break
        page = read(visitor, following[0])
    assert len(seen) == len(set(seen))
    assert len(seen) == int(page.heading.split()[0])


def _next(page: Page) -> str:
    current = next(words for words in page.words.split("Page ")[1:] if " of " in words[:8])
    return f"Page {int(current.split()[0]) + 1}"


def test_a_filter_does_what_its_count_says(visitor: HouseClient) -> None:
    page = read(visitor, "/search?near=Heacham")
    for name in ("day", "cost", "kind", "access", "delivery", "need"):
        value, count = next(iter(page.counts(name).items()))
        narrowed = read(visitor, f"/search?near=Heacham&{name}={value}")
        assert narrowed.heading == f"{count} found near Heacham", (name, value)
        assert narrowed.ticked(name) == [value]


def test_counts_of_a_filter_ignore_the_filter_itself(visitor: HouseClient) -> None:
    before = read(visitor, "/search?near=Heacham").counts("day")
    after = read(visitor, "/search?near=Heacham&day=tue").counts("day")
    assert after == before


def test_a_chip_takes_away_what_it_says_and_no_more(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=club&near=Heacham&day=tue&day=wed&cost=free&age=70")
    assert set(page.chips) == {"Tuesday", "Wednesday", "Free", "Aged 70"}
    left = parse_qs(urlsplit(page.chips["Tuesday"]).query)
    expected = {"q": ["club"], "near": ["Heacham"], "day": ["wed"], "cost": ["free"], "age": ["70"]}
    assert left == expected


def test_a_chosen_need_opens_the_narrower_ones(visitor: HouseClient) -> None:
    assert "eating-together" not in read(visitor, "/search").counts("need")
    page = read(visitor, "/search?need=food")
    assert page.counts("need")["eating-together"] > 0
    assert page.chips.keys() == {"Food and eating together"}


def test_the_filters_are_one_form_with_the_boxes(visitor: HouseClient) -> None:
    page = read(visitor, "/search?near=Heacham&q=club")
    loose = [
        field.get("name")
        for panel in of_class(page.tree, "filters")
        for field in panel.iter("input")
        if field.get("form") != "search"
    ]
    assert loose == []
    assert page.field("q").get("value") == "club"
    assert page.field("near").get("value") == "Heacham"


def test_sorting_by_name_is_from_a_to_z(visitor: HouseClient) -> None:
    names = [r.name.casefold() for r in read(visitor, "/search?q=club&sort=name").results]
    assert names == sorted(names)


def test_nothing_found_is_never_a_dead_end(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=xylophone&near=Heacham&cost=free")
    assert page.heading.startswith("Nothing found yet")
    assert "Find more" in page.parts
    assert any(address.startswith("tel:") for address in page.links.values())
    assert "/needs" in page.links.values()


def test_a_way_out_finds_what_it_promises(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=choir&near=Heacham&day=sun&cost=free")
    assert page.results == []
    main = page.tree.find("body/main")
    assert main is not None
    ways = [line for line in main.iter("li") if "more" in "".join(line.itertext())]
    assert ways
    link = next(ways[0].iter("a"))
    assert read(visitor, link.get("href", "")).results


def test_a_misspelt_word_is_read_as_it_was_meant(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=berevement")
    assert page.results or "Did you mean" in page.words


def test_a_misspelt_village_is_read_and_said(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=lunch&near=Heachm")
    assert "to mean Heacham" in page.words
    assert "Near Heacham" in page.parts


def test_several_places_of_one_name_are_asked_about(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=lunch&near=Newton&day=tue")
    assert page.heading == "Which place do you mean?"
    choices = [to for to in page.links.values() if "near=Newton" in to]
    assert len(choices) > 1
    assert all("q=lunch" in to and "day=tue" in to for to in choices)
    assert "found for “lunch” near Newton" in read(visitor, choices[0]).heading


def test_of_many_places_of_one_name_the_nearest_stand_first(visitor: HouseClient) -> None:
    page = read(visitor, "/search?near=Newton")
    (rest,) = of_class(page.tree, "more-places")
    choices = [to for to in page.links.values() if "near=Newton" in to]
    assert len(choices) - len(list(rest.iter("a"))) == 8
    assert "more places called “Newton”" in page.words


def test_with_nothing_found_needs_are_offered_and_no_empty_panel(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=xylophone")
    (panel,) = of_class(page.tree, "filters")
    assert page.results == []
    assert "hidden" in panel.attrib
    assert sum(to.startswith("/needs/") for to in page.links.values()) == 5
    (panel,) = of_class(read(visitor, "/search?q=choir").tree, "filters")
    assert "hidden" not in panel.attrib


@pytest.mark.parametrize(
    ("near", "said"),
    [
        ("PE31 7EX", "near PE31 7EX"),
        ("pe317ex", "near PE31 7EX"),
        ("PE31 7", "around PE31 7"),
        ("PE31", "around PE31"),
        ("N1", "around N1"),
        ("Heacham", "near Heacham"),
        ("52.91, 0.49", "near where you are"),
        ("BT1 1AA", "around BT1"),
    ],
)
def test_a_place_is_read_and_said_as_precisely_as_it_is_known(
    visitor: HouseClient, near: str, said: str
) -> None:
    assert said in read(visitor, f"/search?near={near}").words


def test_the_map_agrees_with_the_list(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=club&near=Heacham&map=1")
    data = next(s for s in page.tree.iter("script") if s.get("id") == "map-data")
    pins = json.loads(data.text or "")["pins"]
    numbered = {r.address: int(r.words.split("Number ")[1].split(":")[0]) for r in page.results}
    assert pins
    for pin in pins:
        assert numbered[pin["address"]] == pin["number"]


def test_the_map_is_asked_for_and_remembered_by_the_address(visitor: HouseClient) -> None:
    page = read(visitor, "/search?q=club&near=Heacham")
    assert not any(script.get("id") == "map-data" for script in page.tree.iter("script"))
    shown = read(visitor, page.links["Show these on a map"].split("#")[0])
    assert shown.field("map").get("value") == "1"
    assert "map=1" not in shown.links["Hide the map"]
