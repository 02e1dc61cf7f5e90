"""The text of a spreadsheet (.xlsx), read as the plain archive of XML that it is."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet by its name, texts only.

    Raises ValueError when the content is not a spreadsheet.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            texts = _texts(archive)
            targets = {
                link.attrib["Id"]: link.attrib["Target"]
                for link in _parse(archive, "xl/_rels/workbook.xml.rels")
            }
            return {
                sheet.attrib["name"]: _rows(archive, "xl/" + targets[sheet.attrib[_LINK]], texts)
                for sheet in _parse(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")
            }
    except (BadZipFile, KeyError, IndexError, ElementTree.ParseError) as error:
        raise ValueError("not a spreadsheet") from error


def _parse(archive: ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - the operator's own file


def _texts(archive: ZipFile) -> list[str]:
    shared = _parse(archive, "xl/sharedStrings.xml")
    return ["".join(text.text or "" for text in entry.iter(f"{_MAIN}t")) for entry in shared]


def _rows(archive: ZipFile, name: str, texts: list[str]) -> list[list[str]]:
    return [
        [_cell(cell, texts) for cell in row.iter(f"{_MAIN}c")]
        for row in _parse(archive, name).iter(f"{_MAIN}row")
    ]


def _cell(cell: ElementTree.Element, texts: list[str]) -> str:
    value = cell.findtext(f"{_MAIN}v") or ""
    return texts[int(value)] if cell.attrib.get("t") == "s" else value
