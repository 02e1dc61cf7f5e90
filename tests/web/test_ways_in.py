"""Ways in without typing: home, needs, places, advice, and pages about the site."""

import itertools

import pytest
from sqlmodel import Session

from lily.app import create_app
from lily.config import Config
from lily.database import make_engine
from tests.client import HouseClient, words_of
from tests.factories import directory as make
from tests.pages import Page, of_class

PAGES = (
    *("/", "/search", "/needs", "/needs/food", "/places", "/places/heacham", "/advice", "/about"),
    *("/accessibility", "/privacy", "/data", "/services/tuesday-lunch-club", "/no-such-page"),
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_phone_line_and_says_it_is_a_demonstration(
    visitor: HouseClient, address: str
) -> None:
    visitor.get(address)
    tree = visitor.tree
    (line,) = of_class(tree, "phone-line")
    assert words_of(line) == "Prefer to talk? Ring 01632 960500"
    (mark,) = of_class(tree, "demonstration")
    assert words_of(mark).startswith("Demonstration.")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_landmarks_and_one_main_button(
    visitor: HouseClient, address: str
) -> None:
    visitor.get(address)
    tree = visitor.tree
    for landmark in ("header", "main", "footer"):
        assert len(list(tree.iter(landmark))) == 1, landmark
    navs = [nav.get("aria-label") for nav in tree.iter("nav")]
    assert len(navs) == len(set(navs))
    assert None not in navs
    assert len(list(of_class(tree, "button--main"))) <= 1
    skip = next(of_class(tree, "skip"))
    assert skip.get("href") == "#main"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_headings_in_order(visitor: HouseClient, address: str) -> None:
    visitor.get(address)
    main = visitor.tree.find("body/main")
    assert main is not None
    levels = [int(e.tag[1]) for e in main.iter() if e.tag in {"h1", "h2", "h3", "h4"}]
    skipped = [(above, below) for above, below in itertools.pairwise(levels) if below > above + 1]
    assert skipped == []


def test_what_is_real_is_not_marked_as_a_demonstration(
    client: HouseClient, session: Session
) -> None:
    make.make_source(session)
    session.commit()
    client.get("/about")
    assert not list(of_class(client.tree, "demonstration"))


def test_what_is_partly_made_up_says_so(client: HouseClient, session: Session) -> None:
    make.make_source(session)
    make.make_source(session, slug="demonstration").is_demonstration = True
    session.commit()
    client.get("/about")
    (mark,) = of_class(client.tree, "demonstration")
    assert words_of(mark) == "Demonstration. Some of the groups and people here are made up."


def test_a_page_is_shown_where_the_database_is_away(config: Config) -> None:
    engine = make_engine("sqlite://")
    with create_app(config, engine).test_client() as client:
        assert client.get("/about").status_code == 200
    engine.dispose()


def test_home_offers_the_boxes_the_needs_and_what_is_on(visitor: HouseClient) -> None:
    visitor.get("/")
    page = Page(visitor.tree)
    assert page.heading == "Find help near you"
    assert page.field("q") is not None
    assert page.field("near") is not None
    needs = [to for to in page.links.values() if to.startswith("/needs/")]
    assert len(needs) == 16
    assert any(part.startswith(("On today near", "On tomorrow near")) for part in page.parts)


def test_each_broad_need_has_a_drawing_of_its_own(visitor: HouseClient) -> None:
    visitor.get("/needs")
    drawn = {symbol.get("id") for symbol in visitor.tree.iter() if symbol.tag.endswith("symbol")}
    used = {
        use.get("href", use.get("xlink:href", "")).removeprefix("#")
        for use in visitor.tree.iter()
        if use.tag.endswith("use")
    }
    assert used - drawn == set()


def test_a_need_leads_to_its_listings_and_to_narrower_needs(visitor: HouseClient) -> None:
    visitor.get("/needs/food")
    page = Page(visitor.tree)
    assert page.heading == "Food and eating together"
    assert page.results
    narrower = next(to for words, to in page.links.items() if words.startswith("Lunch clubs"))
    visitor.get(narrower)
    assert Page(visitor.tree).heading == "Lunch clubs and eating together"


def test_a_place_leads_to_what_is_there(visitor: HouseClient) -> None:
    visitor.get("/places")
    page = Page(visitor.tree)
    assert page.links["Heacham"] == "/places/heacham"
    visitor.get("/places/heacham")
    there = Page(visitor.tree)
    assert there.heading == "Help in Heacham"
    assert "Heacham" in there.results[0].words


def test_advice_is_read_beside_the_listings(client: HouseClient, session: Session) -> None:
    page = make.make_advice_page(session)
    page.body = "Wear **layers**.\n\n## At night\n\n- A hot drink"
    session.commit()
    client.get("/advice")
    assert Page(client.tree).links["Keeping warm"] == "/advice/keeping-warm"
    client.get("/advice/keeping-warm")
    read = Page(client.tree)
    assert read.heading == "Keeping warm"
    assert "At night" in read.parts


def test_the_attributions_are_given_word_for_word(visitor: HouseClient) -> None:
    visitor.get("/data")
    words = Page(visitor.tree).words
    for said in (
        "Contains OS data © Crown copyright and database right 2025.",
        "Contains Royal Mail data © Royal Mail copyright and database right 2025.",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
        "Place names: GeoNames (geonames.org), CC BY 4.0.",
        "Natural Earth",
        "public sector information licensed under the Open Government Licence v3.0",
    ):
        assert said in words


def test_everyday_topics_have_no_crisis_banner(visitor: HouseClient) -> None:
    visitor.get("/needs/food")
    assert not list(of_class(visitor.tree, "crisis"))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("my husband hits me", "tel:+448082000247"),
        ("domestic violence", "tel:+448082000247"),
        ("I was raped", "tel:+448085002222"),
        ("feeling suicidal", "tel:116123"),
        ("self-harm", "tel:116123"),
        ("I want to die", "tel:116123"),
    ],
)
def test_words_of_danger_bring_who_answers_now(
    visitor: HouseClient, typed: str, number: str
) -> None:
    visitor.get("/search", query_string={"q": typed})
    (banner,) = of_class(visitor.tree, "crisis")
    assert number in [link.get("href") for link in banner.iter("a")]


