"""A team leader adds a measure of the team's own, keeps the total of a licensed one, retires it."""

import pytest
from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Team
from lily.casework.models import Case
from lily.casework.queries.measures import list_own_measures
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.pages import Page, submit

GARDEN = {
    "name": "The garden",
    "terms": "Our own words.",
    "totalled": "none",
    "scales-0-name": "My garden",
    "scales-0-question": "How is your garden?",
    "scales-0-low_words": "wild",
    "scales-0-high_words": "as I like it",
    "scales-0-better": "yes",
    "scales-2-name": "My weeds",
    "scales-2-question": "How many weeds are there?",
    "scales-2-lowest": "0",
    "scales-2-highest": "5",
    "scales-2-low_words": "none",
    "scales-2-high_words": "a jungle",
    "scales-2-better": "no",
}
PAM = {
    "name": "PAM",
    "licence": "Insignia 2026/17",
    "terms": "For our surgery.",
    "lowest": "0",
    "highest": "100",
    "decimals": "1",
    "better": "yes",
}


@pytest.fixture
def team(client: HouseClient, session: Session) -> Team:
    """Return the team of a leader who is signed in."""
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    made = make_team(session, "Coast", leader)
    session.commit()
    return made


@pytest.fixture
def case(session: Session, team: Team) -> Case:
    """Return a case of the team."""
    made = make_case(session, team)
    session.commit()
    return made


def test_a_leader_adds_a_measure_that_is_scored_at_once(
    client: HouseClient, session: Session, team: Team, case: Case
) -> None:
    address = f"/teams/{team.id}/measures"
    client.get(f"/teams/{team.id}/practice")
    assert Page(client.tree).links["What you measure"] == address
    client.get(address)
    assert "None yet." in Page(client.tree).words
    client.get(f"{address}/new")
    added = GARDEN | {"counts_least": "2", "counts_source": "Seen by us in 2026."}
    assert submit(client, f"{address}/new", **added).location == address
    client.get(address)
    assert "2 questions: My garden, My weeds." in Page(client.tree).words
    key = list_own_measures(session, team.id)[0].key
    here = f"/cases/{case.id}/readings/{key}/take"
    day = str(clock.today())
    for mine, weeds in (("4", "5"), ("6", "4")):
        client.get(here)
        typed = {"scale-1-my-garden": mine, "scale-2-my-weeds": weeds}
        assert submit(client, here, how="other", read_on=day, **typed).status_code == 303
    client.get(f"/cases/{case.id}/readings")
    words = Page(client.tree).words
    assert "My garden 4 6 up 2: better" in words
    assert "My weeds (less is better) 5 4 down 1: no change that counts" in words
    assert "2 or more points of an answer count as change: Seen by us in 2026." in words


def test_a_mistake_is_said_beside_its_question_and_nothing_is_lost(
    client: HouseClient, session: Session, team: Team
) -> None:
    address = f"/teams/{team.id}/measures/new"
    client.get(address)
    assert submit(client, address, **(GARDEN | {"scales-2-question": ""})).status_code == 400
    page = Page(client.tree)
    assert page.mistakes == ["Write what to ask."]
    assert page.field("scales-2-question").get("aria-invalid") == "true"
    assert page.field("scales-0-name").get("value") == "My garden"
    assert submit(client, address, **(GARDEN | {"scales-2-highest": ""})).status_code == 400
    assert Page(client.tree).field("scales-2-highest").get("aria-invalid") == "true"
    assert submit(client, address, **(GARDEN | {"counts_source": "Us."})).status_code == 400
    assert Page(client.tree).field("counts_least").get("aria-invalid") == "true"
    assert not list_own_measures(session, team.id)
    client.get(address)
    assert "Do not copy the questions" in Page(client.tree).words


