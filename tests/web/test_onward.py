"""Finding help from a case, sending somebody on, and the answer of whoever helps."""

import re
from typing import NamedTuple

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.teams import add_member, get_team
from lily.audit.actors import SYSTEM
from lily.casework.actions.consents import withdraw_consent
from lily.casework.actions.onward import say_words
from lily.casework.choices import OnwardState, SaidBy
from lily.casework.models import Case, Client, Consent, OnwardReferral, RecordView
from lily.directory.choices import Answer, Capacity
from lily.directory.models import Organisation, Service
from lily.web.forms.onward import IN_INBOX, STEPS_IN_INBOX
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_location, make_service, place_service
from tests.factories.onward import agree, draft, refer_on
from tests.factories.owners import make_member
from tests.pages import Page, submit


class Desk(NamedTuple):
    """A link worker's case, and a service with somebody who answers for it."""

    worker: Account
    case: Case
    service: Service
    provider: Account

    @property
    def address(self) -> str:
        return f"/cases/{self.case.id}"


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return a case of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    case = make_case(session, make_team(session, "Coast", worker), worker)
    service = make_service(session, name="Heacham choir")
    place_service(session, service, make_location(session))
    provider = make_account(session, Role.EDITOR, name="Sam Staithe")
    make_member(session, session.get_one(Organisation, service.organisation_id), provider)
    session.commit()
    return Desk(worker, case, service, provider)


def _onward(session: Session) -> OnwardReferral:
    session.expire_all()
    return session.exec(select(OnwardReferral)).one()


