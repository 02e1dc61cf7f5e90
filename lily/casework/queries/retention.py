"""Reading which records are due to be looked at, for the teams that somebody is in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from lily import clock
from lily.casework.choices import CaseState, Purpose, ReferralState
from lily.casework.lists import MOST
from lily.casework.models import (
    Case,
    CaseContact,
    Client,
    Consent,
    ErasureRequest,
    KeptLonger,
    LegalHold,
    Referral,
)
from lily.casework.queries.cases import STANDS
from lily.casework.retention import Rules, Subject
from lily.casework.sight import cases_in, clients_in, referrals_in


@dataclass(frozen=True)
class Due:
    """A record whose time is up. `case_id` is the last case, None for a referral."""

    subject: Subject
    last_on: date
    due_on: date
    case_id: UUID | None = None


@dataclass(frozen=True)
class Waiting:
    """A record that waits: with a legal hold, or for a second person. `case_id` as in Due."""

    subject: Subject
    row: LegalHold | ErasureRequest
    case_id: UUID | None


def list_due(session: Session, today: date, rules: Rules, *, teams: Collection[UUID]) -> list[Due]:
    """Return the records of teams whose time is up and which nobody keeps longer, the oldest first.

    The clock of a person starts at the last contact, or when the last case closed if that was
    later. While a case is open there is none. That of a referral starts when it was declined.
    """
    kept = _kept_longer(session, today)
    found = [*_due_people(session, today, rules, teams), *_due_referrals(session, rules, teams)]
    due = [each for each in found if each.due_on <= today and each.subject.name[1] not in kept]
    return sorted(due, key=lambda each: (each.due_on, str(each.subject.name[1])))[:MOST]


def _kept_longer(session: Session, today: date) -> set[UUID]:
    rows = session.execute(
        sa.select(col(KeptLonger.client_id), col(KeptLonger.referral_id))
        .group_by(col(KeptLonger.client_id), col(KeptLonger.referral_id))
        .having(sa.func.max(col(KeptLonger.until_on)) > today)
    )
    return {client or referral for client, referral in rows}


def _due_people(
    session: Session, today: date, rules: Rules, teams: Collection[UUID]
) -> Iterator[Due]:
    """Yield those whom nobody helps, and whose last case closed long ago."""
    is_open = sa.case((col(Case.state) == CaseState.OPEN, 1), else_=0)
    ended = (
        sa.select(col(Case.client_id))
        .where(cases_in(teams))
        .group_by(col(Case.client_id))
        .having(
            sa.func.sum(is_open) == 0, sa.func.max(col(Case.closed_on)) <= rules.cases_before(today)
        )
    )
    rows = session.execute(cases_with_contact().where(col(Case.client_id).in_(ended)))
    yield from last_of_each(rows, rules)


def cases_with_contact() -> sa.Select[Case, datetime | None]:
    """Return the question for cases, each with the instant of its last contact."""
    return (
        sa.select(Case, sa.func.max(col(CaseContact.made_at)))
        .outerjoin(CaseContact, (col(CaseContact.case_id) == col(Case.id)) & STANDS)
        .group_by(col(Case.id))
    )


def last_of_each(rows: Iterable[Any], rules: Rules) -> Iterator[Due]:
    """Yield for each person of these cases when we were last in touch, and when that is due."""
    last: dict[UUID, tuple[date, Case]] = {}
    for case, contact in rows:
        on = max(case.closed_on or case.opened_on, day_of(contact) or date.min)
        known = last.get(case.client_id)
        if known is None or on > known[0]:
            last[case.client_id] = (on, case)
    for client_id, (on, case) in last.items():
        subject = Subject(case.team_id, client_id=client_id)
        yield Due(subject, on, rules.case_due_on(on), case.id)


def day_of(instant: datetime | None) -> date | None:
    """Return the day of an instant by the clock of the country; nothing stays nothing."""
    return instant.astimezone(clock.UK).date() if instant else None


def _due_referrals(session: Session, rules: Rules, teams: Collection[UUID]) -> Iterator[Due]:
    rows = session.execute(
        sa.select(col(Referral.id), col(Referral.team_id), col(Referral.decided_at)).where(
            referrals_in(teams),
            col(Referral.state) == ReferralState.DECLINED,
            col(Referral.case_id).is_(None),
        )
    )
    for referral_id, team_id, decided_at in rows:
        on = day_of(decided_at) or date.min
        yield Due(Subject(team_id, referral_id=referral_id), on, rules.referral_due_on(on))


def list_held(session: Session, *, teams: Collection[UUID]) -> list[Waiting]:
    """Return the records of teams with a legal hold, the oldest first."""
    return list(_waiting(session, LegalHold, teams, col(LegalHold.ended_on).is_(None)))


def list_unwanted(session: Session, *, teams: Collection[UUID]) -> dict[UUID, Subject]:
    """Return whose last word on our keeping notes is no, by a case of theirs, by the day of it."""
    later = aliased(Consent)
    is_last = ~(
        sa.select(sa.literal(1))
        .where(
            col(later.client_id) == col(Consent.client_id),
            col(later.purpose) == Purpose.HOLD_RECORD,
            sa.tuple_(col(later.given_on), col(later.made_at))
            > sa.tuple_(col(Consent.given_on), col(Consent.made_at)),
        )
        .correlate(Consent)
        .exists()
    )
    rows = session.execute(
        sa.select(col(Client.id), col(Client.team_id), _a_case_of(col(Client.id)))
        .join(Consent, col(Consent.client_id) == col(Client.id))
        .where(
            clients_in(teams),
            col(Consent.purpose) == Purpose.HOLD_RECORD,
            col(Consent.is_refused) | col(Consent.withdrawn_on).is_not(None),
            is_last,
        )
        .order_by(col(Consent.given_on), col(Client.id))
        .limit(MOST)
    )
    return {case: Subject(team_id, client_id=client_id) for client_id, team_id, case in rows}


def list_requests(session: Session, *, teams: Collection[UUID]) -> list[Waiting]:
    """Return what waits for a second person in these teams, the oldest first."""
    return list(_waiting(session, ErasureRequest, teams, sa.true()))


def _a_case_of(client_id: Any) -> sa.ScalarSelect[UUID]:
    """Return the latest case of the person in a column: it leads to the page of their record."""
    return (
        sa.select(col(Case.id))
        .where(col(Case.client_id) == client_id)
        .order_by(col(Case.opened_on).desc(), col(Case.id))
        .limit(1)
        .scalar_subquery()
    )


def _waiting(
    session: Session,
    table: type[LegalHold | ErasureRequest],
    teams: Collection[UUID],
    wanted: sa.ColumnElement[bool],
) -> Iterator[Waiting]:
    """Yield rows of people and referrals, with a case of the person."""
    rows = session.execute(
        sa.select(
            table, _a_case_of(col(table.client_id)), col(Client.team_id), col(Referral.team_id)
        )
        .outerjoin(Client, col(Client.id) == col(table.client_id))
        .outerjoin(Referral, col(Referral.id) == col(table.referral_id))
        .where(wanted, clients_in(teams) | referrals_in(teams))
        .order_by(col(table.made_at), col(table.id))
        .limit(MOST)
    )
    for row, case, team, referral_team in rows:
        subject = Subject(team or referral_team, row.client_id, row.referral_id)
        yield Waiting(subject, row, case)
