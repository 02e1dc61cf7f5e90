"""Small releases of postcodes, made as Ordnance Survey and ONS lay theirs out."""

import csv
from pathlib import Path
from zipfile import ZipFile

Row = tuple[str, int, int, str, str]
"""A postcode with its easting, northing, district and ward."""

NORFOLK: list[Row] = [
    ("PE31 7EX", 567_620, 337_622, "E07000146", "E05012337"),
    ("PE31 7EY", 567_463, 337_546, "E07000146", "E05012337"),
    ("PE30 1EX", 561_846, 320_350, "E07000146", "E05012343"),
]

OLD_NORFOLK: Row = ("PE30 9ZZ", 561_900, 320_100, "E07000146", "E05012342")
NORWICH: list[Row] = [("NR1 1AA", 624_073, 308_352, "E07000148", "E05012910")]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_release(
    path: Path,
    areas: dict[str, list[Row]],
    *,
    counts: dict[str, int] | None = None,
    names: dict[str, str] | None = None,
) -> Path:
    """Write a release of Code-Point Open with these postcodes."""
    counts = {area: len(rows) for area, rows in areas.items()} if counts is None else counts
    with ZipFile(path, "w") as archive:
        for area, rows in areas.items():
            lines = [
                f'"{postcode}",10,{east},{north},"E92000001","E19000001","E18000006","E10000020",'
                f'"{district}","{ward}"\n'
                for postcode, east, north, district, ward in rows
            ]
            archive.writestr(f"Data/CSV/{area.lower()}.csv", "".join(lines))
        listed = "".join(f"      {area}\t{count}\n" for area, count in counts.items())
        archive.writestr("Doc/metadata.txt", f"DATASET VERSION NUMBER: 2026.3.0\n{listed}")
        if names:
            archive.writestr("Doc/Codelist.xlsx", write_code_list(path.parent, names))
    return path


def write_code_list(folder: Path, names: dict[str, str]) -> bytes:
    """Return a spreadsheet of codes with names, one sheet, as in a release."""
    path = folder / "codes.xlsx"
    texts = [text for code, name in names.items() for text in (name, code)]
    rows = "".join(
        f'<row r="{number}"><c t="s"><v>{2 * number - 2}</v></c>'
        f'<c t="s"><v>{2 * number - 1}</v></c></row>'
        for number in range(1, len(names) + 1)
    )
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets>'
            '<sheet name="DIS" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
        )
        shared = "".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f"<sst {_MAIN}>{shared}</sst>")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>",
        )
    return path.read_bytes()


def write_directory(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write a postcode directory with whatever columns the rows have."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
