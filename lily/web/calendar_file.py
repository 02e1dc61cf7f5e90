"""The coming sessions of a listing as an iCalendar file (RFC 5545), an event a session.

Sessions are written out rather than as rules, so that closures and bank holidays are right in every
calendar program.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from lily import clock
from lily.directory import sessions
from lily.directory.models import Schedule, ServiceAtLocation
from lily.directory.queries.services import ServicePage, times_at

AHEAD_DAYS = 183
UNSURE = "This is a bank holiday: ring before you go. "


def _where(at: ServiceAtLocation | None) -> str:
    if at is None:
        return ""
    address = at.location.addresses[0] if at.location.addresses else None
    lines = (address.address_1, address.city, address.postcode) if address else ()
    return ", ".join(filter(None, (at.location.name, *lines)))


def _instant(moment: datetime) -> datetime:
    """Return UK wall-clock time as an instant in UTC."""
    return moment.replace(tzinfo=clock.UK).astimezone(UTC)


def _event(page: ServicePage, session: sessions.Session, where: str, address: str) -> Event:
    listed = page.service
    event = Event()
    day = session.starts_at.strftime("%Y%m%dT%H%M")
    event.add("uid", f"{listed.id}-{day}@lily")
    event.add("summary", listed.name)
    if session.has_time:
        event.add("dtstart", _instant(session.starts_at))
        if session.ends_at:
            event.add("dtend", _instant(session.ends_at))
    else:
        event.add("dtstart", session.starts_at.date())
    if where:
        event.add("location", where)
    phone = f" Ring {listed.phones[0].number}." if listed.phones else ""
    unsure = "" if session.is_sure else UNSURE
    event.add("description", f"{unsure}{listed.summary}{phone} {address}".strip())
    event.add("url", address)
    return event


def _sessions(
    page: ServicePage, schedules: list[Schedule], now: datetime
) -> list[sessions.Session]:
    start = now.astimezone(clock.UK).date()
    end = start + timedelta(days=AHEAD_DAYS)
    coming = {
        session
        for schedule in schedules
        for session in sessions.sessions_of(schedule, start, end, page.terms)
    }
    return sorted(coming, key=lambda session: session.starts_at)


def sessions_by_place(
    page: ServicePage, now: datetime
) -> list[tuple[sessions.Session, ServiceAtLocation | None]]:
    """Return the coming sessions with their places; None where there is no place to show."""
    elsewhere = [*page.service.schedules, *page.hidden_schedules]
    by_place: list[tuple[ServiceAtLocation | None, list[Schedule]]] = [(None, elsewhere)]
    by_place += [(at, times_at(at)) for at in page.at]
    return [
        (session, at) for at, schedules in by_place for session in _sessions(page, schedules, now)
    ]


def calendar(page: ServicePage, base_url: str, now: datetime) -> bytes:
    """Return the file. `now` is an instant; sessions of the next half year are in it."""
    address = f"{base_url.rstrip('/')}/services/{page.service.slug}"
    made = Calendar()
    made.add("prodid", "-//LILY//Listing//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", page.service.name)
    for session, at in sessions_by_place(page, now):
        event = _event(page, session, _where(at), address)
        event.add("dtstamp", now)
        made.add_component(event)
    written: bytes = made.to_ical()
    return written
