"""Files of a case that were made for a surgery."""

from uuid import UUID

from lily.database import Dated, link


class CaseExport(Dated, table=True):
    """A file of a case was made for the person's surgery, and under which agreement of theirs.

    The file itself is kept nowhere. `standard` is how it was laid out. A row is never changed.
    """

    __tablename__ = "case_export"

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    consent_id: UUID | None = link("consent.id", default=None, on_delete="SET NULL")
    standard: str
