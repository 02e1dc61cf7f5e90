"""What is listed already that somebody may mean, before they list it again.

Names are compared without case, accents, "the", "Ltd" and the order of their words; a number to
ring, a charity number, a website or an e-mail domain that is the same says more than a name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlmodel import Session, col

from lily.directory import text as texts
from lily.directory.choices import ServiceStatus
from lily.directory.models import (
    Address,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Service,
    ServiceAtLocation,
)
from lily.geo import postcodes
from lily.imports.phones import read_numbers

MOST = 5
ALIKE = 78.0
"""From here on, in a hundred, two names are shown as likely the same; found by trying real ones."""
ALIKE_LISTINGS = 84.0
SAME_PLACE = 14.0
"""What the same postcode adds to the likeness of two names."""
_SAYS_LITTLE = {"the", "a", "of", "and", "for", "in", "at"}
_LEGAL = {"ltd", "limited", "cic", "cio", "plc", "llp", "charity", "trust", "uk", "inc"}
_PUBLIC_MAIL = {
    *("aol.com", "btinternet.com", "btopenworld.com", "gmail.com", "gmx.co.uk", "gmx.com"),
    *("googlemail.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com"),
    *("mac.com", "mail.com", "me.com", "msn.com", "ntlworld.com", "outlook.com", "proton.me"),
    *("protonmail.com", "sky.com", "talk21.com", "talktalk.net", "tiscali.co.uk", "uwclub.net"),
    *("virgin.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com", "zoho.com"),
}
"""Where anybody can have a mailbox: such a domain says nothing about an organisation."""
_NOT_HOMES = {"facebook.com", "instagram.com", "twitter.com", "x.com", "linktr.ee", "google.com"}


@dataclass(frozen=True)
class Wanted:
    """What somebody typed about an organisation or a listing; empty where they did not."""

    name: str = ""
    postcode: str = ""
    charity_number: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(vars(self).values())


@dataclass(frozen=True)
class Likely:
    """Something that is listed and may be what was meant: why, in words, the surest first."""

    id: UUID
    slug: str
    name: str
    why: tuple[str, ...]
    score: float


def key_of(name: str) -> str:
    """Return a name as names are compared: its telling words, folded, in the order of letters."""
    parts = texts.slug(name, 200).split("-")
    telling = [part for part in parts if part not in _SAYS_LITTLE | _LEGAL]
    return " ".join(sorted(telling or parts))


def likeness(one: str, other: str) -> float:
    """Say in a hundred how alike two keys are; one inside the other counts a little less."""
    if not one or not other:
        return 0.0
    whole = fuzz.ratio(one, other)
    if min(one.count(" "), other.count(" ")) == 0:
        return whole
    return max(whole, 0.9 * fuzz.token_set_ratio(one, other))


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address or website; empty where it is anybody's."""
    address = address.strip().lower()
    if "@" in address:
        host = address.rpartition("@")[2]
    else:
        try:
            host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        except ValueError:
            return ""
    host = host.removeprefix("www.").rstrip(".")
    return "" if host in _PUBLIC_MAIL | _NOT_HOMES or "." not in host else host


def is_same_domain(email: str, *others: str) -> bool:
    """Say whether an e-mail address is at the domain of a website or address of an organisation."""
    mine = domain_of(email)
    theirs = {domain_of(other) for other in others} - {""}
    return bool(mine) and any(mine == each or mine.endswith(f".{each}") for each in theirs)


def digits_of(number: str) -> str:
    """Return a charity or company number without what people put around it."""
    return "".join(letter for letter in number.upper() if letter.isalnum())


def likely_organisations(session: Session, wanted: Wanted, limit: int = MOST) -> list[Likely]:
    """Return the organisations that are likely meant, the likeliest first."""
    certain = _by_facts(session, wanted)
    near = _at_postcode(session, wanted.postcode)
    rows = session.execute(
        sa.select(
            col(Organisation.id),
            col(Organisation.slug),
            col(Organisation.name),
            col(Organisation.alternate_name),
            col(Organisation.email),
            col(Organisation.website),
        )
    ).all()
    key = key_of(wanted.name) if wanted.name else ""
    domains = {domain_of(wanted.email), domain_of(wanted.website)} - {""}
    found = []
    for id_, slug, name, other_name, email, website in rows:
        why = list(certain.get(id_, ()))
        if domains & {domain_of(email), domain_of(website)}:
            why.append("It has the same website or e-mail domain.")
        alike = max(likeness(key, key_of(each)) for each in (name, other_name or name))
        score = _score(alike, id_ in near, ALIKE, why)
        if why:
            found.append(Likely(id_, slug, name, tuple(why), score))
    return _best(found, limit)


