"""The neutral shape of a directory: what every reader makes and what seed files are written in.

Fields marked with no default are compulsory. Everything is in British names and in the values of
lily.directory.choices; docs/imports.md and seed/README.md show it by example.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from lily.directory.choices import (
    AssetKind,
    Capacity,
    Delivery,
    LocationKind,
    Referral,
    ServiceKind,
    ServiceStatus,
)
from lily.imports.parts import (
    AccessRecord,
    AreaCode,
    AreaRecord,
    ContactRecord,
    CostRecord,
    Day,
    IdentifierRecord,
    LanguageRecord,
    Latitude,
    Line,
    Longitude,
    Passage,
    PhoneRecord,
    Record,
    Reference,
    ScheduleRecord,
    Slug,
    TermRecord,
)

SUMMARY_LENGTH, NAME_LENGTH = 160, 300
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
Age = Annotated[int, Field(ge=0, le=130)]


class OrganisationRecord(Record):
    """A body that runs services."""

    reference: Reference
    name: Name
    alternate_name: Line = ""
    description: Passage = ""
    email: Line = ""
    website: Line = ""
    identifiers: list[IdentifierRecord] = []
    phones: list[PhoneRecord] = []
    contacts: list[ContactRecord] = []


class LocationRecord(Record):
    """A place. Its position comes from the postcode unless a sane one is given."""

    reference: Reference
    name: Line = ""
    kind: LocationKind = LocationKind.PHYSICAL
    description: Passage = ""
    address_1: Line = ""
    city: Line = ""
    county: Line = ""
    postcode: Annotated[str, StringConstraints(max_length=20)] = ""
    country: Annotated[str, StringConstraints(max_length=60)] = "GB"
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    district_code: AreaCode = ""
    ward_code: AreaCode = ""
    confidential: bool = False
    travel: Passage = ""
    access: list[AccessRecord] = []
    phones: list[PhoneRecord] = []
    schedules: list[ScheduleRecord] = []

    @model_validator(mode="after")
    def _asks_each_question_once(self) -> Self:
        features = [answer.feature for answer in self.access]
        for feature in features:
            if features.count(feature) > 1:
                raise ValueError(f"the question {feature} is answered twice")
        return self


class AtRecord(Record):
    """A service at one of its places, with its own times there."""

    location: Reference
    words: Passage = ""
    schedules: list[ScheduleRecord] = []


class ServiceRecord(Record):
    """A service, activity, advice or guidance. `organisation` is a reference; a seed file has one.

    `assured_days_ago` is for the demonstration alone: days before the day it is loaded.
    """

    reference: Reference
    organisation: Annotated[str, StringConstraints(max_length=200)] = ""
    name: Name
    alternate_name: Line = ""
    kind: ServiceKind
    asset_kind: AssetKind | None = None
    status: ServiceStatus = ServiceStatus.ACTIVE
    summary: Annotated[str, StringConstraints(max_length=SUMMARY_LENGTH)] = ""
    description: Passage = ""
    who_for: Passage = ""
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    how_to_get_help: Passage = ""
    what_happens_first: Passage = ""
    what_to_bring: Passage = ""
    fees: Passage = ""
    referral: Referral = Referral.NOT_KNOWN
    capacity: Capacity = Capacity.NOT_KNOWN
    capacity_words: Passage = ""
    closed_until: Day | None = None
    url: Line = ""
    email: Line = ""
    assured_on: Day | None = None
    assured_days_ago: Annotated[int, Field(ge=0, le=3660)] | None = None
    assured_by: Line = ""
    delivery: list[Delivery] = []
    needs: list[Slug] = []
    audiences: list[Slug] = []
    terms: list[TermRecord] = []
    languages: list[LanguageRecord] = []
    costs: list[CostRecord] = []
    phones: list[PhoneRecord] = []
    contacts: list[ContactRecord] = []
    areas: list[AreaRecord] = []
    schedules: list[ScheduleRecord] = []
    at: list[AtRecord] = []

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        fault = _why_not_a_service(self)
        if fault:
            raise ValueError(fault)
        return self

    def assured_by_day(self, today: date) -> date | None:
        """Return the day it was last assured, counted from `today` where it is written so."""
        if self.assured_days_ago is None:
            return self.assured_on
        return date.fromordinal(today.toordinal() - self.assured_days_ago)


def _why_not_a_service(service: ServiceRecord) -> str | None:
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None and high < low:
        return "maximum_age cannot be below minimum_age"
    if service.assured_on and service.assured_days_ago is not None:
        return "say assured_on or assured_days_ago, not both"
    for field in ("delivery", "needs", "audiences"):
        values = getattr(service, field)
        if len(set(values)) < len(values):
            return f"{field} says one thing twice"
    places = [at.location for at in service.at]
    if len(set(places)) < len(places):
        return "the same location stands twice; give it once, with several schedules"
    return None


class SourceRecord(Record):
    """Where records come from: a council's feed, a spreadsheet, the demonstration."""

    slug: Slug
    name: Name
    address: Line = ""
    licence: Line = ""
    attribution: Line = ""
    is_demonstration: bool = False


class TaxonomyRecord(Record):
    """A list of terms."""

    slug: Slug
    name: Name
    description: Passage = ""
    uri: Line = ""


class TaxonomyTermRecord(Record):
    """One term of a list; `parent` is the slug of another term of the same list."""

    taxonomy: Slug
    slug: Slug
    name: Name
    parent: str = ""
    description: Passage = ""
    crosswalks: list[IdentifierRecord] = []


class AdviceRecord(Record):
    """A page of advice or guidance: the front matter of a seed file, and its Markdown.

    `slug` is the file's name; `reviewed` is the day when somebody last read it through.
    """

    slug: Slug
    title: Name
    summary: Annotated[str, StringConstraints(max_length=SUMMARY_LENGTH)]
    kind: ServiceKind = ServiceKind.ADVICE
    reviewed_on: Day | None = Field(default=None, validation_alias="reviewed")
    needs: list[Slug] = []
    audiences: list[Slug] = []
    body: Annotated[str, StringConstraints(min_length=1)]


class TermDatesRecord(Record):
    """A school term, both days included."""

    name: Name
    starts_on: Day
    ends_on: Day


class OrganisationFile(Record):
    """One file of the seed: an organisation, its places and its services."""

    organisation: OrganisationRecord
    locations: list[LocationRecord] = []
    services: list[ServiceRecord] = []

    @model_validator(mode="after")
    def _knows_its_places(self) -> Self:
        known = {location.reference for location in self.locations}
        for service in self.services:
            for at in service.at:
                if at.location not in known:
                    raise ValueError(f"{service.reference}: no location is called {at.location}")
        return self
