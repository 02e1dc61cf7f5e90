"""A moderator sees each change field by field, and decides."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC, Actor
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service
from lily.http.sessions import ENGINE
from lily.listings.actions.deciding import approve_proposal
from lily.listings.actions.listings import restore_version
from lily.listings.actions.proposals import propose_change
from lily.listings.choices import ProposalState
from lily.listings.document import read_document
from lily.listings.models import Proposal
from lily.listings.queries.proposals import get_proposal
from tests.client import HouseClient, words_of
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.directory import make_organisation, make_service
from tests.factories.listings import WEEKLY, make_listing
from tests.pages import Page


def _ask(session: Session, service: Service, **changes: object) -> UUID:
    made = propose_change(session, service.id, changes, by=PUBLIC, how=EvidenceHow.REFERRAL)
    session.commit()
    return made.id


@pytest.fixture
def moderator(client: HouseClient, session: Session) -> HouseClient:
    """Return a client that is signed in as a moderator."""
    sign_in_as(client, session, Role.MODERATOR, name="Joan Hill")
    return client


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Return the statements that are asked while the test runs."""
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    engine = app.extensions[ENGINE]
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def _send(client: HouseClient, address: str, **fields: object):
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value")
    return client.post(address, data={"csrf_token": token, **fields})


def _decide(client: HouseClient, proposal_id: UUID, **fields: object):
    address = f"/moderation/{proposal_id}"
    client.get(address)
    version = Page(client.tree).field("version").get("value")
    return _send(client, address, version=version, **fields)


def _words_in(client: HouseClient, tag: str) -> list[str]:
    return [words_of(element) for element in client.tree.iter(tag)]


def test_the_queue_shows_what_waits_and_who_sent_it(
    moderator: HouseClient, session: Session
) -> None:
    service = make_listing(session)
    _ask(session, service, summary="One.")
    _ask(session, service, status="defunct")
    moderator.get("/moderation")
    page = Page(moderator.tree)
    assert "2 changes wait" in page.words
    assert "Sent by a visitor, today" in page.words
    moderator.get("/moderation?kind=close")
    assert "Has stopped: is it still running?" in Page(moderator.tree).words
    assert "in one line" not in Page(moderator.tree).words
    moderator.get("/moderation?age=7")
    assert "Nothing waits here" in Page(moderator.tree).words


def test_the_queue_costs_the_same_however_long_it_is(
    moderator: HouseClient, session: Session, asked: list[str]
) -> None:
    service = make_listing(session)
    counted = []
    for _ in range(2):
        moderator.get("/moderation")
        asked.clear()
        moderator.get("/moderation")
        counted.append(len(asked))
        for number in range(12):
            account = make_account(session, Role.EDITOR)
            propose_change(
                session,
                service.id,
                {"summary": f"Number {number}."},
                by=Actor(account.id),
                how=EvidenceHow.OWNER,
            )
        session.commit()
    moderator.get("/moderation")
    asked.clear()
    moderator.get("/moderation")
    counted.append(len(asked))
    assert counted[2] == counted[1]
    assert counted[2] <= 9


def test_a_difference_is_said_by_word_sign_and_mark(
    moderator: HouseClient, session: Session
) -> None:
    made = _ask(session, make_listing(session), summary="A cold lunch and good company.")
    moderator.get(f"/moderation/{made}")
    assert _words_in(moderator, "ins") == ["Added:+cold"]
    assert _words_in(moderator, "del") == ["Taken away:\N{MINUS SIGN}hot"]


