"""Reads the files of the seed folder, and says in plain words what is wrong with one."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lily.errors import Invalid
from lily.imports.faults import validated
from lily.imports.parts import IdentifierRecord
from lily.imports.records import (
    AdviceRecord,
    OrganisationFile,
    TaxonomyRecord,
    TaxonomyTermRecord,
    TermDatesRecord,
)

NEEDS = TaxonomyRecord(
    slug="needs", name="Needs", description="What help is about, in the words that people use."
)
AUDIENCES = TaxonomyRecord(
    slug="audiences", name="Audiences", description="The people whom a listing is for."
)
_FENCE = "+++"
_PLAIN_COLUMNS = {"slug", "parent", "name", "description"}


def read_organisation_file(path: Path) -> OrganisationFile:
    """Read one organisation of the seed. Raises Invalid with every fault and where it is."""
    file = validated(OrganisationFile, _toml(path.read_text(encoding="utf-8"), path), path.name)
    if file.organisation.reference != path.stem:
        raise Invalid(path.name, f"{path.name}: reference must be {path.stem}, as the file is.")
    return file


def read_advice_file(path: Path) -> AdviceRecord:
    """Read one page: TOML between +++ lines, then Markdown. Raises Invalid."""
    _, _, rest = path.read_text(encoding="utf-8").partition(f"{_FENCE}\n")
    front, fence, body = rest.partition(f"\n{_FENCE}\n")
    if not fence:
        raise Invalid(path.name, f"{path.name} must begin with TOML between two lines of +++.")
    values = {"slug": path.stem, **_toml(front, path), "body": body.strip()}
    return validated(AdviceRecord, values, path.name)


def read_terms(path: Path, taxonomy: TaxonomyRecord) -> Iterator[TaxonomyTermRecord]:
    """Read a list of terms; columns beside the plain ones hold the same term in public lists.

    A cell such as `openEligibility:1131 openEligibility:1102` names the list and the term; a cell
    that is a bare number belongs to the list that its column names.
    """
    for row in _rows(path):
        values = {name: row[name] for name in _PLAIN_COLUMNS & row.keys()}
        crosswalks = [
            _crosswalk(column, word)
            for column in row.keys() - _PLAIN_COLUMNS
            for word in row[column].split()
        ]
        record = {**values, "taxonomy": taxonomy.slug, "crosswalks": crosswalks}
        yield validated(TaxonomyTermRecord, record, f"{path.name}, {row['slug']}")


def read_school_terms(path: Path) -> list[TermDatesRecord]:
    """Read the dates of school terms."""
    return [validated(TermDatesRecord, row, f"{path.name}, {row['name']}") for row in _rows(path)]


def _crosswalk(column: str, word: str) -> IdentifierRecord:
    scheme, colon, identifier = word.partition(":")
    if not colon:
        scheme, identifier = column, word
    return IdentifierRecord(scheme=scheme, identifier=identifier)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: value or "" for name, value in row.items()} for row in csv.DictReader(file)]


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(path.name, f"{path.name} is not TOML that can be read: {error}.") from error
