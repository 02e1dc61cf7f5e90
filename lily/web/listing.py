"""What the page of a listing shows, gathered from the directory and from search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask
from sqlmodel import Session

from lily.directory import sessions
from lily.directory.choices import Referral
from lily.directory.models import (
    AccessAnswer,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from lily.directory.queries.services import ServicePage, times_at
from lily.directory.words import listed, words_of
from lily.geo.place import Place, Precision
from lily.search import Hit, SearchRequest, search
from lily.web import filters, labels
from lily.web.eligibility import areas, who_for

DATES = 3
MOST_ALIKE = 3
ALIKE_MILES = 10.0
_ADDRESS_UNCERTAINTY_M = 100
_ASKED = tuple(labels.ACCESS_QUESTIONS)


@dataclass(frozen=True)
class Times:
    """When: each schedule in words, with the owner's own, and the next dates."""

    rules: tuple[tuple[str, str], ...]
    closures: tuple[str, ...]
    next: tuple[sessions.Session, ...]


@dataclass(frozen=True)
class There:
    """A place, its times, and the answers about getting into it, in the order people ask."""

    at: ServiceAtLocation
    times: Times
    answers: tuple[AccessAnswer, ...]

    @property
    def location(self) -> Location:
        """The place itself."""
        return self.at.location


