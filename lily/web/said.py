"""A listing as somebody reads it out, by the groups in which its fields are confirmed."""

from typing import NamedTuple

from lily.directory.choices import Capacity, FieldGroup
from lily.directory.models import Location
from lily.directory.text import plain
from lily.web import filters
from lily.web.listing import Listing, There, referral

LABELS = {
    FieldGroup.TIMES: "When",
    FieldGroup.PLACES: "Where",
    FieldGroup.COST: "What it costs",
    FieldGroup.CONTACT: "How to get in touch",
    FieldGroup.CAPACITY: "Room for new people",
    FieldGroup.WHO: "Who it is for",
    FieldGroup.GETTING_HELP: "How to get help",
    FieldGroup.ABOUT: "What it is",
}
"""What each group is called, in the order in which they are read out."""

NOTHING_SAID = "We do not say."


class Part(NamedTuple):
    """One group of a listing's fields: what it is called, and the lines that it says."""

    group: FieldGroup
    label: str
    lines: tuple[str, ...]


def parts_of(listing: Listing) -> tuple[Part, ...]:
    """Return every group in the order it is read out; one that says nothing says so."""
    lines = {
        FieldGroup.TIMES: _times(listing),
        FieldGroup.PLACES: _places(listing),
        FieldGroup.COST: (*listing.costs, plain(listing.service.fees)),
        FieldGroup.CONTACT: _contact(listing),
        FieldGroup.CAPACITY: _room(listing),
        FieldGroup.WHO: (plain(listing.who_for), listing.areas),
        FieldGroup.GETTING_HELP: _getting_help(listing),
        FieldGroup.ABOUT: (listing.service.summary or plain(listing.service.description),),
    }
    return tuple(
        Part(group, label, tuple(filter(None, lines[group])) or (NOTHING_SAID,))
        for group, label in LABELS.items()
    )


def _times(listing: Listing) -> tuple[str, ...]:
    rules = [*listing.times.rules, *(rule for at in listing.at for rule in at.times.rules)]
    closures = [*listing.times.closures, *(line for at in listing.at for line in at.times.closures)]
    return tuple(dict.fromkeys([*(own or said for said, own in rules), *closures]))


def _place(place: Location) -> str:
    lines = [place.name]
    for address in place.addresses[:1]:
        lines += [address.address_1, address.city, address.postcode]
    return ", ".join(filter(None, lines))


def _places(listing: Listing) -> tuple[str, ...]:
    kept = ("At an address that we keep private.",) if listing.page.is_confidential else ()
    at: tuple[There, ...] = listing.at
    return (*(_place(there.location) for there in at), *kept)


def _contact(listing: Listing) -> tuple[str, ...]:
    service = listing.service
    return (*(phone.number for phone in listing.phones), service.email, service.url)


def _room(listing: Listing) -> tuple[str, ...]:
    if listing.service.capacity is Capacity.NOT_KNOWN:
        return ("We do not know.",)
    return (filters.room(listing.service, listing.today),)


def _getting_help(listing: Listing) -> tuple[str, ...]:
    service = listing.service
    own = (service.how_to_get_help, service.what_happens_first, service.what_to_bring)
    return (referral(service), *(plain(words) for words in own))
