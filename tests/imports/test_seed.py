"""The demonstration: read by the strictest rules, loaded by the same road as any feed."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import LocationKind
from lily.directory.models import (
    AdvicePage,
    Crosswalk,
    Location,
    Organisation,
    Phone,
    SchoolTerm,
    Service,
    Source,
    TaxonomyTerm,
    TermLink,
)
from lily.errors import Invalid, Refused
from lily.imports.seed import load_basics, load_seed, read_seed
from lily.imports.seed_files import read_advice_file, read_organisation_file
from lily.resources import SEED

TODAY = date(2026, 11, 23)
_FICTION = re.compile(
    r"01632 960\d{3}|07700 900\d{3}|0808 157 0\d{3}|0306 999 0\d{3}|999|111|116 \d{3}"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small seed of our own."""
    files = {
        "taxonomy.csv": "slug,parent,name,description,esd_service,lgsl\n"
        "food,,Food,,esdServiceType:298 esdServiceType:299,\nlunch,food,Lunch,,,315\n",
        "audiences.csv": "slug,name,description\nolder-people,Older people,In later life.\n",
        "school-terms.csv": "name,starts_on,ends_on\nAutumn 2026,2026-09-03,2026-10-23\n",
        "organisations/circle.toml": """
            [organisation]
            reference = "circle"
            name = "Lunch Circle"
            [[locations]]
            reference = "hall"
            name = "Hall"
            postcode = "PE31 7EX"
            [[services]]
            reference = "lunch"
            name = "Lunch"
            kind = "activity"
            needs = ["lunch"]
            audiences = ["older-people"]
            assured_days_ago = 12
            [[services.at]]
            location = "hall"
            """,
        "advice/lonely.md": '+++\ntitle = "Feeling lonely"\nsummary = "Small steps."\n'
        'needs = ["food"]\nreviewed = 2026-11-16\n+++\n\n## Start small\n\nTea.\n',
    }
    for name, content in files.items():
        path = tmp_path / "seed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "seed"


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_everything_is_loaded_once(any_engine: sa.Engine, folder: Path) -> None:
    with Session(any_engine) as session:
        report = load_seed(session, folder, TODAY)
        session.commit()
        assert (report.listings.made, report.terms.made, report.notes) == (1, 3, [])
        service = session.exec(select(Service)).one()
        assert (service.reference, service.assured_on) == ("circle/lunch", date(2026, 11, 11))
        assert session.exec(select(Location.reference)).one() == "circle/hall"
        source = session.exec(select(Source)).one()
        assert (source.slug, source.is_demonstration) == ("demonstration", True)
        child = session.exec(select(TaxonomyTerm).where(TaxonomyTerm.slug == "lunch")).one()
        assert (
            child.parent_id
            == session.exec(select(TaxonomyTerm.id).where(TaxonomyTerm.slug == "food")).one()
        )
        codes = session.exec(select(Crosswalk.scheme, Crosswalk.identifier)).all()
        assert set(codes) == {("esdServiceType", "298"), ("esdServiceType", "299"), ("lgsl", "315")}
        page = session.exec(select(AdvicePage)).one()
        assert (page.slug, page.kind, page.reviewed_on) == ("lonely", "advice", date(2026, 11, 16))
        assert page.body == "## Start small\n\nTea."
        links = session.exec(select(TermLink).where(TermLink.advice_page_id == page.id)).all()
        assert len(links) == 1
        assert session.exec(select(SchoolTerm.name)).one() == "Autumn 2026"


def test_loading_again_changes_nothing_and_a_later_day_keeps_its_meaning(
    session: Session, folder: Path
) -> None:
    load_seed(session, folder, TODAY)
    session.commit()
    pages = select(AdvicePage.changed_at)
    stamp = session.exec(pages).one()
    again = load_seed(session, folder, TODAY)
    session.commit()
    assert (again.listings.unchanged, again.terms.unchanged) == (1, 3)
    assert session.exec(pages).one() == stamp
    later = load_seed(session, folder, date(2026, 11, 24))
    assert later.listings.changed == 1
    assert session.exec(select(Service)).one().assured_on == date(2026, 11, 12)


