"""Reading the letters of a case: for whom they are, and to whom they were sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.lists import MOST
from lily.casework.models import Case, CaseLetter, Client, LetterSent
from lily.casework.queries.caseload import Covering
from lily.casework.queries.cases import NAMES_ALONE, whose
from lily.casework.queries.referrals import list_referrals_of, referrer_of
from lily.casework.sight import cases_in

_LATER = aliased(CaseLetter)


@dataclass(frozen=True)
class WrittenLetter:
    """A letter of a case, who wrote it, and how it was sent, the latest first, with who says so."""

    letter: CaseLetter
    by: str
    sent: list[tuple[LetterSent, str]]


@dataclass(frozen=True)
class UnsentLetter:
    """A letter that waits to be sent, and whose it is."""

    letter: CaseLetter
    case: Case
    client: Client


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


def is_unsent(before: datetime | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on letters, joined to their cases, that wait to be sent.

    That of a case which is closed, and was not opened and closed again since. With an instant:
    written before it.
    """
    sent = sa.select(sa.literal(1)).where(col(LetterSent.letter_id) == col(CaseLetter.id))
    after = sa.select(sa.literal(1)).where(
        col(_LATER.case_id) == col(CaseLetter.case_id),
        col(_LATER.made_at) > col(CaseLetter.made_at),
    )
    return sa.and_(
        col(CaseLetter.made_at) < before if before else sa.true(),
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


def list_unsent(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
    before: datetime | None = None,
) -> list[UnsentLetter]:
    """Return the letters that wait to be sent, the longest first."""
    rows = session.execute(
        sa.select(CaseLetter, Case, Client)
        .join(Case, col(Case.id) == col(CaseLetter.case_id))
        .join(Client, col(Client.id) == col(Case.client_id))
        .where(cases_in(teams), is_unsent(before), *whose(worker_id, covers))
        .options(NAMES_ALONE, defer(CaseLetter.words, raiseload=True))  # type: ignore[arg-type]
        .order_by(col(CaseLetter.made_at), col(CaseLetter.id))
        .limit(MOST)
    )
    return [UnsentLetter(*row) for row in rows]


def find_referrer(session: Session, case: Case) -> tuple[ReferrerKind | None, ReferrerDetails]:
    """Return who referred the person of a case, as what and who it is; None where nobody did."""
    referrals = list_referrals_of(session, case)
    if not referrals:
        return None, ReferrerDetails()
    return referrals[0].kind, referrer_of(referrals[0])
