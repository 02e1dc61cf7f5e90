"""Whom a listing is for, in words: as its page says it, and held against one person's needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lily.directory.choices import AreaKind, Referral
from lily.directory.models import Service
from lily.directory.queries.services import list_conditions, terms_of
from lily.directory.words import listed
from lily.http.sessions import session
from lily.search import Fit, SearchRequest, fit
from lily.web import filters, labels

COMES = {
    Referral.SELF: "They can go themselves",
    Referral.NEEDED: "Somebody must refer them",
    Referral.EITHER: "They can go themselves, or somebody refers them",
    Referral.NOT_KNOWN: "We do not know whether somebody must refer them",
}


def ages(service: Service) -> str:
    """Say for what ages a listing is; empty where it does not matter."""
    least, most = service.minimum_age, service.maximum_age
    if least and most is not None:
        return f"Aged {least} to {most}"
    if least:
        return f"Aged {least} and over"
    return f"Aged {most} and under" if most is not None else ""


def who_for(service: Service) -> str:
    """Say whom it is for, in the listing's own words or else by its audiences and ages."""
    if service.who_for:
        return service.who_for
    audiences = listed(term.name for term in terms_of(service, "audiences"))
    return ". ".join(filter(None, (audiences, ages(service))))


def areas(service: Service) -> str:
    """Say where people must live, as a sentence; empty where it does not matter."""
    names = []
    for area in service.areas:
        if area.kind is AreaKind.NATIONAL:
            return "For people anywhere in the country."
        if area.kind is AreaKind.RADIUS:
            return f"For people who live within {filters.plural(round(area.miles or 1), 'mile')}."
        names.append(area.name or area.code)
    return f"For people who live in {listed(dict.fromkeys(names))}." if names else ""


@dataclass(frozen=True)
class Eligibility:
    """What to know of a listing before somebody is sent there; empty where nothing is known.

    `ages` where its own words of whom it is for are all that `who` says. `against` are sentences:
    what of it does not fit the person.
    """

    who: str
    ages: str
    areas: str
    comes: str
    has: str
    speaks: str
    against: tuple[str, ...]


def eligibility_for(wishes: SearchRequest, ids: Iterable[UUID]) -> dict[UUID, Eligibility]:
    """Return what to know of listings for a person who has these wishes: four questions at most."""
    every = list(ids)
    fits = fit(session(), every, wishes)
    return {
        each.id: _eligibility(each, wishes, fits.get(each.id))
        for each in (list_conditions(session(), every) if every else [])
    }


def _eligibility(service: Service, wishes: SearchRequest, found: Fit | None) -> Eligibility:
    who = who_for(service)
    has = [labels.ACCESS[each] for each in found.card.access] if found else []
    speaks = [filters.language(code) for code in found.card.languages] if found else []
    return Eligibility(
        who=who.rstrip("."),
        ages=ages(service) if service.who_for else "",
        areas=areas(service),
        comes=COMES[service.referral],
        has=", ".join(has),
        speaks=listed(speaks),
        against=tuple(_against(service, wishes, found)) if found else (),
    )


def _against(service: Service, wishes: SearchRequest, found: Fit) -> Iterable[str]:
    if "age" in found.fails:
        yield f"{ages(service)}. They are {wishes.age}."
    if "access" in found.fails:
        missing = [labels.ACCESS[each] for each in wishes.access if each not in found.card.access]
        yield f"It does not say that it has: {', '.join(missing)}. Ask."
    if "language" in found.fails:
        spoken = listed(map(filters.language, wishes.languages))
        yield f"It does not say that somebody speaks {spoken}. Ask."
    if "day" in found.fails:
        days = listed(labels.DAYS[each] for each in wishes.days)
        yield f"We know of nothing there on the days when they can come: {days}."
