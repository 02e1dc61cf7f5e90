"""Times that are words alone, as an editor finds them; and how closures are said."""

from datetime import date

from sqlmodel import Session

from lily.directory.choices import ServiceStatus
from lily.directory.closure_words import closures_words
from lily.directory.models import Closure, Schedule
from lily.directory.queries.times import count_times_not_understood, list_times_not_understood
from tests.factories import directory as make


def test_times_in_words_alone_are_found_with_their_service(session: Session) -> None:
    club = make.make_service(session, name="Lunch club")
    choir = make.make_service(session, name="Choir")
    hall = make.make_location(session)
    at = make.place_service(session, choir, hall)
    gone = make.make_service(session, name="Gone", status=ServiceStatus.DEFUNCT)
    make.make_schedule(session, service=club)
    session.add(Schedule(service_id=club.id, words="Most Mondays"))
    session.add(Schedule(service_id=club.id, words="Tuesday", byday="TU"))
    session.add(Schedule(service_at_location_id=at.id, words="By appointment"))
    session.add(Schedule(location_id=hall.id, words="When the warden is in"))
    session.add(Schedule(service_id=gone.id, words="Sometimes"))
    session.flush()
    found = list_times_not_understood(session)
    assert {(each.name, each.words, each.slug) for each in found} == {
        ("Choir", "By appointment", choir.slug),
        ("Lunch club", "Most Mondays", club.slug),
        (hall.name, "When the warden is in", ""),
    }
    assert count_times_not_understood(session) == 3


def closed(*days: tuple[date, date]) -> list[Closure]:
    schedule = Schedule(byday="TU")
    return [Closure(schedule_id=schedule.id, starts_on=a, ends_on=b) for a, b in days]


def test_closures_are_said_once_for_every_year_or_by_their_days() -> None:
    augusts = closed(*((date(year, 8, 1), date(year, 8, 31)) for year in (2027, 2028)))
    assert closures_words(augusts) == "not in August (up to 2028)"
    feasts = closed(*((date(year, 12, 25), date(year, 12, 25)) for year in (2026, 2027)))
    assert closures_words(feasts) == "not on 25 December (up to 2027)"
    once = closed((date(2026, 12, 21), date(2027, 1, 4)))
    said = "not from Monday 21 December 2026 to Monday 4 January 2027"
    assert closures_words(once) == said
    assert closures_words(once, today=date(2027, 2, 1)) == closures_words([]) == ""
    one_august = closed((date(2027, 8, 1), date(2027, 8, 31)))
    assert closures_words(one_august) == "not from Sunday 1 August 2027 to Tuesday 31 August 2027"
