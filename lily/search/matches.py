"""Which documents of a segment hold a word, or words side by side, and what that weighs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lily.search.columns import Array, TextColumns
from lily.search.text_columns import mention_weights, saturated
from lily.search.zones import ZONES

_NO_DOCUMENTS = np.zeros(0, np.int32)
_NO_WEIGHTS = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Matches:
    """Documents in order, each once, and the weight of the match in each, from 0 to 1."""

    documents: Array
    weights: Array

    @classmethod
    def none(cls) -> "Matches":
        """No document at all."""
        return cls(_NO_DOCUMENTS, _NO_WEIGHTS)

    @classmethod
    def joined(cls, parts: Sequence["Matches"]) -> "Matches":
        """Join matches of segments that follow each other."""
        if len(parts) <= 1:
            return parts[0] if parts else cls.none()
        return cls(
            np.concatenate([part.documents for part in parts]),
            np.concatenate([part.weights for part in parts]),
        )


def stem_number(text: TextColumns, stem: str) -> int | None:
    """Return a stem's number in the segment; None where no document holds it."""
    return text.stem_numbers.get(stem)


def addresses_of(text: TextColumns, stem: str) -> Array:
    """Return every address at which a stem stands, in order."""
    number = stem_number(text, stem)
    if number is None:
        return _NO_DOCUMENTS
    start, end = text.address_bounds[number : number + 2]
    return text.addresses[start:end]


def stem_in(text: TextColumns, stem: str) -> Matches:
    """Return the documents that hold a stem."""
    number = stem_number(text, stem)
    if number is None:
        return Matches.none()
    start, end = text.posting_bounds[number : number + 2]
    return Matches(text.posting_documents[start:end], text.posting_weights[start:end])


def phrase_addresses(text: TextColumns, stems: Sequence[str]) -> Array:
    """Return every address at which the stems begin side by side."""
    found = None
    by_rarity = sorted(
        ((addresses_of(text, stem), offset) for offset, stem in enumerate(stems)),
        key=lambda each: len(each[0]),
    )
    for addresses, offset in by_rarity:
        if found is None:
            found = addresses - offset
            continue
        if not len(found) or not len(addresses):
            return _NO_DOCUMENTS
        wanted = found + offset
        places = np.searchsorted(addresses, wanted)
        places[places == len(addresses)] = 0
        found = found[addresses[places] == wanted]
    return _NO_DOCUMENTS if found is None else found


def cells_of(text: TextColumns, addresses: Array) -> Array:
    """Return in which cell (document * zones + zone) each address lies."""
    cells: Array = np.searchsorted(text.zone_starts, addresses, "right") - 1
    return cells


def phrase_in(text: TextColumns, stems: Sequence[str]) -> Matches:
    """Return the documents that hold the stems side by side, weighed as one word would be."""
    cells = cells_of(text, phrase_addresses(text, stems))
    if not len(cells):
        return Matches.none()
    documents, which = np.unique(cells // len(ZONES), return_inverse=True)
    mentions = np.bincount(which, mention_weights(text.zone_starts, cells))
    return Matches(documents.astype(np.int32), saturated(mentions))
