"""Looking for help for a person: the directory, from where they live and by what they need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lily import clock
from lily.casework.models import Client
from lily.casework.talk import Talk
from lily.directory.queries.needs import NEEDS, names_of_terms
from lily.errors import Invalid
from lily.geo.place import Place
from lily.http.sessions import session
from lily.search import SearchRequest, SearchResults, search
from lily.search.request import DEFAULT_MILES, LONGEST_TEXT
from lily.web.where import find_place, home_area

MILES = (2, 5, 10, 20, 50)


@dataclass(frozen=True)
class HelpAsked:
    """What is looked for: words, a need, how far, and whether it must fit the person."""

    text: str
    need: str
    within: float
    fits: bool

    @classmethod
    def read(cls, args: Mapping[str, str], talk: Talk) -> "HelpAsked":
        """Return what an address asks for; on the first look the need of the first goal."""
        need = args.get("need", next(iter(talk.needs), "") if not args else "")
        if (NEEDS, need) not in names_of_terms(session(), [need] if need else []):
            need = ""
        within = args.get("within", "")
        return cls(
            text=args.get("q", "").strip()[:LONGEST_TEXT],
            need=need,
            within=float(within) if within in map(str, MILES) else DEFAULT_MILES,
            fits=args.get("any") != "yes",
        )


def place_of(client: Client) -> Place | None:
    """Return where a person lives, as far as we know; else the area that this site serves."""
    where = find_place(client.postcode)
    return where.place or home_area()


def age_of(birth_on: str, today: date) -> int | None:
    """Return how old somebody is, in years; None where their birthday is not known."""
    if not birth_on:
        return None
    born = date.fromisoformat(birth_on)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def wishes_of(client: Client, talk: Talk) -> SearchRequest:
    """Return what must fit a person: age, days, language, and what a place must have."""
    return SearchRequest(
        age=age_of(client.birth_on, clock.today()),
        access=talk.access,
        days=talk.days,
        languages=(talk.language,) if talk.language else (),
    )


def find_help_for(client: Client, talk: Talk, asked: HelpAsked) -> SearchResults:
    """Return what is found for a person; only what fits their wishes, where that is asked for."""
    request = replace(
        wishes_of(client, talk) if asked.fits else SearchRequest(),
        text=asked.text,
        place=place_of(client),
        within=asked.within,
        needs=(asked.need,) if asked.need else (),
    )
    try:
        return search(session(), request)
    except Invalid:
        return search(session(), SearchRequest(place=request.place, within=asked.within))
