"""Reading which files of a case were made for a surgery."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.casework.models import CaseExport


def list_exports(session: Session, case_id: UUID) -> list[tuple[CaseExport, str]]:
    """Return the files that were made of a case, the latest first, with who made each."""
    rows = session.execute(
        sa.select(CaseExport, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(CaseExport.account_id))
        .where(col(CaseExport.case_id) == case_id)
        .order_by(col(CaseExport.made_at).desc(), col(CaseExport.id))
    )
    return [(each, name or "") for each, name in rows]
