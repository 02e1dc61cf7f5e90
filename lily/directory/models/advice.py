"""Advice and guidance in our own words, beside the services."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, choice
from lily.directory.choices import ServiceKind
from lily.directory.models.columns import own, text
from lily.directory.models.taxonomies import TermLink


class AdvicePage(Dated, table=True):
    """A page of advice or guidance; `body` is Markdown."""

    __tablename__ = "advice_page"
    __table_args__ = (sa.CheckConstraint("kind IN ('advice', 'guidance')", name="advises"),)

    slug: str = Field(unique=True)
    title: str
    summary: str = text()
    body: str = text()
    kind: ServiceKind = Field(default=ServiceKind.ADVICE, sa_type=choice(ServiceKind))
    reviewed_on: date | None = None

    term_links: list[TermLink] = own()
