"""Reading flags: those of a case, and those that somebody must look at again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.layers import Reader, may_read_flag
from lily.casework.lists import MOST
from lily.casework.models import Case, CaseFlag, Client
from lily.casework.queries.clients import MISSING
from lily.casework.sight import cases_in
from lily.errors import NotFound


@dataclass(frozen=True)
class ListedFlag:
    """A flag, who raised it and who ended it, and whether its words are for whoever asks."""

    flag: CaseFlag
    by: str
    ended_by: str
    is_readable: bool


def list_flags(
    session: Session, case_id: UUID, who: Reader, *, open_alone: bool = False
) -> list[ListedFlag]:
    """Return the flags of a case: the open ones first, the next to be looked at again first."""
    ender = aliased(Account)
    wanted = (
        sa.select(CaseFlag, col(Account.name), col(ender.name))
        .outerjoin(Account, col(Account.id) == col(CaseFlag.raised_by))
        .outerjoin(ender, col(ender.id) == col(CaseFlag.ended_by))
        .where(col(CaseFlag.case_id) == case_id)
        .order_by(col(CaseFlag.ended_at).is_not(None), col(CaseFlag.review_on), col(CaseFlag.id))
    )
    if open_alone:
        wanted = wanted.where(col(CaseFlag.ended_at).is_(None))
    return [
        ListedFlag(flag, by or "", ended_by or "", may_read_flag(flag, who))
        for flag, by, ended_by in session.execute(wanted)
    ]


def get_flag(session: Session, flag_id: UUID, *, case_id: UUID) -> CaseFlag:
    """Return a flag of a case. Raises NotFound for any other."""
    found = session.exec(
        select(CaseFlag).where(CaseFlag.id == flag_id, CaseFlag.case_id == case_id)
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def list_flags_to_review(
    session: Session, *, teams: Collection[UUID], by: date
) -> list[tuple[CaseFlag, Client]]:
    """Return the open flags of teams that somebody must look at again by a day, and of whom."""
    rows = session.execute(
        sa.select(CaseFlag, Client)
        .join(Case, col(Case.id) == col(CaseFlag.case_id))
        .join(Client, col(Client.id) == col(Case.client_id))
        .where(
            cases_in(teams),
            col(CaseFlag.ended_at).is_(None),
            col(CaseFlag.review_on) <= by,
        )
        .order_by(col(CaseFlag.review_on), col(CaseFlag.id))
        .limit(MOST)
        .options(
            load_only(Client.first_name, Client.last_name),  # type: ignore[arg-type]
            load_only(CaseFlag.case_id, CaseFlag.kind, CaseFlag.review_on),  # type: ignore[arg-type]
        )
    )
    return [(flag, client) for flag, client in rows]
