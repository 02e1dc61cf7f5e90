"""One file of columns: a head that says what is where, then the arrays, mapped into memory.

One file rather than one an array, so that it appears whole by one rename and opens by one map. It
holds plain numbers only, and says how long it is and what it sums to: a file cut short or
scribbled on is known before it is used.
"""

import json
import mmap
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from lily.search.columns import Array

_MAGIC = b"LILYCOL1"
_ALIGNMENT = 64
_HEAD = 24
"""Bytes before the description: the magic, its length, its sum, the sum of the arrays (each 4)."""


class Damaged(Exception):
    """The file is not whole, or not ours."""


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def write_columns(path: Path, arrays: dict[str, Array], more: dict[str, Any]) -> None:
    """Write the arrays, and other values fit for JSON, so that the file appears whole or not."""
    description: dict[str, Any] = {"arrays": {}, "more": more}
    body = bytearray()
    for name, array in arrays.items():
        description["arrays"][name] = [array.dtype.str, array.shape, len(body)]
        raw = np.ascontiguousarray(array).tobytes()
        body += raw + bytes(_aligned(len(raw)) - len(raw))
    description["size"] = len(body)
    described = json.dumps(description, ensure_ascii=False).encode()
    head = _MAGIC + b"".join(
        number.to_bytes(4, "little")
        for number in (len(described), zlib.crc32(described), zlib.crc32(body), 0)
    )
    start = _aligned(len(head) + len(described))
    made = path.with_suffix(f".{os.getpid()}.making")
    made.write_bytes((head + described).ljust(start, b"\0") + body)
    made.replace(path)


def read_columns(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Map the file's arrays into memory (read only). Raises Damaged when it is not whole."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise Damaged(str(path)) from error
    try:
        return _parse(mapped)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Damaged(str(path)) from error


def _parse(mapped: mmap.mmap) -> tuple[dict[str, Array], dict[str, Any]]:
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise ValueError("another file")
    length, head_sum, body_sum, _ = (
        int.from_bytes(mapped[at : at + 4], "little") for at in range(8, _HEAD, 4)
    )
    described = mapped[_HEAD : _HEAD + length]
    if zlib.crc32(described) != head_sum:
        raise ValueError("the description is damaged")
    description = json.loads(described)
    start = _aligned(_HEAD + length)
    body = memoryview(mapped)[start : start + description["size"]]
    if len(body) != description["size"] or zlib.crc32(body) != body_sum:
        raise ValueError("the arrays are damaged")
    arrays = {}
    for name, (kind, shape, offset) in description["arrays"].items():
        count = int(np.prod(shape))
        flat = np.frombuffer(body, kind, count, offset) if count else np.zeros(0, kind)
        arrays[name] = flat.reshape(shape)
    return arrays, description["more"]
