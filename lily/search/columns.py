"""The columns of a segment: arrays that say all that a search asks of it.

Columns are made once from what Whoosh holds of the segment, kept in one file beside it and mapped
into memory, so that all processes of a machine share them.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Columns = TypeVar("Columns", bound="TextColumns | DocumentColumns | KeptColumns")

WORD = 64
"""Documents to a word of bits. Segments begin at whole words, so that bits join as they are."""


def capacity(documents: int) -> int:
    """Return how many numbers a segment's documents take up: whole words of bits."""
    return -(-documents // WORD) * WORD


@dataclass(frozen=True)
class TextColumns:
    """The words of a segment. Both `forms` (as written) and `stems` are sorted UTF-8.

    form_stems, form_counts: for each form, its stem and how many documents hold it.
    posting_bounds, posting_documents, posting_weights: for each stem, between its bounds, the
        documents in order and the weight of the stem in each, from 0 to 1 (BM25F, saturated).
    address_bounds, addresses: for each stem, where it stands in the run of all words.
    zone_starts: the address at which each zone of each document begins, and the end.
    variant_hashes, variant_forms: each form with letters left out, as a hash, in order.
    """

    forms: Array
    form_stems: Array
    form_counts: Array
    stems: Array
    posting_bounds: Array
    posting_documents: Array
    posting_weights: Array
    address_bounds: Array
    addresses: Array
    zone_starts: Array
    variant_hashes: Array
    variant_forms: Array

    @cached_property
    def form_numbers(self) -> dict[str, int]:
        """The number of each form."""
        return {form.decode(): number for number, form in enumerate(self.forms.tolist())}

    @cached_property
    def stem_numbers(self) -> dict[str, int]:
        """The number of each stem."""
        return {stem.decode(): number for number, stem in enumerate(self.stems.tolist())}


@dataclass(frozen=True)
class DocumentColumns:
    """What filters, catchment and order ask, by document number (up to the capacity).

    values: (facet, slug, label) of each column of `bits`; codes: GSS codes of areas.
    bits: shape (capacity / 64, values), a bit a document, the lowest bit first.
    flags (facts.Flag), ages in years, days as ordinals (0: not known).
    place_bounds, place_points, place_numbers: shown places; points on a ball of radius 1.
    code_numbers, code_documents: which codes a document serves, in order of the codes.
    circle_documents, circle_points, circle_chords: circles that it serves; squared chords.
    session_bounds, session_starts, session_ends, session_flags: as in facts.Facts, in order.
    """

    values: list[tuple[str, str, str]]
    codes: list[str]
    bits: Array
    flags: Array
    minimum_ages: Array
    maximum_ages: Array
    assured_on: Array
    closed_until: Array
    known_until: Array
    place_bounds: Array
    place_points: Array
    place_numbers: Array
    code_numbers: Array
    code_documents: Array
    circle_documents: Array
    circle_points: Array
    circle_chords: Array
    session_bounds: Array
    session_starts: Array
    session_ends: Array
    session_flags: Array


@dataclass(frozen=True)
class KeptColumns:
    """What is kept of each document for its own sake.

    ids and marks (fingerprints), by document; id_order: the documents in order of their ids.
    name_keys, name_order: names and ids as put in order, and the documents in that order.
    card_bounds, cards: the cards as JSON, one after the other.
    """

    ids: Array
    marks: Array
    id_order: Array
    name_keys: Array
    name_order: Array
    card_bounds: Array
    cards: Array


def arrays_of(columns: "TextColumns | DocumentColumns | KeptColumns") -> dict[str, Array]:
    """Return the arrays by name."""
    return {
        field.name: value
        for field in fields(columns)
        if isinstance(value := getattr(columns, field.name), np.ndarray)
    }


def pick(kind: type[Columns], found: dict[str, Any]) -> Columns:
    """Make columns of a kind from values by name. Raises KeyError when one is missing."""
    return kind(**{field.name: found[field.name] for field in fields(kind)})