def test_what_left_the_seed_is_retired(session: Session, folder: Path) -> None:
    load_seed(session, folder, TODAY)
    path = folder / "organisations" / "circle.toml"
    path.write_text(path.read_text().replace('reference = "lunch"', 'reference = "supper"'))
    report = load_seed(session, folder, TODAY)
    assert (report.listings.made, report.listings.retired) == (1, 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("organisations/circle.toml", 'kind = "activity"', "", "services.0.kind: this is needed"),
        ("organisations/circle.toml", '["lunch"]', '["cheese"]', "there is no cheese in the list"),
        ("organisations/circle.toml", '"circle"', '"ring"', "reference must be circle"),
        ("organisations/circle.toml", "[organisation]", "[organisation", "is not TOML"),
        ("advice/lonely.md", "+++\ntitle", "title", "must begin with TOML between two lines"),
        ("advice/lonely.md", '["food"]', '["cheese"]', "advice/lonely.md: there is no cheese"),
        ("taxonomy.csv", "lunch,food", "lunch,fod", "lunch has a parent that is not in its list"),
        ("school-terms.csv", "2026-10-23", "soon", "school-terms.csv, Autumn 2026"),
    ],
)
def test_a_fault_names_its_file_and_its_field(
    session: Session, folder: Path, name: str, old: str, new: str, said: str
) -> None:
    edit(folder / name, old, new)
    with pytest.raises(Invalid) as refused:
        load_seed(session, folder, TODAY)
    assert said in str(refused.value)


def test_an_installation_begins_with_needs_and_advice_and_no_listing(
    session: Session, folder: Path
) -> None:
    load_basics(session, folder)
    assert set(session.exec(select(TaxonomyTerm.slug))) == {"food", "lunch", "older-people"}
    assert session.exec(select(AdvicePage.slug)).all() == ["lonely"]
    assert session.exec(select(Service)).all() == []


def test_a_folder_without_a_seed_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no seed"):
        load_seed(session, tmp_path, TODAY)


def test_the_demonstration_loads_without_a_single_note(session: Session) -> None:
    report = load_seed(session, SEED, TODAY)
    session.commit()
    assert report.notes == []
    assert report.listings.made >= 180
    assert report.organisations.made >= 90
    assert report.terms.made >= 112
    again = load_seed(session, SEED, TODAY)
    assert (again.listings.changed, again.listings.made) == (0, 0)
    lost = select(Location.name).where(
        col(Location.latitude).is_(None), Location.kind == LocationKind.PHYSICAL
    )
    assert session.exec(lost).all() == []
    assert session.exec(select(Organisation.id)).all()


def test_no_number_of_the_demonstration_could_ring_anybody(session: Session) -> None:
    load_seed(session, SEED, TODAY)
    numbers = set(session.exec(select(Phone.number)))
    assert numbers
    assert [number for number in numbers if not _FICTION.fullmatch(number)] == []


def test_the_demonstration_has_every_kind_of_listing() -> None:
    feed = read_seed(SEED, TODAY)
    kinds = Counter(service.kind for service in feed.services.values())
    assets = {service.asset_kind for service in feed.services.values()} - {None}
    assert len(kinds) == 4
    assert len(assets) == 4
    assert any(place.confidential for place in feed.locations.values())


@pytest.mark.parametrize(
    "path", sorted((SEED / "organisations").glob("*.toml")), ids=lambda path: path.stem
)
def test_an_organisation_of_the_seed_can_be_read(path: Path) -> None:
    assert read_organisation_file(path).organisation.name


@pytest.mark.parametrize("path", sorted((SEED / "advice").glob("*.md")), ids=lambda path: path.stem)
def test_a_page_of_the_seed_can_be_read(path: Path) -> None:
    assert read_advice_file(path).body
