"""What somebody typed and sent after they had been signed out."""

from uuid import UUID

from sqlmodel import Field

from lily.database import Dated, link
from lily.sealing import SealedText


class KeptForm(Dated, table=True):
    """A form that came too late, kept sealed for its author until they sign in again.

    `path` is where it was sent; `fields` are JSON, a list of [name, value] in their order.
    """

    __tablename__ = "kept_form"

    account_id: UUID = link("account.id")
    path: str
    fields: str = Field(sa_type=SealedText)
