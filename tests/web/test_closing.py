"""Closing a case on its page: with a letter, or with why there is none."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.onward import answer_onward
from lily.casework.choices import ConsentHow, NotTaken, OnwardState, Purpose, SaidBy
from lily.casework.codes import CODES
from lily.casework.models import Case, Client
from lily.casework.onward_policies import Answer
from lily.web.filters import day
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import close, close_with_letter, make_case, make_team
from tests.factories.directory import make_service
from tests.factories.drafts import type_into
from tests.factories.onward import draft, refer_on
from tests.pages import Page, submit


@pytest.fixture
def case(client: HouseClient, session: Session) -> Case:
    """Return a case of the team of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    made = make_case(session, make_team(session, "Coast", worker), worker)
    session.commit()
    return made


def test_a_case_is_closed_with_a_letter_and_opened_again(
    client: HouseClient, session: Session, case: Case
) -> None:
    person = session.get_one(Client, case.client_id)
    record_consent(session, person, Agreed(Purpose.TELL_REFERRER, ConsentHow.SPOKEN), by=SYSTEM)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(f"{address}/close")
    page = Page(client.tree)
    begun = (page.field("letter").text or "").strip()
    assert begun.startswith("About Winifred Canary")
    done = submit(
        client,
        f"{address}/close",
        reason="finished",
        how="copied",
        no_second="no_time",
        letter=f"{begun} She sings.",
    )
    assert done.location == address
    client.get(address)
    assert "This case is closed" in Page(client.tree).words
    client.get(f"{address}/letter")
    assert "She sings." in Page(client.tree).words
    client.get("/cases")
    assert "Canary" not in Page(client.tree).words
    client.get("/cases?of=team&show=closed")
    assert "Canary" in Page(client.tree).words
    client.get(address)
    submit(client, f"{address}/reopen")
    client.get("/cases")
    assert "Canary" in Page(client.tree).words


