"""Notes on their page: written once, asked about where they may tell of harm, put right."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.notes import write_note
from lily.casework.choices import NoteLayer
from lily.casework.models import Case, CaseContact, CaseNote, RecordView
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import close, make_case, make_team
from tests.pages import Page, submit

QUESTION = "This may be a safeguarding concern. Keep it in the safeguarding notes?"
HARM = "Her son hits her when he has had a drink."


@pytest.fixture
def worker(client: HouseClient, session: Session) -> Account:
    """Return a link worker, who is signed in."""
    return sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, worker: Account) -> Case:
    """Return a case of the worker's team."""
    made = make_case(session, make_team(session, "Coast", worker), worker)
    session.commit()
    return made


def _join(session: Session, case: Case, *roles: Role, name: str) -> Account:
    account = make_account(session, *roles, name=name)
    teams.add_member(session, teams.get_team(session, case.team_id), account.id, by=SYSTEM)
    session.commit()
    return account


def test_a_note_is_written_for_a_reader_and_stands_on_the_page(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    assert submit(client, address, words="She likes tea.", layer="shared").location == address
    client.get(address)
    words = Page(client.tree).words
    assert "A note, shared with the person Ruth Breck" in words
    assert "She likes tea." in words
    client.get(f"/cases/{case.id}")
    assert "She likes tea." in Page(client.tree).words
    assert session.exec(select(RecordView)).all()


def test_a_double_press_writes_one_note(client: HouseClient, session: Session, case: Case) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    tree = client.tree
    for _ in range(2):
        client.tree = tree
        done = submit(client, address, words="She likes tea.", layer="record")
        assert done.status_code == 303
    assert len(session.exec(select(CaseNote)).all()) == 1


@pytest.mark.parametrize("key", ["", "no-name", "9" * 400])
def test_a_name_that_is_none_is_no_mistake(
    client: HouseClient, session: Session, case: Case, key: str
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    assert submit(client, address, words="Tea.", layer="record", key=key).status_code == 303
    assert session.exec(select(CaseNote)).one()


@pytest.mark.parametrize(("answer", "layer"), [("yes", NoteLayer.NAMED), ("no", NoteLayer.RECORD)])
def test_words_that_may_tell_of_harm_are_asked_about_once(
    client: HouseClient, session: Session, case: Case, answer: str, layer: NoteLayer
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    assert QUESTION not in Page(client.tree).words
    assert submit(client, address, words=HARM, layer="record").status_code == 400
    page = Page(client.tree)
    assert page.mistakes == [QUESTION]
    assert HARM in (page.field("words").text or "")
    assert page.ticked("layer") == ["record"]
    assert session.exec(select(CaseNote)).all() == []
    done = submit(client, address, words=HARM, layer="record", keep_apart=answer)
    assert done.status_code == 303
    assert session.exec(select(CaseNote)).one().layer is layer


def test_what_goes_to_the_safeguarding_notes_is_not_asked_about(
    client: HouseClient, case: Case
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    assert submit(client, address, words=HARM, layer="named").status_code == 303


@pytest.mark.parametrize(
    ("answer", "of_contact", "of_note"), [("yes", "", [HARM]), ("no", HARM, [])]
)
def test_the_note_of_a_contact_is_asked_about_too(
    client: HouseClient,
    session: Session,
    case: Case,
    answer: str,
    of_contact: str,
    of_note: list[str],
) -> None:
    address = f"/cases/{case.id}"
    client.get(address)
    asked = submit(client, f"{address}/contacts", outcome="spoke", note=HARM, next_call_on="")
    assert asked.status_code == 400
    page = Page(client.tree)
    assert page.mistakes == [QUESTION]
    assert HARM in (page.field("note").text or "")
    assert session.exec(select(CaseContact)).all() == []
    typed = {"outcome": "spoke", "note": HARM, "next_call_on": "", "keep_apart": answer}
    assert submit(client, f"{address}/contacts", **typed).status_code == 303
    assert session.exec(select(CaseContact)).one().note == of_contact
    assert [each.words for each in session.exec(select(CaseNote))] == of_note


def test_a_note_is_put_right_and_what_it_said_is_shown(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    submit(client, address, words="She likes tea.", layer="record")
    client.get(address)
    link = next(at for at in Page(client.tree).links.values() if at.endswith("/correct"))
    client.get(link)
    assert "She likes tea." in (Page(client.tree).field("words").text or "")
    assert submit(client, link, words="She likes cocoa.").location == address
    for page in (address, f"/cases/{case.id}", f"/cases/{case.id}/timeline?show=note"):
        client.get(page)
        words = Page(client.tree).words
        assert words.index("She likes cocoa.") < words.index("Corrected on")
        assert words.index("by Ruth Breck: see what it said") < words.index("She likes tea.")


def test_of_two_who_put_it_right_the_second_sees_both(
    client: HouseClient, session: Session, case: Case, worker: Account
) -> None:
    note = write_note(session, case, NoteLayer.RECORD, "Tea.", by=Actor(worker.id)).id
    session.commit()
    link = f"/cases/{case.id}/notes/{note}/correct"
    client.get(link)
    stale = Page(client.tree).field("version").get("value", "")
    submit(client, link, words="Cocoa.")
    client.get(link)
    behind = submit(client, link, words="Milk.", version=stale)
    assert behind.status_code == 409
    page = Page(client.tree)
    assert "Cocoa." in page.words
    assert "Milk." in (page.field("words").text or "")
    assert submit(client, link, words="Milk.").status_code == 303
    assert len(session.exec(select(CaseNote)).all()) == 3


def test_a_colleagues_note_is_not_mine_to_put_right(
    client: HouseClient, session: Session, case: Case, worker: Account
) -> None:
    note = write_note(session, case, NoteLayer.RECORD, "Tea.", by=Actor(worker.id)).id
    colleague = _join(session, case, Role.LINK_WORKER, name="Sam Staithe")
    leader = _join(session, case, Role.TEAM_LEADER, name="Jean Causeway")
    link = f"/cases/{case.id}/notes/{note}/correct"
    sign_in(client, session, colleague)
    client.get(f"/cases/{case.id}/notes")
    assert "Put it right" not in Page(client.tree).words
    assert client.get(link).status_code == 409
    sign_in(client, session, leader)
    client.get(link)
    submit(client, link, words="Cocoa.")
    client.get(f"/cases/{case.id}/notes")
    words = Page(client.tree).words
    assert "by Jean Causeway: see what it said" in words


def test_a_colleague_finds_no_safeguarding_note_anywhere(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}"
    client.get(f"{address}/notes")
    submit(client, f"{address}/notes", words="Heron at the window", layer="named")
    note: UUID = session.exec(select(CaseNote)).one().id
    places = (
        *(address, f"{address}/notes", f"{address}/timeline", f"{address}/timeline?show=note"),
        *(f"{address}/close", f"{address}/letter", f"{address}/flags", f"{address}/escalations"),
    )
    found = {each for each in places if "Heron" in client.get(each).get_data(as_text=True)}
    assert found == set(places[:4]), "Its author reads it"
    sign_in(client, session, _join(session, case, Role.LINK_WORKER, name="Sam Staithe"))
    for each in places:
        text = client.get(each).get_data(as_text=True)
        assert "Heron" not in text, each
        assert "A safeguarding note" not in text, each
    assert client.get(f"{address}/notes/{note}/correct").status_code == 404
    assert client.get(f"/safeguarding/{case.id}").status_code == 404
    sign_in(client, session, _join(session, case, Role.TEAM_LEADER, name="Jean Causeway"))
    for each in places[:4]:
        assert "Heron" in client.get(each).get_data(as_text=True), each


def test_a_closed_case_has_no_form_for_a_note(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    close(session, case)
    session.commit()
    client.get(address)
    assert "This case is closed." in Page(client.tree).words
    typed = {"csrf_token": token, "words": "Tea.", "layer": "record"}
    assert client.post(address, data=typed).status_code == 409
    assert session.exec(select(CaseNote)).all() == []


def test_a_form_that_is_sent_empty_says_what_to_write(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/notes"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(address, data={"csrf_token": token}).status_code == 400
    assert set(Page(client.tree).mistakes) == {"Write the note first.", "Choose who reads it."}


def test_every_page_of_a_case_says_whose_it_is(
    client: HouseClient, session: Session, case: Case
) -> None:
    client.get(f"/cases/{case.id}/person")
    submit(
        client, f"/cases/{case.id}/person", may_text="no", may_leave_word="no",
        who_may_answer="", when_to_ring="",
    )  # fmt: skip
    note = write_note(session, case, NoteLayer.RECORD, "Tea.", by=Actor(case.worker_id)).id
    session.commit()
    kept = queries.get_case(session, case.id, teams={case.team_id}).client
    assert (kept.may_text, kept.may_leave_word) == ("no", "no")
    for place in (
        *("", "/person", "/consents", "/close", "/letter", "/notes", "/flags", "/escalations"),
        *("/timeline", f"/notes/{note}/correct"),
    ):
        client.get(f"/cases/{case.id}{place}")
        page = Page(client.tree)
        bars = [each for each in client.tree.iter("aside") if "person-bar" in each.get("class", "")]
        assert len(bars) == 1, place
        said = " ".join("".join(bars[0].itertext()).split())
        assert said == "Winifred Canary, born 1941 Do not text Do not leave word", place
        assert "Canary" not in page.title
        sheets = [each.get("href", "") for each in client.tree.iter("link")]
        assert any("css/casework.css" in each for each in sheets), place
