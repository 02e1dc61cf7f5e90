"""Reading cases and what was done on them. Every question names the teams that it is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Account
from lily.casework.choices import CaseState, ContactOutcome, FlagKind, Purpose
from lily.casework.models import (
    Case,
    CaseContact,
    CaseFlag,
    Client,
    Consent,
    RecordView,
)
from lily.casework.owning import has_nobody
from lily.casework.queries.caseload import Chosen, Covering, Planned
from lily.casework.queries.clients import MISSING
from lily.casework.sight import cases_in, cases_within_reach
from lily.errors import NotFound

PAGE = 100
MOST_LOOKS = 2000
STANDS = col(CaseContact.withdrawn_at).is_(None)
"""Of contacts, those that nobody has withdrawn: they alone count."""
NAMES_ALONE = load_only(
    Client.first_name,  # type: ignore[arg-type]
    Client.last_name,  # type: ignore[arg-type]
    Client.is_restricted,  # type: ignore[arg-type]
    raiseload=True,
)
"""A list opens no more of what is sealed than it shows."""
_NAMES_AND_BIRTH = load_only(
    Client.first_name,  # type: ignore[arg-type]
    Client.last_name,  # type: ignore[arg-type]
    Client.birth_on,  # type: ignore[arg-type]
    raiseload=True,
)


@dataclass(frozen=True)
class ListedCase:
    """A case in a list: whose it is, who helps, and whether nobody does (`worker` has left).

    `flags`, and whether they said no to a record, are asked for with one case alone.
    """

    case: Case
    client: Client
    worker: str
    has_nobody: bool = False
    flags: tuple[FlagKind, ...] = ()
    is_record_unwanted: bool = False


def get_case(session: Session, case_id: UUID, *, teams: Collection[UUID]) -> ListedCase:
    """Return a case of one of these teams, or of an emergency. Raises NotFound for any other."""
    wanted = _cases().where(col(Case.id) == case_id, cases_within_reach(teams))
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound(MISSING)
    open_flags = session.exec(
        select(CaseFlag.kind).where(CaseFlag.case_id == case_id, col(CaseFlag.ended_at).is_(None))
    )
    listed = _listed(found)
    return replace(
        listed,
        flags=tuple(sorted(set(map(FlagKind, open_flags)))),
        is_record_unwanted=is_record_unwanted(session, listed.client.id),
    )


def is_record_unwanted(session: Session, client_id: UUID) -> bool:
    """Say whether the last that a person said of our keeping notes is no, or that they stop it."""
    latest = session.exec(
        select(Consent)
        .where(Consent.client_id == client_id, Consent.purpose == Purpose.HOLD_RECORD)
        .order_by(col(Consent.given_on).desc(), col(Consent.made_at).desc())
        .limit(1)
    ).first()
    return latest is not None and bool(latest.is_refused or latest.withdrawn_on)


def list_cases(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    call_by: date | None = None,
    state: CaseState = CaseState.OPEN,
    page: int = 1,
    covers: Sequence[Covering] = (),
    chosen: Chosen | None = None,
) -> list[ListedCase]:
    """Return a page of the cases of teams, or of one worker, the next call first.

    With a day: those to ring by then, and those of which nobody has planned a call, so that none
    drops out of sight. `covers` are those for whom the worker stands in.
    """
    wanted = _cases().where(
        cases_in(teams), col(Case.state) == state, *whose(worker_id, covers), *_conditions(chosen)
    )
    if call_by:
        is_planned_late = col(Case.next_call_on) > call_by
        wanted = wanted.where(sa.or_(~is_planned_late, col(Case.next_call_on).is_(None)))
    ordered = wanted.order_by(
        col(Case.next_call_on).is_(None), col(Case.next_call_on), col(Case.id)
    )
    on_page = ordered.offset((page - 1) * PAGE).limit(PAGE).options(NAMES_ALONE)
    return [_listed(row) for row in session.execute(on_page)]


def count_cases(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    state: CaseState = CaseState.OPEN,
    covers: Sequence[Covering] = (),
    chosen: Chosen | None = None,
) -> int:
    """Return how many cases teams have in a state, or one worker of them."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Case)
        .where(
            cases_in(teams),
            col(Case.state) == state,
            *whose(worker_id, covers),
            *_conditions(chosen),
        )
    )
    return session.scalar(wanted) or 0


def count_calls(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID,
    today: date,
    covers: Sequence[Covering] = (),
) -> dict[Planned, int]:
    """Return how many open cases of a worker are to be rung by now, and have no call planned."""
    many = sa.func.count()
    counts = session.execute(
        sa.select(*(many.filter(*Chosen(planned=each).conditions(today)) for each in Planned))
        .select_from(Case)
        .where(cases_in(teams), col(Case.state) == CaseState.OPEN, *whose(worker_id, covers))
    ).one()
    return dict(zip(Planned, counts, strict=True))


