"""Reading for whom the letter of a case is, and to whom it was sent."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.casework.choices import ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.models import Case, LetterSent
from lily.casework.queries.referrals import list_referrals_of, referrer_of


def list_letters_sent(session: Session, case_id: UUID) -> list[tuple[LetterSent, str]]:
    """Return how and to whom letters of a case were sent, the latest first, and who says so."""
    rows = session.execute(
        sa.select(LetterSent, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(LetterSent.account_id))
        .where(col(LetterSent.case_id) == case_id)
        .order_by(col(LetterSent.made_at).desc(), col(LetterSent.id))
    )
    return [(each, name or "") for each, name in rows]


def find_referrer(session: Session, case: Case) -> tuple[ReferrerKind | None, ReferrerDetails]:
    """Return who referred the person of a case, as what and who it is; None where nobody did."""
    referrals = list_referrals_of(session, case)
    if not referrals:
        return None, ReferrerDetails()
    return referrals[0].kind, referrer_of(referrals[0])
