"""Making the columns of documents: filters as bits, places, areas, sessions; and joining them."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from lily.search.columns import WORD, Array, DocumentColumns, capacity
from lily.search.facts import Facts
from lily.search.points import on_ball, squared_chord


def make_document_columns(every: Sequence[Facts]) -> DocumentColumns:
    """Make the columns of a segment from the facts of its documents, in order."""
    values, bits = _bits([facts.values for facts in every])
    codes, code_numbers, code_documents = _codes([facts.codes for facts in every])
    places = _table([facts.points for facts in every], 3, np.float64)
    circles = _table([facts.circles for facts in every], 3, np.float64)
    sessions = _table([facts.sessions for facts in every], 3, np.int32)
    return DocumentColumns(
        values=values,
        codes=codes,
        bits=bits,
        flags=_padded([facts.flags for facts in every], np.uint8),
        minimum_ages=_padded([facts.minimum_age for facts in every], np.uint8),
        maximum_ages=_padded([facts.maximum_age for facts in every], np.uint8),
        assured_on=_padded([facts.assured_on for facts in every], np.int32),
        closed_until=_padded([facts.closed_until for facts in every], np.int32),
        known_until=_padded([facts.known_until for facts in every], np.int32),
        place_bounds=_bounds(facts.points for facts in every),
        place_points=on_ball(places[:, 0], places[:, 1]),
        place_numbers=places[:, 2].astype(np.int16),
        code_numbers=code_numbers,
        code_documents=code_documents,
        circle_documents=_owners([facts.circles for facts in every]),
        circle_points=on_ball(circles[:, 0], circles[:, 1]),
        circle_chords=np.array([squared_chord(miles) for miles in circles[:, 2]], np.float32),
        session_bounds=_bounds(facts.sessions for facts in every),
        session_starts=sessions[:, 0].copy(),
        session_ends=sessions[:, 1].copy(),
        session_flags=sessions[:, 2].astype(np.uint8),
    )


def _padded(values: Sequence[int], kind: type[np.generic]) -> Array:
    padded = np.zeros(capacity(len(values)), kind)
    padded[: len(values)] = values
    return padded


def _bounds(lists: Iterable[Sequence[object]]) -> Array:
    sizes = [len(each) for each in lists]
    sizes += [0] * (capacity(len(sizes)) - len(sizes))
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int32)


def _owners(lists: Sequence[Sequence[object]]) -> Array:
    return np.repeat(np.arange(len(lists), dtype=np.int32), [len(each) for each in lists])


def _table(lists: Iterable[Sequence[Sequence[float]]], width: int, kind: type) -> Array:
    return np.array(list(chain.from_iterable(lists)), kind).reshape(-1, width)


def _bits(
    lists: Sequence[Sequence[Sequence[str]]],
) -> tuple[list[tuple[str, str, str]], Array]:
    """Return the distinct values, and a bit for each document that has each."""
    labels: dict[tuple[str, str], str] = {}
    for facet, slug, label in chain.from_iterable(lists):
        labels[facet, slug] = label
    keys = sorted(labels)
    number = {key: place for place, key in enumerate(keys)}
    held = np.zeros((capacity(len(lists)), len(keys)), bool)
    owners = _owners(lists)
    columns = [number[facet, slug] for facet, slug, _ in chain.from_iterable(lists)]
    held[owners, columns] = True
    return [(*key, labels[key]) for key in keys], pack(held)


def pack(held: Array) -> Array:
    """Pack truth values of shape (documents, values) into words of bits, document by document."""
    rows, columns = held.shape
    parted = held.reshape(rows // WORD, WORD, columns)
    packed = np.packbits(parted, axis=1, bitorder="little")
    words: Array = np.ascontiguousarray(packed.transpose(0, 2, 1)).view("<u8")[:, :, 0]
    return words.astype(np.uint64, copy=False)


def _codes(lists: Sequence[Sequence[str]]) -> tuple[list[str], Array, Array]:
    codes = sorted(set(chain.from_iterable(lists)))
    number = {code: place for place, code in enumerate(codes)}
    numbers = np.array([number[code] for code in chain.from_iterable(lists)], np.int32)
    order = np.argsort(numbers, kind="stable")
    return codes, numbers[order], _owners(lists)[order]


def join(parts: Sequence[DocumentColumns]) -> DocumentColumns:
    """Return the columns of several segments as one, each segment's documents after the last's."""
    if len(parts) <= 1:
        return parts[0] if parts else make_document_columns([])
    bases = np.cumsum([0] + [len(part.flags) for part in parts])[:-1]
    values, bits = _join_bits(parts)
    codes, code_numbers, code_documents = _join_codes(parts, bases)

    def after(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts])

    def shifted(name: str) -> Array:
        moved = [getattr(part, name) + base for part, base in zip(parts, bases, strict=True)]
        return np.concatenate(moved).astype(np.int32)

    return DocumentColumns(
        values=values,
        codes=codes,
        bits=bits,
        flags=after("flags"),
        minimum_ages=after("minimum_ages"),
        maximum_ages=after("maximum_ages"),
        assured_on=after("assured_on"),
        closed_until=after("closed_until"),
        known_until=after("known_until"),
        place_bounds=_join_bounds([part.place_bounds for part in parts]),
        place_points=after("place_points"),
        place_numbers=after("place_numbers"),
        code_numbers=code_numbers,
        code_documents=code_documents,
        circle_documents=shifted("circle_documents"),
        circle_points=after("circle_points"),
        circle_chords=after("circle_chords"),
        session_bounds=_join_bounds([part.session_bounds for part in parts]),
        session_starts=after("session_starts"),
        session_ends=after("session_ends"),
        session_flags=after("session_flags"),
    )


def _join_bounds(parts: Sequence[Array]) -> Array:
    ends = np.cumsum([0] + [int(part[-1]) for part in parts])
    moved = [part[:-1] + end for part, end in zip(parts, ends[:-1], strict=True)]
    return np.concatenate([*moved, ends[-1:]]).astype(np.int32)


def _join_bits(parts: Sequence[DocumentColumns]) -> tuple[list[tuple[str, str, str]], Array]:
    labels = {(facet, slug): label for part in parts for facet, slug, label in part.values}
    number = {key: place for place, key in enumerate(sorted(labels))}
    bits = np.zeros((sum(len(part.bits) for part in parts), len(number)), np.uint64)
    row = 0
    for part in parts:
        columns = [number[facet, slug] for facet, slug, _ in part.values]
        bits[row : row + len(part.bits), columns] = part.bits
        row += len(part.bits)
    return [(*key, labels[key]) for key in number], bits


def _join_codes(parts: Sequence[DocumentColumns], bases: Array) -> tuple[list[str], Array, Array]:
    codes = sorted({code for part in parts for code in part.codes})
    number = {code: place for place, code in enumerate(codes)}
    numbers = [
        np.array([number[code] for code in part.codes], np.int32)[part.code_numbers]
        for part in parts
        if part.codes
    ]
    if not numbers:
        return [], np.zeros(0, np.int32), np.zeros(0, np.int32)
    documents = np.concatenate(
        [part.code_documents + base for part, base in zip(parts, bases, strict=True) if part.codes]
    )
    every = np.concatenate(numbers)
    order = np.argsort(every, kind="stable")
    return codes, every[order], documents[order].astype(np.int32)
