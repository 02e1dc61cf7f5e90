"""A confidential address appears nowhere: not in words, not in data, not as a distance."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import search
from lily.directory.models import Service
from tests.client import HouseClient
from tests.factories import directory as make
from tests.pages import Page

SECRETS = (
    "Whisper House",
    "7 Hidden Lane",
    "Hidden Lane",
    "PE31 7EX",
    "PE317EX",
    "Sedgeford",
    "52.901",
    "0.551",
    "01632 960777",
    "E05012339",
)
POSITION = (52.90123, 0.55123)


@pytest.fixture
def refuge(session: Session, engine: sa.Engine) -> Service:
    """Return a refuge at one confidential place, with times there."""
    service = make.make_service(session, name="A safe place", slug="a-safe-place")
    house = make.make_location(
        session,
        name="Whisper House",
        position=POSITION,
        is_confidential=True,
        address_1="7 Hidden Lane",
        city="Sedgeford",
        ward_code="E05012339",
    )
    house.travel = "Behind Whisper House in Hidden Lane."
    at = make.place_service(session, service, house)
    at.words = "Ask at Whisper House"
    make.make_schedule(session, at=at, byday="MO")
    make.answer_access(session, house)
    make.make_phone(session, service)
    make.say_term(session, service, make.make_term(session, make.make_taxonomy(session), "refuges"))
    session.commit()
    search.rebuild(engine)
    return service


ADDRESSES = (
    "/",
    "/search?q=safe",
    "/search?q=Whisper+House",
    "/search?q=Hidden+Lane",
    "/search?q=safe&near=Sedgeford",
    "/search?near=PE36+5LP&within=1",
    "/search?q=safe&near=Sedgeford&map=1",
    "/search.json?q=safe",
    "/search.json?q=safe&near=Heacham",
    "/search.json?near=Sedgeford&within=1",
    "/suggest.json?q=whisp",
    "/services/a-safe-place",
    "/services/a-safe-place?print=large",
    "/services/a-safe-place.json",
    "/services/a-safe-place.ics",
    "/needs",
    "/needs/refuges",
    "/places",
)


def _secrets_in(text: str, asked: str) -> Iterator[str]:
    """Yield the secrets in an answer, but for those that the address itself gave away."""
    known = asked.replace("+", " ").casefold()
    for secret in SECRETS:
        if secret.casefold() in text.casefold() and secret.casefold() not in known:
            yield secret


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_is_in_no_answer(client: HouseClient, refuge: Service, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert list(_secrets_in(answer.get_data(as_text=True), address)) == []


def test_the_page_says_why_and_what_to_do(client: HouseClient, refuge: Service) -> None:
    client.get("/services/a-safe-place")
    words = Page(client.tree).words
    assert "The address is kept private for safety. Ring 01632 960123 first." in words
    assert "Every Monday, 12 noon to 1.30pm" in words


def test_it_is_found_by_its_name_and_not_by_its_address(
    client: HouseClient, refuge: Service
) -> None:
    assert client.get("/search.json?q=safe+place").json["total"] == 1
    for text in ("Whisper", "Hidden", "Sedgeford"):
        results = client.get(f"/search.json?q={text}").json["results"]
        assert results == [], text


def test_it_has_no_distance_and_no_pin(client: HouseClient, refuge: Service) -> None:
    results = client.get("/search.json?q=safe&near=Sedgeford").json["results"]
    assert [result["distance_miles"] for result in results] == [None]
    client.get("/search?q=safe&near=Sedgeford&map=1")
    data = next(s for s in client.tree.iter("script") if s.get("id") == "map-data")
    assert json.loads(data.text or "")["pins"] == []


def test_its_town_is_not_among_the_places(client: HouseClient, refuge: Service) -> None:
    assert client.get("/places/sedgeford").status_code == 404


def test_it_has_a_way_out_and_somebody_to_ring_now(client: HouseClient, refuge: Service) -> None:
    for address in ("/services/a-safe-place", "/needs/refuges", "/search?need=refuges"):
        client.get(address)
        links = [a for a in client.tree.iter("a")]
        assert any(a.get("id") == "quick-exit" for a in links), address
        assert any(a.get("href") == "tel:999" for a in links), address
        assert any(a.get("href") == "tel:+448082000247" for a in links), address


def test_the_demonstrations_refuge_is_kept_safe(visitor: HouseClient) -> None:
    found = visitor.get("/search.json?q=refuge").json["results"]
    slugs = [each["slug"] for each in found] + ["safe-tide"]
    for slug in slugs:
        for address in (f"/services/{slug}", f"/services/{slug}.json", f"/services/{slug}.ics"):
            text = visitor.get(address).get_data(as_text=True)
            for secret in ("Safe Tide House", "3 Quiet Row", "Quiet Row", "PE30 4NL"):
                assert secret not in text, address
