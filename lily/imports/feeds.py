"""What a reader hands over: the records of one source, and what it noticed on the way."""

from dataclasses import dataclass, field

from lily.imports.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TaxonomyTermRecord,
)

LONGEST_VALUE = 80


@dataclass(frozen=True)
class Remark:
    """Something said of one row: its kind, where it is, the field, plain words, what stood there.

    `words` are the same for the same fault, so that a report can count them.
    """

    kind: str
    where: str
    field: str
    words: str
    value: str = ""

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        value = f' ("{self.value}")' if self.value else ""
        return f"{self.kind} {self.where}{field}: {self.words}{value}"


@dataclass(frozen=True)
class Row:
    """The row of the source that is being read: `where` a person finds it.

    Of one that `hides` (a confidential place) no value is ever repeated in a remark.
    """

    kind: str
    where: str
    hides: bool = False


@dataclass
class Feed:
    """The records of one source. `notes` are what was mended, `refusals` what was left out.

    `read` counts the listings that the source holds; `repeated` those whose identifier had been
    seen before. A listing is either a record in `services`, a refusal of kind "service", or
    repeated.
    """

    organisations: dict[str, OrganisationRecord] = field(default_factory=dict)
    locations: dict[str, LocationRecord] = field(default_factory=dict)
    services: dict[str, ServiceRecord] = field(default_factory=dict)
    taxonomies: dict[str, TaxonomyRecord] = field(default_factory=dict)
    terms: dict[tuple[str, str], TaxonomyTermRecord] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    refused_references: set[str] = field(default_factory=set)
    read: int = 0
    repeated: int = 0

    def note(self, row: Row, name: str, words: str, value: object = "") -> None:
        """Remember what was mended or left out of a row, and what stood there."""
        said = "" if row.hides else " ".join(str(value).split())
        if len(said) > LONGEST_VALUE:
            said = said[: LONGEST_VALUE - 1] + "…"
        self.notes.append(Remark(row.kind, row.where, name, words, said))

    def refuse(self, row: Row, name: str, words: str, reference: str = "") -> None:
        """Leave a row out, and say why. Its reference, where known, has not vanished."""
        self.refusals.append(Remark(row.kind, row.where, name, words))
        if reference:
            self.refused_references.add(reference)

    def refusals_of(self, kind: str) -> list[Remark]:
        """Return the refusals of one kind of row."""
        return [remark for remark in self.refusals if remark.kind == kind]
