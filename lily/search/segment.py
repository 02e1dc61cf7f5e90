"""One immutable segment of the index, as columns in memory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader

from lily.search.column_file import read_columns, write_columns
from lily.search.columns import DocumentColumns, KeptColumns, TextColumns, arrays_of, pick
from lily.search.document import card_from_json
from lily.search.document_columns import make_document_columns
from lily.search.facts import Facts
from lily.search.kept_columns import make_kept_columns
from lily.search.postings import read_postings
from lily.search.results import Card
from lily.search.schema import FACTS
from lily.search.text_columns import make_text_columns


@dataclass(frozen=True)
class Segment:
    """A segment's columns. Documents are numbered from 0; the deleted ones are still in here."""

    name: str
    documents: int
    text: TextColumns
    facts: DocumentColumns
    kept: KeptColumns

    def find(self, identifier: str) -> int | None:
        """Return the number of the document with the identifier (the newest, deleted or not)."""
        key, kept = identifier.encode(), self.kept
        place = int(np.searchsorted(kept.ids, key, "right", sorter=kept.id_order)) - 1
        if place < 0 or kept.ids[kept.id_order[place]] != key:
            return None
        return int(kept.id_order[place])

    def card(self, document: int) -> Card:
        """Return a document's card."""
        start, end = self.kept.card_bounds[document : document + 2]
        return card_from_json(self.kept.cards[start:end].tobytes())


def make_segment(reader: SegmentReader, name: str) -> Segment:
    """Make a segment's columns from what Whoosh holds of it."""
    documents = reader.doc_count_all()
    stored = [reader.stored_fields(number) for number in range(documents)]
    return Segment(
        name=name,
        documents=documents,
        text=make_text_columns(read_postings(reader), documents),
        facts=make_document_columns([Facts.from_json(fields[FACTS]) for fields in stored]),
        kept=make_kept_columns(stored),
    )


def keep_segment(segment: Segment, path: Path) -> None:
    """Write a segment's columns to a file."""
    arrays = arrays_of(segment.text) | arrays_of(segment.facts) | arrays_of(segment.kept)
    more = {
        "name": segment.name,
        "documents": segment.documents,
        "values": segment.facts.values,
        "codes": segment.facts.codes,
    }
    write_columns(path, arrays, more)


def open_segment(path: Path) -> Segment:
    """Map a segment's columns from a file. Raises Damaged when it is missing or not whole."""
    arrays, more = read_columns(path)
    found: dict[str, Any] = {
        **arrays,
        "values": [tuple(value) for value in more["values"]],
        "codes": more["codes"],
    }
    return Segment(
        name=more["name"],
        documents=more["documents"],
        text=pick(TextColumns, found),
        facts=pick(DocumentColumns, found),
        kept=pick(KeptColumns, found),
    )
