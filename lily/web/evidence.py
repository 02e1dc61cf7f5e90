"""How we know that a listing is right, in plain words, for its page."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from lily.directory.choices import FieldGroup
from lily.directory.evidence import list_evidence
from lily.directory.models import Service
from lily.listings.freshness.queries import uk_day
from lily.web.filters import lower_first, plural
from lily.web.said import LABELS

_WEEK, _MONTH_DAYS = 7, 30.44


class Confirmed(NamedTuple):
    """A group of fields, and who said when that it is right."""

    label: str
    words: str


def evidence_of(session: Session, service: Service, today: date) -> tuple[Confirmed, ...]:
    """Return what is known by group, in the order that people ask; nothing where nothing is.

    One query. A group that nobody confirmed by itself is as old as the check of the whole.
    """
    known: dict[FieldGroup, tuple[date, str]] = {}
    for row in list_evidence(session, service.id):
        known[row.group] = (uk_day(row.confirmed_at), row.words)
    whole = service.assured_on
    for group in LABELS if whole else ():
        if whole and (group not in known or known[group][0] < whole):
            known[group] = (whole, service.assured_by)
    return tuple(
        Confirmed(label, _said(*known[group], today))
        for group, label in LABELS.items()
        if group in known
    )


def _said(on: date, by: str, today: date) -> str:
    said = f"confirmed {ago(on, today)}"
    return f"{said} by {lower_first(by)}" if by else said


def ago(on: date, today: date) -> str:
    """Say how long ago a day is: "today", "3 weeks ago", "14 months ago"."""
    days = (today - on).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    if days < 2 * _WEEK:
        return f"{days} days ago"
    if days < 2 * _MONTH_DAYS:
        return f"{plural(days // _WEEK, 'week')} ago"
    return f"{plural(round(days / _MONTH_DAYS), 'month')} ago"
