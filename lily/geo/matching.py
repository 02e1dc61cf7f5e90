"""The ways to match a text with the names of places, one function each; `places` has their order.

Each returns the place that is clearly meant, the ones to ask between where it may ask, or None.
"""

import re
from dataclasses import replace

from lily.errors import NotFound
from lily.geo.choosing import NEAR_HOME_MILES, WELL_KNOWN, clearly_meant, rank
from lily.geo.misspelling import near_misses
from lily.geo.names import joined, key_of
from lily.geo.place import Ambiguous, Place
from lily.geo.qualifiers import Reading, endings, later_readings, narrow, readings
from lily.geo.settlements import Settlements

SHORTEST_BEGINNING = 3
MOST_SUGGESTIONS = 5
MOST_CHOICES = 40
FEW = 8
VILLAGE, LIKELY_MILES = 500, 60

_AT_HOME = re.compile(r"[,\s]+(?:UK|GB|United Kingdom|Great Britain)$", re.IGNORECASE)


def _corrected(place: Place, typed: str) -> Place:
    return replace(place, corrected_from=typed)


def _decide(
    book: Settlements, typed: str, rows: list[int], home: Place | None
) -> Place | Ambiguous:
    ranked = rank(book, rows, home)
    meant = clearly_meant(book, ranked, home)
    if meant is not None:
        return book.place_at(meant)
    return _ask(book, typed, ranked)


def _ask(book: Settlements, typed: str, ranked: list[int]) -> Ambiguous:
    return Ambiguous(typed, [book.place_at(row) for row in ranked[:MOST_CHOICES]])


def by_name(book: Settlements, typed: str, home: Place | None) -> Place | Ambiguous | None:
    """Match a name, alone or with what was added to it."""
    typed = _AT_HOME.sub("", typed)
    whole = book.rows_of(key_of(typed))
    if whole:
        longer = _longer_near_home(book, key_of(typed), whole, home)
        return (
            _ask(book, typed, longer + rank(book, whole, home))
            if longer
            else _decide(book, typed, whole, home)
        )
    for reading in readings(typed):
        rows = _narrowed(book, reading)
        if rows:
            return _decide(book, typed, rows, home)
    return _by_name_alone(book, typed, home)


def _longer_near_home(
    book: Settlements, key: str, whole: list[int], home: Place | None
) -> list[int]:
    """Return places near home that people may call by this first word alone.

    "Downham" is Downham Market to those who live by it, while the Downhams are far away. A well
    known town of the very name is not doubted.
    """
    if home is None or book.miles_from(home, whole).min() <= NEAR_HOME_MILES:
        return []
    if book.populations[whole].max() >= WELL_KNOWN:
        return []
    rows = [row for row in book.rows_from(key) if book.spaced[row].startswith(f"{key} ")]
    return _near(book, rank(book, rows, home), home) if rows else []


def _near(book: Settlements, ranked: list[int], home: Place) -> list[int]:
    miles = book.miles_from(home, ranked).tolist()
    return [row for row, far in zip(ranked, miles, strict=True) if far <= NEAR_HOME_MILES]


def _narrowed(book: Settlements, reading: Reading) -> list[int]:
    """Return the rows that bear the name and suit all that was added; none when one is unknown."""
    name, additions = reading
    rows = book.rows_of(key_of(name))
    for added in additions:
        rows = (narrow(book, rows, added) or []) if rows else []
    return rows


def _by_name_alone(book: Settlements, typed: str, home: Place | None) -> Place | Ambiguous | None:
    """Pass over additions that we do not understand; refuse ones that point somewhere else."""
    name, additions = next(readings(typed), ("", []))
    rows = book.rows_of(key_of(name))
    if not rows or not additions:
        return None
    for added in additions:
        allowed = narrow(book, rows, added)
        if allowed == []:
            known = [book.place_at(row) for row in rank(book, rows, home)[:MOST_SUGGESTIONS]]
            raise NotFound(
                f"We know no {known[0].name} near {added}. We know {known[0].title}.",
                tuple(place.value for place in known),
            )
        rows = allowed or rows
    return _decide(book, typed, rows, home)


