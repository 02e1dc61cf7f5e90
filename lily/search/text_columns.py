"""Making the columns of words: weights that are final, and the address of every word."""

from collections.abc import Sequence

import numpy as np

from lily.search.analysis import stem
from lily.search.columns import Array, TextColumns
from lily.search.postings import Postings
from lily.search.schema import POSITION_BITS
from lily.search.spelling import variants_of
from lily.search.zones import SATURATION, ZONES

_ZONE_COUNT = len(ZONES)
_FLAT = np.array([zone.weight for zone in ZONES])
_BASE = np.array([1 - zone.levelling for zone in ZONES])
_SLOPE = np.array([zone.levelling / zone.usual for zone in ZONES])


def make_text_columns(postings: Postings, documents: int) -> TextColumns:
    """Make the columns of a segment of so many documents from its postings."""
    stems, form_stems = _stems_of(postings.forms)
    zone = (postings.place >> POSITION_BITS).astype(np.int64)
    position = (postings.place & ((1 << POSITION_BITS) - 1)).astype(np.int64)
    cell = postings.document.astype(np.int64) * _ZONE_COUNT + zone
    zone_starts = _zone_starts(cell, position, documents * _ZONE_COUNT)
    address = zone_starts[cell] + position
    of_stem = form_stems[postings.form]
    order = np.lexsort((address, of_stem))
    of_stem, document = of_stem[order], postings.document[order]
    mentions = mention_weights(zone_starts, cell[order])
    begins = _changes(of_stem, document)
    variant_hashes, variant_forms = variants_of(postings.forms)
    return TextColumns(
        forms=_packed(postings.forms),
        form_stems=form_stems,
        form_counts=postings.counts.astype(np.int32),
        stems=_packed(stems),
        posting_bounds=_bounds(of_stem[begins], len(stems)),
        posting_documents=document[begins].astype(np.int32),
        posting_weights=saturated(np.add.reduceat(mentions, begins) if len(begins) else mentions),
        address_bounds=_bounds(of_stem, len(stems)),
        addresses=address[order].astype(np.int32),
        zone_starts=zone_starts.astype(np.int32),
        variant_hashes=variant_hashes,
        variant_forms=variant_forms,
    )


def mention_weights(zone_starts: Array, cells: Array) -> Array:
    """Return what one mention weighs in each of the cells: more where a zone has few words."""
    lengths = np.maximum(zone_starts[cells + 1] - zone_starts[cells] - 1, 1)
    zones = cells % _ZONE_COUNT
    weights: Array = _FLAT[zones] / (_BASE[zones] + _SLOPE[zones] * lengths)
    return weights


def saturated(mentions: Array) -> Array:
    """Return the weight of so many mentions: more add less and less, up to 1."""
    return (mentions / (SATURATION + mentions)).astype(np.float32)


def _stems_of(forms: Sequence[bytes]) -> tuple[list[bytes], Array]:
    stemmed = [stem(form.decode()).encode() for form in forms]
    distinct = sorted(set(stemmed))
    number = {word: place for place, word in enumerate(distinct)}
    return distinct, np.array([number[word] for word in stemmed], np.int32)


def _zone_starts(cell: Array, position: Array, cells: int) -> Array:
    """Return where each cell (document and zone) begins, one address left free between them."""
    spans = np.zeros(cells, np.int64)
    np.maximum.at(spans, cell, position + 1)
    starts = np.zeros(cells + 1, np.int64)
    np.cumsum(spans + 1, out=starts[1:])
    return starts


def _changes(*keys: Array) -> Array:
    """Return where runs of equal keys begin."""
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    differs = np.zeros(len(keys[0]), bool)
    differs[0] = True
    for key in keys:
        differs[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(differs)


def _bounds(numbers: Array, count: int) -> Array:
    """Return between which places each number stands in a sorted array of them."""
    bounds = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(numbers, minlength=count), out=bounds[1:])
    return bounds


def _packed(words: Sequence[bytes]) -> Array:
    return np.array(words, np.bytes_) if words else np.zeros(0, "S1")
