"""A process that edits and imports until it is killed: `python -m tests.journeys.editor SEED`.

Every edit says its number in four rows of one listing, so that a half-saved one shows; every
import says its number in all listings of its source.
"""

import random
import sys
from itertools import count

from sqlmodel import Session, col, select

from lily.config import read_config
from lily.database import make_engine
from lily.directory.models import CostOption, Phone, Service, Source
from lily.imports.apply import apply
from lily.imports.feeds import Feed
from lily.imports.records import OrganisationRecord, ServiceRecord, SourceRecord
from lily.search import catch_up

EDITED, IMPORTED = "edited", "imported"
LISTINGS = 40


def feed_of(words: str) -> Feed:
    """Return a feed whose listings all say the words, in their summary, cost and phone."""
    feed = Feed(read=LISTINGS)
    feed.organisations["body"] = OrganisationRecord(reference="body", name="A body")
    for number in range(LISTINGS):
        record = {
            "reference": str(number),
            "organisation": "body",
            "name": f"Listing {number}",
            "kind": "service",
            "delivery": ["phone"],
            "summary": words,
            "who_for": words,
            "costs": [{"option": "A call", "amount": 0, "words": words}],
            "phones": [{"number": "01632 960123", "words": words}],
        }
        feed.services[str(number)] = ServiceRecord.model_validate(record)
    return feed


def bring(session: Session, source: str, words: str) -> None:
    """Import the source's listings, saying the words."""
    apply(session, SourceRecord(slug=source, name=source), feed_of(words))


def edit(session: Session, service: Service, words: str) -> None:
    """Say the words in the listing, in its cost and in its phone, a statement each."""
    service.summary = words
    session.flush()
    service.who_for = words
    session.flush()
    for cost in session.exec(select(CostOption).where(CostOption.service_id == service.id)):
        cost.words = words
        session.flush()
    for phone in session.exec(select(Phone).where(Phone.service_id == service.id)):
        phone.words = words
        session.flush()


def main() -> None:
    """Edit and import without end, from a seed."""
    chance = random.Random(int(sys.argv[1]))
    engine = make_engine(read_config().database)
    sys.stdout.write("working\n")
    sys.stdout.flush()
    for number in count(chance.randrange(1_000_000)):
        words = f"Edition {number}"
        with Session(engine) as session:
            if chance.random() < 0.25:
                bring(session, IMPORTED, words)
            else:
                edited = select(Service).join(Source, col(Service.source_id) == Source.id)
                services = session.exec(edited.where(Source.slug == EDITED)).all()
                edit(session, chance.choice(services), words)
            session.commit()
        catch_up(engine)


if __name__ == "__main__":
    main()
