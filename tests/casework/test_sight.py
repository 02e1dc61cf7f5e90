"""A restricted person is seen by those who are named, in every query, and by nobody else."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlmodel import Session

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.cases import assign_case
from lily.casework.actions.restrictions import lift_restriction, restrict
from lily.casework.choices import CaseState
from lily.casework.models import Case, Client, EmergencyLook, Referral
from lily.casework.sight import Sight, sight_of, whole_sight
from lily.errors import Invalid, NotFound, Refused
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team, refer


class Hidden(NamedTuple):
    """A restricted person's case, with the referral it began with, and the team."""

    team: Team
    case: Case
    client: Client
    referral: Referral
    worker: Account


@pytest.fixture
def hidden(session: Session) -> Hidden:
    """Return a case of a restricted person, beside one of somebody whom all see."""
    worker = make_account(session, Role.LINK_WORKER)
    team = make_team(session, "Coast", worker)
    make_case(session, team, first_name="Open", phone="01632 960111")
    case = make_case(session, team, worker)
    client = session.get_one(Client, case.client_id)
    restrict(session, client, "Her former husband works here.", by=SYSTEM)
    [referral] = queries.list_referrals_of(session, case)
    return Hidden(team, case, client, referral, worker)


def _member(session: Session, team: Team, *roles: Role) -> Sight:
    account = make_account(session, *roles)
    teams.add_member(session, team, account.id, by=SYSTEM)
    return sight_of(session, account.id, roles)


def _finds(session: Session, hidden: Hidden, sight: Collection[UUID]) -> set[str]:
    """Return the ways in which the restricted person is found."""
    asked: dict[str, Callable[[], object]] = {
        "case": lambda: queries.get_case(session, hidden.case.id, teams=sight),
        "client": lambda: queries.get_client(session, hidden.client.id, teams=sight),
        "referral": lambda: queries.get_referral(session, hidden.referral.id, teams=sight),
    }
    found = set()
    for name, ask in asked.items():
        try:
            ask()
        except NotFound:
            continue
        found.add(name)
    listed = queries.list_cases(session, teams=sight)
    found |= {"list" for each in listed if each.client.id == hidden.client.id}
    if queries.count_cases(session, teams=sight) == 2:
        found.add("count")
    again = refer(session, hidden.team)
    found |= {"likely" for _ in queries.list_likely(session, again, teams=sight)}
    return found


EVERY = {"case", "client", "referral", "list", "count", "likely"}


@pytest.mark.parametrize(
    ("roles", "is_seen"),
    [
        ((Role.LINK_WORKER,), False),
        ((Role.TEAM_LEADER,), True),
        ((Role.LINK_WORKER, Role.SAFEGUARDING_LEAD), True),
        ((Role.ADMINISTRATOR, Role.LINK_WORKER), False),
    ],
)
def test_a_restricted_person_is_seen_by_named_roles_alone(
    session: Session, hidden: Hidden, roles: tuple[Role, ...], is_seen: bool
) -> None:
    sight = _member(session, hidden.team, *roles)
    assert _finds(session, hidden, sight) == (EVERY if is_seen else set())
    assert queries.count_cases(session, teams=sight) == (2 if is_seen else 1)


def test_the_role_counts_in_ones_own_team_alone(session: Session, hidden: Hidden) -> None:
    other = make_team(session, "Fens")
    assert _finds(session, hidden, _member(session, other, Role.TEAM_LEADER)) == set()


def test_whoever_helps_sees_the_case_until_somebody_else_does(
    session: Session, hidden: Hidden
) -> None:
    own = sight_of(session, hidden.worker.id, [Role.LINK_WORKER])
    assert _finds(session, hidden, own) == EVERY
    assign_case(session, hidden.case, None, by=SYSTEM)
    assert _finds(session, hidden, own) == set()


def test_teams_without_an_account_see_nobody_who_is_restricted(
    session: Session, hidden: Hidden
) -> None:
    assert _finds(session, hidden, {hidden.team.id}) == set()
    assert _finds(session, hidden, whole_sight([hidden.team.id])) == EVERY


def test_a_likely_match_that_is_hidden_is_counted_and_not_named(
    session: Session, hidden: Hidden
) -> None:
    colleague = _member(session, hidden.team, Role.LINK_WORKER)
    leader = _member(session, hidden.team, Role.TEAM_LEADER)
    again = refer(session, hidden.team)
    assert queries.count_hidden_likely(session, again, teams=colleague) == 1
    assert queries.count_hidden_likely(session, again, teams=leader) == 0


def test_an_emergency_opens_the_record_and_puts_it_in_no_list(
    session: Session, hidden: Hidden
) -> None:
    account = make_account(session, Role.LINK_WORKER)
    teams.add_member(session, hidden.team, account.id, by=SYSTEM)
    now = clock.now()
    look = EmergencyLook(
        client_id=hidden.client.id, account_id=account.id, reason="She does not answer.",
        opened_at=now, ends_at=now + timedelta(minutes=1),
    )  # fmt: skip
    session.add(look)
    session.flush()
    sight = sight_of(session, account.id, [Role.LINK_WORKER])
    assert _finds(session, hidden, sight) == {"case", "referral"}
    assert not sight.sees(hidden.case, hidden.client)
    look.ends_at = now
    session.flush()
    assert _finds(session, hidden, sight_of(session, account.id, [Role.LINK_WORKER])) == set()


def test_who_is_taken_out_of_every_team_sees_nothing_of_an_emergency(session: Session) -> None:
    team, account = make_team(session, "Fens"), make_account(session, Role.LINK_WORKER)
    case, now = make_case(session, team), clock.now()
    session.add(
        EmergencyLook(
            client_id=case.client_id,
            account_id=account.id,
            reason="She does not answer.",
            opened_at=now,
            ends_at=now + timedelta(hours=1),
        )
    )
    session.flush()
    with pytest.raises(NotFound):
        queries.get_case(session, case.id, teams=sight_of(session, account.id, [Role.LINK_WORKER]))


def test_a_closed_case_of_a_restricted_person_is_hidden_too(
    session: Session, hidden: Hidden
) -> None:
    hidden.case.state = CaseState.CLOSED
    session.flush()
    sight = _member(session, hidden.team, Role.LINK_WORKER)
    assert queries.list_cases(session, teams=sight, state=CaseState.CLOSED) == []


def test_a_restriction_is_lifted_with_a_reason(session: Session, hidden: Hidden) -> None:
    leader = make_account(session, Role.TEAM_LEADER)
    with pytest.raises(Invalid, match="Say why"):
        lift_restriction(session, hidden.client, " ", by=Actor(leader.id))
    with pytest.raises(Refused, match="first"):
        restrict(session, hidden.client, "Again.", by=SYSTEM)
    lift_restriction(session, hidden.client, "He has left.", by=Actor(leader.id))
    assert (hidden.client.restricted_by, hidden.client.restricted_reason) == (
        leader.id,
        "He has left.",
    )
    assert _finds(session, hidden, {hidden.team.id}) == EVERY
    with pytest.raises(Refused, match="first"):
        lift_restriction(session, hidden.client, "Again.", by=SYSTEM)
