"""Reading the letters of a case: for whom they are, and to whom they were sent."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.models import Case, CaseLetter, LetterSent
from lily.casework.queries.referrals import list_referrals_of, referrer_of


@dataclass(frozen=True)
class WrittenLetter:
    """A letter of a case, who wrote it, and how it was sent, the latest first, with who says so."""

    letter: CaseLetter
    by: str
    sent: list[tuple[LetterSent, str]]


def list_letters(session: Session, case_id: UUID) -> list[WrittenLetter]:
    """Return the letters of a case, the latest first."""
    sent: dict[UUID, list[tuple[LetterSent, str]]] = {}
    rows = session.execute(
        sa.select(LetterSent, col(Account.name))
        .join(CaseLetter, col(CaseLetter.id) == col(LetterSent.letter_id))
        .outerjoin(Account, col(Account.id) == col(LetterSent.account_id))
        .where(col(CaseLetter.case_id) == case_id)
        .order_by(col(LetterSent.made_at).desc(), col(LetterSent.id))
    )
    for each, name in rows:
        sent.setdefault(each.letter_id, []).append((each, name or ""))
    letters = session.execute(
        sa.select(CaseLetter, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(CaseLetter.account_id))
        .where(col(CaseLetter.case_id) == case_id)
        .order_by(col(CaseLetter.made_at).desc(), col(CaseLetter.id))
    )
    return [WrittenLetter(each, name or "", sent.get(each.id, [])) for each, name in letters]


def find_latest_letter(session: Session, case_id: UUID) -> CaseLetter | None:
    """Return the letter that was written last for a case, or None."""
    return session.exec(
        select(CaseLetter)
        .where(CaseLetter.case_id == case_id)
        .order_by(col(CaseLetter.made_at).desc(), col(CaseLetter.id))
    ).first()


def is_unsent() -> sa.ColumnElement[bool]:
    """Return the condition on letters, joined to their cases, that wait to be sent.

    That of a case which is closed, and was not opened and closed again since.
    """
    later = aliased(CaseLetter)
    sent = sa.select(sa.literal(1)).where(col(LetterSent.letter_id) == col(CaseLetter.id))
    after = sa.select(sa.literal(1)).where(
        col(later.case_id) == col(CaseLetter.case_id), col(later.made_at) > col(CaseLetter.made_at)
    )
    return sa.and_(
        col(Case.state) == CaseState.CLOSED,
        col(Case.why_no_letter).is_(None),
        col(CaseLetter.kept_back_on).is_(None),
        ~sent.correlate(CaseLetter).exists(),
        ~after.correlate(CaseLetter).exists(),
    )


def find_unsent(session: Session, case_id: UUID) -> CaseLetter | None:
    """Return the letter of a case that waits to be sent, or None."""
    return session.exec(
        select(CaseLetter)
        .join(Case, col(Case.id) == col(CaseLetter.case_id))
        .where(CaseLetter.case_id == case_id, is_unsent())
    ).first()


def find_referrer(session: Session, case: Case) -> tuple[ReferrerKind | None, ReferrerDetails]:
    """Return who referred the person of a case, as what and who it is; None where nobody did."""
    referrals = list_referrals_of(session, case)
    if not referrals:
        return None, ReferrerDetails()
    return referrals[0].kind, referrer_of(referrals[0])
