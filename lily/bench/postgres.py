"""The same full query by PostgreSQL full text: text, category, radius, facets, total, top twenty.

English stemming in a stored, weighted tsvector with a GIN index, cover density ranking, a bounding
box before the great circle, and one statement a question, so that no round trip is counted twice.
"""

from collections.abc import Iterable
from typing import Any

import psycopg

from lily.bench.documents import NOW_MINUTE, card_of, session_rows
from lily.bench.fts5 import MILES_A_DEGREE, TOP
from lily.bench.synthetic import FACET_VALUES, Listing, Question
from lily.search.document import card_from_json, card_to_json

_NUMBERS = {pair: number for number, pair in enumerate(FACET_VALUES)}
_LAST_NEED = max(number for (facet, _), number in _NUMBERS.items() if facet == "need")

_TABLES = """
DROP TABLE IF EXISTS facet, session, listing;
CREATE TABLE listing(
    id integer PRIMARY KEY, card text, lat double precision, lon double precision, words tsvector
);
CREATE TABLE facet(listing integer, value smallint, PRIMARY KEY (listing, value));
CREATE TABLE session(
    listing integer, starts integer, ends integer, PRIMARY KEY (listing, starts)
);
"""
_STORE = """
INSERT INTO listing VALUES (%s, %s, %s, %s,
    setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B')
    || setweight(to_tsvector('english', %s), 'C') || setweight(to_tsvector('english', %s), 'D'))
"""
_ASK = """
WITH found AS MATERIALIZED (
    SELECT listing.id, ts_rank_cd(words, asked) AS score,
        %(need)s::smallint IS NULL OR EXISTS
            (SELECT 1 FROM facet WHERE listing = listing.id AND value = %(need)s) AS kept
    FROM listing, to_tsquery('english', %(words)s) AS asked
    WHERE words @@ asked AND (%(lat)s::double precision IS NULL OR (
        lat BETWEEN %(lat)s - %(high)s AND %(lat)s + %(high)s
        AND lon BETWEEN %(lon)s - %(wide)s AND %(lon)s + %(wide)s
        AND 7917.6 * asin(sqrt(pow(sind((lat - %(lat)s) / 2), 2)
            + cosd(%(lat)s) * cosd(lat) * pow(sind((lon - %(lon)s) / 2), 2))) <= %(miles)s))
), counted AS (
    SELECT value, count(*) AS many FROM found JOIN facet ON facet.listing = found.id
    WHERE value <= %(last_need)s OR kept GROUP BY value
), best AS MATERIALIZED (
    SELECT score, card, 7917.6 * asin(sqrt(pow(sind((lat - %(lat)s) / 2), 2)
        + cosd(%(lat)s) * cosd(lat) * pow(sind((lon - %(lon)s) / 2), 2))) AS miles,
        (SELECT starts FROM session
            WHERE listing = id AND ends > %(now)s ORDER BY starts LIMIT 1) AS starts
    FROM (SELECT id, score FROM found WHERE kept ORDER BY score DESC LIMIT %(top)s) AS first
    JOIN listing USING (id)
)
SELECT (SELECT count(*) FROM found WHERE kept),
    (SELECT array_agg(value || '=' || many) FROM counted),
    (SELECT array_agg(card ORDER BY score DESC) FROM best),
    (SELECT array_agg(miles ORDER BY score DESC) FROM best),
    (SELECT array_agg(starts ORDER BY score DESC) FROM best)
"""


class Postgres:
    """A PostgreSQL database of listings with a GIN index."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)

    def forget(self) -> None:
        """Nothing to forget: it keeps its pages, as it would in service, and no answers."""

    def build(self, listings: Iterable[Listing]) -> None:
        """Store and index the listings."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(_TABLES)
            for each in listings:
                needs = " ".join(each.facets["need"])
                text = (each.name, f"{each.organisation} {needs}", each.summary, each.description)
                place = (each.latitude, each.longitude)
                cursor.execute(_STORE, (each.number, card_to_json(card_of(each)), *place, *text))
                cursor.executemany("INSERT INTO session VALUES (%s, %s, %s)", session_rows(each))
                cursor.executemany(
                    "INSERT INTO facet VALUES (%s, %s)",
                    [
                        (each.number, _NUMBERS[facet, value])
                        for facet, values in each.facets.items()
                        for value in values
                    ],
                )
        self.connection.execute("CREATE INDEX ON listing USING gin (words)")
        self.connection.execute("CREATE INDEX ON listing (lat, lon)")
        self.connection.execute("VACUUM ANALYZE")

    def ask(self, question: Question) -> tuple[int, list[int]]:
        """Return the total and the identifiers of the top twenty; facets are counted too.

        All words first; where that gives less than a page, any words.
        """
        total, top = self._ask(question, " & ")
        if total >= TOP or len(question.words) == 1:
            return total, top
        return self._ask(question, " | ")

    def _ask(self, question: Question, joined: str) -> tuple[int, list[int]]:
        lat, lon = question.place or (None, None)
        values: dict[str, Any] = {
            "words": _query(question, joined),
            "need": _NUMBERS["need", question.need] if question.need else None,
            "lat": lat,
            "lon": lon,
            "high": question.miles / MILES_A_DEGREE,
            "wide": question.miles / (MILES_A_DEGREE * 0.55),
            "miles": question.miles,
            "last_need": _LAST_NEED,
            "top": TOP,
            "now": NOW_MINUTE,
        }
        row = self.connection.execute(_ASK, values).fetchone() or (0, None, None)
        total, _, top, *_ = row
        return total, [int(card_from_json(card).id) for card in top or []]


def _query(question: Question, joined: str) -> str:
    parts = []
    for position, word in enumerate(question.words):
        unfinished = question.is_prefix and position == len(question.words) - 1
        options = [
            f"{option}{':*' if unfinished else ''}"
            for option in question.alternatives.get(word, (word,))
        ]
        parts.append(f"({' | '.join(options)})")
    return joined.join(parts)
