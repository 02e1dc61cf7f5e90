"""A change waits while the live listing stays, and is decided once, field by field."""

import random
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC, Actor
from lily.audit.queries import list_events
from lily.directory.choices import EvidenceHow, FieldGroup, ServiceKind
from lily.directory.evidence import groups_of_ours
from lily.directory.models import Service
from lily.errors import Invalid, NotFound, Refused
from lily.imports.apply import apply
from lily.imports.feeds import Feed
from lily.imports.records import OrganisationRecord, ServiceRecord, SourceRecord
from lily.listings.actions.deciding import (
    GONE,
    AlreadyDecided,
    approve_proposal,
    reject_proposal,
)
from lily.listings.actions.listings import remove_listing
from lily.listings.actions.proposals import (
    MovedOn,
    propose_change,
    save_draft_section,
    send_proposal,
    start_draft,
    withdraw_proposal,
)
from lily.listings.choices import ChangeState, ProposalKind, ProposalState, Section, Trust
from lily.listings.document import read_document, section_hash
from lily.listings.fields import FIELDS
from lily.listings.models import ListingVersion, Proposal
from lily.listings.policies import fields_at_once, trust_of
from lily.listings.queries.proposals import (
    get_proposal,
    list_proposals,
    live_document,
    proposed_document,
    three_ways,
)
from lily.post.models import Message
from lily.search import SearchRequest, catch_up, search
from tests.factories.accounts import make_account
from tests.factories.directory import make_organisation
from tests.factories.listings import OWNER, make_listing, whole_document

MODERATOR = Actor(uuid4())
NOBODY: dict[str, Any] = {"by": PUBLIC, "how": EvidenceHow.REFERRAL}


def _states(proposal: Proposal) -> dict[str, ChangeState]:
    return {each.field: each.state for each in proposal.changes}


def test_the_live_listing_stays_while_a_change_waits(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_listing(session)
        before = read_document(session, service.id)
        proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
        session.commit()
        assert proposal.state.value == "waiting"
        assert read_document(session, service.id) == before
        approve_proposal(session, proposal, by=MODERATOR)
        session.commit()
        assert proposal.state.value == "approved"
        assert read_document(session, service.id) == {**before, "summary": "Hot food."}


def test_safe_fields_of_an_owner_pass_at_once_and_the_rest_waits(session: Session) -> None:
    service = make_listing(session)
    changes = {"capacity": "full", "fees": "Now £5.", "name": "Monday lunch club"}
    proposal = propose_change(session, service.id, changes, **OWNER)
    found = read_document(session, service.id)
    assert (found["capacity"], found["fees"]) == ("full", "Now £5.")
    assert found["name"] == "Tuesday lunch club"
    assert proposal.state is ProposalState.WAITING
    assert _states(proposal) == {
        "capacity": ChangeState.APPROVED,
        "fees": ChangeState.APPROVED,
        "name": ChangeState.WAITING,
    }


def test_a_change_of_safe_fields_alone_is_done(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"capacity": "full"}, **OWNER)
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPROVED, None)


@pytest.mark.parametrize(
    ("how", "trust"),
    [
        (EvidenceHow.OWNER, Trust.SAFE_FIELDS),
        (EvidenceHow.LINK, Trust.SAFE_FIELDS),
        (EvidenceHow.PHONE, Trust.SAFE_FIELDS),
        (EvidenceHow.MODERATOR, Trust.ALL),
        (EvidenceHow.REFERRAL, Trust.NONE),
        (EvidenceHow.IMPORT, Trust.NONE),
    ],
)
def test_the_way_a_change_comes_says_how_far_it_passes(how: EvidenceHow, trust: Trust) -> None:
    assert trust_of(how) is trust


def test_what_passes_at_once() -> None:
    safe = [name for name, field in FIELDS.items() if field.is_safe]
    assert fields_at_once(FIELDS, Trust.NONE) == []
    assert fields_at_once(FIELDS, Trust.SAFE_FIELDS) == safe
    assert fields_at_once(FIELDS, Trust.ALL) == list(FIELDS)
    assert set(safe) == {
        *("times", "fees", "costs", "phones"),
        *("capacity", "capacity_words", "closed_until"),
    }


