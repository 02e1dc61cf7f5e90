"""Rows as they come from a surgery's system: pasted, or in a file of CSV or a spreadsheet."""

import csv
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from lily.errors import Invalid
from lily.imports.sheets.table import decoded, delimiter_of

MOST_ROWS = 200
MOST_COLUMNS = 60
LONGEST_CELL = 3000
LARGEST_PART = 8_000_000
NO_ROWS = "We found no people in this. The first row has to name the columns."
TOO_MANY = f"Send at most {MOST_ROWS} people at once."
NO_SHEET = "We cannot read this file. Save it as CSV, or copy the rows and paste them."
NO_SHEETS = (
    BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    EOFError,
    RuntimeError,
    ElementTree.ParseError,
)
"""What reading a file raises that is none, is damaged, locked, or packed in a way of its own."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LABEL = re.compile(r"^\s*([A-Za-z][A-Za-z /().'-]{1,40}?)\s*[:\t]\s*(.*)$")


@dataclass(frozen=True)
class Sheet:
    """The headings and the rows, each as long as the headings."""

    headings: list[str]
    rows: list[list[str]]


def read_pasted(text: str) -> Sheet:
    """Return what somebody pasted: a table, or blocks of “label: value”. Raises Invalid."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Invalid("pasted", NO_ROWS)
    is_blocks = len(lines) > 1 and all(map(_LABEL.match, lines[:2])) and "\t" not in lines[0]
    return _checked(_blocks(text) if is_blocks else _delimited(text))


def read_file(content: bytes) -> Sheet:
    """Return the rows of a file: a spreadsheet (.xlsx), or delimited text. Raises Invalid."""
    if content.startswith(b"PK"):
        return _checked(_spreadsheet(content))
    return _checked(_delimited(decoded(content)))


def _checked(rows: Sequence[Sequence[str]]) -> Sheet:
    filled = [[cell.strip()[:LONGEST_CELL] for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if len(filled) < 2 or not any(filled[0]):
        raise Invalid("pasted", NO_ROWS)
    if len(filled) > MOST_ROWS + 1:
        raise Invalid("pasted", TOO_MANY)
    headings = filled[0][:MOST_COLUMNS]
    width = len(headings)
    return Sheet(headings, [[*row, *[""] * width][:width] for row in filled[1:]])


def _delimited(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error as error:
        raise Invalid("pasted", NO_SHEET) from error


def _blocks(text: str) -> list[list[str]]:
    """Return a table of blocks: a label that comes again, or an empty line, begins the next."""
    people: list[dict[str, str]] = [{}]
    label = ""
    for line in text.splitlines():
        found = _LABEL.match(line)
        if not line.strip():
            people.append({})
            label = ""
        elif found:
            label = found[1].strip()
            if label in people[-1]:
                people.append({})
            people[-1][label] = found[2].strip()
        elif label:
            people[-1][label] = f"{people[-1][label]} {line.strip()}".strip()
    filled = [person for person in people if person]
    headings = list(dict.fromkeys(label for person in filled for label in person))
    return [headings, *([person.get(label, "") for label in headings] for person in filled)]


def _spreadsheet(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet, texts and numbers as they stand."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            sheets = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
            shared = "xl/sharedStrings.xml"
            texts = _texts(_part(archive, shared)) if shared in names else []
            rows = _part(archive, sheets[0]).iter(f"{_MAIN}row")
            return [_cells(row, texts) for row, _ in zip(rows, range(MOST_ROWS + 2), strict=False)]
    except NO_SHEETS as error:
        raise Invalid("file", NO_SHEET) from error


def _part(archive: ZipFile, name: str) -> ElementTree.Element:
    """Return one part. Raises ValueError where it is larger than any list, or names entities."""
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise ValueError(name)
    data = archive.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError(name)
    return ElementTree.fromstring(data)  # noqa: S314 - no entities are left in it


def _texts(root: ElementTree.Element) -> list[str]:
    return ["".join(text.text or "" for text in entry.iter(f"{_MAIN}t")) for entry in root]


def _cells(row: ElementTree.Element, texts: Sequence[str]) -> list[str]:
    found = dict(_placed(row))
    width = min(max(found, default=-1) + 1, MOST_COLUMNS)
    return [_text(found[at], texts) if at in found else "" for at in range(width)]


def _placed(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    """Yield each cell with its column: empty ones are left out of the file."""
    for at, cell in enumerate(row.iter(f"{_MAIN}c")):
        letters = re.match(r"[A-Z]{1,3}", cell.attrib.get("r", ""))
        yield (_column(letters[0]) if letters else at), cell


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ElementTree.Element, texts: Sequence[str]) -> str:
    kind, value = cell.attrib.get("t", ""), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    return texts[int(value)] if kind == "s" else value.removesuffix(".0")
