"""What a reader hands over: the records of one source, and what it noticed on the way."""

from dataclasses import dataclass, field

from lily.imports.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TaxonomyTermRecord,
)


@dataclass(frozen=True)
class Remark:
    """Something said of one row: where it is, which field, and what, in plain words."""

    kind: str
    where: str
    field: str
    words: str

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        return f"{self.kind} {self.where}{field}: {self.words}"


@dataclass
class Feed:
    """The records of one source. `notes` are what was mended, `refusals` what was left out."""

    organisations: list[OrganisationRecord] = field(default_factory=list)
    locations: list[LocationRecord] = field(default_factory=list)
    services: list[ServiceRecord] = field(default_factory=list)
    taxonomies: list[TaxonomyRecord] = field(default_factory=list)
    terms: list[TaxonomyTermRecord] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    read: int = 0
