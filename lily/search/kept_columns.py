"""Making the columns of what is kept for its own sake: identifiers, names in order, cards."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lily.search.analysis import sort_key
from lily.search.columns import Array, KeptColumns
from lily.search.document import card_from_json
from lily.search.schema import CARD, ID, MARK

_KEY_LENGTH = 60


def make_kept_columns(stored: Sequence[dict[str, Any]]) -> KeptColumns:
    """Make the columns of a segment from what Whoosh stores of its documents, in order."""
    ids = _bytes([fields[ID].encode() for fields in stored])
    keys = _bytes([_name_key(fields) for fields in stored])
    cards = [fields[CARD].encode() for fields in stored]
    name_order = np.argsort(keys, kind="stable").astype(np.int32)
    bounds = np.zeros(len(cards) + 1, np.int64)
    np.cumsum([len(card) for card in cards], out=bounds[1:])
    return KeptColumns(
        ids=ids,
        marks=_bytes([fields[MARK].encode() for fields in stored]),
        id_order=np.argsort(ids, kind="stable").astype(np.int32),
        name_keys=keys[name_order],
        name_order=name_order,
        card_bounds=bounds,
        cards=np.frombuffer(b"".join(cards), np.uint8),
    )


def _name_key(fields: dict[str, Any]) -> bytes:
    name = sort_key(card_from_json(fields[CARD]).name).encode()[:_KEY_LENGTH]
    return name + b"\0" + str(fields[ID]).encode()


def _bytes(values: list[bytes]) -> Array:
    return np.array(values, np.bytes_) if values else np.zeros(0, "S1")
