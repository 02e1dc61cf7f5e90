"""The Whoosh schema: one field of words cut into zones, and what is kept of each listing.

One field holds all the zones (ADR 0014): where a word stands is written as its zone in the high
byte and its position in the low three, so one posting list a word says all that weights and
phrases need. Words are kept as they were written (folded, not stemmed): the same terms then serve
matching, by their stems, and spelling, by their letters.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec

from lily.search import analysis
from lily.search.document import Document, card_to_json
from lily.search.facts import facts_of

POSITION_BITS = 24
LONGEST_ZONE = 20_000
"""Words after which the rest of a zone is left out."""

WORDS, ID, CARD, FACTS, MARK = "words", "id", "card", "facts", "mark"


class ZonedPositions(formats.Format):  # type: ignore[misc]
    """Postings that hold where a word stands, as unsigned 32-bit numbers of this machine."""

    posting_size = -1

    def decode_frequency(self, value: bytes) -> int:
        """Return how often the word stands in the document."""
        return len(value) // 4

    def decode_positions(self, value: bytes) -> list[int]:
        """Return where: `zone << POSITION_BITS | position`."""
        return array("I", value).tolist()


class LeanCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec without statistics of field lengths, which nothing of ours reads.

    It would look on the disk for such lengths once a posting, a third of the time of a rebuild.
    """

    length_stats = False


class ZonedWords(fields.FieldType):  # type: ignore[misc]
    """The field of words. Its value is a Document's zones: a tuple of pieces for each."""

    def __init__(self) -> None:
        super().__init__(format=ZonedPositions(), analyzer=None)

    def index(
        self, value: Iterable[tuple[str, ...]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (word, times, weight, places) for each distinct word."""
        for word, places in places_of(value).items():
            yield word.encode(), len(places), 1.0, array("I", places).tobytes()


def places_of(zones: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Return where each word stands, in order. A gap parts pieces, so no phrase crosses them."""
    found: dict[str, list[int]] = {}
    for number, pieces in enumerate(zones):
        place = number << POSITION_BITS
        last = place + LONGEST_ZONE
        for piece in pieces:
            for word in analysis.words(piece)[: max(last - place, 0)]:
                found.setdefault(word, []).append(place)
                place += 1
            place += 1
    return found


def make_schema() -> fields.Schema:
    """Return the schema of LILY's index."""
    return fields.Schema(
        words=ZonedWords(),
        id=fields.STORED,
        card=fields.STORED,
        facts=fields.STORED,
        mark=fields.STORED,
    )


def fields_of(document: Document) -> dict[str, Any]:
    """Return what Whoosh is given of a document."""
    return {
        WORDS: document.zones(),
        ID: document.card.id,
        CARD: card_to_json(document.card),
        FACTS: facts_of(document).to_json(),
        MARK: document.fingerprint(),
    }
