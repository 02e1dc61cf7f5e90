"""What is counted of a search that found nothing: its words, and at most its ward. ADR 0021."""

from lily import clock
from lily.geo.place import Place, Precision
from lily.http.sessions import engine
from lily.listings.desk.counting import count_empty_search
from lily.search import SearchResults
from lily.web.asking import Asked
from lily.web.sensitive import topic_of

_COARSE = {Precision.UNIT, Precision.SECTOR, Precision.OUTCODE, Precision.PLACE}
"""Places that somebody named; where a device is, or one address, is nobody's business."""


def ward_of(asked: Asked, place: Place | None) -> str:
    """Return the code of the ward that may be counted; for grave topics there is none."""
    if place is None or place.precision not in _COARSE or topic_of((), asked.one("q")):
        return ""
    return place.ward_code or ""


def count_if_nothing(asked: Asked, results: SearchResults, place: Place | None) -> None:
    """Count a search that found nothing: a word to this process's memory, no more."""
    if results.total == 0 and asked.one("q"):
        count_empty_search(engine(), asked.one("q"), ward_of(asked, place), clock.today())
