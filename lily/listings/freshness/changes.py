"""The few things of a listing that change, as somebody says them in a minute.

Used by the page behind a link and by whoever rings: what they say becomes values of the listing's
document, and those go through `propose_change`: times, prices, numbers and room pass at once, the
rest waits for a moderator.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from lily.audit.actors import Actor
from lily.directory.choices import UNTIL_A_DAY, EvidenceHow, FieldGroup
from lily.directory.models import Service
from lily.directory.queries.services import MISSING
from lily.errors import Invalid, NotFound
from lily.listings import desk_items
from lily.listings.actions.proposals import propose_change
from lily.listings.choices import ChangeState
from lily.listings.desk.choices import DeskKind
from lily.listings.document import Document, read_document
from lily.listings.fields import groups_of
from lily.listings.freshness.queries import addresses_of, is_writable
from lily.post import outbox
from lily.times.reading import read_times

_PRICE = re.compile(r"£\s?(\d{1,4}(?:\.\d{1,2})?)(?!\d)")
_FREE = re.compile(r"free\b[\s.,:]*", re.IGNORECASE)
NOT_UNDERSTOOD = "Its times were given in words that we could not read. Put them into days."
NOTHING = "Nothing is different from what we show. Change something, or go back and say yes."


@dataclass(frozen=True)
class Sayings:
    """What is said of a listing, one text each; days as ISO 8601."""

    times: str = ""
    place: str = ""
    address_1: str = ""
    city: str = ""
    postcode: str = ""
    cost: str = ""
    phone: str = ""
    email: str = ""
    who_for: str = ""
    capacity: str = ""
    capacity_words: str = ""
    closed_until: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of what was said: the groups that are changed now, and those that wait."""

    live: frozenset[FieldGroup]
    waiting: frozenset[FieldGroup]

    @property
    def waits(self) -> bool:
        """Whether a part of it waits for a moderator."""
        return bool(self.waiting)


def sayings_of(document: Document, *, times: str, cost: str) -> Sayings:
    """Return what a listing says now; `times` and `cost` as its page words them."""
    first: dict[str, Any] = next(iter(document["places"]), {})
    phone: dict[str, Any] = next(iter(document["phones"]), {})
    return Sayings(
        times=times,
        place=first.get("name", ""),
        address_1=first.get("address_1", ""),
        city=first.get("city", ""),
        postcode=first.get("postcode", ""),
        cost=cost,
        phone=phone.get("number", ""),
        email=document["email"],
        who_for=document["who_for"],
        capacity=document["capacity"],
        capacity_words=document["capacity_words"],
        closed_until=document["closed_until"] or "",
    )


def say_changes(
    session: Session,
    service_id: UUID,
    before: Sayings,
    after: Sayings,
    *,
    by: Actor,
    how: EvidenceHow,
    today: date,
) -> Outcome:
    """Bring what is said otherwise than before into the listing, or before a moderator.

    Raises Invalid with the name of the saying that cannot be taken, or where nothing differs.
    """
    document = read_document(session, service_id)
    was, now = asdict(before), {name: text.strip() for name, text in asdict(after).items()}
    said = {name: text for name, text in now.items() if text != was[name].strip()}
    if not said:
        raise Invalid("times", NOTHING)
    changes = dict(_changes(document, said, now, today))
    try:
        proposal = propose_change(session, service_id, changes, by=by, how=how)
    except Invalid as error:
        raise Invalid(_SAID_AS.get(error.field, error.field), error.message) from None
    if "times" in said and not read_times(now["times"], today).is_sure:
        desk_items.open_desk_item(
            session,
            kind=DeskKind.TIMES,
            key=f"times/{proposal.id}",
            words=NOT_UNDERSTOOD,
            service_id=service_id,
            by=by,
        )
    if "email" in said:
        tell_old_address(session, service_id, by=by)
    wait = [each.field for each in proposal.changes if each.state is ChangeState.WAITING]
    waiting = groups_of(wait)
    changed = groups_of(each.field for each in proposal.changes)
    return Outcome(frozenset(changed - waiting), frozenset(waiting))


def tell_old_address(session: Session, service_id: UUID, *, by: Actor) -> None:
    """Tell the address that we ask about a listing that somebody gave us another."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound(MISSING)
    old = addresses_of(session, [service])[service_id]
    if not is_writable(old):
        return
    outbox.send(
        session,
        template="contact-asked",
        to=old,
        key=f"contact-asked/{service_id}/{uuid4()}",
        fields={"listing": service.name},
        about=("service", service_id),
        by=by,
    )


_SAID_AS = {"places": "postcode", "phones": "phone", "costs": "cost", "fees": "cost"}
"""The saying that a field of the document was made from."""


def _changes(
    document: Document, said: Mapping[str, str], now: Mapping[str, str], today: date
) -> Iterator[tuple[str, Any]]:
    """Yield the fields of the document, with the values that the sayings give them."""
    for name in ("who_for", "email", "capacity", "capacity_words"):
        if name in said:
            yield name, said[name]
    if {"capacity", "closed_until"} & said.keys():
        has_end = now["capacity"] in UNTIL_A_DAY
        yield "closed_until", now["closed_until"] if has_end else None
    if "times" in said:
        yield "times", _times(document, said["times"], today)
    if "cost" in said:
        yield "costs", [_cost(line) for line in said["cost"].splitlines() if line.strip()]
        yield "fees", ""
    if "phone" in said:
        number = [{"number": said["phone"]}] if said["phone"] else []
        yield "phones", [*number, *document["phones"][1:]]
    if {"place", "address_1", "city", "postcode"} & said.keys():
        first = dict(next(iter(document["places"]), {}), position=None)
        first |= {key: now[key] for key in ("address_1", "city", "postcode")}
        first["name"] = now["place"]
        yield "places", [first, *document["places"][1:]]


def _times(document: Document, words: str, today: date) -> list[dict[str, Any]]:
    """Return the times as typed; at the listing's one place, where it has one."""
    places = {entry["place"] for entry in document["times"]}
    place = next(iter(places)) if len(places) == 1 else ""
    reading = read_times(" ".join(words.split()), today)
    schedules = [schedule.raw(words) for schedule in reading.schedules]
    return [{"place": place, "words": words, "schedules": schedules}]


def _cost(line: str) -> dict[str, Any]:
    """Return one line about the cost: the price where there is one, and the words around it."""
    line = line.strip()
    if free := _FREE.match(line):
        return {"option": "", "amount": "0", "words": line[free.end() :]}
    prices = list(_PRICE.finditer(line))
    if len(prices) != 1:
        return {"option": line, "amount": None}
    (price,) = prices
    option, words = line[: price.start()].strip(" :"), line[price.end() :].strip(" .")
    return {"option": option, "amount": price[1], "words": words}
