"""Reading to whom the letter of a case was sent."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.casework.models import LetterSent


def list_letters_sent(session: Session, case_id: UUID) -> list[tuple[LetterSent, str]]:
    """Return how and to whom letters of a case were sent, the latest first, and who says so."""
    rows = session.execute(
        sa.select(LetterSent, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(LetterSent.account_id))
        .where(col(LetterSent.case_id) == case_id)
        .order_by(col(LetterSent.made_at).desc(), col(LetterSent.id))
    )
    return [(each, name or "") for each, name in rows]
