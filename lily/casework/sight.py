"""Whom an account sees: the people of its teams, but for those whose record is restricted.

A restricted person is seen by whoever looks after the team's cases, by its safeguarding leads, by
whoever helps with the case, and by whoever opened the record in an emergency. The conditions below
are the one place where that is decided; every query on people, cases and referrals uses them.
Teams that come without an account see nobody who is restricted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.permissions import Permission, permissions_of
from lily.accounts.teams import teams_of
from lily.casework.models import Case, Client, EmergencyLook, Referral

Condition = sa.ColumnElement[bool]
_HIDDEN, _OWN = aliased(Client), aliased(Case)
_RESTRICTED = sa.select(col(_HIDDEN.id)).where(col(_HIDDEN.is_restricted)).correlate(None)


@dataclass(frozen=True, eq=False)
class Sight(Collection[UUID]):
    """The teams of an account, and whom of theirs it sees. It stands wherever teams are asked for.

    `sees_restricted` are those of the teams of which it sees everybody; `opened` are the people
    whom it opened in an emergency, with the look that did.
    """

    teams: frozenset[UUID]
    account_id: UUID | None = None
    sees_restricted: frozenset[UUID] = frozenset()
    opened: Mapping[UUID, EmergencyLook] = field(default_factory=dict)

    def __contains__(self, team_id: object) -> bool:
        """Say whether a team is one of them."""
        return team_id in self.teams

    def __iter__(self) -> Iterator[UUID]:
        """Yield the teams."""
        return iter(self.teams)

    def __len__(self) -> int:
        """Return how many teams there are."""
        return len(self.teams)

    def sees(self, case: Case, client: Client) -> bool:
        """Say whether a case is seen without an emergency."""
        is_theirs = self.account_id is not None and case.worker_id == self.account_id
        is_open = not client.is_restricted or case.team_id in self.sees_restricted or is_theirs
        return case.team_id in self.teams and is_open


def sight_of(session: Session, account_id: UUID, roles: Iterable[Role]) -> Sight:
    """Return what an account sees now. Who is in no team sees nobody."""
    roles = frozenset(roles)
    teams = frozenset(team.id for team in teams_of(session, account_id))
    is_named = Role.SAFEGUARDING_LEAD in roles or (
        Permission.LOOK_AFTER_CASES in permissions_of(roles)
    )
    looks = session.exec(
        select(EmergencyLook)
        .where(EmergencyLook.account_id == account_id, col(EmergencyLook.ends_at) > clock.now())
        .order_by(col(EmergencyLook.ends_at))
    ).all()
    return Sight(
        teams=teams,
        account_id=account_id,
        sees_restricted=teams if is_named else frozenset(),
        opened={look.client_id: look for look in looks} if teams else {},
    )


def whole_sight(teams: Iterable[UUID]) -> Sight:
    """Return the sight of everybody in these teams: for work that nobody reads."""
    every = frozenset(teams)
    return Sight(every, sees_restricted=every)


def _sight(teams: Collection[UUID]) -> Sight:
    return teams if isinstance(teams, Sight) else Sight(frozenset(teams))


def cases_in(teams: Collection[UUID]) -> Condition:
    """Return the condition on cases that a list may show."""
    sight = _sight(teams)
    ways: list[Condition] = [
        col(Case.client_id).not_in(_RESTRICTED),
        col(Case.team_id).in_(sight.sees_restricted),
    ]
    if sight.account_id:
        ways.append(col(Case.worker_id) == sight.account_id)
    return sa.and_(col(Case.team_id).in_(sight.teams), sa.or_(*ways))


def cases_within_reach(teams: Collection[UUID]) -> Condition:
    """Return the condition on cases that may be opened: those opened in an emergency too."""
    return sa.or_(cases_in(teams), col(Case.client_id).in_(_sight(teams).opened))


def clients_in(teams: Collection[UUID]) -> Condition:
    """Return the condition on people whom a list may show."""
    sight = _sight(teams)
    ways: list[Condition] = [
        ~col(Client.is_restricted),
        col(Client.team_id).in_(sight.sees_restricted),
    ]
    if sight.account_id:
        helped = sa.select(col(_OWN.client_id)).where(col(_OWN.worker_id) == sight.account_id)
        ways.append(col(Client.id).in_(helped))
    return sa.and_(col(Client.team_id).in_(sight.teams), sa.or_(*ways))


def referrals_in(teams: Collection[UUID]) -> Condition:
    """Return the condition on referrals that a list may show."""
    return sa.and_(
        col(Referral.team_id).in_(_sight(teams).teams),
        sa.or_(col(Referral.case_id).is_(None), _of_case(cases_in(teams))),
    )


def referrals_within_reach(teams: Collection[UUID]) -> Condition:
    """Return the condition on referrals that may be opened: of an emergency too."""
    opened = col(Case.client_id).in_(_sight(teams).opened)
    return sa.or_(referrals_in(teams), _of_case(opened))


def _of_case(condition: Condition) -> Condition:
    of_case = sa.select(col(Case.id)).where(col(Case.id) == col(Referral.case_id), condition)
    return of_case.correlate(Referral).exists()
