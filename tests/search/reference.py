"""BM25F as on paper: slow, plain, over every listing, to hold the columns against."""

import math
from collections.abc import Sequence

from lily.search.analysis import stem
from lily.search.document import Document
from lily.search.schema import POSITION_BITS, places_of
from lily.search.zones import SATURATION, ZONES


def weights(documents: Sequence[Document], word: str) -> dict[str, float]:
    """Return the saturated weight of a word in each listing that holds its stem."""
    found = {}
    for document in documents:
        places = places_of(document.zones())
        lengths = [0] * len(ZONES)
        for every in places.values():
            for place in every:
                number = place >> POSITION_BITS
                position = place & ((1 << POSITION_BITS) - 1)
                lengths[number] = max(lengths[number], position + 1)
        mentions = 0.0
        for form, every in places.items():
            if stem(form) == stem(word):
                for place in every:
                    zone = ZONES[place >> POSITION_BITS]
                    length = lengths[place >> POSITION_BITS]
                    level = 1 - zone.levelling + zone.levelling * length / zone.usual
                    mentions += zone.weight / level
        if mentions:
            found[document.card.id] = mentions / (SATURATION + mentions)
    return found


def rarity(holding: int, count: int) -> float:
    """Return the inverse document frequency."""
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def scores_of_all_words(documents: Sequence[Document], asked: Sequence[str]) -> dict[str, float]:
    """Return the score of each listing that holds every word."""
    each = [weights(documents, word) for word in asked]
    worth = [rarity(len(found), len(documents)) for found in each]
    held = set.intersection(*(set(found) for found in each))
    return {
        listing: sum(found[listing] * rare for found, rare in zip(each, worth, strict=True))
        for listing in held
    }