def whose(worker_id: UUID | None, covers: Sequence[Covering]) -> list[sa.ColumnElement[bool]]:
    """Return what is asked of cases of one worker, and of those whom they stand in for."""
    if worker_id is None:
        return []
    away = [
        sa.and_(col(Case.worker_id) == each.cover.away_id, col(Case.team_id) == each.cover.team_id)
        for each in covers
    ]
    return [sa.or_(col(Case.worker_id) == worker_id, *away)]


def _conditions(chosen: Chosen | None) -> list[sa.ColumnElement[bool]]:
    return chosen.conditions(clock.today()) if chosen else []


def list_cases_by_id(
    session: Session, case_ids: Collection[UUID], *, teams: Collection[UUID]
) -> list[ListedCase]:
    """Return these cases, as far as they are of these teams, the next call first."""
    wanted = _cases().where(cases_in(teams), col(Case.id).in_(case_ids)).options(NAMES_ALONE)
    ordered = wanted.order_by(
        col(Case.next_call_on).is_(None), col(Case.next_call_on), col(Case.id)
    )
    return [_listed(row) for row in session.execute(ordered)]


def list_cases_of(
    session: Session, client_ids: Collection[UUID], *, teams: Collection[UUID]
) -> list[ListedCase]:
    """Return one case of each of these people, by name: an open one first, else the latest."""
    rows = session.execute(
        _cases()
        .where(cases_in(teams), col(Client.id).in_(client_ids))
        .order_by(col(Case.state).desc(), col(Case.opened_on).desc(), col(Case.id))
        .options(_NAMES_AND_BIRTH)
    )
    found: dict[UUID, ListedCase] = {}
    for row in rows:
        found.setdefault(row[1].id, _listed(row))
    return sorted(found.values(), key=lambda each: (each.client.last_name, each.client.first_name))


def _cases() -> sa.Select[Case, Client, str, bool]:
    return (
        sa.select(Case, Client, col(Account.name), has_nobody().label("has_nobody"))
        .join(Client, col(Client.id) == col(Case.client_id))
        .outerjoin(Account, col(Account.id) == col(Case.worker_id))
    )


def _listed(row: sa.Row[Case, Client, str, bool]) -> ListedCase:
    return ListedCase(row[0], row[1], row[2] or "", bool(row[3]))


def list_contacts(session: Session, case: Case) -> list[tuple[CaseContact, str]]:
    """Return what came of reaching a person, the latest first, with who wrote it down.

    What was withdrawn is not among it.
    """
    told = list_contacts_ever(session, case)
    return [(each, name) for each, name, _ in told if each.withdrawn_at is None]


def list_contacts_ever(session: Session, case: Case) -> list[tuple[CaseContact, str, str]]:
    """Return every contact of a case, the latest first: who wrote it down, and who withdrew it."""
    withdrawer = aliased(Account)
    rows = session.execute(
        sa.select(CaseContact, col(Account.name), col(withdrawer.name))
        .outerjoin(Account, col(Account.id) == col(CaseContact.account_id))
        .outerjoin(withdrawer, col(withdrawer.id) == col(CaseContact.withdrawn_by))
        .where(col(CaseContact.case_id) == case.id)
        .order_by(col(CaseContact.made_at).desc(), col(CaseContact.id))
    )
    return [(contact, name or "", by or "") for contact, name, by in rows]


def get_contact(session: Session, contact_id: UUID, *, case_id: UUID) -> CaseContact:
    """Return a contact of a case. Raises NotFound for any other."""
    found = session.get(CaseContact, contact_id)
    if found is None or found.case_id != case_id:
        raise NotFound(MISSING)
    return found


def is_closed(session: Session, case_id: UUID) -> bool:
    """Say whether a case has ended."""
    state = session.exec(select(Case.state).where(Case.id == case_id)).first()
    return state is CaseState.CLOSED


def has_contact(session: Session, case_id: UUID) -> bool:
    """Say whether the person of a case was spoken with."""
    spoke = select(CaseContact.id).where(
        CaseContact.case_id == case_id, CaseContact.outcome == ContactOutcome.SPOKE, STANDS
    )
    return session.exec(spoke).first() is not None


@dataclass(frozen=True)
class Looked:
    """How often somebody looked at a record on a day, and when first and last."""

    name: str
    first: datetime
    last: datetime
    count: int


def list_views(session: Session, record_ids: Collection[UUID]) -> list[Looked]:
    """Return who looked at these referrals and cases, by person and day, the latest first.

    Of more than MOST_LOOKS looks, the latest.
    """
    rows = session.execute(
        sa.select(col(RecordView.account_id), col(Account.name), col(RecordView.seen_at))
        .outerjoin(Account, col(Account.id) == col(RecordView.account_id))
        .where(col(RecordView.record_id).in_(record_ids))
        .order_by(col(RecordView.seen_at).desc())
        .limit(MOST_LOOKS)
    )
    found: dict[tuple[UUID | None, date], Looked] = {}
    for account_id, name, seen_at in rows:
        key = account_id, seen_at.astimezone(clock.UK).date()
        later = found.get(key)
        found[key] = (
            replace(later, first=seen_at, count=later.count + 1)
            if later
            else Looked(name or "", seen_at, seen_at, 1)
        )
    return list(found.values())
