"""From what somebody typed to the place they mean: `resolve`, and `suggest` while they type.

The order is: whole postcode, sector, outcode, place name (with what was added to it), district or
county, the beginning of a name, a misspelt name, the online geocoder where the operator switched
it on, the known end of an address. What is left is not found, with suggestions.
"""

from collections.abc import Callable
from dataclasses import replace

from lily.errors import NotFound
from lily.geo import matching, regions
from lily.geo.nearest import nearest_postcode
from lily.geo.place import Ambiguous, Place, Precision
from lily.geo.postcodes import resolve_postcode
from lily.geo.settlements import settlements
from lily.geo.spelling import squeeze
from lily.geo.suggesting import suggest

__all__ = ["Ambiguous", "AskOnline", "Place", "Precision", "device", "resolve", "suggest"]

LONGEST_TEXT = 100
DEVICE_M = 100

AskOnline = Callable[[str], Place | None]
"""Asks an online map service about a text. It raises NotFound with a sentence when it is away."""


def resolve(
    text: str, *, home: Place | None, ask_online: AskOnline | None = None
) -> Place | Ambiguous:
    """Return the place that a text means, or the places it may mean.

    `home` breaks ties between places of one name. Raises NotFound, with a plain sentence and
    suggestions, when there is no such place.
    """
    typed = " ".join(text.split())
    if not typed:
        raise NotFound("Type a postcode, or the name of a town or village.")
    if len(typed) > LONGEST_TEXT:
        raise NotFound("That is too long to be a place. Type a postcode, or a town or village.")
    found = resolve_postcode(typed)
    if found:
        is_as_typed = squeeze(found.name) in squeeze(typed)
        return found if is_as_typed else replace(found, corrected_from=typed)
    return _resolve_name(typed, home, ask_online)


def device(latitude: float, longitude: float, accuracy_m: float = DEVICE_M) -> Place:
    """Return the place where somebody's device says it is; the nearest postcode tells the ward.

    Raises NotFound when that is not in or by Great Britain, Ireland or the islands.
    """
    if not (49 < latitude < 61.5 and -11 < longitude < 2.5):
        raise NotFound("Your device says that you are far away. Type a postcode or a town instead.")
    nearest = nearest_postcode(latitude, longitude)
    return Place(
        name="where you are",
        latitude=latitude,
        longitude=longitude,
        precision=Precision.DEVICE,
        uncertainty_m=max(DEVICE_M, round(accuracy_m)),
        district_code=nearest.district_code if nearest else None,
        ward_code=nearest.ward_code if nearest else None,
        district_name=nearest.district_name if nearest else None,
        value=f"{latitude:.2f}, {longitude:.2f}",
    )


def _resolve_name(
    typed: str, home: Place | None, ask_online: AskOnline | None
) -> Place | Ambiguous:
    book = settlements()
    answer = (
        matching.by_name(book, typed, home)
        or regions.find(typed)
        or matching.by_beginning(book, typed, home)
        or matching.by_later_word(book, typed, home)
        or regions.find_by_part(typed)
        or matching.by_misspelling(book, typed, home)
        or (ask_online(typed) if ask_online else None)
        or matching.by_later_part(book, typed, home)
    )
    if answer:
        return answer
    raise matching.not_found(book, typed, home)
