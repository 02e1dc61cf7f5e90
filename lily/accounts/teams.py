"""Teams: people who work together."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from lily import clock
from lily.accounts.models import Account, AccountRole, Team, TeamMember
from lily.accounts.permissions import Permission, roles_with
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid, NotFound


def list_teams(session: Session) -> Sequence[tuple[Team, int]]:
    """Return every team by name, with how many belong to it."""
    counted = (
        select(Team, func.count(col(TeamMember.id)))
        .join(TeamMember, col(TeamMember.team_id) == col(Team.id), isouter=True)
        .group_by(col(Team.id))
        .order_by(Team.name)
    )
    return [(team, count) for team, count in session.exec(counted)]


def get_team(session: Session, team_id: UUID) -> Team:
    """Return a team. Raises NotFound."""
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound("We do not know that team. Choose one from the list.")
    return team


def list_taking_referrals(session: Session) -> Sequence[Team]:
    """Return the teams that people may be referred to, by name."""
    return session.exec(
        select(Team).where(col(Team.takes_referrals).is_(True)).order_by(Team.name)
    ).all()


def set_takes_referrals(session: Session, team: Team, *, takes: bool, by: Actor) -> None:
    """Say whether people may be referred to a team."""
    if takes == team.takes_referrals:
        return
    changes = {"takes_referrals": (team.takes_referrals, takes)}
    team.takes_referrals, team.changed_at = takes, clock.now()
    session.flush()
    record(session, "set_takes_referrals", by=by, kind="team", subject_id=team.id, changes=changes)


def list_members(session: Session, team_id: UUID) -> Sequence[Account]:
    """Return who belongs to a team, by name, without their roles."""
    return session.exec(
        select(Account)
        .join(TeamMember, col(TeamMember.account_id) == col(Account.id))
        .where(TeamMember.team_id == team_id)
        .order_by(Account.name, Account.email)
    ).all()


def list_members_who_may(
    session: Session, team_id: UUID, permission: Permission
) -> Sequence[Account]:
    """Return who of a team may do a thing, by name; not those whose account is disabled."""
    may = sa.select(col(AccountRole.account_id)).where(
        col(AccountRole.role).in_(roles_with(permission))
    )
    return session.exec(
        select(Account)
        .join(TeamMember, col(TeamMember.account_id) == col(Account.id))
        .where(
            TeamMember.team_id == team_id,
            col(Account.id).in_(may),
            col(Account.disabled_at).is_(None),
        )
        .order_by(Account.name, Account.email)
    ).all()


def teams_of(session: Session, account_id: UUID) -> Sequence[Team]:
    """Return the teams that an account belongs to, by name."""
    return session.exec(
        select(Team)
        .join(TeamMember, col(TeamMember.team_id) == col(Team.id))
        .where(TeamMember.account_id == account_id)
        .order_by(Team.name)
    ).all()


def share_a_team(session: Session, one: UUID, other: UUID) -> bool:
    """Say whether two accounts belong to one team."""
    theirs = sa.select(col(TeamMember.team_id)).where(col(TeamMember.account_id) == other)
    both = sa.select(col(TeamMember.id)).where(
        col(TeamMember.account_id) == one, col(TeamMember.team_id).in_(theirs)
    )
    return bool(session.scalar(sa.select(both.exists())))


def _check_name(session: Session, name: str) -> None:
    if session.exec(select(Team.id).where(Team.name == name)).first():
        raise Invalid("name", "There is a team of that name. Choose another name.")


def make_team(session: Session, name: str, *, by: Actor) -> Team:
    """Make a team. Raises Invalid where there is one of that name."""
    _check_name(session, name)
    team = Team(name=name)
    session.add(team)
    session.flush()
    record(
        session, "make_team", by=by, kind="team", subject_id=team.id, changes={"name": ("", name)}
    )
    return team


def rename_team(session: Session, team: Team, name: str, *, by: Actor) -> None:
    """Give a team another name. Raises Invalid where there is one of that name."""
    if name == team.name:
        return
    _check_name(session, name)
    changes = {"name": (team.name, name)}
    team.name, team.changed_at = name, clock.now()
    session.add(team)
    session.flush()
    record(session, "rename_team", by=by, kind="team", subject_id=team.id, changes=changes)


def add_member(session: Session, team: Team, account_id: UUID, *, by: Actor) -> None:
    """Put an account into a team; where it is in, nothing happens."""
    if _find_member(session, team.id, account_id):
        return
    session.add(TeamMember(team_id=team.id, account_id=account_id))
    session.flush()
    record(
        session,
        "add_member",
        by=by,
        kind="team",
        subject_id=team.id,
        changes={"member": (None, account_id)},
    )


def remove_member(session: Session, team: Team, account_id: UUID, *, by: Actor) -> None:
    """Take an account out of a team. Raises NotFound where it is not in."""
    member = _find_member(session, team.id, account_id)
    if member is None:
        raise NotFound("They are not in this team.")
    session.delete(member)
    session.flush()
    record(
        session,
        "remove_member",
        by=by,
        kind="team",
        subject_id=team.id,
        changes={"member": (account_id, None)},
    )


def _find_member(session: Session, team_id: UUID, account_id: UUID) -> TeamMember | None:
    return session.exec(
        select(TeamMember).where(TeamMember.team_id == team_id, TeamMember.account_id == account_id)
    ).first()
