"""All the postings of one segment, read from Whoosh a block at a time.

Whoosh's own matchers take a Python call a posting, which is most of the time its searches take.
The blocks are its own, unpacked by its own code; only the loop over what is in them is NumPy's.
The names with an underscore belong to Whoosh 2.7.4, which is frozen and pinned; a test holds what
is read here against what its public matchers say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import SegmentReader

from lily.search.schema import WORDS

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Postings:
    """The segment's words in order, and each place where one stands, in the order of the words.

    `forms` are the words; `counts[i]` the documents that hold forms[i]. For each place: `form` and
    `document` it is in, and `place` as the schema writes it (zone and position).
    """

    forms: list[bytes]
    counts: Ints
    form: Ints
    document: Ints
    place: Ints


def _blocks(reader: SegmentReader) -> Iterator[tuple[bytes, tuple[int, ...], tuple[bytes, ...]]]:
    """Yield (word, gaps between documents, places in each document), block by block."""
    terms = reader._terms
    for (field, form), info in terms.items():
        if field != WORDS:
            continue
        block = W3LeafMatcher(terms._postfile, *info.extent(), reader.schema[WORDS].format)
        while True:
            block._read_data()
            gaps, _, values = block._data
            yield form, gaps, values
            if block._lastblock:
                break
            block._goto(block._nextoffset)


def read_postings(reader: SegmentReader) -> Postings:
    """Read every posting of the words of a segment (deleted documents included)."""
    forms: list[bytes] = []
    sizes: list[int] = []
    gaps: list[tuple[int, ...]] = []
    values: list[tuple[bytes, ...]] = []
    owners: list[int] = []
    for form, block_gaps, block_values in _blocks(reader):
        if not forms or forms[-1] != form:
            forms.append(form)
        owners.append(len(forms) - 1)
        sizes.append(len(block_gaps))
        gaps.append(block_gaps)
        values.append(block_values)
    form_of = np.repeat(np.array(owners, np.int32), sizes)
    document_of = _undo_gaps(np.fromiter(chain.from_iterable(gaps), np.int64), sizes)
    every = list(chain.from_iterable(values))
    times = np.fromiter(map(len, every), np.int64, len(every)) // 4
    return Postings(
        forms=forms,
        counts=np.bincount(form_of, minlength=len(forms)),
        form=np.repeat(form_of, times),
        document=np.repeat(document_of.astype(np.int32), times),
        place=np.frombuffer(b"".join(every), np.uint32),
    )


def _undo_gaps(gaps: Ints, sizes: list[int]) -> Ints:
    """Turn gaps between documents into documents; each block counts from zero."""
    running = np.cumsum(gaps)
    ends = np.cumsum(np.array(sizes, np.int64))
    before = np.zeros(len(sizes), np.int64)
    before[1:] = running[ends[:-1] - 1]
    return running - np.repeat(before, sizes)