def likely_services(
    session: Session, wanted: Wanted, *, but_not: UUID | None = None, limit: int = MOST
) -> list[Likely]:
    """Return the listings that are likely the one that is typed: by name, place and number."""
    ringing = _services_ringing(session, wanted.phone)
    near = _services_at(session, wanted.postcode)
    rows = session.execute(
        sa.select(col(Service.id), col(Service.slug), col(Service.name)).where(
            col(Service.status).in_((ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED))
        )
    ).all()
    key = key_of(wanted.name)
    found = []
    for id_, slug, name in rows:
        if id_ == but_not:
            continue
        alike = likeness(key, key_of(name))
        bonus = SAME_PLACE if id_ in ringing else 0.0
        why: list[str] = []
        score = _score(alike + bonus, id_ in near, ALIKE_LISTINGS, why)
        if why:
            also = ("It has the same number to ring.",) if id_ in ringing else ()
            found.append(Likely(id_, slug, name, (*also, *why), score))
    return _best(found, limit)


def _score(alike: float, is_near: bool, enough: float, why: list[str]) -> float:
    """Say how likely it is in a hundred (more where facts agree); add the reasons to `why`."""
    facts = len(why)
    alike_here = alike + (SAME_PLACE if is_near else 0.0)
    if alike_here >= enough or (facts and alike >= enough / 2):
        why.append("The name is nearly the same.")
        if is_near:
            why.append("It has something at the same postcode.")
    return alike_here + 100 * facts


def _best(found: list[Likely], limit: int) -> list[Likely]:
    return sorted(found, key=lambda each: (-each.score, each.name))[:limit]


def _by_facts(session: Session, wanted: Wanted) -> dict[UUID, list[str]]:
    """Return the organisations that have the same charity number or number to ring."""
    found: dict[UUID, list[str]] = {}
    number = digits_of(wanted.charity_number)
    if number:
        rows = session.execute(
            sa.select(
                col(OrganisationIdentifier.organisation_id),
                col(OrganisationIdentifier.identifier),
            ).where(col(OrganisationIdentifier.identifier).like(f"%{number}%"))
        ).all()
        for id_, identifier in rows:
            if digits_of(identifier) == number:
                found.setdefault(id_, []).append("It has the same charity or company number.")
    for id_ in _organisations_ringing(session, wanted.phone):
        found.setdefault(id_, []).append("It has the same number to ring.")
    return found


def _numbers(typed: str) -> list[str]:
    return [each.number for each in read_numbers(typed) if each.is_sure] if typed else []


def _written(typed: str) -> list[str]:
    """Return a postcode as it is written in addresses, where it is a whole one."""
    found = postcodes.normalise(typed) if typed else None
    return [postcodes.format(found)] if found else []


def _organisations_ringing(session: Session, typed: str) -> set[UUID]:
    owner = sa.func.coalesce(col(Phone.organisation_id), col(Service.organisation_id))
    wanted = sa.select(owner).outerjoin(Service, col(Service.id) == col(Phone.service_id))
    return _ringing(session, wanted, _numbers(typed))


def _services_ringing(session: Session, typed: str) -> set[UUID]:
    return _ringing(session, sa.select(col(Phone.service_id)), _numbers(typed))


def _ringing(session: Session, wanted: sa.Select[Any], numbers: Collection[str]) -> set[UUID]:
    if not numbers:
        return set()
    found = session.execute(wanted.where(col(Phone.number).in_(numbers))).scalars()
    return {id_ for id_ in found if id_}


def _at_postcode(session: Session, typed: str) -> set[UUID]:
    return _at(session, sa.select(col(Service.organisation_id)), _written(typed))


def _services_at(session: Session, typed: str) -> set[UUID]:
    return _at(session, sa.select(col(Service.id)), _written(typed))


def _at(session: Session, wanted: sa.Select[Any], postcode: Collection[str]) -> set[UUID]:
    """Return which are at a postcode; places that must not be found never answer."""
    if not postcode:
        return set()
    asked = (
        wanted.join(ServiceAtLocation, col(ServiceAtLocation.service_id) == col(Service.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .join(Address, col(Address.location_id) == col(Location.id))
        .where(col(Address.postcode).in_(postcode), col(Location.is_confidential).is_(False))
    )
    return set(session.execute(asked).scalars())
