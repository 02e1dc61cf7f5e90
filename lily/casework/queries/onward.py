"""Reading onward referrals: those of a case, those to an organisation."""

import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Account
from lily.casework.choices import OnwardState
from lily.casework.lists import MOST
from lily.casework.models import Case, OnwardReferral, OnwardStep
from lily.casework.queries.clients import MISSING
from lily.directory.models import Organisation, Phone, Service
from lily.errors import NotFound
from lily.listings.models.owners import Membership

KEPT_FOR_PROVIDER = timedelta(days=90)
"""So long after the end a service still sees whom it helped."""
REPLIES_OF = timedelta(days=365)
ENDED = (
    OnwardState.DECLINED,
    OnwardState.FINISHED,
    OnwardState.STOPPED,
    OnwardState.WITHDRAWN,
)
GONE = "There is no referral to you at this address. Look at your list."


@dataclass(frozen=True)
class ListedOnward:
    """An onward referral in a list: to which service (None: a statutory route)."""

    onward: OnwardReferral
    service: Service | None


def list_onward(session: Session, case_id: UUID) -> list[ListedOnward]:
    """Return the onward referrals of a case, the latest first."""
    rows = session.execute(
        sa.select(OnwardReferral, Service)
        .outerjoin(Service, col(Service.id) == col(OnwardReferral.service_id))
        .where(col(OnwardReferral.case_id) == case_id)
        .order_by(col(OnwardReferral.made_at).desc(), col(OnwardReferral.id))
    )
    return [ListedOnward(onward, service) for onward, service in rows]


def list_told_of(session: Session, case_id: UUID) -> list[Service]:
    """Return the services of which the person of a case was told, or to which they were sent."""
    sent = [each for each in list_onward(session, case_id) if each.onward.sent_at]
    return list({each.service.id: each.service for each in sent if each.service}.values())


def get_onward(session: Session, onward_id: UUID, *, case_id: UUID) -> ListedOnward:
    """Return an onward referral of a case. Raises NotFound for any other."""
    found = session.execute(
        sa.select(OnwardReferral, Service)
        .outerjoin(Service, col(Service.id) == col(OnwardReferral.service_id))
        .where(col(OnwardReferral.id) == onward_id, col(OnwardReferral.case_id) == case_id)
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return ListedOnward(found[0], found[1])


def find_by_reference(session: Session, reference: str) -> OnwardReferral | None:
    """Return an onward referral that was sent, by the reference that a service reads out."""
    tidy = reference.upper().replace(" ", "").replace("-", "")
    return session.exec(
        select(OnwardReferral).where(
            OnwardReferral.reference == tidy, OnwardReferral.state != OnwardState.DRAFTED
        )
    ).first()


def list_steps(session: Session, onward_id: UUID) -> list[tuple[OnwardStep, str]]:
    """Return what became of an onward referral, the latest first, with who wrote it down."""
    rows = session.execute(
        sa.select(OnwardStep, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(OnwardStep.account_id))
        .where(col(OnwardStep.onward_id) == onward_id)
        .order_by(col(OnwardStep.made_at).desc(), col(OnwardStep.id))
    )
    return [(step, name or "") for step, name in rows]


def list_steps_of_case(session: Session, case_id: UUID) -> list[tuple[OnwardStep, str, str]]:
    """Return what became of all onward referrals of a case: to which service, written by whom."""
    rows = session.execute(
        sa.select(OnwardStep, col(Service.name), col(Account.name))
        .join(OnwardReferral, col(OnwardReferral.id) == col(OnwardStep.onward_id))
        .outerjoin(Service, col(Service.id) == col(OnwardReferral.service_id))
        .outerjoin(Account, col(Account.id) == col(OnwardStep.account_id))
        .where(col(OnwardReferral.case_id) == case_id)
    )
    return [(step, service or "", name or "") for step, service, name in rows]


def list_told(session: Session, client_id: UUID, service_id: UUID) -> Sequence[OnwardReferral]:
    """Return the referrals of a person that a service was told of, and that are not over."""
    return session.exec(
        select(OnwardReferral)
        .join(Case, col(Case.id) == col(OnwardReferral.case_id))
        .where(
            Case.client_id == client_id,
            OnwardReferral.service_id == service_id,
            OnwardReferral.shared != "",
            col(OnwardReferral.state).not_in((OnwardState.DRAFTED, *ENDED)),
        )
        .order_by(col(OnwardReferral.made_at), col(OnwardReferral.id))
    ).all()


def has_inbox(session: Session, organisation_id: UUID) -> bool:
    """Say whether somebody of an organisation can answer here."""
    return bool(list_providers(session, organisation_id))


def list_providers(session: Session, organisation_id: UUID) -> Sequence[Account]:
    """Return who answers for an organisation here: its members, the lead first."""
    return session.exec(
        select(Account)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(
            Membership.organisation_id == organisation_id,
            col(Membership.ended_at).is_(None),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Membership.is_lead).desc(), col(Membership.made_at))
    ).all()


