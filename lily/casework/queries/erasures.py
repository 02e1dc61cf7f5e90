"""Reading what a record holds and what stands in the way of erasing it; what was erased."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account, AccountRole, TeamMember
from lily.accounts.permissions import Permission, roles_with
from lily.casework.belongings import collect, why_held
from lily.casework.choices import CaseState, KeyKind, ReferralState
from lily.casework.details import keys_of
from lily.casework.models import (
    Case,
    Client,
    ClientKey,
    Erasure,
    ErasureRequest,
    KeptLonger,
    LegalHold,
    Referral,
)
from lily.casework.queries.clients import MISSING
from lily.casework.queries.referrals import person_of
from lily.casework.queries.retention import cases_with_contact, day_of, last_of_each
from lily.casework.retention import Rules, Subject, why_not_erase
from lily.errors import NotFound

SHOWN = 20
_SURE = {KeyKind.NAME_AND_BIRTH, KeyKind.NHS_NUMBER}


@dataclass(frozen=True)
class Standing:
    """What is to be known of a record before somebody decides. `last_on` is None while we help.

    `counts` are how many rows it has, by table.
    """

    last_on: date | None
    due_on: date | None
    kept_until: date | None
    holds: Sequence[LegalHold]
    request: ErasureRequest | None
    why_not: str | None
    counts: Mapping[str, int]


def start_of(session: Session, subject: Subject) -> dict[str, set[UUID]]:
    """Return where all that belongs to somebody begins: a person has referrals beside the cases.

    A referral that was never accepted has no link to the person. It is theirs where the NHS number
    is the same, or the name and date of birth, or the name and number.
    """
    if subject.client_id is None:
        return {"referral": {subject.name[1]}}
    client = session.get(Client, subject.client_id)
    if client is None:
        raise NotFound(MISSING)
    return {"client": {client.id}, "referral": set(_their_referrals(session, client))}


def _their_referrals(session: Session, client: Client) -> Iterator[UUID]:
    keys = select(ClientKey.kind, ClientKey.hash).where(ClientKey.client_id == client.id)
    known = set(session.exec(keys).all())
    name = _name(client.first_name, client.last_name)
    wanted = select(Referral).where(
        Referral.team_id == client.team_id, col(Referral.case_id).is_(None)
    )
    for referral in session.exec(wanted):
        person = person_of(referral)
        same = {kind for kind, made in keys_of(person) if (kind, made) in known}
        is_same_name = _name(person.first_name, person.last_name) == name
        if same & _SURE or (same and is_same_name):
            yield referral.id


def _name(first: str, last: str) -> str:
    return " ".join(f"{first} {last}".lower().split())


def get_standing(session: Session, subject: Subject, rules: Rules) -> Standing:
    """Return what is to be known before somebody decides about a record. Raises NotFound."""
    held = collect(session, start_of(session, subject))
    last_on, due_on = _clock_of(session, subject, rules)
    return Standing(
        last_on=last_on,
        due_on=due_on,
        kept_until=_kept_until(session, subject),
        holds=list_holds(session, subject),
        request=find_request(session, subject),
        why_not=why_not_now(session, held),
        counts={name: len(ids) for name, ids in sorted(held.items())},
    )


def _clock_of(
    session: Session, subject: Subject, rules: Rules
) -> tuple[date, date] | tuple[None, None]:
    if subject.client_id is None:
        referral = session.get_one(Referral, subject.name[1])
        on = day_of(referral.decided_at)
        return (on, rules.referral_due_on(on)) if on else (None, None)
    rows = session.execute(
        cases_with_contact().where(col(Case.client_id) == subject.client_id)
    ).all()
    if any(case.state is CaseState.OPEN for case, _ in rows):
        return None, None
    found = next(last_of_each(rows, rules), None)
    return (found.last_on, found.due_on) if found else (None, None)


def why_not_now(session: Session, held: dict[str, set[UUID]]) -> str | None:
    """Return why these rows cannot be erased now, or None where they can."""
    is_open = sa.select(col(Case.id)).where(
        col(Case.id).in_(held.get("support_case", ())), col(Case.state) == CaseState.OPEN
    )
    is_waiting = sa.select(col(Referral.id)).where(
        col(Referral.id).in_(held.get("referral", ())),
        col(Referral.state) == ReferralState.RECEIVED,
    )
    return why_not_erase(
        is_open=session.scalars(is_open).first() is not None,
        is_waiting=session.scalars(is_waiting).first() is not None,
        holds=why_held(session, held),
    )


def _of(
    table: type[KeptLonger | LegalHold | ErasureRequest], subject: Subject
) -> sa.ColumnElement[bool]:
    if subject.client_id:
        return col(table.client_id) == subject.client_id
    return col(table.referral_id) == subject.referral_id


def _kept_until(session: Session, subject: Subject) -> date | None:
    return session.scalar(
        sa.select(sa.func.max(col(KeptLonger.until_on))).where(_of(KeptLonger, subject))
    )


def list_holds(session: Session, subject: Subject) -> Sequence[LegalHold]:
    """Return the legal holds on a record that nobody has lifted."""
    return session.exec(
        select(LegalHold)
        .where(_of(LegalHold, subject), col(LegalHold.ended_on).is_(None))
        .order_by(col(LegalHold.made_at))
    ).all()


def get_hold(session: Session, hold_id: UUID, subject: Subject) -> LegalHold:
    """Return a hold on a record. Raises NotFound for any other."""
    found = session.exec(
        select(LegalHold).where(LegalHold.id == hold_id, _of(LegalHold, subject))
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def find_request(session: Session, subject: Subject) -> ErasureRequest | None:
    """Return what waits for a second person, or None."""
    return session.exec(select(ErasureRequest).where(_of(ErasureRequest, subject))).first()


def list_leaders(session: Session, team_id: UUID) -> Sequence[Account]:
    """Return who leads a team and may sign in, by name."""
    roles = roles_with(Permission.LOOK_AFTER_CASES)
    lead = sa.select(col(AccountRole.account_id)).where(col(AccountRole.role).in_(roles))
    return session.exec(
        select(Account)
        .join(TeamMember, col(TeamMember.account_id) == col(Account.id))
        .where(
            TeamMember.team_id == team_id,
            col(Account.id).in_(lead),
            col(Account.disabled_at).is_(None),
        )
        .order_by(Account.name, col(Account.id))
    ).all()


def list_erasures(session: Session, *, teams: Collection[UUID]) -> Sequence[Erasure]:
    """Return what was erased in teams, the latest first."""
    return session.exec(
        select(Erasure)
        .where(col(Erasure.team_id).in_(teams))
        .order_by(col(Erasure.erased_at).desc(), col(Erasure.id))
        .limit(SHOWN)
    ).all()


def count_erased(session: Session, table: str, *, teams: Collection[UUID]) -> Counter[str]:
    """Return how many rows of a table were erased in teams, by the month in which they were made.

    A report that counts what is there adds these, so that its figures stay as they were.
    """
    found: Counter[str] = Counter()
    for counts in session.scalars(
        sa.select(col(Erasure.counts)).where(col(Erasure.team_id).in_(teams))
    ):
        found.update(json.loads(counts).get(table, {}))
    return found


def rows_in(erasure: Erasure) -> int:
    """Return how many rows went."""
    counts: dict[str, dict[str, int]] = json.loads(erasure.counts)
    return sum(sum(months.values()) for months in counts.values())


def name_people(session: Session, subjects: Collection[Subject]) -> dict[UUID, str]:
    """Return the names of those whose records these are, by the identifier of the record."""
    clients = {each.client_id for each in subjects}
    referrals = {each.referral_id for each in subjects}
    named = {
        each.id: f"{each.first_name} {each.last_name}".strip()
        for each in session.exec(select(Client).where(col(Client.id).in_(clients)))
    }
    for referral in session.exec(select(Referral).where(col(Referral.id).in_(referrals))):
        person = person_of(referral)
        named[referral.id] = f"{person.first_name} {person.last_name}".strip()
    return named