@pytest.mark.parametrize("typed", ["grape picking", "therapist", "refuse collection", "bruises"])
def test_everyday_words_do_not(visitor: HouseClient, typed: str) -> None:
    visitor.get("/search", query_string={"q": typed})
    assert not list(of_class(visitor.tree, "crisis"))


def test_static_files_are_kept_for_a_year_under_their_hash(visitor: HouseClient) -> None:
    visitor.get("/about")
    sheets = [link.get("href", "") for link in visitor.tree.iter("link")]
    sheets = [address for address in sheets if "/css/" in address]
    assert sheets
    for address in sheets:
        assert "?v=" in address
        with visitor.get(address) as answer:
            assert answer.status_code == 200
            assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_no_page_holds_script_or_style_of_its_own(visitor: HouseClient) -> None:
    for address in (*PAGES, "/search?near=Heacham&map=1"):
        visitor.get(address)
        for element in visitor.tree.iter():
            assert "style" not in element.attrib, address
            assert not [name for name in element.attrib if name.startswith("on")], address
            if element.tag == "script" and "src" not in element.attrib:
                assert element.get("type") in {"application/json", "application/ld+json"}
        assert not list(visitor.tree.iter("style"))


def test_no_page_asks_another_host(visitor: HouseClient) -> None:
    for address in (*PAGES, "/search?near=Heacham&map=1"):
        visitor.get(address)
        for element in visitor.tree.iter():
            asked = element.get("src") or (
                element.get("href") if element.tag == "link" and _is_fetched(element) else ""
            )
            assert not asked or asked.startswith("/"), (address, asked)


def _is_fetched(link: object) -> bool:
    return link.get("rel") in {"stylesheet", "icon", "preload"}  # type: ignore[attr-defined]


def test_privacy_says_when_an_online_service_is_asked(config: Config) -> None:
    asking = Config(
        data_dir=config.data_dir,
        secret_key="only for tests",
        geocoder="nominatim",
        geocoder_user_agent="Tests of LILY (tests@example.org)",
    )
    engine = make_engine("sqlite://")
    with create_app(asking, engine).test_client() as client:
        assert b"asks an online map service" in client.get("/privacy").data
    with create_app(config, engine).test_client() as client:
        assert b"asks an online map service" not in client.get("/privacy").data
    engine.dispose()
