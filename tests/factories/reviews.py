"""Listings that are due, and how far the asking has come."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.directory.models import Service
from lily.listings.freshness.ladder import climb
from lily.listings.models import Review
from tests.factories.directory import make_service

TODAY = date(2026, 11, 23)


def make_due(
    session: Session, *, name: str = "Tuesday lunch club", email: str = "club@example.org"
) -> Service:
    """Add a listing that is due today: its times were right 90 days ago."""
    service = make_service(session, name=name, assured_on=TODAY - timedelta(days=90))
    service.email = email
    session.flush()
    return service


def review_of(session: Session, service: Service) -> Review:
    """Return a listing's review as it is stored now."""
    session.expire_all()
    return session.exec(select(Review).where(Review.service_id == service.id)).one()


def climb_days(engine: sa.Engine, first: int, last: int) -> dict[int, dict[str, int]]:
    """Run the ladder each day, from so many days after TODAY; return the days with steps."""
    taken = {}
    for day in range(first, last + 1):
        steps = climb(engine, today=TODAY + timedelta(days=day))
        if steps:
            taken[day] = dict(steps)
    return taken
