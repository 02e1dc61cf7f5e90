"""Asks an online map service (Nominatim) about a place that we do not know.

It is off unless the operator switches it on (LILY_GEOCODER), and asks only about a place that a
visitor typed as a place: never about an address that LILY keeps. The whole installation asks once
a second at most, nothing is asked twice, and a service that does not answer is left alone for a
minute.
"""

from collections.abc import Callable
from datetime import timedelta
from math import isfinite
from typing import Any, Protocol
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim
from sqlmodel import Session

from lily.config import Config
from lily.errors import NotFound, Refused
from lily.geo import geocoded
from lily.geo.distance import METRES_IN_A_MILE, miles
from lily.geo.geocoded import Answer
from lily.geo.nearest import nearest_postcode
from lily.geo.place import Place, Precision

COUNTRIES = ["gb", "im", "je", "gg"]
PATIENCE_S = 2.5
"""A visitor waits no longer than this for the turn to ask."""
REST = timedelta(seconds=60)
SMALLEST_M, LARGEST_M = 50, 50_000
ADDRESS_M = 500
"""An answer as small as this is an address or a building; a larger one is a place."""
LONGEST_NAME = 80

AWAY = (
    "We do not know that place, and the map service that we ask about others is not answering."
    " Try a postcode, or a town or village."
)
BUSY = (
    "We do not know that place, and the map service that we ask about others is busy. Try again"
    " in a minute, or try a postcode, or a town or village."
)


class Asked(Protocol):
    """The part of geopy's geocoders that we use."""

    def geocode(self, query: str, **options: Any) -> Any:
        """Return a location with `raw`, or None."""


def online(session: Session, config: Config) -> Callable[[str], Place | None] | None:
    """Return the function that asks, for `places.resolve`, or None where it is switched off.

    Raises Refused when it is switched on, but not completely.
    """
    if config.geocoder == "none":
        return None
    service = _service(config)

    def ask(text: str) -> Place | None:
        return ask_service(session, service, text)

    return ask


def check_settings(config: Config) -> None:
    """Raise Refused when the geocoder is switched on, but not completely: to be asked at start."""
    if config.geocoder != "none":
        _service(config)


def ask_service(session: Session, service: Asked, text: str) -> Place | None:
    """Return the place that the service knows by this text, or None when it knows none.

    Answers and turns are kept in transactions of their own on the session's database, so that
    other processes see them at once; the session itself is left as it was. Raises NotFound, in
    words for the visitor, when the service is away or busy.
    """
    bind = session.get_bind()
    known = geocoded.find_answer(bind, text)
    if known is None:
        if geocoded.is_away(bind):
            raise NotFound(AWAY)
        if not geocoded.take_turn(bind, PATIENCE_S):
            raise NotFound(BUSY)
        known = geocoded.find_answer(bind, text) or _ask(bind, service, text)
    return _place(known, text) if known.is_found else None


def _service(config: Config) -> Asked:
    if config.geocoder != "nominatim":
        raise Refused("LILY_GEOCODER is `none` or `nominatim`.")
    if not config.geocoder_user_agent:
        raise Refused(
            "Set LILY_GEOCODER_USER_AGENT to your name and a way to reach you: the geocoder's"
            " owners ask for it."
        )
    address = urlsplit(config.geocoder_url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise Refused("LILY_GEOCODER_URL is the address of a Nominatim server: https://...")
    try:
        timeout = float(config.geocoder_timeout)
    except ValueError as error:
        raise Refused("LILY_GEOCODER_TIMEOUT is a number of seconds.") from error
    found: Asked = Nominatim(
        user_agent=config.geocoder_user_agent,
        domain=address.netloc + address.path.rstrip("/"),
        scheme=address.scheme,
        timeout=timeout,
        adapter_factory=URLLibAdapter,
    )
    return found


def _ask(bind: geocoded.Bind, service: Asked, text: str) -> Answer:
    try:
        location = service.geocode(text, country_codes=COUNTRIES, language="en")
        answer = _read(location.raw) if location else Answer()
    except (GeopyError, KeyError, TypeError, ValueError, AttributeError) as error:
        geocoded.rest(bind, REST)
        raise NotFound(AWAY) from error
    geocoded.keep_answer(bind, text, answer)
    return answer


def _read(raw: dict[str, Any]) -> Answer:
    """Return a Nominatim result as an answer. One that is nowhere in the British Isles is none."""
    latitude, longitude = float(raw["lat"]), float(raw["lon"])
    south, north, west, east = (float(edge) for edge in raw["boundingbox"])
    if not (49 < latitude < 61.5 and -9 < longitude < 2.5):
        return Answer()
    across = miles(south, west, north, east) * METRES_IN_A_MILE
    reach = across / 2 if isfinite(across) else LARGEST_M
    return Answer(
        name=_short(str(raw["display_name"])),
        latitude=latitude,
        longitude=longitude,
        uncertainty_m=round(min(max(reach, SMALLEST_M), LARGEST_M)),
    )


def _short(display_name: str) -> str:
    """Return the first parts of a long name: "12, High Street, Heacham"."""
    parts = [part.strip() for part in display_name.split(",")]
    return ", ".join(parts[:3])[:LONGEST_NAME]


def _place(answer: Answer, text: str) -> Place:
    nearest = nearest_postcode(answer.latitude, answer.longitude)
    is_small = answer.uncertainty_m <= ADDRESS_M
    return Place(
        name=answer.name,
        latitude=answer.latitude,
        longitude=answer.longitude,
        precision=Precision.ADDRESS if is_small else Precision.PLACE,
        uncertainty_m=answer.uncertainty_m,
        district_code=nearest.district_code if nearest else None,
        ward_code=nearest.ward_code if nearest and is_small else None,
        district_name=nearest.district_name if nearest else None,
        value=text,
        note="Found by OpenStreetMap. © OpenStreetMap contributors.",
    )
