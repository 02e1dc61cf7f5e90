"""Reads a CSV file: its encoding, its delimiter, its rows, whatever made it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lily.errors import Invalid

DELIMITERS = ",;\t|"
MOST_IN_A_CELL = 1_000_000


@dataclass(frozen=True)
class Table:
    """The header and the rows of a file. A row's number is a spreadsheet's: the header is 1."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    uneven: list[int]
    """Numbers of the rows that have more or fewer cells than the header."""


def decoded(data: bytes, encoding: str = "") -> str:
    """Return the text: UTF-8 where it is, Windows-1252 where it is not, or as told."""
    for attempt in [encoding] if encoding else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode("utf-16" if _is_utf16(data) else attempt)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Invalid("encoding", "We cannot read the letters of this file. Save it as CSV UTF-8.")


def _is_utf16(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff"))


def delimiter_of(text: str) -> str:
    """Return the delimiter that the header uses most."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def read_table(
    path: Path, *, encoding: str = "", delimiter: str = "", empty: frozenset[str] = frozenset()
) -> Table:
    """Read a file. `empty` are cells that mean nothing ("NA"). Raises Invalid."""
    try:
        text = decoded(path.read_bytes(), encoding)
    except OSError as error:
        raise Invalid("file", f"We could not read {path}: {error.strerror}.") from error
    csv.field_size_limit(MOST_IN_A_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text))
    try:
        return _table(lines, {word.lower() for word in empty})
    except csv.Error as error:
        words = f"{path.name} is not CSV that can be read: {error}, near line {lines.line_num}."
        raise Invalid("file", words) from error


def _table(lines: Iterator[list[str]], empty: set[str]) -> Table:
    header = [name.strip() for name in next(lines, [])]
    if not any(header):
        raise Invalid("file", "The first row of the file has to name the columns.")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise Invalid("file", f"Two columns are called {twice[0]}. Give each a name of its own.")
    rows, uneven = [], []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            uneven.append(number)
        whole = [*cells, *[""] * len(header)]
        said = {name: _cell(cell, empty) for name, cell in zip(header, whole, strict=False)}
        rows.append((number, said))
    return Table(header, rows, uneven)


def _cell(cell: str, empty: set[str]) -> str:
    cell = cell.strip()
    return "" if cell.lower() in empty else cell