def test_only_the_total_of_a_licensed_measure_is_kept(
    client: HouseClient, session: Session, team: Team, case: Case
) -> None:
    address = f"/teams/{team.id}/measures/new-total"
    client.get(address)
    assert submit(client, address, **(PAM | {"licence": ""})).status_code == 400
    assert Page(client.tree).mistakes == ["Write which licence lets you use it."]
    assert submit(client, address, **(PAM | {"highest": "0"})).status_code == 400
    assert Page(client.tree).field("highest").get("aria-invalid") == "true"
    assert submit(client, address, **PAM).status_code == 303
    here = f"/cases/{case.id}/readings/{list_own_measures(session, team.id)[0].key}/take"
    told = {"how": "in_person", "read_on": str(clock.today())}
    for typed, status in (
        *(("", 400), ("lots", 400), ("101", 400), ("47.12", 400), ("9" * 400, 400)),
        ("47.1", 303),
    ):
        client.get(here)
        assert "Insignia 2026/17" in Page(client.tree).words
        done = submit(client, here, **{"scale-1-total": typed}, **told)
        assert done.status_code == status, typed
    client.get(here)
    declined = {"scale-1-total": "", "scale-1-total-none": "y"}
    assert submit(client, here, **declined, **told).status_code == 400
    assert "say why it was not taken" in " ".join(Page(client.tree).mistakes)
    client.get(f"/cases/{case.id}/readings")
    words = Page(client.tree).words
    assert "Total 47.1" in words
    assert "Write down the total: PAM" in words


def test_a_retired_measure_is_not_asked_any_more(
    client: HouseClient, session: Session, team: Team, case: Case
) -> None:
    address = f"/teams/{team.id}/measures"
    client.get(f"{address}/new")
    submit(client, f"{address}/new", **GARDEN)
    own = list_own_measures(session, team.id)[0]
    client.get(address)
    assert submit(client, f"{address}/{own.id}/retire").status_code == 303
    client.get(address)
    assert "What was read with it stays." in Page(client.tree).words
    assert client.get(f"/cases/{case.id}/readings/{own.key}/take").status_code == 404


def test_another_team_s_measures_are_not_found(
    client: HouseClient, session: Session, team: Team
) -> None:
    client.get(f"/teams/{team.id}/measures/new")
    submit(client, f"/teams/{team.id}/measures/new", **GARDEN)
    own = list_own_measures(session, team.id)[0]
    fens = make_team(session, "Fens")
    session.commit()
    token = _token(client, f"/teams/{team.id}/measures")
    for page in ("measures", "measures/new", "measures/new-total"):
        assert client.get(f"/teams/{fens.id}/{page}").status_code == 404
    for whose in (fens.id, team.id):
        found = client.post(
            f"/teams/{whose}/measures/{own.id if whose == fens.id else fens.id}/retire",
            data={"csrf_token": token},
        )
        assert found.status_code == 404


def _token(client: HouseClient, address: str) -> str:
    client.get(address)
    return Page(client.tree).field("csrf_token").get("value", "")


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "9" * 400, "-1", "1e309", "NaN"])
def test_what_no_kind_person_types_is_answered(
    client: HouseClient, session: Session, team: Team, case: Case, typed: str
) -> None:
    measures = f"/teams/{team.id}/measures"
    client.get(f"{measures}/new-total")
    submit(client, f"{measures}/new-total", **PAM)
    key = list_own_measures(session, team.id)[0].key
    readings = f"/cases/{case.id}/readings"
    for address in (
        *(f"{measures}/new", f"{measures}/new-total"),
        *(f"{readings}/{key}/take", f"{readings}/ucla3/take", f"{readings}/ons4/take?how={typed}"),
    ):
        client.get(address)
        names = [each.get("name", "") for each in client.tree.iter() if each.get("name")]
        sent = dict.fromkeys(names, typed) | {"csrf_token": _token(client, address)}
        answer = client.post(address, data=sent)
        assert answer.status_code < 500, address
        assert "<script>alert(1)" not in answer.text
        only_token = {"csrf_token": sent["csrf_token"]}
        assert client.post(address, data=only_token).status_code == 400, address
