"""Pages of advice and guidance, in LILY's own words."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lily.directory.choices import ServiceKind
from lily.directory.models import AdvicePage, TaxonomyTerm, TermLink
from lily.directory.queries.loading import load
from lily.errors import NotFound


@dataclass(frozen=True)
class AdviceTitle:
    """A page of advice as lists show it."""

    slug: str
    title: str
    summary: str
    kind: ServiceKind
    reviewed_on: date | None


def _titles(rows: list[AdvicePage]) -> list[AdviceTitle]:
    return [
        AdviceTitle(page.slug, page.title, page.summary, page.kind, page.reviewed_on)
        for page in rows
    ]


def list_advice(session: Session) -> list[AdviceTitle]:
    """Return all pages, A to Z."""
    return _titles(list(session.exec(select(AdvicePage).order_by(col(AdvicePage.title))).all()))


def get_advice(session: Session, slug: str) -> AdvicePage:
    """Return a page with its terms. Raises NotFound."""
    page = session.exec(
        select(AdvicePage)
        .where(AdvicePage.slug == slug)
        .options(load(AdvicePage.term_links, TermLink.term))
    ).one_or_none()
    if page is None:
        raise NotFound("We have no advice at that address. Look through the list of advice.")
    return page


def list_advice_about(session: Session, needs: tuple[str, ...]) -> list[AdviceTitle]:
    """Return the pages linked to any of the needs (slugs), A to Z."""
    linked = (
        select(TermLink.advice_page_id)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == TermLink.term_id)
        .where(col(TaxonomyTerm.slug).in_(needs), col(TermLink.advice_page_id).is_not(None))
    )
    rows = session.exec(
        select(AdvicePage).where(col(AdvicePage.id).in_(linked)).order_by(col(AdvicePage.title))
    ).all()
    return _titles(list(rows))
