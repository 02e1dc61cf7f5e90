"""Every version of a listing is kept, any two are compared, and any one comes back."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.audit.actors import COMMAND
from lily.directory.models import FormerSlug, Service
from lily.directory.queries.services import find_slug_now
from lily.errors import Invalid, NotFound, Refused
from lily.listings.actions.applying import FOUND
from lily.listings.actions.listings import (
    archive_listing,
    move_listing,
    remove_listing,
    rename_listing,
    restore_version,
)
from lily.listings.actions.proposals import propose_change
from lily.listings.choices import Trust
from lily.listings.document import read_document
from lily.listings.models import ListingVersion
from lily.listings.queries.versions import compare_versions, get_version, list_versions
from tests.factories.directory import make_organisation, make_service
from tests.factories.listings import OWNER, make_listing

AT_ONCE = {**OWNER, "trust": Trust.ALL}


def test_a_listing_is_kept_as_it_was_found_before_the_first_change(session: Session) -> None:
    service = make_listing(session)
    before = read_document(session, service.id)
    propose_change(session, service.id, {"summary": "One."}, **AT_ONCE)
    lines = list_versions(session, service.id)
    assert [(line.version.number, line.version.why) for line in lines][-1] == (1, FOUND)
    assert lines[-1].version.document == before
    assert lines[0].fields == ["summary"]
    assert lines[0].who == "the group itself"


def test_what_an_import_did_meanwhile_is_a_version_too(session: Session) -> None:
    service = make_listing(session)
    propose_change(session, service.id, {"summary": "One."}, **AT_ONCE)
    service.fees = "An import says three pounds."
    session.flush()
    propose_change(session, service.id, {"summary": "Two."}, **AT_ONCE)
    assert [line.version.why == FOUND for line in list_versions(session, service.id)] == [
        False,
        True,
        False,
        True,
    ]


def test_any_two_versions_are_compared(session: Session) -> None:
    service = make_listing(session)
    propose_change(session, service.id, {"summary": "One.", "fees": "£1"}, **AT_ONCE)
    propose_change(session, service.id, {"summary": "Two."}, **AT_ONCE)
    first, third = (get_version(session, service.id, number) for number in (1, 3))
    found = [(each.field, each.after) for each in compare_versions(first, third)]
    assert found == [("summary", "Two."), ("fees", "£1")]
    assert compare_versions(third, third) == []


def test_a_version_comes_back_whole(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_listing(session)
        before = read_document(session, service.id)
        changes: Any = {
            "name": "Another",
            "places": [],
            "times": [],
            "phones": [],
            "minimum_age": None,
        }
        propose_change(session, service.id, changes, **AT_ONCE)
        assert read_document(session, service.id) != before
        restore_version(session, service.id, 1, by=COMMAND)
        session.commit()
        assert read_document(session, service.id) == before
        (line, *_) = list_versions(session, service.id)
        assert line.version.why == "Put back as it was in version 1"
        with pytest.raises(Refused, match="like this version already"):
            restore_version(session, service.id, 1, by=COMMAND)


def test_a_version_that_is_not_there_is_not_found(session: Session) -> None:
    service = make_listing(session)
    with pytest.raises(NotFound):
        restore_version(session, service.id, 7, by=COMMAND)


def test_a_renamed_listing_is_found_by_its_old_address(session: Session) -> None:
    service = make_listing(session)
    old = service.slug
    rename_listing(session, service.id, "Monday lunch club", by=COMMAND)
    assert service.slug == "monday-lunch-club"
    assert find_slug_now(session, old) == service.slug
    with pytest.raises(Invalid, match="its name already"):
        rename_listing(session, service.id, "Monday lunch club", by=COMMAND)


def test_a_moved_listing_keeps_its_address_and_takes_its_changes_along(session: Session) -> None:
    service, other = make_listing(session), make_organisation(session, name="Another body")
    proposal = propose_change(session, service.id, {"summary": "One."}, **OWNER)
    slug = service.slug
    move_listing(session, service.id, other, by=COMMAND)
    assert (service.slug, service.organisation_id) == (slug, other.id)
    assert proposal.organisation_id == other.id
    with pytest.raises(Invalid, match="runs it already"):
        move_listing(session, service.id, other, by=COMMAND)


def test_an_archived_listing_keeps_its_history(session: Session) -> None:
    service = make_listing(session)
    with pytest.raises(Invalid, match="why"):
        archive_listing(session, service.id, by=COMMAND, reason=" ")
    archive_listing(session, service.id, by=COMMAND, reason="The club has ended.")
    assert service.status == "defunct"
    assert "The club has ended." in list_versions(session, service.id)[0].version.why
    with pytest.raises(Refused):
        archive_listing(session, service.id, by=COMMAND, reason="Again.")


def test_the_addresses_of_a_removed_listing_lead_to_the_one_instead(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service, instead = make_listing(session), make_service(session)
        propose_change(session, service.id, {"name": "Another"}, **AT_ONCE)
        old = set(session.exec(select(FormerSlug.slug))) | {service.slug}
        session.commit()
        with pytest.raises(Invalid, match="another listing"):
            remove_listing(session, service.id, by=COMMAND, reason="Twice.", instead=service)
        remove_listing(session, service.id, by=COMMAND, reason="Twice.", instead=instead)
        session.commit()
        assert session.exec(select(Service.id)).all() == [instead.id]
        assert {find_slug_now(session, slug) for slug in old} == {instead.slug}
        assert session.exec(select(ListingVersion)).all() == []