def test_help_that_is_still_open_is_taken_back_or_left(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/close"
    client.get(address)
    assert "take back" not in Page(client.tree).words, "There is none"
    choir, shed, over = (
        refer_on(session, case, make_service(session, name=name))
        for name in ("Choir", "Shed", "Over")
    )
    draft(session, case, make_service(session, name="Kept"))
    no = Answer(OnwardState.DECLINED, not_taken=NotTaken.FULL)
    answer_onward(session, over, None, no, SaidBy.PHONE, by=SYSTEM)
    session.commit()
    client.get(address)
    words = Page(client.tree).words
    for said in ("Choir (Sent: no answer yet)", "Shed (Sent", "Kept (Kept for later"):
        assert said in words
    assert "Over (" not in words
    typed: dict[str, str | list[str]] = {"how": "nobody_to_tell", "letter": ""}
    typed |= {"no_second": "other", "take_back": [str(choir.id), str(over.id)]}
    assert submit(client, address, **typed).status_code == 400
    assert Page(client.tree).ticked("take_back") == [str(choir.id)]
    assert submit(client, address, **typed, reason="finished").status_code == 303
    session.expire_all()
    assert choir.state is OnwardState.WITHDRAWN
    assert (shed.state, over.state) == (OnwardState.SENT, OnwardState.DECLINED)


def test_without_agreement_the_letter_stays_and_the_page_says_what_to_ask(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/close"
    client.get(address)
    words = Page(client.tree).words
    assert "The person has not agreed to it." in words
    assert "“May we tell Dr Sedge how it went?”" in words
    assert "“May we tell your surgery how it went?”" in words
    refused = submit(
        client, address, reason="finished", how="printed", letter="She sings.", no_second="other"
    )
    assert refused.status_code == 400
    page = Page(client.tree)
    assert any("May we tell whoever sent you to us how it went?" in each for each in page.mistakes)
    assert "She sings." in (page.field("letter").text or "")
    assert (
        submit(
            client,
            address,
            reason="finished",
            how="not_agreed",
            letter="She sings.",
            no_second="other",
        ).status_code
        == 303
    )
    client.get(f"/cases/{case.id}/letter")
    assert "No letter was given." in Page(client.tree).words


def test_a_letter_to_a_surgery_is_addressed_and_how_it_was_sent_is_written_down(
    client: HouseClient, session: Session, case: Case
) -> None:
    person = session.get_one(Client, case.client_id)
    record_consent(session, person, Agreed(Purpose.TELL_GP, ConsentHow.SPOKEN), by=SYSTEM)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(f"{address}/person")
    typed = {"surgery_name": "The Staithe Surgery", "surgery_address": "2 Station Road\nHeacham"}
    assert submit(client, f"{address}/person", **typed).status_code == 303
    client.get(f"{address}/close")
    assert "Their surgery: The Staithe Surgery, 2 Station Road" in Page(client.tree).words
    done = {"reason": "finished", "no_second": "other", "letter": "She sings.", "how": "printed"}
    typed = {"to": "surgery", "sent_way": "secure_mail"}
    assert submit(client, f"{address}/close", **done, **typed).status_code == 303
    client.get(f"{address}/letter")
    words = Page(client.tree).words
    assert "The Staithe Surgery 2 Station Road Heacham She sings." in words
    today = day(clock.today(), clock.today())
    assert f"By secure mail, from our own system, to The Staithe Surgery, {today}" in words
    assert Page(client.tree).field("sent_to").get("value") == "The Staithe Surgery"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    refused = submit(client, f"{address}/letter", sent_way="post", sent_on=tomorrow)
    assert refused.status_code == 400
    assert any("still to come" in each for each in Page(client.tree).mistakes)
    again = {"sent_way": "by_hand", "sent_to": "Nurse Whin", "sent_on": clock.today().isoformat()}
    assert submit(client, f"{address}/letter", **again).status_code == 303
    client.get(f"{address}/letter")
    assert f"By hand, to Nurse Whin, {today}" in Page(client.tree).words
    client.get(f"{address}/timeline?show=letter")
    assert "A letter was sent by hand" in Page(client.tree).words
    client.get(address)
    assert "A letter to their surgery was written." in Page(client.tree).words
    assert " helped " in Page(client.tree).words
    assert " helps " not in Page(client.tree).words


def test_each_closing_keeps_a_letter_of_its_own(
    client: HouseClient, session: Session, case: Case
) -> None:
    person = session.get_one(Client, case.client_id)
    record_consent(session, person, Agreed(Purpose.TELL_GP, ConsentHow.SPOKEN), by=SYSTEM)
    session.commit()
    address = f"/cases/{case.id}"
    done = {"reason": "finished", "no_second": "other", "to": "surgery"}
    told = {"how": "printed", "letter": "She sings.", "sent_way": "post", "sent_to": "Dr Whin"}
    for typed in (told, {"how": "copied", "letter": "She sings\nagain.", "sent_way": ""}):
        client.get(f"{address}/close")
        assert submit(client, f"{address}/close", **done, **typed).status_code == 303
        client.get(f"{address}/letter")
        words, copied = Page(client.tree).words, _copied(client)
        client.get(address)
        assert submit(client, f"{address}/reopen").status_code == 303
    assert copied == ["She sings\nagain.", "She sings."]
    latest, _, first = words.partition("She sings again.")[2].partition("By post, to Dr Whin")
    assert "Nobody has written down that it was sent." in latest, "The first one was, not this"
    client.get(f"{address}/close")
    typed = {"how": "nobody_to_tell", "letter": "", "sent_way": ""}
    assert submit(client, f"{address}/close", **done, **typed).status_code == 303
    client.get(f"{address}/letter")
    words = Page(client.tree).words
    assert "When the case closed last, no letter was given." in words
    assert "By post, to Dr Whin" in words
    [_, first] = [each.get("value", "") for each in client.tree.iter("input")
                  if each.get("name") == "letter"]  # fmt: skip
    again = {"letter": first, "sent_way": "by_hand", "sent_to": "Nurse Rush"}
    assert submit(client, f"{address}/letter", **again).status_code == 303
    client.get(f"{address}/letter")
    assert "By hand, to Nurse Rush" in Page(client.tree).words.partition("She sings.")[2]
    client.get(f"{address}/timeline?show=letter")
    assert Page(client.tree).words.count("A letter was written: to their surgery") == 2


def _copied(client: HouseClient) -> list[str]:
    return [
        each.get("data-copies", "")
        for each in client.tree.iter("button")
        if each.get("data-copies")
    ]


def test_a_letter_that_will_not_be_sent_is_said_so(
    client: HouseClient, session: Session, case: Case
) -> None:
    close_with_letter(session, case)
    session.commit()
    address = f"/cases/{case.id}/letter"
    client.get(address)
    token = {"csrf_token": Page(client.tree).field("csrf_token").get("value", "")}
    for _ in range(2):
        assert client.post(f"{address}/keep-back", data=token).status_code == 303
    client.get(address)
    assert "It will not be sent. Somebody said so on" in Page(client.tree).words
    client.get(f"/cases/{case.id}/timeline?show=letter")
    assert Page(client.tree).words.count("A letter will not be sent") == 1


def test_how_a_letter_was_sent_comes_back_as_it_was_typed(
    client: HouseClient, session: Session, case: Case
) -> None:
    close_with_letter(session, case)
    session.commit()
    address = f"/cases/{case.id}/letter"
    typed = [["sent_to", "Dr Whin"], ["sent_way", "by_hand"]]
    assert type_into(client, address, "letter-sent", typed).status_code == 204
    client.get(address)
    page = Page(client.tree)
    assert "You began this before" in page.parts
    assert page.field("sent_to").get("value") == "Dr Whin"
    today = clock.today().isoformat()
    assert submit(client, address, sent_way="by_hand", sent_on=today).status_code == 303
    client.get(address)
    assert "By hand, to Dr Whin" in Page(client.tree).words
    assert "You began this before" not in Page(client.tree).parts


def test_who_referred_from_their_surgery_is_told_as_the_surgery(
    client: HouseClient, session: Session, case: Case
) -> None:
    session.get_one(Client, case.client_id).surgery_name = "The Surgery"
    session.commit()
    client.get(f"/cases/{case.id}/close")
    words = Page(client.tree).words
    assert "May we tell your surgery how it went?" in words
    assert "May we tell Dr Sedge" not in words


def test_what_was_taken_back_since_is_not_to_be_sent(
    client: HouseClient, session: Session, case: Case
) -> None:
    person = session.get_one(Client, case.client_id)
    agreed = Agreed(Purpose.TELL_GP, ConsentHow.SPOKEN)
    consent = record_consent(session, person, agreed, by=SYSTEM)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(f"{address}/close")
    typed = {"reason": "finished", "no_second": "other", "letter": "She sings.", "to": "surgery"}
    submit(client, f"{address}/close", **typed, how="printed")
    client.get(f"{address}/letter")
    assert "Do not send it now" not in Page(client.tree).words
    withdraw_consent(session, consent, by=SYSTEM)
    session.commit()
    client.get(f"{address}/letter")
    assert "Do not send it now" in Page(client.tree).words


def test_the_codes_can_be_copied_and_say_where_they_are_from(
    client: HouseClient, session: Session, case: Case
) -> None:
    for is_closed in (False, True):
        if is_closed:
            close(session, case)
            session.commit()
        client.get(f"/cases/{case.id}/close")
        page = Page(client.tree)
        copied = [each.get("data-copies") for each in client.tree.iter("button")]
        assert [code.sctid for code in CODES] == [each for each in copied if each]
        for code in CODES:
            for words in (code.sctid, code.term, code.when, code.source):
                assert words in page.words


def test_a_form_that_is_sent_empty_says_what_to_choose(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/close"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(address, data={"csrf_token": token}).status_code == 400
    mistakes = " ".join(Page(client.tree).mistakes)
    assert "Choose why it ends." in mistakes
    assert "Choose how they are told, or why they are not." in mistakes
    assert "Take the second reading first, or choose why there is none." in mistakes


def test_without_a_second_reading_the_page_asks_why(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/close"
    client.get(address)
    assert "No measure was read a second time." in Page(client.tree).words
    told = {"reason": "finished", "how": "nobody_to_tell", "letter": ""}
    assert submit(client, address, **told).status_code == 400
    assert any("second reading" in each for each in Page(client.tree).mistakes)
    assert submit(client, address, **told, no_second="too_unwell").status_code == 303
    client.get(f"/cases/{case.id}/timeline?show=reading")
    assert "A reading was not taken" in Page(client.tree).words
