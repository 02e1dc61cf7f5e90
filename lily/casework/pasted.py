"""What the columns of a surgery's list mean, and the people in it, each fine or with a mistake."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from lily.casework.details import LONGEST_REASON, PersonDetails, tidy_person
from lily.errors import Invalid
from lily.imports.values import read_day
from lily.sealing import keyed_hash

SPREADSHEETS_BEGIN = date(1899, 12, 30)
NO_REASON = "Say what would help. The column for it is empty here."
NO_DAY = "We cannot read the date of birth. Write it as 27/03/1941."


class Column(StrEnum):
    """What a column of a list stands for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTH_ON = "birth_on"
    PHONE = "phone"
    NHS_NUMBER = "nhs_number"
    POSTCODE = "postcode"
    ADDRESS = "address"
    EMAIL = "email"
    REASON = "reason"
    URGENT = "urgent"
    NOTHING = "nothing"


HEADINGS: dict[Column, str] = {
    Column.NHS_NUMBER: r"nhs",
    Column.BIRTH_ON: r"dob|d\.o\.b|birth|born",
    Column.POSTCODE: r"post ?code",
    Column.EMAIL: r"e-?mail",
    Column.PHONE: r"phone|tel|mobile|contact number",
    Column.ADDRESS: r"address",
    Column.URGENT: r"urgen|priorit",
    Column.REASON: r"reason|referred for|need|help|problem|comment|note|detail",
    Column.FIRST_NAME: r"first|given|forename|christian",
    Column.LAST_NAME: r"last|sur ?name|family",
    Column.NAME: r"^(patient|client|person|full|patient full)?'?s? ?name\b|^patient$|^name",
}
"""How lists name their columns, among them those of EMIS and SystmOne; the first that fits."""
_URGENT = re.compile(r"urgent|yes|^y$|high|^1$|true|asap", re.I)
_NOT_URGENT = re.compile(r"not|non|routine|^no?$", re.I)
_TITLE = re.compile(
    r"\((?:mr|mrs|ms|miss|mx|dr|prof|rev)\.?\)|\b(?:mr|mrs|ms|miss|mx|dr)\b\.?", re.I
)


class PastedReferrals(BaseModel):
    """A list as it was sent, and who refers those in it."""

    headings: list[str]
    rows: list[list[str]]
    who: str
    email: str = ""


def guess_columns(headings: Sequence[str]) -> list[Column]:
    """Return what each column seems to stand for, by its heading."""
    return [_guess(heading) for heading in headings]


def _guess(heading: str) -> Column:
    name = " ".join(re.sub(r"[_:]", " ", heading).lower().split())
    fits = (column for column, words in HEADINGS.items() if re.search(words, name))
    return next(fits, Column.NOTHING)


@dataclass(frozen=True)
class ReadRow:
    """One person of a list: as they would be referred, or the mistake that stands in the way."""

    number: int
    name: str
    mistake: str = ""
    person: PersonDetails | None = None
    reason: str = ""
    is_urgent: bool = False

    def key(self, team_id: UUID) -> str:
        """Return the keyed hash by which the same row is known again within a team."""
        told = self.person.model_dump_json() if self.person else ""
        return keyed_hash(f"row/{team_id}/{told}/{self.reason}")


def read_rows(sheet: PastedReferrals, columns: Sequence[Column]) -> list[ReadRow]:
    """Return the people of a list. A row's number is a spreadsheet's: the headings are 1."""
    return [_read(number, _told(row, columns)) for number, row in enumerate(sheet.rows, start=2)]


def _told(row: Sequence[str], columns: Iterable[Column]) -> Mapping[Column, str]:
    """Return the words of each column; of two for one thing the first that is filled."""
    told: dict[Column, str] = {}
    for column, words in zip(columns, row, strict=False):
        if column is Column.REASON and told.get(column) and words:
            told[column] = f"{told[column]}\n{words}"
        else:
            told[column] = told.get(column) or words
    return told


def _read(number: int, told: Mapping[Column, str]) -> ReadRow:
    first, last = _name(told)
    name, reason = f"{first} {last}".strip(), told.get(Column.REASON, "").strip()
    try:
        person = tidy_person(PersonDetails(first_name=first, last_name=last, **_rest(told)))
        if not reason:
            raise Invalid("reason", NO_REASON)
    except Invalid as error:
        return ReadRow(number, name, error.message)
    urgent = told.get(Column.URGENT, "")
    is_urgent = bool(_URGENT.search(urgent) and not _NOT_URGENT.search(urgent))
    return ReadRow(number, name, "", person, reason[:LONGEST_REASON], is_urgent)


def _name(told: Mapping[Column, str]) -> tuple[str, str]:
    """Return first and family name: apart, as “WREN, Winifred (Mrs)”, or “Winifred Wren”."""
    first, last = told.get(Column.FIRST_NAME, ""), told.get(Column.LAST_NAME, "")
    if not (first or last):
        whole = " ".join(_TITLE.sub(" ", told.get(Column.NAME, "")).split())
        if "," in whole:
            last, _, first = whole.partition(",")
        else:
            first, _, last = whole.rpartition(" ")
    return _cased(first), _cased(last)


def _cased(name: str) -> str:
    name = name.strip()
    return name.title() if name.isupper() and len(name) > 1 else name


def _rest(told: Mapping[Column, str]) -> dict[str, Any]:
    plain = (Column.PHONE, Column.NHS_NUMBER, Column.POSTCODE, Column.ADDRESS, Column.EMAIL)
    return {
        "birth_on": _birth(told.get(Column.BIRTH_ON, "")),
        **{str(column): told.get(column, "") for column in plain},
    }


def _birth(typed: str) -> date | None:
    typed = re.sub(r"\s*\(.*\)$", "", typed).strip()
    if re.fullmatch(r"\d{4,5}", typed):
        return SPREADSHEETS_BEGIN + timedelta(days=int(typed))
    try:
        return read_day(typed.replace("-", " ") if re.search(r"[A-Za-z]", typed) else typed)
    except ValueError:
        raise Invalid("birth_on", NO_DAY) from None