def _to_organisations_of(account_id: UUID) -> sa.Select[OnwardReferral, str, str]:
    long_ago = clock.now() - KEPT_FOR_PROVIDER
    return (
        sa.select(OnwardReferral, col(Service.name), col(Organisation.name))
        .join(Service, col(Service.id) == col(OnwardReferral.service_id))
        .join(Organisation, col(Organisation.id) == col(Service.organisation_id))
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(
            col(Membership.account_id) == account_id,
            col(Membership.ended_at).is_(None),
            col(OnwardReferral.sent_at).is_not(None),
            col(OnwardReferral.shared) != "",
            sa.or_(col(OnwardReferral.ended_at).is_(None), col(OnwardReferral.ended_at) > long_ago),
        )
    )


def list_inbox(session: Session, account_id: UUID) -> list[tuple[OnwardReferral, str, str]]:
    """Return the referrals to organisations of an account: those to answer first, then the latest.

    One that was taken back stays among those that are over, so that nobody looks for it. With the
    names of the service and of the organisation; nothing of the person is opened.
    """
    is_over = col(OnwardReferral.state).in_(ENDED)
    rows = session.execute(
        _to_organisations_of(account_id)
        .order_by(is_over, col(OnwardReferral.sent_at).desc(), col(OnwardReferral.id))
        .limit(MOST)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def get_inbox(
    session: Session, onward_id: UUID, account_id: UUID
) -> tuple[OnwardReferral, str, str]:
    """Return a referral to an organisation of an account. Raises NotFound for any other."""
    found = session.execute(
        _to_organisations_of(account_id).where(col(OnwardReferral.id) == onward_id)
    ).first()
    if found is None:
        raise NotFound(GONE)
    return found[0], found[1], found[2]


def reply_days(session: Session, service_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return in how many days each service usually answers: the median of the last year."""
    rows = session.execute(
        sa.select(
            col(OnwardReferral.service_id),
            col(OnwardReferral.sent_at),
            col(OnwardReferral.answered_at),
        ).where(
            col(OnwardReferral.service_id).in_(service_ids),
            col(OnwardReferral.answered_at) > clock.now() - REPLIES_OF,
        )
    )
    days: dict[UUID, list[int]] = {}
    for service_id, sent_at, answered_at in rows:
        days.setdefault(service_id, []).append((answered_at - sent_at).days)
    return {service_id: round(statistics.median(some)) for service_id, some in days.items()}


def count_silences(session: Session, service_id: UUID) -> int:
    """Return how many referrals to a service in a row were met with silence."""
    answered = (
        sa.select(sa.func.max(col(OnwardReferral.answered_at)))
        .where(col(OnwardReferral.service_id) == service_id)
        .scalar_subquery()
    )
    wanted = (
        sa.select(sa.func.count())
        .select_from(OnwardReferral)
        .where(
            col(OnwardReferral.service_id) == service_id,
            col(OnwardReferral.state) == OnwardState.NO_REPLY,
            sa.or_(answered.is_(None), col(OnwardReferral.sent_at) > answered),
        )
    )
    return session.scalar(wanted) or 0


def find_phone(session: Session, service: Service) -> str:
    """Return the number to ring a service on, else that of its organisation, else nothing."""
    of_either = sa.or_(
        col(Phone.service_id) == service.id,
        col(Phone.organisation_id) == service.organisation_id,
    )
    found: str | None = session.scalar(
        sa.select(col(Phone.number))
        .where(of_either)
        .order_by(col(Phone.service_id).is_(None), col(Phone.position))
        .limit(1)
    )
    return found or ""