def test_a_trusted_editors_change_is_live_at_once(session: Session) -> None:
    service = make_listing(session)
    changes = {"name": "Monday lunch club", "description": "New."}
    proposal = propose_change(session, service.id, changes, **OWNER, trust=Trust.ALL)
    assert proposal.state is ProposalState.APPROVED
    assert read_document(session, service.id)["name"] == "Monday lunch club"


def test_a_stranger_changes_nothing(session: Session) -> None:
    service = make_listing(session)
    before = read_document(session, service.id)
    propose_change(session, service.id, {"capacity": "full", "name": "Shut"}, **NOBODY)
    assert read_document(session, service.id) == before


def test_a_part_is_not_approved_without_a_word_about_the_rest(session: Session) -> None:
    service = make_listing(session)
    changes = {"summary": "Hot food.", "who_for": "Everyone."}
    proposal = propose_change(session, service.id, changes, **NOBODY)
    with pytest.raises(Invalid, match="Say why"):
        approve_proposal(session, proposal, by=MODERATOR, fields=["summary"])


def test_a_part_approved_leaves_the_rest_as_it_was(session: Session) -> None:
    service = make_listing(session)
    account = make_account(session, Role.EDITOR, email="ida@example.org")
    changes = {"summary": "Hot food.", "who_for": "Everyone."}
    by = Actor(account.id)
    proposal = propose_change(session, service.id, changes, by=by, how=EvidenceHow.OWNER)
    approve_proposal(
        session, proposal, by=MODERATOR, fields=["summary"], note="Whom is it not for?"
    )
    session.commit()
    found = read_document(session, service.id)
    assert (found["summary"], found["who_for"]) == ("Hot food.", "Anybody over 60.")
    assert proposal.state is ProposalState.PART_APPROVED
    assert _states(proposal) == {
        "summary": ChangeState.APPROVED,
        "who_for": ChangeState.REJECTED,
    }
    (message,) = session.exec(select(Message))
    assert (message.template, message.recipient) == ("change-part-approved", "ida@example.org")
    assert "Whom is it not for?" in message.fields


