"""Real feeds and the standards' own examples: every listing is accounted for.

They lie outside the project (the fixture `shared`) and are never copied into it.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from lily.directory import text as texts
from lily.directory.models import Organisation, Service, TaxonomyTerm, TermLink
from lily.errors import Refused
from lily.imports.apply import apply
from lily.imports.oruk.files import read_file
from lily.imports.oruk.reader import read_oruk
from lily.imports.records import SourceRecord
from lily.imports.seed_files import AUDIENCES, NEEDS, read_terms
from lily.imports.vocabulary import Vocabulary, load_vocabulary, vocabulary_of
from lily.resources import SEED

NORTH = SourceRecord(slug="north-lincolnshire", name="North Lincolnshire")
FEED = "data/directories/oruk_north_lincolnshire_2024/services.json"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    lists = ((NEEDS, "taxonomy.csv"), (AUDIENCES, "audiences.csv"))
    return vocabulary_of(term for what, name in lists for term in read_terms(SEED / name, what))


def test_all_of_north_lincolnshire_is_accounted_for(
    any_engine: sa.Engine, shared: Path, vocabulary: Vocabulary
) -> None:
    with Session(any_engine) as session:
        for made, unchanged in ((738, 0), (0, 738)):
            feed = read_oruk(read_file(shared / FEED), vocabulary, source=NORTH.slug)
            for service in feed.services.values():
                service.audiences = []
            report = apply(session, NORTH, feed)
            session.commit()
            tally = report.listings
            assert (tally.read, tally.made, tally.unchanged) == (738, made, unchanged)
            assert (tally.refused, tally.repeated) == (0, 0)
        assert session.exec(select(func.count(col(Organisation.id)))).one() == 239


def test_north_lincolnshire_reads_as_a_person_would_want(
    shared: Path, vocabulary: Vocabulary
) -> None:
    feed = read_oruk(read_file(shared / FEED), vocabulary, source=NORTH.slug)
    for service in feed.services.values():
        assert service.name == texts.line(service.name)
        assert len(service.summary) <= 160
        assert service.assured_on is not None
        assert "@" not in service.assured_by
        assert service.url == "" or service.url.startswith(("http://", "https://"))
        assert texts.safe_html(service.description) == service.description
        assert not {"style=", "<span", "<script", "&nbsp;"} & set(service.description.split())
    untold = [service.name for service in feed.services.values() if not service.summary]
    assert untold == ["Community Meals", "Road Safety Education"]
    found = Counter(slug for service in feed.services.values() for slug in service.audiences)
    assert found["women"] > 40
    assert found["people-living-with-dementia"] > 10
    assert {term.name for term in feed.terms.values()} == {"Students", "AAB"}


def test_audiences_of_a_real_feed_become_ours(session: Session, shared: Path) -> None:
    from lily.imports.drafts import Drafts

    drafts = Drafts()
    for what, name in ((NEEDS, "taxonomy.csv"), (AUDIENCES, "audiences.csv")):
        drafts.taxonomy(what)
        for term in read_terms(SEED / name, what):
            drafts.term(term)
    drafts.feed.read = 1
    apply(session, SourceRecord(slug="lists", name="Lists"), drafts.feed)
    feed = read_oruk(read_file(shared / FEED), load_vocabulary(session), source=NORTH.slug)
    report = apply(session, NORTH, feed)
    assert not [note for note in report.notes if "no such term" in note.words]
    dementia = select(Service.name).join(TermLink).join(TaxonomyTerm)
    named = session.exec(dementia.where(TaxonomyTerm.slug == "people-living-with-dementia")).all()
    assert len(named) == sum(
        "people-living-with-dementia" in service.audiences for service in feed.services.values()
    )


EXAMPLES = {
    "standards/oruk-validator-fixtures/V3.0-UK-Default/service_full.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Default/service_list.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Default/service_at_location_full.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Default/organization.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Test/service_list.json": (128, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Test/service_list_data.json": (128, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Warn/service_full.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Fail/service_full.json": (1, 1),
    "standards/oruk-validator-fixtures/V3.0-UK-Fail/service_list.json": (4, 3),
    "standards/hsds-3.0/examples/service_full.json": (1, 1),
    "standards/hsds-3.0/examples/service_list.json": (1, 1),
    "standards/hsds-3.0/examples/organization_full.json": (1, 1),
    "standards/hsds-3.0/examples/service_at_location_list.json": (1, 1),
    "standards/hsds-3.1/examples/service_full.json": (1, 1),
    "standards/hsds-3.1/examples/organization_full.json": (1, 1),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_standard_is_read(
    session: Session, shared: Path, vocabulary: Vocabulary, name: str
) -> None:
    read, made = EXAMPLES[name]
    feed = read_oruk(read_file(shared / name), vocabulary, source="example")
    report = apply(session, SourceRecord(slug="example", name="Example"), feed)
    session.commit()
    tally = report.listings
    assert (tally.read, tally.made) == (read, made)
    assert tally.read == tally.made + tally.refused + tally.repeated


@pytest.mark.parametrize(
    "name",
    [
        "standards/oruk-validator-fixtures/V3.0-UK-Default/taxonomy_list.json",
        "standards/oruk-validator-fixtures/V3.0-UK-Default/taxonomy_term.json",
        "standards/oruk-validator-fixtures/V3.0-UK-Default/api_details.json",
        "standards/oruk-validator-fixtures/V1.0-UK-Default/V1_ValidateResponse.json",
        "standards/hsds-3.0/examples/location.json",
    ],
)
def test_what_is_not_a_list_of_services_is_refused_in_words(
    session: Session, shared: Path, vocabulary: Vocabulary, name: str
) -> None:
    feed = read_oruk(read_file(shared / name), vocabulary, source="example")
    with pytest.raises(Refused, match="not one listing"):
        apply(session, SourceRecord(slug="example", name="Example"), feed)


def test_the_official_example_keeps_its_parts(shared: Path, vocabulary: Vocabulary) -> None:
    name = "standards/hsds-3.0/examples/service_full.json"
    data: dict[str, Any] = json.loads((shared / name).read_text())
    feed = read_oruk(data, vocabulary, source="example")
    made = feed.services[data["id"]]
    assert made.name == data["name"]
    assert made.minimum_age == data["minimum_age"]
    assert made.alternate_name == data["alternate_name"]
    assert [str(cost.amount) for cost in made.costs] == ["35.00"]
    assert made.languages[0].code == "ur"
    place = feed.locations[made.at[0].location]
    assert (place.latitude, place.longitude) == (None, None)
    assert any(note.field == "latitude" for note in feed.notes)
