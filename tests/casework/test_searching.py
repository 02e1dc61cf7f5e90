"""A person is found by a name, a number or a birth date, within a team, and by no dump."""

from datetime import date

import pytest
from sqlmodel import Session, select

from lily.accounts.models import Team
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.clients import change_person, rekey_people
from lily.casework.actions.searching import search_people
from lily.casework.choices import SearchKind
from lily.casework.details import ContactSafety
from lily.casework.models import Client, ClientWord
from lily.casework.search_keys import fold, word_keys
from lily.errors import Invalid
from tests.factories.casework import make_case, make_person, make_team


@pytest.fixture
def team(session: Session) -> Team:
    """Return a team that helps three people."""
    team = make_team(session)
    make_case(session, team, nhs_number="999 000 0018")
    make_case(
        session,
        team,
        first_name="Zoë",
        last_name="O'Brien-Łęcka",
        phone="01632 960777",
        birth_on=date(1950, 1, 2),
    )
    make_case(session, team, first_name="Jo", last_name="Canning", phone="", birth_on=None)
    return team


def _found(session: Session, team: Team, typed: str) -> set[str]:
    rows = search_people(session, typed, teams={team.id}, by=SYSTEM).rows
    return {row.client.first_name for row in rows}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Winifred", {"Winifred"}),
        ("winif", {"Winifred"}),
        ("WIN", {"Winifred"}),
        ("canary winifred", {"Winifred"}),
        ("Winifred Canning", set()),
        ("can", {"Winifred", "Jo"}),
        ("jo", {"Jo"}),
        ("wi", set()),
        ("Winifre", set()),
        ("zoe", {"Zoë"}),
        ("obrien", {"Zoë"}),
        ("O\u2019Brien", {"Zoë"}),
        ("Lecka", {"Zoë"}),
        ("01632 960555", {"Winifred"}),
        ("+44 1632 960 777", {"Zoë"}),
        ("9990000018", {"Winifred"}),
        ("27/03/1941", {"Winifred"}),
        ("2 January 1950", {"Zoë"}),
        ("1950-01-02", {"Zoë"}),
        ("27 3 1941", {"Winifred"}),
        ("01632 960000", set()),
    ],
)
def test_what_is_typed_finds(session: Session, team: Team, typed: str, found: set[str]) -> None:
    assert _found(session, team, typed) == found


@pytest.mark.parametrize("typed", ["", "  ", "12", "---", "x" * 201])
def test_what_nobody_can_be_found_by_is_said(session: Session, team: Team, typed: str) -> None:
    with pytest.raises(Invalid, match="Type a name"):
        search_people(session, typed, teams={team.id}, by=SYSTEM)


def test_another_team_finds_nobody(session: Session, team: Team) -> None:
    other = make_team(session, "Fens")
    for typed in ("Winifred", "01632 960555", "9990000018", "27/03/1941"):
        assert _found(session, other, typed) == set()
    make_case(session, other)
    assert _found(session, other, "Winifred") == {"Winifred"}
    hashes = session.exec(select(ClientWord.hash, ClientWord.client_id)).all()
    assert len({made for made, _ in hashes}) == len(hashes) - _shared(session, team)


def _shared(session: Session, team: Team) -> int:
    """Return how many hashes two people of one team have in common: "can" of two names."""
    rows = session.exec(
        select(ClientWord.hash)
        .join(Client, Client.id == ClientWord.client_id)  # type: ignore[arg-type]
        .where(Client.team_id == team.id)
    ).all()
    return len(rows) - len(set(rows))


def test_a_search_is_written_down_without_what_was_typed(session: Session, team: Team) -> None:
    for typed in ("Winifred Canary", "canary WINIFRED", "Jo"):
        search_people(session, typed, teams={team.id}, by=SYSTEM)
    told = [
        event.changes
        for event in session.exec(select(AuditEvent).where(AuditEvent.action == "search_people"))
    ]
    assert len(told) == 3
    assert told[0] == told[1] != told[2], "The same search is known again"
    assert not any(word in "".join(told).lower() for word in ("winifred", "canary"))


def test_a_name_that_is_put_right_is_found_by_the_new_one_alone(
    session: Session, team: Team
) -> None:
    client = next(each for each in session.exec(select(Client)) if each.first_name == "Winifred")
    person = make_person(first_name="Maud")
    change_person(session, client, person, ContactSafety(), version=client.version, by=SYSTEM)
    assert _found(session, team, "Maud") == {"Maud"}
    assert _found(session, team, "Winifred") == set()


def test_people_from_before_are_found_after_their_keys_are_made(
    session: Session, team: Team
) -> None:
    for word in session.exec(select(ClientWord)):
        session.delete(word)
    session.commit()
    assert _found(session, team, "Winifred") == set()
    rekey_people(session)
    assert _found(session, team, "Winifred") == {"Winifred"}


def test_nobody_is_shown_beyond_fifty_and_that_is_said(session: Session) -> None:
    team = make_team(session)
    for number in range(50):
        make_case(session, team, first_name="Ann", last_name=f"Reed{number}")
    found = search_people(session, "Ann", teams={team.id}, by=SYSTEM)
    assert (len(found.rows), found.is_more) == (50, False)
    make_case(session, team, first_name="Ann")
    found = search_people(session, "Ann", teams={team.id}, by=SYSTEM)
    assert (len(found.rows), found.is_more) == (50, True)


def test_no_key_holds_less_than_three_letters_of_a_longer_name(session: Session) -> None:
    team = make_team(session)
    kinds = [
        kind for kind, _ in word_keys(team.id, make_person(first_name="Winifred", last_name=""))
    ]
    assert kinds.count(SearchKind.NAME_START) == 4, "Of three, four, five and six letters"
    assert kinds.count(SearchKind.NAME_WORD) == 1
    assert fold("Anne-Marie  Ó Dónaill") == ["anne", "marie", "o", "donaill"]
