"""What was made one is made two again, as it was, within thirty days."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily.audit.actors import SYSTEM
from lily.casework.actions.clients import change_person
from lily.casework.actions.consents import Agreed, record_consent
from lily.casework.actions.merges import forget_merged, merge_people, undo_merge
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.details import ContactSafety
from lily.casework.models import Case, Client
from lily.errors import Refused
from tests.factories.casework import make_case, make_person
from tests.factories.merges import (
    MADE_ANEW,
    Twice,
    dump,
    everything_of_two,
)


@pytest.fixture
def twice(session: Session) -> Twice:
    """Return a team with the same person twice."""
    return Twice(session)


def test_undoing_it_restores_every_row(twice: Twice) -> None:
    everything_of_two(twice)
    before = dump(twice.session)
    merge = twice.merge("first_name", "phone", "nhs_number")
    twice.session.commit()
    assert dump(twice.session) != before
    undo_merge(twice.session, merge, by=SYSTEM)
    twice.session.commit()
    assert dump(twice.session) == before


def test_what_can_stand_but_once_is_set_aside_and_comes_back(twice: Twice) -> None:
    session = twice.session
    again = session.get_one(Client, make_case(session, twice.team).client_id)
    before, again_id = dump(session), again.id
    merge = merge_people(
        session, twice.kept, again, from_gone=(), typed_name="Canary", versions=(1, 1), by=SYSTEM
    )
    tables = {table for table, _ in json.loads(merge.set_aside)}
    assert tables == MADE_ANEW, "Both have the same name and number"
    undo_merge(session, merge, by=SYSTEM)
    assert dump(session) == before
    assert session.get_one(Client, again_id).last_name == "Canary"


def test_what_was_written_since_stays_with_the_record_that_was_kept(twice: Twice) -> None:
    session = twice.session
    merge = twice.merge("phone")
    kept = twice.kept
    since = record_consent(session, kept, Agreed(Purpose.EMAIL, ConsentHow.SPOKEN), by=SYSTEM)
    told = make_person(last_name="Wren", phone=kept.phone)
    change_person(session, kept, told, ContactSafety(), version=kept.version, by=SYSTEM)
    version = kept.version
    gone = undo_merge(session, merge, by=SYSTEM)
    kept = twice.kept
    assert since.client_id == kept.id
    assert (kept.last_name, kept.phone) == ("Wren", "01632 960555")
    assert kept.version > version, "A page that was open does not write over it"
    assert (gone.id, gone.last_name, gone.phone) == (twice.gone_id, "Canary-Wren", "01632 960777")
    assert session.get_one(Case, twice.gone_case.id).client_id == gone.id
    assert session.get_one(Case, twice.kept_case.id).client_id == kept.id


def test_it_is_undone_once_and_within_thirty_days(twice: Twice) -> None:
    merge = twice.merge()
    merge.made_at -= timedelta(days=31)
    twice.session.flush()
    with pytest.raises(Refused, match="more than 30 days"):
        undo_merge(twice.session, merge, by=SYSTEM)
    merge.made_at += timedelta(days=2)
    undo_merge(twice.session, merge, by=SYSTEM)
    with pytest.raises(Refused, match="already"):
        undo_merge(twice.session, merge, by=SYSTEM)


def test_merges_are_undone_the_last_first(twice: Twice) -> None:
    session = twice.session
    before = dump(session)
    first = twice.merge()
    once = dump(session)
    third = make_case(session, twice.team, last_name="Third")
    other = session.get_one(Client, third.client_id)
    between = dump(session)
    second = merge_people(
        session, other, twice.kept, from_gone=(), typed_name="Third",
        versions=(other.version, twice.kept.version), by=SYSTEM,
    )  # fmt: skip
    assert first.kept_id == other.id
    with pytest.raises(Refused, match="Undo that first"):
        undo_merge(session, first, by=SYSTEM)
    undo_merge(session, second, by=SYSTEM)
    assert dump(session) == between
    undo_merge(session, first, by=SYSTEM)
    assert dump(session)["client"] != once["client"]
    assert [row for row in before["client"] if row not in dump(session)["client"]] == []


def test_the_record_that_went_is_forgotten_when_it_cannot_come_back(twice: Twice) -> None:
    merge = twice.merge()
    forget_merged(twice.session)
    twice.session.refresh(merge)
    assert json.loads(merge.gone)["last_name"] == "Canary-Wren"
    merge.made_at -= timedelta(days=31)
    twice.session.flush()
    forget_merged(twice.session)
    twice.session.refresh(merge)
    assert (merge.gone, merge.kept, merge.moved, merge.set_aside) == ("", "", "{}", "")


def _commit(engine: sa.Engine) -> tuple[UUID, UUID]:
    with Session(engine) as session:
        twice = Twice(session)
        session.commit()
        return twice.kept.id, twice.gone_id


def test_it_is_undone_on_both_databases(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        twice = Twice(session)
        everything_of_two(twice)
        before = dump(session)
        merge = twice.merge("phone")
        session.commit()
        undo_merge(session, merge, by=SYSTEM)
        session.commit()
        assert dump(session) == before


def test_a_restriction_that_came_since_is_on_both_afterwards(twice: Twice) -> None:
    merge = twice.merge()
    restrict(twice.session, twice.kept, "Her former husband works here.", by=SYSTEM)
    gone = undo_merge(twice.session, merge, by=SYSTEM)
    assert twice.kept.is_restricted
    assert (gone.is_restricted, gone.restricted_reason) == (True, "Her former husband works here.")
