"""A person's copy of their record holds all about them but what is left out."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlmodel import Session, SQLModel, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.drafts import list_drafts
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework.actions.notes import write_note
from lily.casework.actions.readings import take_reading
from lily.casework.belongings import tables_of_people
from lily.casework.choices import ContactWrong, NoteLayer, ReadingHow, Withdrawn
from lily.casework.models import Case, Client, RecordView
from lily.casework.queries.measures import shipped_measures
from lily.casework.queries.packs import list_entries
from lily.casework.talk import Action, Goal, Statement, Talk
from lily.web import pack_words
from lily.web.pack_choices import WORDS
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.belongings import CANARY, canary_of, fill_every_table, sealed_columns
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.drafts import type_into
from tests.factories.onward import refer_on
from tests.factories.retention import make_declined
from tests.pages import Page, submit


@pytest.fixture
def leader(client: HouseClient, session: Session) -> Account:
    """Return a team leader, who is signed in."""
    return sign_in_as(client, session, Role.TEAM_LEADER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, leader: Account) -> Case:
    """Return a case with a row in every table that belongs to its person."""
    worker = make_account(session, Role.LINK_WORKER, name="Owen Fenn")
    team = make_team(session, "Coast", leader, worker)
    case = make_case(session, team, worker)
    fill_every_table(session, case)
    session.commit()
    return case


def _make(client: HouseClient, case: Case, **fields: str | list[str]) -> str:
    address = f"/cases/{case.id}/pack"
    client.get(address)
    told: dict[str, str | list[str]] = {"asked": "person_asked", "leave_out": []}
    answer = submit(client, address, **(told | fields))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_every_sealed_word_about_them_is_in_it(client: HouseClient, case: Case) -> None:
    file = _make(client, case)
    for column in sealed_columns():
        table, name = column.table.name, column.name
        if (table, name) == ("client", "birth_on"):
            assert "<span>27 March 1941</span>" in file, "Nobody asks for the weekday"
        elif table in pack_words.NOT_GIVEN or pack_words.is_left_out(table, name):
            assert canary_of(column) not in file, column
        else:
            assert canary_of(column) in file, f"{column}: in the copy, or in pack_words.LEFT_OUT"


def test_what_is_left_out_is_there_and_has_a_reason() -> None:
    columns = {column.name for table in tables_of_people() for column in table.c}
    assert all(pack_words.LEFT_OUT.values())
    assert {"referral.token", "id"} <= set(pack_words.LEFT_OUT)
    assert set(pack_words.NOT_GIVEN) <= {table.name for table in tables_of_people()}
    assert {"token", "token_hash"} <= columns


def test_it_is_a_file_with_a_name_that_tells_nothing(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/pack"
    client.get(address)
    answer = submit(client, address, asked="person_asked", leave_out=[])
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="what-we-hold-about-you.html"'
    assert answer.headers["Cache-Control"] == "no-store"
    file = answer.get_data(as_text=True)
    for outside in ("http:", "https:", "src=", "<link", "<script"):
        assert outside not in file
    for heading in ("Who you are", "How you came to us", "When we were in touch"):
        assert f"<h2>{heading}</h2>" in file
    assert "Who looked at your record" in file
    assert "Ruth Breck" in file
    assert CANARY not in client.tree.findtext("head/title", "")


def test_what_is_ticked_is_left_out_and_counted(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/pack"
    client.get(address)
    page = Page(client.tree)
    assert "It is about whoever referred." in page.words
    keys = [each for each in _keys(client) if each.endswith("-referrer")]
    assert keys
    file = _make(client, case, leave_out=keys)
    assert f"{CANARY} referral referrer" not in file
    assert f"{CANARY} referral reason" in file, "What they were referred for is theirs"
    assert f"{len(keys)} entries were left out" in file
    one = _make(client, case, leave_out=keys[:1])
    assert "1 entry was left out" in one
    assert "left out" not in _make(client, case)


def _keys(client: HouseClient) -> list[str]:
    return [
        field.get("value", "")
        for field in client.tree.iter("input")
        if field.get("name") == "leave_out"
    ]


def test_what_was_ticked_so_far_is_ticked_when_somebody_comes_back(
    client: HouseClient, session: Session, leader: Account, case: Case
) -> None:
    address = f"/cases/{case.id}/pack"
    client.get(address)
    before, keys = Page(client.tree).ticked("leave_out"), _keys(client)
    chosen = [key for key in keys if key not in before][:2]
    typed = [["leave_out", key] for key in chosen]
    assert type_into(client, address, "pack", typed).status_code == 204
    client.get(address)
    assert Page(client.tree).ticked("leave_out") == chosen
    _make(client, case, leave_out=chosen)
    assert list_drafts(session, leader.id) == []


def test_a_note_that_is_kept_apart_is_ticked_to_be_left_out(
    client: HouseClient, session: Session, leader: Account
) -> None:
    case = make_case(session, make_team(session, "Fens", leader), leader)
    for layer, words in ((NoteLayer.NAMED, "Her son shouts."), (NoteLayer.RECORD, "She sings.")):
        write_note(session, case, layer, words, by=Actor(leader.id))
    session.commit()
    client.get(f"/cases/{case.id}/pack")
    unsafe = Page(client.tree).ticked("leave_out")
    file = _make(client, case, leave_out=unsafe)
    assert "She sings." in file
    assert "Her son shouts." not in file


def test_colleagues_can_be_without_a_name(client: HouseClient, case: Case) -> None:
    assert "Owen Fenn" in _make(client, case)
    file = _make(client, case, without_colleagues="y")
    assert "Owen Fenn" not in file
    assert "Ruth Breck" not in file
    assert "one of us" in file


def test_it_says_who_asks_and_leaves_a_mark(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/pack"
    client.get(address)
    assert submit(client, address, asked="", leave_out=_keys(client)[:1]).status_code == 400
    assert "Choose who asks for it." in Page(client.tree).mistakes
    assert Page(client.tree).ticked("leave_out") == [_keys(client)[0]]
    given = select(AuditEvent).where(AuditEvent.action == "give_pack")
    assert session.exec(given).all() == []
    _make(client, case)
    event = session.exec(given).one()
    assert '"reason": [null, "person_asked"]' in event.changes
    assert CANARY not in event.changes
    assert session.exec(select(RecordView).where(RecordView.record_id == case.id)).all()


def test_what_is_about_safety_is_left_out_until_somebody_says_otherwise() -> None:
    assert pack_words.why_look("safeguarding_note") == pack_words.UNSAFE
    assert pack_words.why_look("case_flag") == pack_words.UNSAFE
    assert pack_words.why_look("something_new") == pack_words.NO_RULE
    for table in ("escalation", "escalation_outcome", "draft", "kept_form"):
        assert pack_words.why_look(table) == pack_words.UNSAFE
    assert pack_words.why_look("case_note", layer=NoteLayer.NAMED) == pack_words.UNSAFE
    assert pack_words.why_look("case_note", layer=NoteLayer.RECORD) == ""
    assert pack_words.why_look("case_contact") == ""
    assert pack_words.why_look("case_contact", wrong=ContactWrong.TWICE) == ""
    for wrong in (ContactWrong.WRONG_PERSON, Withdrawn.WRONG_PERSON):
        assert pack_words.why_look("case_contact", wrong=wrong) == pack_words.OF_ANOTHER
    assert pack_words.why_look("referral", "referrer")


def test_an_entry_that_nobody_named_yet_can_be_read() -> None:
    nested = {"id": "x", "goals": [{"words": "To sing", "importance": 7}], "nothing": ""}
    wanted = "What you want: Words: To sing\nHow much it matters, of 10: 7"
    assert pack_words.words_of(nested) == wanted
    assert pack_words.heading_of("never_seen") == "Never seen"
    assert pack_words.label_of("never_seen", "thing_id") == "Thing"
    at = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    assert pack_words.words_of(at) == "Wednesday 1 July 2026, 12.30pm"
    assert pack_words.words_of("1941-03-27") == "Thursday 27 March 1941"
    assert pack_words.words_of("1941-02-31") == "1941-02-31"
    assert pack_words.words_of("0d9f5b8e-53ad-4a50-b1c2-9be2f6f0a111") == ""


def test_every_column_and_every_choice_has_words_of_its_own(session: Session, case: Case) -> None:
    missing = set()
    for entry in list_entries(session, session.get_one(Client, case.client_id)):
        table, shown = SQLModel.metadata.tables[entry.table], entry.values
        if entry.table in pack_words.NOT_GIVEN:
            shown = {}
        for name in shown:
            if pack_words.is_left_out(entry.table, name):
                continue
            if pack_words.label_of(entry.table, name) not in pack_words.LABELS.values():
                missing.add(f"{entry.table}.{name}")
            for member in getattr(table.c[name].type, "enum_class", None) or ():
                if member not in WORDS.get(type(member), {}):
                    missing.add(repr(member))
    assert missing == set(), "pack_words.LABELS, pack_choices.WORDS"


def test_what_a_conversation_holds_has_words_of_its_own() -> None:
    for part in (Talk, Goal, Action, Statement):
        for name in part.model_fields:
            known = pack_words.is_left_out("", name) or name in pack_words.LABELS
            assert known, f"{name}: pack_words.LABELS"
    assert pack_words.words_of(["isolation", "fear"], "barriers") == "Being alone\nFear"
    assert pack_words.words_of("mon", "days") == "Monday"


def test_choices_are_said_to_the_person(
    client: HouseClient, session: Session, leader: Account
) -> None:
    case = make_case(session, make_team(session, "Fens", leader), leader)
    measure = shipped_measures()["lily-star"]
    answers = {scale.key: 4 for scale in measure.scales}
    how, on = ReadingHow.IN_PERSON, clock.today()
    take_reading(session, case, measure, answers, read_on=on, how=how, by=SYSTEM)
    refer_on(session, case, make_service(session))
    session.commit()
    client.get(f"/cases/{case.id}/pack")
    words = Page(client.tree).words
    for said in (
        "How soon It can take its turn",
        "Who said it We ",
        "What we asked The LILY star",
        "Getting about 4",
        "What we asked We give name and number to one service",
        "What you said Yes",
    ):
        assert said in words


def test_what_got_in_the_way_is_no_list_of_a_machine() -> None:
    assert pack_words.words_of(["cost", "nobody_came"], "in_the_way") == (
        "It costs too much\nNobody got in touch with you"
    )


def test_a_referral_that_was_never_accepted_is_in_it_where_it_is_theirs(
    client: HouseClient, session: Session, leader: Account
) -> None:
    team = make_team(session, "Coast", leader)
    case = make_case(session, team)
    make_declined(session, team)
    stranger = make_declined(session, team, last_name="Other", birth_on="1950-01-01")
    stranger.decline_words = "Of a neighbour."
    session.commit()
    file = _make(client, case)
    assert "Too far." in file
    assert "Of a neighbour." not in file


def test_a_link_worker_makes_none(app: Flask, client: HouseClient, session: Session) -> None:
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker))
    session.commit()
    assert client.get(f"/cases/{case.id}/pack").status_code == 404


def test_another_team_makes_none(client: HouseClient, session: Session, leader: Account) -> None:
    case = make_case(session, make_team(session, "Fens"))
    session.commit()
    assert client.get(f"/cases/{case.id}/pack").status_code == 404
