"""What a result shows of a listing, drawn from its rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lily.directory.choices import Answer, LocationKind
from lily.directory.models import Address, CostOption, Location, Service
from lily.search.results import Card, CardPlace


def shown_locations(service: Service) -> list[Location]:
    """Return the places of a service that may be shown, in their order."""
    return [at.location for at in service.at if not at.location.is_confidential]


def make_card(service: Service, *, is_demonstration: bool) -> Card:
    """Make the card of a service. A confidential place leaves no trace on it."""
    locations = shown_locations(service)
    cost, cost_words = _cost(service)
    answers = [answer for place in locations for answer in place.access_answers]
    return Card(
        id=str(service.id),
        name=service.name,
        reference=service.reference or "",
        slug=service.slug,
        organisation=service.organisation.name,
        organisation_slug=service.organisation.slug,
        summary=service.summary,
        kind=service.kind,
        asset_kind=service.asset_kind or "",
        status=service.status,
        places=tuple(place for location in locations if (place := _place(location))),
        cost=cost,
        cost_words=cost_words,
        access=tuple(
            dict.fromkeys(
                answer.feature.replace("_", "-")
                for answer in answers
                if answer.answer is Answer.YES
            )
        ),
        deliveries=tuple(str(each.delivery) for each in service.deliveries),
        phone=_phone(service),
        referral=service.referral,
        capacity=service.capacity,
        capacity_words=service.capacity_words,
        closed_until=service.closed_until,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        assured_on=service.assured_on,
        languages=tuple(dict.fromkeys(each.code for each in service.languages)),
        is_demonstration=is_demonstration,
        doubted_on=service.doubted_on,
        sunk_on=service.sunk_on,
    )


def _place(location: Location) -> CardPlace | None:
    """Return a place as shown; None for one that is nowhere, such as a meeting on the web."""
    if location.kind is LocationKind.VIRTUAL:
        return None
    address = address_of(location)
    return CardPlace(
        name=location.name,
        city=address.city if address else "",
        postcode=address.postcode if address else "",
        latitude=location.latitude,
        longitude=location.longitude,
    )


def address_of(location: Location) -> Address | None:
    """Return the address that people go to, or the first there is."""
    physical = [each for each in location.addresses if each.kind is LocationKind.PHYSICAL]
    return next(iter(physical or location.addresses), None)


def _phones(service: Service) -> Iterator[str]:
    yield from (phone.number for phone in service.phones)
    for contact in service.contacts:
        if not contact.is_private:
            yield from (phone.number for phone in contact.phones)
    yield from (phone.number for phone in service.organisation.phones)


def _phone(service: Service) -> str:
    """Return the number to ring: the service's, a public contact's, or the organisation's."""
    return next(_phones(service), "")


def _cost(service: Service) -> tuple[str, str]:
    """Return (free, donation, paid or nothing; the cost in words)."""
    amounts = [cost.amount for cost in service.costs if cost.amount is not None]
    kind = ""
    if any(amounts):
        kind = "paid"
    elif any(cost.is_donation for cost in service.costs):
        kind = "donation"
    elif amounts:
        kind = "free"
    return kind, _cost_words(service.costs, kind) or service.fees


def _cost_words(costs: Sequence[CostOption], kind: str) -> str:
    if kind == "donation":
        return "Donation"
    if kind == "free":
        return "Free"
    for cost in costs:
        if cost.amount:
            return f"{_pounds(cost.amount)} {cost.option[:1].lower()}{cost.option[1:]}".strip()
    return ""


def _pounds(amount: Decimal) -> str:
    return f"£{amount:.2f}".removesuffix(".00")