@dataclass(frozen=True)
class Listing:
    """A listing's page."""

    page: ServicePage
    today: date
    times: Times
    at: tuple[There, ...]
    phones: tuple[Phone, ...]
    who_for: str
    costs: tuple[str, ...]
    areas: str
    towns: str
    alike: tuple[Hit, ...]

    @property
    def service(self) -> Service:
        """The listing itself."""
        return self.page.service

    @property
    def next(self) -> tuple[sessions.Session, ...]:
        """The next dates, wherever they are."""
        return self.times.next

    @property
    def is_round_the_clock(self) -> bool:
        """Whether it is open day and night, so that there are no dates worth listing."""
        days = [each.starts_at.date() for each in self.next]
        every_day = [self.today + timedelta(days=ahead) for ahead in range(DATES)]
        return days == every_day and all(map(filters.is_round_the_clock, self.next))

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to it by its first need: (name, address)."""
        return [
            ("Needs", "/needs"),
            *((need.name, f"/needs/{need.slug}") for need in self.page.needs[:1]),
        ]

    @property
    def phone(self) -> str:
        """The number to ring, or empty."""
        return self.phones[0].number if self.phones else ""


@dataclass(frozen=True)
class Short:
    """A listing in a line: its name, the next session, where it is, and the number to ring."""

    name: str
    next: sessions.Session | None = None
    place: str = ""
    phone: str = ""


def in_short(page: ServicePage, now: datetime) -> Short:
    """Return a listing in a line; of one that does not run, its name alone."""
    service = page.service
    if not page.is_running:
        return Short(service.name)
    phones = _phones(page)
    return Short(
        service.name,
        next(iter(sessions.next_sessions(page.schedules, now, 1, page.terms)), None),
        _where(page),
        phones[0].number if phones else "",
    )


def _where(page: ServicePage) -> str:
    """Say where to go: the place and its town, or of several places the towns."""
    if len(page.placed) != 1:
        return _towns(page)
    named = page.placed[0].location.name
    return ", ".join(dict.fromkeys(filter(None, (named, _towns(page)))))


def _phones(page: ServicePage) -> tuple[Phone, ...]:
    return tuple(page.service.phones or page.service.organisation.phones)


def _times(page: ServicePage, schedules: Iterable[Schedule], now: datetime) -> Times:
    schedules = list(schedules)
    rules = []
    for schedule in schedules:
        said = words_of(schedule)
        own = schedule.words.strip()
        rules.append((said, own if own.rstrip(".").casefold() not in said.casefold() else ""))
    return Times(
        rules=tuple(dict.fromkeys(rules)),
        closures=tuple(dict.fromkeys(_closures(schedules, now.date()))),
        next=tuple(sessions.next_sessions(schedules, now, DATES, page.terms)),
    )


def _there(page: ServicePage, at: ServiceAtLocation, now: datetime) -> There:
    answers = sorted(at.location.access_answers, key=lambda each: _ASKED.index(each.feature))
    return There(at, _times(page, times_at(at), now), tuple(answers))


def _closures(schedules: Iterable[Schedule], today: date) -> Iterable[str]:
    for schedule in schedules:
        for closure in schedule.closures:
            if closure.ends_on < today:
                continue
            start = filters.day(closure.starts_on, today)
            days = (
                f"on {start}"
                if closure.starts_on == closure.ends_on
                else f"from {start} to {filters.day(closure.ends_on, today)}"
            )
            yield f"Not {days}{f': {closure.words}' if closure.words else ''}"


def _costs(page: ServicePage) -> tuple[str, ...]:
    said = []
    for cost in page.service.costs:
        amount = "" if cost.amount is None else filters.money(cost.amount)
        if cost.is_donation and not amount:
            amount = "give what you can"
        is_said_twice = cost.option.casefold() == amount.casefold()  # "Free" for nothing
        what = ": ".join(filter(None, (cost.option, "" if is_said_twice else amount)))
        said.append(". ".join(filter(None, (what, cost.words))))
    return tuple(one[:1].upper() + one[1:] for one in said if one)


def _towns(page: ServicePage) -> str:
    """Say in which towns and villages it is."""
    cities = (address.city for at in page.placed for address in at.location.addresses[:1])
    return listed(dict.fromkeys(filter(None, cities)))


def _place_of(page: ServicePage) -> Place | None:
    for at in page.placed:
        where = at.location
        if where.latitude is not None and where.longitude is not None:
            return Place(
                name=where.name,
                latitude=where.latitude,
                longitude=where.longitude,
                precision=Precision.ADDRESS,
                uncertainty_m=_ADDRESS_UNCERTAINTY_M,
                district_code=where.district_code,
                ward_code=where.ward_code,
            )
    return None


def _alike(session: Session, page: ServicePage) -> tuple[Hit, ...]:
    """Return other listings for the same needs, near its first shown place where it has one."""
    needs = tuple(term.slug for term in page.needs)
    if not needs:
        return ()
    place = _place_of(page)
    asked = SearchRequest(
        place=place,
        within=ALIKE_MILES if place else None,
        needs=needs,
        sort="distance" if place else "best",
        size=MOST_ALIKE + 1,
    )
    hits = search(session, asked).hits
    return tuple(hit for hit in hits if hit.card.id != str(page.service.id))[:MOST_ALIKE]


def listing_page(session: Session, page: ServicePage, now: datetime) -> Listing:
    """Return what the page of a listing shows at `now` (UK wall-clock time)."""
    elsewhere = [*page.service.schedules, *page.hidden_schedules]
    whole = _times(page, page.schedules, now)
    rules = _times(page, elsewhere, now)
    return Listing(
        page=page,
        today=now.date(),
        times=Times(rules.rules, rules.closures, whole.next),
        at=tuple(_there(page, at, now) for at in page.at),
        phones=_phones(page),
        who_for=who_for(page.service),
        costs=_costs(page),
        areas=areas(page.service),
        towns=_towns(page),
        alike=_alike(session, page),
    )


def deliveries(service: Service) -> str:
    """Say how people are reached, where it is not by going there."""
    return filters.ways(each.delivery for each in service.deliveries)


def referral(service: Service) -> str:
    """Say how a person comes to a service."""
    return {
        Referral.SELF: "You can go yourself. Nobody has to refer you.",
        Referral.NEEDED: "Someone must refer you, such as your GP or a social worker.",
        Referral.EITHER: "You can go yourself, or ask someone to refer you.",
        Referral.NOT_KNOWN: "",
    }[service.referral]


def init_app(app: Flask) -> None:
    """Give the templates the words that only a listing needs."""
    for made in (deliveries, referral):
        app.add_template_filter(made)
