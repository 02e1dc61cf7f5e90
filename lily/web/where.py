"""From what somebody typed in "Where?" to a place, by the rules of lily.geo."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lily.errors import Invalid, NotFound
from lily.geo import geocoder, places
from lily.geo.distance import miles
from lily.geo.place import Ambiguous, Place
from lily.http.sessions import config, session
from lily.web.asking import LONGEST_PLACE

ROUNDED_M = 1_000
"""How far a position with two decimals may be from the true one."""
MOST_AT_ONCE = 8
"""More places than this of one name are not all shown at once."""
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?) ?, ?(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Where:
    """A place; or the places it may be; or why there is none, with what would be found."""

    place: Place | None = None
    choices: tuple[Place, ...] = ()
    question: str = ""
    error: str = ""
    suggestions: tuple[str, ...] = field(default=())

    @property
    def nearest(self) -> tuple[Place, ...]:
        """The few to show first: those nearest to the area that this site serves."""
        return self.choices[:MOST_AT_ONCE]

    @property
    def rest(self) -> tuple[Place, ...]:
        """Those further away."""
        return self.choices[MOST_AT_ONCE:]

    def asks(self) -> str:
        """Return the question with its answers, for those who cannot press one."""
        return f"{self.question} Ask for one of: {'; '.join(c.value for c in self.nearest)}."


@lru_cache(maxsize=8)
def _place_of(text: str) -> Place | None:
    try:
        found = places.resolve(text, home=None)
    except (NotFound, Invalid):
        return None
    return found.choices[0] if isinstance(found, Ambiguous) else found


def home_area() -> Place | None:
    """Return the place that this installation serves, which breaks ties between names."""
    return _place_of(config().home_area)


def _by_distance(choices: list[Place]) -> tuple[Place, ...]:
    """Return places nearest to home first."""
    home = home_area()
    if home is None:
        return tuple(choices)
    return tuple(
        sorted(
            choices,
            key=lambda at: miles(home.latitude, home.longitude, at.latitude, at.longitude),
        )
    )


def _device(text: str) -> Place | None:
    """Return the place that "use my location" puts in the box; None where it is something else."""
    found = _POSITION.fullmatch(text)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if not (49 < latitude < 62 and -9 < longitude < 3):
        raise Invalid("near", "That is outside the United Kingdom. Try a town or a postcode.")
    return places.device(latitude, longitude, ROUNDED_M)


def find_place(text: str) -> Where:
    """Return what is known of a place that somebody typed; an empty text is no place."""
    if not text:
        return Where()
    if len(text) > LONGEST_PLACE:
        return Where(error="That is too long for a place. Try a postcode or a town.")
    try:
        ask = geocoder.online(session(), config())
        found = _device(text) or places.resolve(text, home=home_area(), ask_online=ask)
    except NotFound as error:
        return Where(error=str(error), suggestions=tuple(error.suggestions))
    except Invalid as error:
        return Where(error=error.message)
    if isinstance(found, Ambiguous):
        return Where(choices=_by_distance(found.choices), question=found.question)
    return Where(place=found)