def test_help_is_found_chosen_and_sent_in_three_presses(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(f"{desk.address}/help?q=choir")
    page = Page(client.tree)
    assert "We have not asked them lately" in page.words
    chosen = page.links["Choose Heacham choir"]
    client.get(chosen)
    page = Page(client.tree)
    assert "Name: Winifred Canary" in page.words
    assert page.ticked("pieces") == ["name", "phone"], "What they need to ring, and no more"
    sent = submit(
        client,
        chosen,
        kind="referred",
        reason="She sang.",
        pieces=["name", "phone"],
        agrees="y",
        press="send",
    )
    onward = _onward(session)
    assert sent.location == f"{desk.address}/onward/{onward.id}"
    assert onward.state is OnwardState.SENT
    client.get(desk.address)
    assert "Sent: no answer yet" in Page(client.tree).words


def test_without_agreement_nothing_is_sent_also_past_the_page(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    refused = submit(
        client,
        address,
        kind="referred",
        reason="She sang.",
        pieces=["name", "phone"],
        press="send",
    )
    assert refused.status_code == 400
    page = Page(client.tree)
    assert any("May we give your name and your number to them?" in one for one in page.mistakes)
    assert "She sang." in (page.field("reason").text or "")
    assert session.exec(select(OnwardReferral)).all() == []
    onward = draft(session, desk.case, desk.service)
    session.commit()
    there = f"{desk.address}/onward/{onward.id}"
    client.get(there)
    submit(client, f"{there}/send")
    assert _onward(session).state is OnwardState.DRAFTED


def test_it_is_kept_for_later_and_sent_then(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    submit(client, address, kind="signposted", reason="Company.", press="keep")
    onward = _onward(session)
    assert onward.state is OnwardState.DRAFTED
    there = f"{desk.address}/onward/{onward.id}"
    client.get(there)
    submit(client, f"{there}/send")
    assert _onward(session).state is OnwardState.SENT


def test_pressed_twice_it_is_sent_once(client: HouseClient, session: Session, desk: Desk) -> None:
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    tree = client.tree
    typed = {"kind": "signposted", "reason": "Company.", "press": "send"}
    first = submit(client, address, **typed)
    client.tree = tree
    assert submit(client, address, **typed).location == first.location
    assert _onward(session).state is OnwardState.SENT


def test_a_tab_from_before_somebody_sent_them_there_asks_first(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    stale = client.tree
    refer_on(session, desk.case, desk.service)
    session.commit()
    client.tree = stale
    typed = {"kind": "signposted", "reason": "She would like company.", "press": "send"}
    assert submit(client, address, **typed).status_code == 400
    page = Page(client.tree)
    assert any("Somebody sent them there while" in each for each in page.mistakes)
    assert "They were sent there before" in page.words
    assert "She would like company." in (page.field("reason").text or "")
    assert len(session.exec(select(OnwardReferral)).all()) == 1
    assert submit(client, address, **typed).status_code == 303
    assert len(session.exec(select(OnwardReferral)).all()) == 2


def test_what_is_full_is_sent_to_only_where_somebody_asked(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    desk.service.capacity = Capacity.FULL
    session.add(desk.service)
    session.commit()
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    typed: dict[str, str | list[str]] = {
        "kind": "referred",
        "reason": "She sang.",
        "pieces": ["name", "phone"],
        "agrees": "y",
        "press": "send",
    }
    assert submit(client, address, **typed).status_code == 400
    assert any("It is full." in each for each in Page(client.tree).mistakes)
    assert submit(client, address, **typed, knows_full="y").status_code == 303


def test_a_service_answers_in_its_inbox_and_the_worker_reads_it(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    sign_in(client, session, desk.provider)
    client.get("/referrals-to-us")
    page = Page(client.tree)
    assert "Canary" not in page.words, "No name before it is opened"
    client.get(page.links["Somebody for Heacham choir"])
    page = Page(client.tree)
    assert "Winifred Canary" in page.words
    assert "PE31" not in page.words
    assert _onward(session).state is OnwardState.SEEN
    views = session.exec(select(RecordView.account_id)).all()
    assert desk.provider.id in views, "The leader can read who looked"
    address = f"/referrals-to-us/{onward.id}"
    assert submit(client, f"{address}/answer", state="waiting").status_code == 400
    assert any("how many weeks" in each for each in Page(client.tree).mistakes)
    assert submit(client, f"{address}/answer", state="waiting", weeks="soon").status_code == 400
    assert Page(client.tree).mistakes == ["Say how many weeks, from 1 to 104."]
    done = submit(client, f"{address}/answer", state="waiting", weeks="3", words="After Easter.")
    assert done.status_code == 303
    colleague = make_account(session, Role.LINK_WORKER)
    add_member(session, get_team(session, desk.case.team_id), colleague.id, by=SYSTEM)
    session.commit()
    sign_in(client, session, colleague)
    assert client.get(f"{desk.address}/onward/{onward.id}").status_code == 200
    sign_in(client, session, desk.worker)
    client.get("/today")
    page = Page(client.tree)
    assert "What services answered" in page.words, "A colleague who looks has not read it for them"
    client.get(page.links["Winifred Canary"])
    client.get(f"{desk.address}/onward/{onward.id}")
    words = Page(client.tree).words
    assert "On the waiting list, 3 weeks" in words
    assert "After Easter." in words
    client.get("/today")
    assert "What services answered" not in Page(client.tree).words


def test_what_is_taken_back_is_shown_to_the_service_no_more(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    address = f"{desk.address}/onward/{onward.id}"
    client.get(address)
    words = "Miss Canary likes to sit by the door."
    submit(client, f"{address}/words", message=words)
    client.get(address)
    ours = client.tree
    withdraw_consent(session, session.exec(select(Consent)).one(), by=SYSTEM)
    session.commit()
    for action, more in (("words", {"message": words}), ("ask-again", {})):
        client.tree = ours
        assert submit(client, f"{address}/{action}", **more).status_code == 409, action
    sign_in(client, session, desk.provider)
    here = f"/referrals-to-us/{onward.id}"
    client.get(here)
    words = Page(client.tree).words
    assert "The person has taken back" in words
    assert "Canary" not in words
    assert "What is the answer?" not in words
    assert "not answered yet" not in words
    token = Page(client.tree).field("csrf_token").get("value", "")
    late = client.post(f"{here}/answer", data={"csrf_token": token, "state": "accepted"})
    assert late.status_code == 409
    assert _onward(session).state is OnwardState.SENT, "Nobody has read what was not shown"


def test_each_state_is_said_to_the_service_from_its_own_side(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    sign_in(client, session, desk.provider)
    for said in (IN_INBOX, STEPS_IN_INBOX):
        assert set(said) == set(OnwardState)
        assert not [words for words in said.values() if re.search(r"(?i)\b(they|we)\b", words)]
    for state in set(OnwardState) - {OnwardState.DRAFTED}:
        onward.state = state
        session.commit()
        client.get("/referrals-to-us")
        assert IN_INBOX[state] in Page(client.tree).words
        client.get(f"/referrals-to-us/{onward.id}")
        shown = _onward(session).state
        assert IN_INBOX[shown] in Page(client.tree).words


def test_an_inbox_wants_a_second_factor(client: HouseClient, session: Session, desk: Desk) -> None:
    refer_on(session, desk.case, desk.service)
    session.commit()
    sign_in(client, session, desk.provider, has_second_factor=False)
    asked = client.get("/referrals-to-us")
    assert asked.location.startswith("/sign-in/second-factor")
    assert "/account/second-factor" in client.get(asked.location).location
    assert client.get("/your-listings").status_code == 200, "Editing needs one alone"


def test_a_service_that_rings_is_answered_by_its_reference(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    sign_in_as(client, session, Role.OPERATOR)
    client.get("/referral-answers")
    assert submit(client, "/referral-answers", reference="NOSUCHON").status_code == 400
    submit(client, "/referral-answers", reference=onward.reference.lower())
    page = Page(client.tree)
    assert "Heacham choir" in page.words
    assert "Canary" not in page.words
    done = submit(
        client,
        "/referral-answers",
        reference=onward.reference,
        state="declined",
        not_taken="full",
    )
    assert done.status_code == 303
    assert _onward(session).state is OnwardState.DECLINED


def test_the_team_writes_down_what_was_said(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    address = f"{desk.address}/onward/{onward.id}"
    for state, more in (
        ("accepted", {"said_by": "service"}),
        ("attended", {"said_by": "person"}),
        ("stopped", {"not_taken": "not_wanted"}),
    ):
        client.get(address)
        assert submit(client, f"{address}/answer", state=state, **more).status_code == 303
    client.get(address)
    page = Page(client.tree)
    assert "They do not want it" in page.words
    assert "The service, on the telephone, to Ruth Breck" in page.words
    assert "Save the answer" not in page.words, "It has ended"


def test_nobody_is_passed_on_to_the_council_without_a_word(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    for route, whom in (("gp", "the surgery"), ("early_help", "the early help panel")):
        client.get(f"{desk.address}/pass-on/{route}")
        words = Page(client.tree).words
        assert f"Winifred Canary to {whom}" in words
        assert "go themselves" not in words, "That cannot be chosen here"
    client.get(f"{desk.address}/help/{desk.service.slug}")
    assert "Where they go themselves, it is not needed." in Page(client.tree).words
    address = f"{desk.address}/pass-on/adult_social_care"
    client.get(address)
    typed: dict[str, str | list[str]] = {
        "reason": "She cannot wash.",
        "pieces": ["name", "phone", "postcode"],
        "press": "send",
    }
    assert submit(client, address, **typed).status_code == 400
    assert any("social care at the council" in each for each in Page(client.tree).mistakes)
    assert submit(client, address, **typed, agrees="y").status_code == 303
    assert _onward(session).state is OnwardState.SENT
    assert client.get(f"{desk.address}/pass-on/nowhere").status_code == 404


def test_another_team_finds_none_of_it(client: HouseClient, session: Session, desk: Desk) -> None:
    onward = refer_on(session, desk.case, desk.service)
    stranger = make_account(session, Role.LINK_WORKER)
    make_team(session, "Fens", stranger)
    session.commit()
    sign_in(client, session, stranger)
    for page in ("help", f"help/{desk.service.slug}", "pass-on/gp", f"onward/{onward.id}"):
        assert client.get(f"{desk.address}/{page}").status_code == 404


def test_what_was_kept_is_put_right_by_its_own_page_until_it_is_sent(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = f"{desk.address}/help/{desk.service.slug}"
    client.get(address)
    tree = client.tree
    typed = {"kind": "referred", "reason": "Company.", "agrees": "y"}
    submit(client, address, **typed, pieces=["name", "phone", "born"], press="keep")
    assert "1941" in _onward(session).shared
    client.tree = tree
    told = ["name", "phone"]
    changed = typed | {"reason": "Company, on Tuesdays."}
    assert submit(client, address, **changed, pieces=told, press="send").status_code == 303
    onward = _onward(session)
    assert onward.state is OnwardState.SENT
    assert "1941" not in onward.shared
    assert "on Tuesdays" in onward.shared
    client.tree = tree
    assert submit(client, address, **typed, pieces=told, press="send").status_code == 409
    assert "on Tuesdays" in _onward(session).shared


def test_what_changed_since_it_was_kept_is_shown_before_it_is_sent(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = draft(session, desk.case, desk.service)
    agree(session, desk.case, desk.service)
    session.commit()
    there = f"{desk.address}/onward/{onward.id}"
    client.get(there)
    tree = client.tree
    client_row = session.get_one(Client, desk.case.client_id)
    client_row.phone, client_row.may_leave_word = "01632 960901", Answer.NO
    session.commit()
    client.tree = tree
    submit(client, f"{there}/send")
    assert _onward(session).state is OnwardState.DRAFTED
    client.get(there)
    words = Page(client.tree).words
    assert "01632 960901" in words
    assert "Do not leave word." in words
    submit(client, f"{there}/send")
    assert _onward(session).state is OnwardState.SENT


def test_a_service_reads_no_word_that_was_not_said_by_it_or_to_it(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    address = f"{desk.address}/onward/{onward.id}"
    for typed in (
        {"state": "accepted", "said_by": "service", "words": "From Monday on."},
        {"state": "attended", "said_by": "person", "words": "She found it loud."},
        {"state": "stopped", "not_taken": "not_wanted", "words": "Her cancer is back."},
    ):
        client.get(address)
        assert "Else your team alone reads it." in Page(client.tree).words
        assert submit(client, f"{address}/answer", **typed).status_code == 303
    client.get(address)
    submit(client, f"{address}/words", message="Thank you for having her.")
    client.get(address)
    words = Page(client.tree).words
    assert "Her cancer is back." in words, "The team reads all of it"
    sign_in(client, session, desk.provider)
    client.get(f"/referrals-to-us/{onward.id}")
    words = Page(client.tree).words
    for theirs in ("From Monday on.", "Thank you for having her.", "The person came", "Stopped"):
        assert theirs in words
    for ours in ("She found it loud.", "Her cancer is back."):
        assert ours not in words


def test_what_the_person_says_is_not_written_down_as_words_of_the_service(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    session.commit()
    address = f"{desk.address}/onward/{onward.id}"
    client.get(address)
    typed = {"state": "accepted", "said_by": "person", "words": "She is afraid of dogs."}
    assert submit(client, f"{address}/answer", **typed).status_code == 400
    assert any("it reads what you typed" in each for each in Page(client.tree).mistakes)
    assert _onward(session).state is OnwardState.SENT
    assert submit(client, f"{address}/answer", **(typed | {"words": ""})).status_code == 303


def test_what_the_team_takes_back_stays_in_the_inbox_without_the_person(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    onward = refer_on(session, desk.case, desk.service)
    say_words(session, onward, "Miss Canary likes to sit by the door.", SaidBy.TEAM, by=SYSTEM)
    session.commit()
    sign_in(client, session, desk.provider)
    client.get(f"/referrals-to-us/{onward.id}")
    open_before = client.tree
    sign_in(client, session, desk.worker)
    address = f"{desk.address}/onward/{onward.id}"
    client.get(address)
    assert submit(client, f"{address}/answer", state="withdrawn").status_code == 303
    looks = len(session.exec(select(RecordView)).all())
    sign_in(client, session, desk.provider)
    client.get("/referrals-to-us")
    page = Page(client.tree)
    assert "Taken back" in page.words
    client.get(page.links["Somebody for Heacham choir"])
    page = Page(client.tree)
    assert "You need do nothing." in page.words
    for word in ("Winifred", "Canary", "960555", "sing", "Save the answer", "Send the message"):
        assert word not in page.words
    assert len(session.exec(select(RecordView)).all()) == looks, "Nobody was looked at"
    client.tree = open_before
    for action, typed in (("answer", {"state": "accepted"}), ("words", {"message": "Who?"})):
        refused = submit(client, f"/referrals-to-us/{onward.id}/{action}", **typed)
        assert refused.status_code in (400, 409), action
        client.tree = open_before
    assert _onward(session).state is OnwardState.WITHDRAWN