def test_a_moderator_approves_with_other_words(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot fod."}, **OWNER)
    approve_proposal(session, proposal, by=MODERATOR, edits={"summary": "Hot food."})
    (change,) = proposal.changes
    assert (change.state, change.asked, change.after) == (
        ChangeState.EDITED,
        "Hot fod.",
        "Hot food.",
    )
    assert read_document(session, service.id)["summary"] == "Hot food."


def test_an_edit_is_held_to_the_same_limits(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot fod."}, **OWNER)
    session.commit()
    with pytest.raises(Invalid) as refused:
        approve_proposal(session, proposal, by=MODERATOR, edits={"summary": "x" * 200})
    session.rollback()
    assert refused.value.field == "summary"
    assert get_proposal(session, proposal.id).state is ProposalState.WAITING


def test_a_rejection_needs_a_reason_and_it_reaches_whoever_asked(session: Session) -> None:
    service = make_listing(session)
    before = read_document(session, service.id)
    account = make_account(session, Role.EDITOR, email="ida@example.org")
    by = Actor(account.id)
    proposal = propose_change(
        session, service.id, {"summary": "Hot food."}, by=by, how=EvidenceHow.OWNER
    )
    with pytest.raises(Invalid, match="Say why"):
        reject_proposal(session, proposal, by=MODERATOR, reason="  ")
    reject_proposal(session, proposal, by=MODERATOR, reason="The page says otherwise.")
    session.commit()
    assert (proposal.state, proposal.reason) == (
        ProposalState.REJECTED,
        "The page says otherwise.",
    )
    assert read_document(session, service.id) == before
    (message,) = session.exec(select(Message))
    assert message.template == "change-rejected"
    assert "The page says otherwise." in message.fields


def test_a_double_press_approves_once(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_listing(session)
        proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
        approve_proposal(session, proposal, by=MODERATOR)
        session.commit()
        with pytest.raises(AlreadyDecided):
            approve_proposal(session, proposal, by=MODERATOR)
        session.rollback()
        assert len(session.exec(select(ListingVersion)).all()) == 2


def test_of_two_moderators_at_once_the_second_is_told_who_decided(any_engine: sa.Engine) -> None:
    second = Actor(uuid4())
    with Session(any_engine) as here, Session(any_engine) as there:
        service = make_listing(here)
        made = propose_change(here, service.id, {"summary": "Hot food."}, **OWNER)
        here.commit()
        proposal_id, service_id = made.id, service.id
        mine, theirs = get_proposal(here, proposal_id), get_proposal(there, proposal_id)
        assert theirs.state is ProposalState.WAITING
        approve_proposal(here, mine, by=MODERATOR)
        here.commit()
        with pytest.raises(AlreadyDecided):
            reject_proposal(there, theirs, by=second, reason="No.")
        assert (theirs.state, theirs.decided_by) == (ProposalState.APPROVED, MODERATOR.account_id)
        there.rollback()
        assert read_document(there, service_id)["summary"] == "Hot food."


def test_a_decision_about_what_a_page_no_longer_shows_is_refused(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
    with pytest.raises(AlreadyDecided):
        approve_proposal(session, proposal, by=MODERATOR, version=proposal.version - 1)


def test_a_change_of_a_listing_that_was_removed_is_closed_with_words(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
    remove_listing(session, service.id, by=MODERATOR, reason="It stands twice.")
    session.commit()
    session.expire_all()
    proposal = get_proposal(session, proposal.id)
    assert (proposal.state, proposal.reason) == (ProposalState.CLOSED, GONE)
    assert proposal.name == "Tuesday lunch club"


def test_a_listing_that_went_by_other_means_closes_its_change_when_it_is_looked_at(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        service = make_listing(session)
        proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
        session.commit()
        session.execute(sa.delete(Service))
        session.commit()
        proposal = get_proposal(session, proposal.id, anew=True)
        approve_proposal(session, proposal, by=MODERATOR)
        session.commit()
        assert (proposal.state, proposal.reason) == (ProposalState.CLOSED, GONE)


def test_a_change_is_taken_back(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
    withdraw_proposal(session, proposal, by=OWNER["by"])
    assert proposal.state is ProposalState.WITHDRAWN
    with pytest.raises(AlreadyDecided):
        approve_proposal(session, proposal, by=MODERATOR)


def test_what_the_listing_says_already_is_no_change(session: Session) -> None:
    service = make_listing(session)
    with pytest.raises(Refused, match="says this already"):
        propose_change(session, service.id, {"summary": whole_document()["summary"]}, **OWNER)


def test_a_moderator_sees_all_three_when_the_listing_moved_on(session: Session) -> None:
    service = make_listing(session)
    first = propose_change(session, service.id, {"summary": "One."}, **OWNER)
    second = propose_change(session, service.id, {"summary": "Two."}, **OWNER)
    approve_proposal(session, first, by=MODERATOR)
    (field,) = three_ways(live_document(session, second), second)
    assert (field.change.before, field.live, field.change.after) == (
        "A hot lunch and good company.",
        "One.",
        "Two.",
    )
    assert field.has_moved_on
    approve_proposal(session, second, by=MODERATOR)
    assert read_document(session, service.id)["summary"] == "Two."


_ASKED: list[dict[str, Any]] = [
    {"name": "Monday lunch club", "summary": "A"},
    {"summary": "B", "fees": "Two pounds."},
    {"who_for": "Men.", "minimum_age": 65},
    {"minimum_age": None, "phones": [{"number": "01632 960111"}]},
    {"times": [{"words": "Fridays", "schedules": []}], "summary": "E"},
    {"costs": [{"option": "A meal", "amount": "5"}], "name": "Friday lunch club"},
    {"places": [], "who_for": "Women."},
    {"access": {}, "languages": [{"code": "lt"}]},
    {"times": [{"words": "Mondays", "schedules": []}], "capacity": "full"},
    {"delivery": ["home"], "languages": [], "who_for": "All."},
]


@pytest.mark.parametrize("seed", range(8))
def test_ten_changes_approved_in_any_order_end_with_the_last_of_each_field(
    session: Session, seed: int
) -> None:
    service = make_listing(session)
    before = read_document(session, service.id)
    made = [propose_change(session, service.id, changes, **NOBODY) for changes in _ASKED]
    random.Random(seed).shuffle(made)
    expected = dict(before)
    for proposal in made:
        expected |= {each.field: each.after for each in proposal.changes}
        approve_proposal(session, proposal, by=MODERATOR)
        session.commit()
    if not expected["places"]:
        expected["access"] = {}
    assert read_document(session, service.id) == expected
    versions = session.exec(select(ListingVersion).order_by(col(ListingVersion.number))).all()
    assert [each.number for each in versions] == list(range(1, len(versions) + 1))
    assert versions[0].document == before
    assert versions[-1].document == expected
    assert all(one.document != other.document for one, other in pairwise(versions))


def test_a_new_listing_is_made_when_it_is_approved(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        organisation = make_organisation(session)
        draft = start_draft(session, organisation_id=organisation.id, by=PUBLIC)
        whole = whole_document("Knit and natter")
        for section in Section:
            now = proposed_document(live_document(session, draft), draft)
            values = {name: whole[name] for name in whole if FIELDS[name].section is section}
            base = section_hash(now, section)
            save_draft_section(session, draft, section, values, base, by=PUBLIC)
        send_proposal(session, draft, by=PUBLIC)
        session.commit()
        assert (draft.kind, draft.state) == (ProposalKind.NEW, ProposalState.WAITING)
        assert session.exec(select(Service)).all() == []
        approve_proposal(session, draft, by=MODERATOR)
        session.commit()
        (service,) = session.exec(select(Service))
        assert service.slug == "knit-and-natter"
        assert service.organisation_id == organisation.id
        assert read_document(session, service.id) == whole


def test_a_new_listing_that_lacks_its_telephone_is_not_sent(session: Session) -> None:
    organisation = make_organisation(session)
    draft = start_draft(session, organisation_id=organisation.id, by=PUBLIC)
    base = section_hash(live_document(session, draft), Section.ABOUT)
    values = {"name": "Knit and natter", "summary": "Wool and talk."}
    save_draft_section(session, draft, Section.ABOUT, values, base, by=PUBLIC)
    session.commit()
    with pytest.raises(Invalid) as refused:
        send_proposal(session, draft, by=PUBLIC)
    session.rollback()
    assert refused.value.field == "phones"
    assert get_proposal(session, draft.id).state is ProposalState.DRAFT


def test_a_draft_is_left_and_come_back_to(session: Session) -> None:
    service = make_listing(session)
    account = make_account(session, Role.EDITOR)
    by = Actor(account.id)
    asked: Any = {"organisation_id": service.organisation_id, "by": by, "service_id": service.id}
    draft = start_draft(session, **asked)
    base = section_hash(live_document(session, draft), Section.COST)
    save_draft_section(session, draft, Section.COST, {"fees": "Two pounds."}, base, by=by)
    session.commit()
    again = start_draft(session, **asked)
    assert again.id == draft.id
    assert [(each.field, each.after) for each in again.changes] == [("fees", "Two pounds.")]


def test_a_draft_of_another_organisations_listing_is_not_found(session: Session) -> None:
    service, other = make_listing(session), make_organisation(session)
    with pytest.raises(NotFound):
        start_draft(session, organisation_id=other.id, by=PUBLIC, service_id=service.id)


def test_a_section_that_goes_back_to_what_is_live_is_no_change(session: Session) -> None:
    service = make_listing(session)
    by = PUBLIC
    draft = start_draft(
        session, organisation_id=service.organisation_id, by=by, service_id=service.id
    )
    for fees in ("Two pounds.", "Pay on the day."):
        now = proposed_document(live_document(session, draft), draft)
        base = section_hash(now, Section.COST)
        save_draft_section(session, draft, Section.COST, {"fees": fees}, base, by=by)
    assert draft.changes == []
    with pytest.raises(Refused, match="Nothing was changed yet"):
        send_proposal(session, draft, by=by)


def test_of_two_editors_the_second_sees_both_and_loses_nothing(session: Session) -> None:
    service = make_listing(session)
    by = PUBLIC
    draft = start_draft(
        session, organisation_id=service.organisation_id, by=by, service_id=service.id
    )
    base = section_hash(live_document(session, draft), Section.COST)
    propose_change(session, service.id, {"fees": "Theirs."}, **OWNER)
    with pytest.raises(MovedOn) as moved:
        save_draft_section(session, draft, Section.COST, {"fees": "Mine."}, base, by=by)
    assert (moved.value.mine["fees"], moved.value.theirs["fees"]) == ("Mine.", "Theirs.")
    save_draft_section(session, draft, Section.COST, moved.value.mine, moved.value.base, by=by)
    assert [(each.before, each.after) for each in draft.changes] == [("Theirs.", "Mine.")]


def test_a_draft_that_was_sent_takes_no_more(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **OWNER)
    with pytest.raises(AlreadyDecided):
        save_draft_section(session, proposal, Section.COST, {}, "", by=PUBLIC)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"summary": "x"}, ProposalKind.CHANGE),
        ({"name": "x", "summary": "x"}, ProposalKind.RENAME),
        ({"status": "defunct", "name": "x"}, ProposalKind.CLOSE),
        ({"status": "temporarily closed"}, ProposalKind.CHANGE),
    ],
)
def test_a_proposal_says_what_it_comes_to(
    session: Session, changes: dict[str, Any], kind: ProposalKind
) -> None:
    service = make_listing(session)
    assert propose_change(session, service.id, changes, **NOBODY).kind is kind


def test_the_queue_has_the_longest_waiting_first(session: Session) -> None:
    service = make_listing(session)
    account = make_account(session, Role.EDITOR, name="Ida Marsh")
    first = propose_change(session, service.id, {"summary": "One."}, **NOBODY)
    by = Actor(account.id)
    second = propose_change(session, service.id, {"who_for": "A"}, by=by, how=EvidenceHow.OWNER)
    propose_change(session, service.id, {"fees": "Done."}, **OWNER)
    lines, total = list_proposals(session)
    assert ([line.proposal.id for line in lines], total) == ([first.id, second.id], 2)
    assert [line.sender for line in lines] == ["a visitor", "Ida Marsh"]
    assert lines[1].fields == ["who_for"]
    assert list_proposals(session, kind=ProposalKind.CLOSE) == ([], 0)


def test_what_is_approved_is_written_here_and_an_import_leaves_it(session: Session) -> None:
    def bring(summary: str, fees: str) -> Any:
        feed = Feed()
        feed.organisations["o"] = OrganisationRecord(reference="o", name="The Circle")
        feed.services["s"] = ServiceRecord(
            reference="s",
            organisation="o",
            name="Lunch",
            kind=ServiceKind.ACTIVITY,
            summary=summary,
            fees=fees,
        )
        feed.read = 1
        return apply(session, SourceRecord(slug="feed", name="A feed"), feed)

    bring("Food.", "Two pounds.")
    (service,) = session.exec(select(Service))
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **NOBODY)
    approve_proposal(session, proposal, by=MODERATOR)
    session.commit()
    assert groups_of_ours(session, [service.id]) == {service.id: {FieldGroup.ABOUT}}
    report = bring("Cold food.", "Three pounds.")
    session.commit()
    found = read_document(session, service.id)
    assert (found["summary"], found["fees"]) == ("Hot food.", "Three pounds.")
    assert any("kept what was written here" in line for line in report.lines(everything=True))


def test_a_search_finds_an_approved_change_at_once(demonstration: sa.Engine) -> None:
    with Session(demonstration) as session:
        service = session.exec(select(Service).order_by(Service.name)).first()
        asked = SearchRequest(text="zabaglione")
        assert search(session, asked).total == 0
        proposal = propose_change(
            session, service.id, {"summary": "We make zabaglione together."}, **NOBODY
        )
        session.commit()
        catch_up(demonstration)
        assert search(session, asked).total == 0
        approve_proposal(session, proposal, by=MODERATOR)
        session.commit()
    catch_up(demonstration)
    with Session(demonstration) as session:
        assert search(session, asked).total == 1


def test_every_step_is_written_down(session: Session) -> None:
    service = make_listing(session)
    proposal = propose_change(session, service.id, {"summary": "Hot food."}, **NOBODY)
    approve_proposal(session, proposal, by=MODERATOR)
    events, _ = list_events(session, subject_id=proposal.id)
    assert [event.action for event in events] == [
        "approve_proposal",
        "send_proposal",
        "start_draft",
    ]
    assert events[0].account_id == MODERATOR.account_id
    (applied, *_), _ = list_events(session, subject_id=service.id, action="apply_changes")
    assert "Hot food." not in applied.changes
    assert '"summary"' in applied.changes
