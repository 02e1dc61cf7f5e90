"""The same full query by SQLite FTS5: text, category, radius, facets, total and top twenty.

Porter stemming, column weights, one materialised set of matches a question, a bounding box before
the great circle. The top twenty come with distance, next session and card, the card read as LILY
reads its own. Facet values are
rows, since an editor adds terms without changing tables; their link table is clustered by listing.
"""

import math
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lily.bench.documents import NOW_MINUTE, card_of, session_rows
from lily.bench.synthetic import FACET_VALUES, Listing, Question
from lily.search.document import card_from_json, card_to_json

MILES_A_DEGREE = 69.09
TOP = 20
_NUMBERS = {pair: number for number, pair in enumerate(FACET_VALUES)}
_MILES = (
    "7917.6 * asin(sqrt(pow(sin(radians(lat - :lat) / 2), 2)"
    " + cos(radians(:lat)) * cos(radians(lat)) * pow(sin(radians(lon - :lon) / 2), 2)))"
)
_WITHIN = (
    f"AND lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east AND {_MILES} <= :miles"
)
_NEEDS = [number for (facet, _), number in _NUMBERS.items() if facet == "need"]


class Fts5:
    """A SQLite database of listings with an FTS5 index."""

    name = "SQLite FTS5"

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA cache_size=-200000")
        self.connection.execute("PRAGMA temp_store=MEMORY")
        self.connection.execute(
            "CREATE TEMP TABLE found(id INTEGER, score REAL, in_category INTEGER)"
        )

    def forget(self) -> None:
        """Nothing to forget: it keeps its pages, as it would in service, and no answers."""

    def build(self, listings: Iterable[Listing]) -> None:
        """Store and index the listings."""
        self.connection.executescript(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(name, organisation, needs, summary, description, content='',"
            " tokenize='porter unicode61', prefix='3 4');"
            "CREATE TABLE listing(id INTEGER PRIMARY KEY, card TEXT, lat REAL, lon REAL);"
            "CREATE TABLE facet(listing INTEGER, value INTEGER, PRIMARY KEY (listing, value))"
            " WITHOUT ROWID;"
            "CREATE TABLE session(listing INTEGER, starts INTEGER, ends INTEGER,"
            " PRIMARY KEY (listing, starts)) WITHOUT ROWID;"
        )
        for each in listings:
            self._store(each)
        self.connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        self.connection.commit()
        self.connection.execute("ANALYZE")

    def _store(self, each: Listing) -> None:
        run = self.connection.execute
        needs = " ".join(each.facets["need"])
        run(
            "INSERT INTO words(rowid, name, organisation, needs, summary, description)"
            " VALUES (?,?,?,?,?,?)",
            (each.number, each.name, each.organisation, needs, each.summary, each.description),
        )
        run(
            "INSERT INTO listing VALUES (?,?,?,?)",
            (each.number, card_to_json(card_of(each)), each.latitude, each.longitude),
        )
        self.connection.executemany("INSERT INTO session VALUES (?,?,?)", session_rows(each))
        self.connection.executemany(
            "INSERT INTO facet VALUES (?,?)",
            [
                (each.number, _NUMBERS[facet, value])
                for facet, values in each.facets.items()
                for value in values
            ],
        )

    def ask(self, question: Question) -> tuple[int, list[int]]:
        """Return the total and the identifiers of the top twenty; facets are counted too.

        All words first; where that gives less than a page, any words.
        """
        total, top = self._ask(question, " AND ")
        return (
            (total, top)
            if total >= TOP or len(question.words) == 1
            else self._ask(question, " OR ")
        )

    def _ask(self, question: Question, joined: str) -> tuple[int, list[int]]:
        run = self.connection.execute
        values = _values(question, joined)
        kept = "in_category" if question.need else "1"
        run("DELETE FROM temp.found")
        run(
            "INSERT INTO temp.found SELECT listing.id, bm25(words, 5, 3, 4, 2, 1),"
            " EXISTS (SELECT 1 FROM facet WHERE listing = listing.id AND value = :need)"
            " FROM words JOIN listing ON listing.id = words.rowid"
            f" WHERE words MATCH :words {_WITHIN if question.place else ''}",
            values,
        )
        total = run(f"SELECT count(*) FROM temp.found WHERE {kept}").fetchone()[0]
        run(
            "SELECT value, count(*) FROM temp.found JOIN facet ON facet.listing = found.id"
            f" WHERE value <= {_NEEDS[-1]} OR {kept} GROUP BY value"
        ).fetchall()
        top = run(
            f"SELECT card, {_MILES if question.place else 'NULL'}, (SELECT starts FROM session"
            f" WHERE listing = id AND ends > {NOW_MINUTE} ORDER BY starts LIMIT 1)"
            f" FROM (SELECT id, score FROM temp.found WHERE {kept}"
            f" ORDER BY score LIMIT {TOP}) JOIN listing USING (id) ORDER BY score",
            values,
        ).fetchall()
        return total, [int(card_from_json(card).id) for card, _, _ in top]


def _match(question: Question, joined: str) -> str:
    parts = []
    for position, word in enumerate(question.words):
        options = question.alternatives.get(word, (word,))
        unfinished = question.is_prefix and position == len(question.words) - 1
        said = [f'"{option}"*' if unfinished else f'"{option}"' for option in options]
        parts.append(f"({' OR '.join(said)})")
    return joined.join(parts)


def _values(question: Question, joined: str) -> dict[str, Any]:
    lat, lon = question.place or (0.0, 0.0)
    high = question.miles / MILES_A_DEGREE
    wide = high / math.cos(math.radians(lat))
    return {
        "words": _match(question, joined),
        "need": _NUMBERS["need", question.need] if question.need else -1,
        "miles": question.miles,
        "lat": lat,
        "lon": lon,
        "south": lat - high,
        "north": lat + high,
        "west": lon - wide,
        "east": lon + wide,
    }
