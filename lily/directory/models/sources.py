"""Where rows came from: a council's feed, a spreadsheet, the demonstration."""

from sqlmodel import Field

from lily.database import Dated
from lily.directory.models.columns import text


class Source(Dated, table=True):
    """One feed or file. `reference` on a row is its identifier within its source."""

    __tablename__ = "source"

    slug: str = Field(unique=True)
    name: str
    address: str = text()
    licence: str = text()
    attribution: str = text()
    is_demonstration: bool = False
