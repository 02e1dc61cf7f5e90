"""The names of people, for a list that knows only the addresses of their pages."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.casework.models import Case, Client, Referral
from lily.casework.queries.referrals import person_of
from lily.casework.sight import cases_in, referrals_in


def names_of_cases(
    session: Session, case_ids: Collection[UUID], *, teams: Collection[UUID]
) -> dict[UUID, str]:
    """Return the name of the person of each of these cases that is one of the teams'."""
    if not case_ids:
        return {}
    rows = session.execute(
        sa.select(col(Case.id), col(Client.first_name), col(Client.last_name))
        .join(Client, col(Client.id) == col(Case.client_id))
        .where(col(Case.id).in_(case_ids), cases_in(teams))
    )
    return {case_id: f"{first} {last}".strip() for case_id, first, last in rows}


def names_of_referrals(
    session: Session, referral_ids: Collection[UUID], *, teams: Collection[UUID]
) -> dict[UUID, str]:
    """Return the name of the person of each of these referrals that is one of the teams'."""
    if not referral_ids:
        return {}
    wanted = select(Referral).where(col(Referral.id).in_(referral_ids), referrals_in(teams))
    people = {each.id: person_of(each) for each in session.exec(wanted)}
    return {each: f"{who.first_name} {who.last_name}".strip() for each, who in people.items()}