def test_a_change_is_approved_and_is_on_the_page(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    made = _ask(session, service, summary="Hot food.")
    answer = _decide(moderator, made, decision="approve", fields="summary")
    assert answer.status_code == 302
    moderator.get(answer.location)
    assert "Approved" in Page(moderator.tree).words
    assert "by Joan Hill" in Page(moderator.tree).words
    moderator.get(f"/services/{service.slug}")
    assert "Hot food." in Page(moderator.tree).words


def test_a_part_is_approved_with_an_edit(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    made = _ask(session, service, summary="Hot fod.", who_for="Everybody.", minimum_age=50)
    fields = {"fields": ["summary", "minimum_age"], "edit-summary": "Hot food."}
    answer = _decide(moderator, made, decision="approve", **fields)
    assert answer.status_code == 400
    page = Page(moderator.tree)
    assert page.mistakes == ["Say why, in a sentence that the owner will read."]
    assert "Hot food.</textarea>" in answer.get_data(as_text=True)
    assert page.ticked("fields") == ["summary", "minimum_age"]
    answer = _decide(moderator, made, decision="approve", reason="Whom not?", **fields)
    assert answer.status_code == 302
    session.expire_all()
    found = read_document(session, service.id)
    assert (found["summary"], found["who_for"], found["minimum_age"]) == (
        "Hot food.",
        "Anybody over 60.",
        50,
    )
    assert get_proposal(session, made).state is ProposalState.PART_APPROVED


def test_times_are_edited_in_words_and_read_again(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    made = _ask(session, service, times=[{"words": "Tuesday 12-1.30", "schedules": [WEEKLY]}])
    _decide(
        moderator,
        made,
        decision="approve",
        fields="times",
        **{"edit-times-0": "Thursdays 10am to 12 noon"},
    )
    session.expire_all()
    (entry,) = read_document(session, service.id)["times"]
    assert entry["words"] == "Thursdays 10am to 12 noon"
    assert [each["byday"] for each in entry["schedules"]] == [["TH"]]


def test_times_that_are_not_clear_keep_their_words_alone(
    moderator: HouseClient, session: Session
) -> None:
    service = make_listing(session)
    made = _ask(session, service, times=[{"words": "Tuesday 12-1.30", "schedules": [WEEKLY]}])
    typed = {"edit-times-0": "when the moon is full"}
    _decide(moderator, made, decision="approve", fields="times", **typed)
    session.expire_all()
    (entry,) = read_document(session, service.id)["times"]
    assert (entry["words"], entry["schedules"]) == ("when the moon is full", [])


def test_numbers_are_edited_as_people_type_them(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    made = _ask(session, service, phones=[{"number": "01632 960111"}])
    typed = {"edit-phones": "01632960199 office\r\n"}
    _decide(moderator, made, decision="approve", fields="phones", **typed)
    session.expire_all()
    (phone,) = read_document(session, service.id)["phones"]
    assert (phone["number"], phone["words"]) == ("01632 960199", "office")


def test_a_mistake_in_an_edit_is_said_beside_it(moderator: HouseClient, session: Session) -> None:
    made = _ask(session, make_listing(session), email="new@example.org")
    answer = _decide(
        moderator, made, decision="approve", fields="email", **{"edit-email": "not one"}
    )
    assert answer.status_code == 400
    (mistake,) = Page(moderator.tree).mistakes
    assert mistake.startswith("This does not look like an e-mail address")
    assert Page(moderator.tree).field("edit-email").get("value") == "not one"


def test_a_rejection_wants_a_reason(moderator: HouseClient, session: Session) -> None:
    made = _ask(session, make_listing(session), summary="Hot food.")
    assert _decide(moderator, made, decision="reject").status_code == 400
    assert _decide(moderator, made, decision="reject", reason="Not so.").status_code == 302
    session.expire_all()
    assert get_proposal(session, made).state is ProposalState.REJECTED


def test_the_second_of_two_moderators_is_told_who_decided(
    moderator: HouseClient, session: Session
) -> None:
    made = _ask(session, make_listing(session), summary="Hot food.")
    other = make_account(session, Role.MODERATOR, name="Peter Reed")
    moderator.get(f"/moderation/{made}")
    page = Page(moderator.tree)
    data = {name: page.field(name).get("value") for name in ("csrf_token", "version")}
    approve_proposal(session, get_proposal(session, made), by=Actor(other.id))
    session.commit()
    answer = moderator.post(
        f"/moderation/{made}", data={**data, "decision": "reject", "reason": "No."}
    )
    assert answer.status_code == 409
    assert "Peter Reed decided it." in Page(moderator.tree).words


def test_all_three_are_shown_when_the_listing_moved_on(
    moderator: HouseClient, session: Session
) -> None:
    service = make_listing(session)
    first, second = (_ask(session, service, summary=words) for words in ("One.", "Two."))
    _decide(moderator, first, decision="approve", fields="summary")
    moderator.get(f"/moderation/{second}")
    words = Page(moderator.tree).words
    assert "This was changed since" in words
    for said in ("A hot lunch and good company.", "One.", "Two."):
        assert said in words


def test_before_and_after_stand_side_by_side(moderator: HouseClient, session: Session) -> None:
    made = _ask(session, make_listing(session), summary="Hot food.")
    moderator.get(f"/moderation/{made}/preview")
    words = Page(moderator.tree).words
    assert "A hot lunch and good company." in words
    assert "Hot food." in words
    assert "In one line changes" in words


def test_a_change_whose_listing_is_gone_is_still_shown(
    moderator: HouseClient, session: Session
) -> None:
    service = make_listing(session)
    made = _ask(session, service, summary="Hot food.")
    _send(moderator, f"/moderation/services/{service.id}/remove", reason="It stands twice.")
    moderator.get(f"/moderation/{made}")
    words = Page(moderator.tree).words
    assert "Closed" in words
    assert "The listing was removed while this waited" in words


def test_a_draft_is_not_for_moderators(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    draft = Proposal(
        service_id=service.id, organisation_id=service.organisation_id, how=EvidenceHow.OWNER
    )
    session.add(draft)
    session.commit()
    assert moderator.get(f"/moderation/{draft.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.CHAMPION])
def test_others_find_no_such_page(client: HouseClient, session: Session, role: Role) -> None:
    service = make_listing(session)
    made = _ask(session, service, summary="Hot food.")
    sign_in_as(client, session, role)
    for address in (
        "/moderation",
        f"/moderation/{made}",
        f"/moderation/{made}/preview",
        f"/moderation/services/{service.id}/history",
        f"/moderation/services/{service.id}/rename",
    ):
        assert client.get(address).status_code == 404


def test_versions_are_shown_compared_and_put_back(moderator: HouseClient, session: Session) -> None:
    service = make_listing(session)
    session.commit()
    history = f"/moderation/services/{service.id}/history"
    moderator.get(history)
    assert "Never changed here" in Page(moderator.tree).words
    made = _ask(session, service, summary="Cold food.")
    _decide(moderator, made, decision="approve", fields="summary")
    moderator.get(f"{history}?from=1&to=2")
    words = Page(moderator.tree).words
    assert "From version 1 to version 2" in words
    assert "As it was found" in words
    answer = _send(moderator, f"/moderation/services/{service.id}/versions/1")
    assert answer.status_code == 302
    moderator.get(history)
    assert "Put back as it was in version 1" in Page(moderator.tree).words
    session.expire_all()
    assert read_document(session, service.id)["summary"] == "A hot lunch and good company."
    moderator.get(f"/moderation/services/{service.id}/versions/3")
    assert "The listing is like this now." in Page(moderator.tree).words


def test_a_listing_is_renamed_moved_and_archived(moderator: HouseClient, session: Session) -> None:
    service, other = make_listing(session), make_organisation(session, name="Another body")
    session.commit()
    old, base = service.slug, f"/moderation/services/{service.id}"
    assert _send(moderator, f"{base}/rename", name="").status_code == 400
    assert _send(moderator, f"{base}/rename", name="Monday lunch").status_code == 302
    assert moderator.get(f"/services/{old}").location.endswith("/services/monday-lunch")
    assert _send(moderator, f"{base}/move", organisation="nobody").status_code == 400
    address = f"https://lily.example/organisations/{other.slug}"
    assert _send(moderator, f"{base}/move", organisation=address).status_code == 302
    moderator.get("/services/monday-lunch")
    assert "Another body" in Page(moderator.tree).words
    assert _send(moderator, f"{base}/archive", reason="It ended.").status_code == 302
    assert moderator.get("/services/monday-lunch").status_code == 410


def test_a_removed_listings_address_leads_on(moderator: HouseClient, session: Session) -> None:
    service, instead = make_listing(session), make_service(session, name="The other")
    session.commit()
    old, base = service.slug, f"/moderation/services/{service.id}"
    assert _send(moderator, f"{base}/remove", reason="Twice", instead="none").status_code == 400
    answer = _send(moderator, f"{base}/remove", reason="Twice", instead=f"/services/{instead.slug}")
    assert answer.status_code == 302
    assert moderator.get(f"/services/{old}").location.endswith(instead.slug)
    assert moderator.get(f"{base}/history").status_code == 404


def test_putting_back_what_is_there_is_refused_in_words(
    moderator: HouseClient, session: Session
) -> None:
    service = make_listing(session)
    made = _ask(session, service, summary="Cold food.")
    _decide(moderator, made, decision="approve", fields="summary")
    address = f"/moderation/services/{service.id}/versions/1"
    moderator.get(address)
    token = Page(moderator.tree).field("csrf_token").get("value")
    restore_version(session, service.id, 1, by=PUBLIC)
    session.commit()
    assert moderator.post(address, data={"csrf_token": token}).status_code == 409
