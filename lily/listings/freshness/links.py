"""The link in a reminder: it opens one listing without an account, and writes once.

A link is whole while its hash is known, its day has not passed, nobody has used it, and its round
is the listing's. Whatever else is asked with gets one and the same answer: NotFound.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.directory.models import Service
from lily.errors import NotFound
from lily.listings.models import Review, ReviewLink
from lily.sealing import hash_of, new_token

HOLDS = timedelta(days=30)
USELESS = "This link does not open anything. It may have been used already, or be too old."


def make_link(session: Session, review: Review, *, now: datetime) -> str:
    """Make a link for a listing's round, and return its token: only a hash is kept. No flush."""
    token = new_token()
    session.add(
        ReviewLink(
            service_id=review.service_id,
            round=review.round,
            token_hash=hash_of(token),
            made_at=now,
            changed_at=now,
            expires_at=now + HOLDS,
        )
    )
    return token


def get_link(session: Session, token: str, *, now: datetime | None = None) -> ReviewLink:
    """Return the link of a token that still opens its listing; writes nothing. Raises NotFound."""
    found = session.exec(
        select(ReviewLink, Review)
        .join(Review, Review.service_id == ReviewLink.service_id)  # type: ignore[arg-type]
        .where(ReviewLink.token_hash == hash_of(token))
    ).first()
    if found is None or _why_useless(*found, now or clock.now()):
        raise NotFound(USELESS)
    return found[0]


def _why_useless(link: ReviewLink, review: Review, now: datetime) -> str | None:
    if link.used_at is not None:
        return "It was used."
    if link.expires_at <= now:
        return "It is too old."
    if link.round != review.round:
        return "The listing was confirmed by other means."
    return None


def use_link(session: Session, token: str, *, now: datetime | None = None) -> ReviewLink:
    """Use a link up, so that it never writes again. Raises NotFound where it is useless.

    The row is taken first, so that of two presses at once only one goes on.
    """
    now = now or clock.now()
    link = get_link(session, token, now=now)
    session.refresh(link, with_for_update=session.get_bind().dialect.name == "postgresql")
    if link.used_at is not None:
        raise NotFound(USELESS)
    link.used_at = link.changed_at = now
    session.flush()
    return link


def service_of(session: Session, link: ReviewLink) -> Service:
    """Return the listing that a link opens. Raises NotFound where it is gone."""
    service = session.get(Service, link.service_id)
    if service is None:
        raise NotFound(USELESS)
    return service


def forget_links(session: Session, service_id: UUID) -> None:
    """Make every link to a listing useless: of somebody who says that they are the wrong person."""
    for link in session.exec(select(ReviewLink).where(ReviewLink.service_id == service_id)):
        link.used_at = link.used_at or clock.now()
    session.flush()