def by_beginning(book: Settlements, typed: str, home: Place | None) -> Place | Ambiguous | None:
    """Match the beginning of a name."""
    key = joined(key_of(typed))
    rows = book.rows_from(key) if len(key) >= SHORTEST_BEGINNING else []
    if not rows:
        return None
    ranked = rank(book, rows, home)
    meant = clearly_meant(book, ranked, home)
    if meant is None:
        return _near_home(book, typed, ranked, home)
    return _corrected(book.place_at(meant), typed)


def _near_home(
    book: Settlements, typed: str, ranked: list[int], home: Place | None
) -> Ambiguous | None:
    """Ask between the few that are likely; many far ones are no better than a misspelling."""
    likely = ranked if home is None else _near(book, ranked, home)
    return _ask(book, typed, likely) if 0 < len(likely) <= FEW else None


def by_later_word(book: Settlements, typed: str, home: Place | None) -> Place | None:
    """Match a later word of a name near home: "Lynn" for King's Lynn."""
    key = key_of(typed)
    if home is None or len(key) < SHORTEST_BEGINNING:
        return None
    found = book.rows_with_word(key, most=len(book))
    rows = [row for row in found if f" {key} " in f"{book.spaced[row]} "]
    near = _near(book, rank(book, rows, home), home) if rows else []
    meant = clearly_meant(book, near, home) if near else None
    return None if meant is None else _corrected(book.place_at(meant), typed)


def by_misspelling(book: Settlements, typed: str, home: Place | None) -> Place | Ambiguous | None:
    """Return the one name that was clearly meant; a name near home comes before others."""
    head, additions = next(readings(typed), ("", []))
    close = near_misses(book, joined(key_of(head)))
    fewest = close[0][0] if close else 0
    rows = [
        row for slips, key in close if slips == fewest for row in _narrowed(book, (key, additions))
    ]
    if not rows:
        return None
    ranked = rank(book, rows, home)
    meant = clearly_meant(book, ranked, home)
    if meant is None or not _is_likely(book, meant, home):
        return None
    return _corrected(book.place_at(meant), typed)


def _is_likely(book: Settlements, row: int, home: Place | None) -> bool:
    """Whether a name that nobody spelt is a likely one: of a village at least, or near home."""
    if home is None or book.populations[row] >= VILLAGE:
        return True
    return float(book.miles_from(home, [row])[0]) <= LIKELY_MILES


def by_later_part(book: Settlements, typed: str, home: Place | None) -> Place | None:
    """Match the known end of an address whose beginning, a street say, we do not know.

    Without a comma to tell where the beginning ends, only a place near home is believed.
    """
    for reading in later_readings(typed):
        rows = _narrowed(book, reading) or book.rows_of(key_of(reading[0]))
        if rows:
            return _in_the_middle(book, typed, rank(book, rows, home), home)
    for ending in endings(typed) if home else ():
        rows = book.rows_of(key_of(ending))
        near = _near(book, rank(book, rows, home), home) if rows and home else []
        if near:
            return _in_the_middle(book, typed, near, home)
    return None


def _in_the_middle(
    book: Settlements, typed: str, ranked: list[int], home: Place | None
) -> Place | None:
    meant = clearly_meant(book, ranked, home)
    if meant is None:
        return None
    place = book.place_at(meant)
    note = f"We do not know “{typed}”, so this is the middle of {place.name}."
    return replace(place, corrected_from=typed, note=note)


def not_found(book: Settlements, typed: str, home: Place | None) -> NotFound:
    """Return the refusal that names what is spelt nearly so."""
    key = joined(key_of(typed))
    close = [row for _, other in near_misses(book, key) for row in book.rows_of(other)]
    rows = rank(book, close, home)[:MOST_SUGGESTIONS] if close else []
    words = "We could not find that place. Try a postcode, or a town or village."
    return NotFound(words, tuple(book.place_at(row).value for row in rows))
