"""A whole installation of synthetic listings: database, words and index, as an operator has it."""

import csv
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock, schema, search
from lily.bench.synthetic import Listing, listings
from lily.bench.timing import Times, summarise, timed
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Service
from lily.imports.apply import apply
from lily.imports.feeds import Feed
from lily.imports.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SourceRecord,
)
from lily.imports.seed import load_seed
from lily.resources import SEED
from lily.search.loading import load_words

NEEDS = tuple(
    row["slug"] for row in csv.DictReader((SEED / "taxonomy.csv").read_text().splitlines())
)[:40]
DAY_CODES = {day: day[:2].upper() for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
EDITS = 100


@dataclass(frozen=True)
class Installation:
    """A folder with a migrated, filled and indexed directory."""

    folder: Path
    engine: sa.Engine

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which `lily` serves it."""
        return {**os.environ, "LILY_DATA_DIR": str(self.folder)}


def install(folder: Path, count: int) -> Installation:
    """Make a directory of so many synthetic listings, besides the demonstration's."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(Config(data_dir=str(folder)).database)
    schema.upgrade(engine)
    with Session(engine) as session:
        load_seed(session, SEED, clock.today())
        load_words(session, SEED)
        apply(session, SourceRecord(slug="synthetic", name="Synthetic"), feed_of(count))
        session.commit()
    search.rebuild(engine)
    return Installation(folder, engine)


def feed_of(count: int) -> Feed:
    """Return synthetic listings as records."""
    feed = Feed(read=count)
    for each in listings(count):
        reference = str(each.number)
        body = each.organisation
        feed.organisations[body] = OrganisationRecord(reference=body, name=body)
        feed.locations[reference] = LocationRecord(
            reference=reference,
            name="Hall",
            address_1="1 High Street",
            city="Town",
            latitude=each.latitude,
            longitude=each.longitude,
        )
        feed.services[reference] = _record(each)
    return feed


def _record(each: Listing) -> ServiceRecord:
    days = [DAY_CODES[day] for day in each.facets["day"]]
    cost = each.facets["cost"][0]
    return ServiceRecord.model_validate(
        {
            "reference": str(each.number),
            "organisation": each.organisation,
            "name": each.name,
            "kind": each.facets["kind"][0],
            "summary": each.summary[:160],
            "description": each.description,
            "delivery": list(each.facets["delivery"]),
            "needs": sorted({NEEDS[int(need[-2:]) % len(NEEDS)] for need in each.facets["need"]}),
            "phones": [{"number": "01632 960123"}],
            "costs": [{"option": "A visit", "amount": 4 if cost == "paid" else 0}],
            "at": [
                {
                    "location": str(each.number),
                    "schedules": [
                        {"freq": "weekly", "byday": days, "opens_at": "12:00", "closes_at": "14:00"}
                    ],
                }
            ],
        }
    )


def edit_to_searchable(installation: Installation) -> Times:
    """Edit listings one at a time; measure from before the commit until a search finds the edit."""
    engine = installation.engine
    with Session(engine) as session:
        edited = session.exec(select(Service.id).limit(EDITS * 7)).all()[::7]
    taken = []
    for number, identifier in enumerate(edited):
        word = f"zebedee{number:04d}"
        with Session(engine) as session:
            service = session.get_one(Service, identifier)
            service.name = f"{service.name} {word}"
            milliseconds, found = timed(partial(_store_and_find, engine, session, word))
        if not found:
            raise AssertionError(f"The edit {word} was not found.")
        taken.append(milliseconds)
    return summarise(taken)


def _store_and_find(engine: sa.Engine, session: Session, word: str) -> int:
    session.commit()
    search.catch_up(engine)
    return search.search(session, search.SearchRequest(text=word)).total
