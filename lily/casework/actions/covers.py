"""Cover for leave: a colleague sees the cases of one who is away, for as long as it lasts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.models import Cover
from lily.errors import Invalid, Refused

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Away:
    """Who is away from when until when, both days included, and who covers."""

    away_id: UUID
    covering_id: UUID
    from_on: date
    until_on: date


def set_cover(session: Session, team_id: UUID, away: Away, *, by: Actor) -> Cover:
    """Let a colleague cover for one who is away. Raises Invalid with the field.

    Nobody is covered twice on one day, nor by somebody who is away themselves.
    """
    _check(session, team_id, away)
    _take_turn(session, team_id)
    _check_others(session, team_id, away)
    cover = Cover(
        team_id=team_id,
        away_id=away.away_id,
        covering_id=away.covering_id,
        from_on=away.from_on,
        until_on=away.until_on,
    )
    session.add(cover)
    session.flush()
    changes = {
        "away": (None, away.away_id),
        "covering": (None, away.covering_id),
        "from_on": (None, away.from_on),
        "until_on": (None, away.until_on),
    }
    record(session, "set_cover", by=by, kind="cover", subject_id=cover.id, changes=changes)
    return cover


def _check(session: Session, team_id: UUID, away: Away) -> None:
    members = {each.id for each in list_members_who_may(session, team_id, Permission.WORK_CASES)}
    if away.away_id not in members:
        raise Invalid("away", "Choose somebody of this team.")
    if away.covering_id not in members:
        raise Invalid("covering", "Choose somebody of the same team.")
    if away.away_id == away.covering_id:
        raise Invalid("covering", "Choose a colleague. Nobody covers for themselves.")
    if away.until_on < away.from_on:
        raise Invalid("until_on", "The last day comes before the first. Check both.")
    if away.until_on < clock.today():
        raise Invalid("until_on", "This day has passed. Choose today or later.")
    if (away.until_on - away.from_on).days > LONGEST_DAYS:
        raise Invalid("until_on", "Choose a year at most. You can set it again then.")


def _check_others(session: Session, team_id: UUID, away: Away) -> None:
    """Raise Invalid where another cover stands in the way on one of the days."""
    others = session.exec(
        select(Cover).where(
            Cover.team_id == team_id,
            col(Cover.ended_at).is_(None),
            col(Cover.from_on) <= away.until_on,
            col(Cover.until_on) >= away.from_on,
        )
    ).all()
    for other in others:
        days = f"from {_said(other.from_on)} until {_said(other.until_on)}"
        if other.away_id == away.away_id:
            raise Invalid("from_on", f"They are covered already {days}. End that first.")
        if other.away_id == away.covering_id:
            raise Invalid("covering", f"This colleague is away {days}. Choose another.")
        if other.covering_id == away.away_id:
            raise Invalid("away", f"They cover for somebody else {days}. End that first.")


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _take_turn(session: Session, team_id: UUID) -> None:
    """Let one at a time set cover in a team, so that a double press makes one."""
    session.execute(
        sa.update(Team).where(col(Team.id) == team_id).values(changed_at=col(Team.changed_at))
    )


def end_cover(session: Session, cover: Cover, *, by: Actor) -> None:
    """End a cover now. Raises Refused where it has ended."""
    done = session.execute(
        sa.update(Cover)
        .where(col(Cover.id) == cover.id, col(Cover.ended_at).is_(None))
        .values(ended_at=clock.now(), changed_at=clock.now())
    )
    session.refresh(cover)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("This cover has ended already.")
    record(session, "end_cover", by=by, kind="cover", subject_id=cover.id)
