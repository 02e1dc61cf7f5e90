"""Somebody whom a team has twice, on pages: found, looked at side by side, merged and undone."""

from typing import NamedTuple

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.models import Team
from lily.casework.models import Case, Client, ClientMerge
from tests.client import HouseClient, words_of
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.pages import Page, submit


class Desk(NamedTuple):
    """A team that has somebody twice."""

    team: Team
    kept: Case
    gone: Case


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return a team leader's team, signed in, with the same person twice."""
    leader = sign_in_as(client, session, Role.TEAM_LEADER, name="Lena Holme")
    team = make_team(session, "Coast", leader)
    kept = make_case(session, team, leader)
    gone = make_case(session, team, first_name="Win", nhs_number="999 000 0018")
    session.commit()
    return Desk(team, kept, gone)


def _preview(desk: Desk) -> str:
    return f"/cases/{desk.kept.id}/same-person/{desk.gone.id}"


CHOSEN = {"first_name": "kept", "nhs_number": "gone", "typed_name": "Canary"}


def test_the_other_record_is_proposed_looked_at_merged_and_undone(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(f"/cases/{desk.kept.id}")
    client.get(Page(client.tree).links["Is it somebody we have twice?"])
    page = Page(client.tree)
    assert "The same number." in page.words
    address = page.links["Win Canary, born 1941"]
    assert address == _preview(desk)
    client.get(address)
    words = Page(client.tree).words
    assert "The one that stays: Winifred Canary, born 1941" in words
    rows = [[words_of(cell) for cell in row] for row in client.tree.iter("tr")]
    assert ["Cases", "1", "1", "2"] in rows
    assert submit(client, address, **CHOSEN).location == f"/cases/{desk.kept.id}"
    client.get(f"/cases/{desk.gone.id}")
    assert "Winifred Canary" in Page(client.tree).words
    assert "999 000 0018" in Page(client.tree).words
    same = f"/cases/{desk.kept.id}/same-person"
    client.get(same)
    assert "Lena Holme" in Page(client.tree).words
    merge = session.exec(select(ClientMerge)).one()
    undo = f"/cases/{desk.kept.id}/merges/{merge.id}/undo"
    assert submit(client, undo).status_code == 303
    client.get(f"/cases/{desk.gone.id}")
    assert "Win Canary, born 1941" in Page(client.tree).words
    client.get(same)
    assert "This was undone already." in Page(client.tree).words


def test_without_the_family_name_nothing_is_merged_and_what_was_chosen_is_kept(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(_preview(desk))
    answer = submit(client, _preview(desk), **CHOSEN | {"typed_name": "Wren", "first_name": "gone"})
    assert answer.status_code == 400
    page = Page(client.tree)
    assert any("not the family name" in each for each in page.mistakes)
    assert page.ticked("first_name") == ["gone"]
    assert len(session.exec(select(Client)).all()) == 2


def test_what_differs_must_be_chosen(client: HouseClient, session: Session, desk: Desk) -> None:
    client.get(_preview(desk))
    page = Page(client.tree)
    assert page.ticked("nhs_number") == ["gone"], "The other record knows none"
    token = page.field("csrf_token").get("value", "")
    data = {"csrf_token": token, "kept_version": "1", "gone_version": "1", "typed_name": "Canary"}
    assert client.post(_preview(desk), data=data).status_code == 400
    assert "First names: choose which is right." in Page(client.tree).mistakes
    assert session.exec(select(ClientMerge)).all() == []


def test_a_double_press_merges_once(client: HouseClient, session: Session, desk: Desk) -> None:
    client.get(_preview(desk))
    tree = client.tree
    assert submit(client, _preview(desk), **CHOSEN).status_code == 303
    client.tree = tree
    again = submit(client, _preview(desk), **CHOSEN)
    assert again.status_code in {400, 409}
    assert len(session.exec(select(ClientMerge)).all()) == 1


def test_a_change_that_came_first_is_not_merged_over(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(_preview(desk))
    session.get_one(Client, desk.gone.client_id).version += 1
    session.commit()
    assert submit(client, _preview(desk), **CHOSEN).status_code == 409
    assert session.exec(select(ClientMerge)).all() == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "Win Canary", "birth_on": "27 March 1941"}, 303),
        ({"nhs_number": "9990000018"}, 303),
        ({"name": "Nobody Else", "birth_on": "27 March 1941"}, 400),
        ({"name": "Win Canary"}, 400),
        ({}, 400),
    ],
)
def test_the_other_record_is_found_by_what_is_known_exactly(
    client: HouseClient, desk: Desk, typed: dict[str, str], status: int
) -> None:
    address = f"/cases/{desk.kept.id}/same-person"
    client.get(address)
    empty = dict.fromkeys(("name", "birth_on", "phone", "nhs_number"), "")
    answer = submit(client, address, **empty | typed)
    assert answer.status_code == status
    if status == 303:
        assert answer.location == _preview(desk)
    else:
        assert any("nobody else" in each for each in Page(client.tree).mistakes)


def test_another_teams_record_is_not_found(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    other = make_case(session, make_team(session, "Fens"))
    session.commit()
    for address in (
        f"/cases/{desk.kept.id}/same-person/{other.id}",
        f"/cases/{other.id}/same-person/{desk.kept.id}",
        f"/cases/{other.id}/same-person",
    ):
        assert client.get(address).status_code == 404


def test_one_record_is_not_merged_with_itself(client: HouseClient, desk: Desk) -> None:
    client.get(f"/cases/{desk.kept.id}/same-person/{desk.kept.id}")
    assert "This is one record already." in Page(client.tree).words


def test_it_is_for_whoever_leads_the_team(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Fens", worker))
    session.commit()
    assert client.get(f"/cases/{case.id}/same-person").status_code == 404
