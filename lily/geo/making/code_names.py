"""The names of districts, counties and wards, as people say them."""

import re

from lily.geo.making.workbook import read_sheets

_KINDS = r"(?:District|County|London Boro|Ward|ED|\(B\)|\(DET\)|Community)"
_ENDING = re.compile(rf"\s+{_KINDS}$")
_CITY = re.compile(r"^(?:The )?(?:City|County) (?:and County )?of (?:the )?(?!London)")
_CODE = re.compile(r"^[ESW]\d{8}$")


def plain_name(official: str) -> str:
    """Return a name without the kind of authority: "King's Lynn and West Norfolk".

    Of a Welsh and an English name, the English. The City of London keeps its "City", to be told
    from London.
    """
    name = official.strip().split(" - ")[-1].removeprefix("the ")
    if name == "City and County of the City of London":
        return "City of London"
    while _ENDING.search(name):
        name = _ENDING.sub("", name)
    return _CITY.sub("", name)


def read_code_list(content: bytes) -> dict[str, str]:
    """Return names by GSS code from the code list (a spreadsheet) in a Code-Point Open release.

    Raises ValueError when it is not one.
    """
    names = {
        row[1]: plain_name(row[0])
        for rows in read_sheets(content).values()
        for row in rows
        if len(row) == 2 and _CODE.match(row[1])
    }
    if not names:
        raise ValueError("no codes")
    return names
