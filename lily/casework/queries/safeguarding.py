"""Reading the cases on which somebody may be at risk, for those who act on it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col

from lily.casework.choices import CaseState, NoteLayer
from lily.casework.lists import MOST
from lily.casework.models import (
    Case,
    CaseFlag,
    CaseNote,
    Client,
    Escalation,
    EscalationOutcome,
)
from lily.casework.queries.cases import ListedCase, get_case
from lily.casework.queries.clients import MISSING
from lily.casework.sight import cases_in
from lily.errors import NotFound

_IS_NAMED = (col(CaseNote.layer) == NoteLayer.NAMED, col(CaseNote.corrects_id).is_(None))


@dataclass(frozen=True)
class ListedConcern:
    """A case on which somebody may be at risk: how many open flags, notes and escalations.

    `waiting` counts the escalations of which nobody has written down what came of them.
    """

    case: Case
    client: Client
    flags: int
    notes: int
    escalations: int
    waiting: int


def list_concerns(session: Session, *, teams: Collection[UUID]) -> list[ListedConcern]:
    """Return the cases of teams with an open flag, a safeguarding note or an escalation.

    A case that is closed is among them for as long as a flag is open, or an escalation waits.
    """
    came = sa.select(col(EscalationOutcome.id)).where(
        col(EscalationOutcome.escalation_id) == col(Escalation.id)
    )
    flags = _count(CaseFlag, col(CaseFlag.ended_at).is_(None))
    notes, told = _count(CaseNote, *_IS_NAMED), _count(Escalation)
    waiting = _count(Escalation, ~came.exists())
    is_concern = sa.or_(
        flags > 0,
        waiting > 0,
        sa.and_(col(Case.state) == CaseState.OPEN, sa.or_(notes > 0, told > 0)),
    )
    rows = session.execute(
        sa.select(Case, Client, flags, notes, told, waiting)
        .join(Client, col(Client.id) == col(Case.client_id))
        .where(cases_in(teams), is_concern)
        .order_by(waiting.desc(), flags.desc(), col(Case.opened_on).desc(), col(Case.id))
        .limit(MOST)
        .options(load_only(Client.first_name, Client.last_name))  # type: ignore[arg-type]
    )
    return [ListedConcern(*row) for row in rows]


def get_concern(session: Session, case_id: UUID, *, teams: Collection[UUID]) -> ListedCase:
    """Return a case of these teams that ever had a flag, a safeguarding note or an escalation.

    Raises NotFound for any other.
    """
    found = get_case(session, case_id, teams=teams)
    marks = (
        sa.select(col(CaseFlag.id)).where(col(CaseFlag.case_id) == case_id),
        sa.select(col(CaseNote.id)).where(col(CaseNote.case_id) == case_id, *_IS_NAMED),
        sa.select(col(Escalation.id)).where(col(Escalation.case_id) == case_id),
    )
    if not session.scalar(sa.select(sa.or_(*(each.exists() for each in marks)))):
        raise NotFound(MISSING)
    return found


def _count(table: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.case_id == col(Case.id), *where)
        .correlate(Case)
        .scalar_subquery()
    )
