"""The online geocoder: off by default, polite when on, remembered, and clear when it is away."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from lily import clock
from lily.app import create_app
from lily.config import Config
from lily.errors import NotFound, Refused
from lily.geo import geocoded, places
from lily.geo.geocoder import AWAY, BUSY, check_settings, online
from lily.geo.models import GeocodeAnswer, GeocodeTurn
from lily.geo.place import Place, Precision
from lily.http import sessions
from lily.web.where import find_place
from tests.geo.nominatim import HALL, Server, running_server

UNKNOWN = "Old Barn Hall"
SETTINGS = Config(
    geocoder="nominatim", geocoder_user_agent="LILY tests (tests@example.org)", geocoder_timeout="1"
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running_server() as running:
        yield running


@pytest.fixture
def switched_on(server: Server) -> Config:
    return replace(SETTINGS, geocoder_url=server.address)


def _resolve(engine: sa.Engine, config: Config, text: str = UNKNOWN) -> Place:
    with Session(engine) as session:
        found = places.resolve(text, home=None, ask_online=online(session, config))
    assert isinstance(found, Place)
    return found


def _rest_over(engine: sa.Engine) -> None:
    past = clock.now() - timedelta(hours=1)
    with Session(engine) as session:
        session.exec(update(GeocodeTurn).values(taken_at=past, away_until=past))
        session.commit()


def test_it_is_off_by_default(session: Session) -> None:
    assert online(session, Config()) is None


def test_an_unknown_place_is_asked_about_politely(
    any_engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    found = _resolve(any_engine, switched_on)
    assert found.name == "Old Barn Hall, Church Lane, Heacham"
    assert (found.latitude, found.longitude) == (52.9081, 0.4942)
    assert found.precision is Precision.ADDRESS
    assert found.uncertainty_m == 50
    assert found.district_code == "E07000146"
    assert found.note == "Found by OpenStreetMap. © OpenStreetMap contributors."
    assert server.agents == ["LILY tests (tests@example.org)"]
    assert server.paths == ["/search"]
    asked = server.asked[0]
    assert asked["q"] == UNKNOWN
    assert asked["countrycodes"] == "gb,im,je,gg"
    assert set(asked) <= {"q", "countrycodes", "format", "limit", "accept-language"}


def test_nothing_is_asked_twice(any_engine: sa.Engine, switched_on: Config, server: Server) -> None:
    first = _resolve(any_engine, switched_on)
    again = _resolve(any_engine, switched_on, "  OLD barn   hall ")
    assert replace(again, value=first.value) == first
    assert len(server.asked) == 1


def test_a_place_that_is_not_known_is_not_asked_about_again(
    any_engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    server.body = []
    for _ in range(2):
        with pytest.raises(NotFound, match="could not find that place"):
            _resolve(any_engine, switched_on)
    assert len(server.asked) == 1


def test_an_old_answer_is_asked_for_anew(
    engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    _resolve(engine, switched_on)
    with Session(engine) as session:
        session.exec(update(GeocodeAnswer).values(asked_at=clock.now() - timedelta(days=181)))
        session.commit()
    server.body = [HALL | {"display_name": "The Barn"}]
    assert _resolve(engine, switched_on).name == "The Barn"
    with Session(engine) as session:
        assert len(session.exec(select(GeocodeAnswer)).all()) == 1


def test_old_answers_are_forgotten(engine: sa.Engine) -> None:
    geocoded.keep_answer(engine, "old", geocoded.Answer("Old", 52.9, 0.49, 50))
    with Session(engine) as session:
        session.exec(update(GeocodeAnswer).values(asked_at=clock.now() - timedelta(days=181)))
        session.commit()
    geocoded.keep_answer(engine, "new", geocoded.Answer())
    assert geocoded.forget_old(engine) == 1
    assert geocoded.find_answer(engine, "new") == geocoded.Answer()


def test_what_was_typed_is_not_kept(engine: sa.Engine, switched_on: Config) -> None:
    _resolve(engine, switched_on, "Rose Bungalow Somewhere")
    with engine.connect() as connection:
        kept = str(connection.execute(sa.text("SELECT * FROM geocode_answer")).all())
    assert "rose" not in kept.lower()


def test_the_whole_installation_asks_once_a_second(
    any_engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    with ThreadPoolExecutor(3) as together:
        list(together.map(lambda n: _resolve(any_engine, switched_on, f"Barn {n} x"), range(3)))
    gaps = [later - sooner for sooner, later in zip(server.times, server.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) > 0.9  # a request takes its time to arrive


def test_a_visitor_is_told_when_the_turn_does_not_come(
    any_engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    with Session(any_engine) as session:
        session.exec(update(GeocodeTurn).values(taken_at=clock.now() + timedelta(seconds=30)))
        session.commit()
    with pytest.raises(NotFound) as no:
        _resolve(any_engine, switched_on)
    assert str(no.value) == BUSY
    assert server.asked == []


def test_a_clock_that_went_back_does_not_stop_us(engine: sa.Engine, switched_on: Config) -> None:
    with Session(engine) as session:
        session.exec(update(GeocodeTurn).values(taken_at=clock.now() + timedelta(days=300)))
        session.commit()
    assert _resolve(engine, switched_on).name


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "broken"),
        (503, ""),
        (429, ""),
        (403, ""),
        (200, "not json"),
        (200, [{"lat": "x"}]),
        (200, [HALL | {"lat": "nan"}]),
    ],
)
def test_a_service_that_is_broken_is_away_and_left_alone_for_a_minute(
    engine: sa.Engine, switched_on: Config, server: Server, status: int, body: object
) -> None:
    server.status, server.body = status, body
    for _ in range(2):
        with pytest.raises(NotFound) as no:
            _resolve(engine, switched_on)
        assert str(no.value) == AWAY
    assert len(server.asked) == 1
    server.status, server.body = 200, [HALL]
    _rest_over(engine)
    assert _resolve(engine, switched_on).name.startswith("Old Barn Hall")


def test_a_service_that_does_not_answer_in_time_is_away(
    any_engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    server.delay = 2
    hurried = replace(switched_on, geocoder_timeout="0.2")
    with pytest.raises(NotFound, match="not answering"):
        _resolve(any_engine, hurried)
    with Session(any_engine) as session:
        turn = session.exec(select(GeocodeTurn)).one()
    assert turn.away_until > clock.now()


def test_a_service_that_is_not_there_is_away(engine: sa.Engine) -> None:
    with pytest.raises(NotFound, match="not answering"):
        _resolve(engine, replace(SETTINGS, geocoder_url="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    "where",
    [{"lat": "0", "lon": "0"}, {"lat": "48.85", "lon": "2.35"}],
)
def test_an_answer_outside_the_british_isles_is_none(
    engine: sa.Engine, switched_on: Config, server: Server, where: dict[str, str]
) -> None:
    server.body = [HALL | where]
    with pytest.raises(NotFound, match="could not find"):
        _resolve(engine, switched_on)


def test_a_wide_answer_is_a_place_and_not_an_address(
    engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    server.body = [HALL | {"boundingbox": ["52.80", "53.00", "0.40", "0.60"]}]
    found = _resolve(engine, switched_on)
    assert found.precision is Precision.PLACE
    assert 10_000 < found.uncertainty_m < 15_000
    assert found.ward_code is None


def test_a_server_of_ones_own_may_lie_under_a_path(
    engine: sa.Engine, switched_on: Config, server: Server
) -> None:
    _resolve(engine, replace(switched_on, geocoder_url=f"{server.address}/maps/nominatim/"))
    assert server.paths == ["/maps/nominatim/search"]


def test_the_session_that_asks_is_left_as_it_was(engine: sa.Engine, switched_on: Config) -> None:
    with Session(engine) as session:
        ask = online(session, switched_on)
        assert ask is not None
        ask(UNKNOWN)
        assert not session.in_transaction()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"geocoder": "magic"}, "LILY_GEOCODER is"),
        ({"geocoder_user_agent": ""}, "LILY_GEOCODER_USER_AGENT"),
        ({"geocoder_url": "nominatim.example.org"}, "LILY_GEOCODER_URL"),
        ({"geocoder_timeout": "soon"}, "LILY_GEOCODER_TIMEOUT"),
    ],
)
def test_settings_that_are_not_complete_are_refused(
    session: Session, changes: dict[str, str], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        online(session, replace(SETTINGS, **changes))
    with pytest.raises(Refused, match=why):
        check_settings(replace(SETTINGS, **changes))


def test_settings_that_are_complete_are_taken() -> None:
    check_settings(SETTINGS)
    check_settings(Config())


def test_the_database_keeps_no_position_at_nought(session: Session) -> None:
    session.add(GeocodeAnswer(text_hash="0" * 64, latitude=0.0, longitude=0.0, uncertainty_m=50))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()
    assert session.exec(select(col(GeocodeTurn.id))).one() == 1


def test_a_search_asks_about_a_place_that_was_typed_and_about_nothing_else(
    config: Config, engine: sa.Engine, server: Server
) -> None:
    app = create_app(replace(config, **_changes(server)), engine)
    with app.test_request_context("/search"):
        for known in ("", "Heacham", "PE31 7EX", "52.91, 0.49"):
            find_place(known)
        assert server.asked == []
        found = find_place(UNKNOWN)
        sessions.session().close()
    assert found.place is not None
    assert found.place.name.startswith(UNKNOWN)
    assert [asked["q"] for asked in server.asked] == [UNKNOWN]


def _changes(server: Server) -> dict[str, str]:
    return {
        "geocoder": "nominatim",
        "geocoder_url": server.address,
        "geocoder_user_agent": SETTINGS.geocoder_user_agent,
    }
