"""Ten real open data sets, each by a mapping of ours: every row is accounted for.

The data lie outside the project (the fixture `shared`) and are never copied into it.
"""

from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from lily.directory.choices import AreaKind
from lily.directory.models import (
    AccessAnswer,
    Location,
    OrganisationIdentifier,
    Schedule,
    Service,
    ServiceArea,
)
from lily.directory.queries.times import count_times_not_understood
from lily.imports.apply import apply
from lily.imports.report import Report
from lily.imports.seed_files import AUDIENCES, NEEDS, read_terms
from lily.imports.sheets.mapping import read_mapping
from lily.imports.sheets.reader import read_sheet
from lily.imports.sheets.table import read_table
from lily.imports.worded import NOT_SURE
from lily.resources import SEED

MAPPINGS = Path(__file__).parent / "mappings"
ROWS = {
    "charities_operating_in_trafford": 736,
    "gm_food_banks": 171,
    "gm_libraries": 141,
    "gm_pharmacies": 631,
    "sports_clubs": 140,
    "sports_facilities": 314,
    "trafford_allotments": 35,
    "trafford_childrens_centres": 2,
    "trafford_general_practices": 26,
    "trafford_mental_health_services": 60,
}


def loaded(session: Session, shared: Path, name: str) -> Report:
    mapping = read_mapping(MAPPINGS / f"{name}.toml")
    path = shared / "data" / "directories" / "trafford_open_data_ogl" / f"{name}.csv"
    feed = read_sheet(read_table(path, empty=frozenset(mapping.file.empty)), mapping)
    for what, list_name in ((NEEDS, "taxonomy.csv"), (AUDIENCES, "audiences.csv")):
        feed.taxonomies[what.slug] = what
        for term in read_terms(SEED / list_name, what):
            feed.terms[term.taxonomy, term.slug] = term
    report = apply(session, mapping.source, feed)
    session.commit()
    return report


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_accounted_for_and_stays_the_same(
    session: Session, shared: Path, name: str
) -> None:
    first = loaded(session, shared, name)
    assert (first.listings.read, first.listings.made) == (ROWS[name], ROWS[name])
    assert not [note for note in first.notes if "no such term" in note.words]
    again = loaded(session, shared, name)
    assert (again.listings.read, again.listings.unchanged) == (ROWS[name], ROWS[name])
    assert again.places.changed == again.organisations.changed == again.places.made == 0


def test_every_mapping_is_tried() -> None:
    assert {path.stem for path in MAPPINGS.glob("*.toml")} == set(ROWS)


def test_pharmacies_open_when_the_columns_say(session: Session, shared: Path) -> None:
    report = loaded(session, shared, "gm_pharmacies")
    hours = select(func.count(col(Schedule.id))).where(col(Schedule.opens_at).is_not(None))
    assert session.exec(hours).one() > 1000
    unread = {note.where for note in report.notes if note.field.startswith("opening_hours")}
    assert unread == {"row 57"}
    placed = select(func.count(col(Location.id))).where(col(Location.ward_code).is_not(None))
    assert session.exec(placed).one() == 631


def test_free_text_times_are_read_where_we_are_sure(session: Session, shared: Path) -> None:
    report = loaded(session, shared, "gm_food_banks")
    said = session.exec(select(Schedule)).all()
    worded = [one for one in said if not one.byday]
    assert len(said) - len(worded) > 100
    assert all(one.words and one.opens_at is None for one in worded)
    assert len(worded) == len([note for note in report.notes if note.words == NOT_SURE])
    assert count_times_not_understood(session) == len(worded)


def test_access_is_answered_for_each_site(session: Session, shared: Path) -> None:
    loaded(session, shared, "sports_facilities")
    answers = session.exec(select(AccessAnswer)).all()
    assert len(answers) == 3 * session.exec(select(func.count(col(Location.id)))).one() == 513


def test_charities_keep_their_numbers_and_their_area(session: Session, shared: Path) -> None:
    loaded(session, shared, "charities_operating_in_trafford")
    schemes = session.exec(select(OrganisationIdentifier.scheme)).all()
    assert schemes.count("GB-CHC") == 736
    assert schemes.count("GB-COH") > 100
    areas = session.exec(select(ServiceArea.kind, ServiceArea.code)).all()
    assert set(areas) == {(AreaKind.DISTRICT, "E08000009")}
    assert len(areas) == session.exec(select(func.count(col(Service.id)))).one()
