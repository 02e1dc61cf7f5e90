"""A listing in the words of schema.org, for search engines and other software (JSON-LD)."""

from typing import Any

from lily.directory.models import ServiceAtLocation
from lily.directory.queries.services import ServicePage
from lily.directory.text import plain


def _place(at: ServiceAtLocation) -> dict[str, Any]:
    where = at.location
    place: dict[str, Any] = {"@type": "Place", "name": where.name}
    for address in where.addresses[:1]:
        place["address"] = {
            "@type": "PostalAddress",
            "streetAddress": address.address_1,
            "addressLocality": address.city,
            "addressRegion": address.county,
            "postalCode": address.postcode,
            "addressCountry": address.country,
        }
    if where.latitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": where.latitude,
            "longitude": where.longitude,
        }
    return place


def _offers(page: ServicePage) -> list[dict[str, Any]]:
    return [
        {
            "@type": "Offer",
            "name": cost.option,
            "price": str(cost.amount),
            "priceCurrency": "GBP",
        }
        for cost in page.service.costs
        if cost.amount is not None
    ]


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_blanks(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in ("", None, [], {})}
    return [_without_blanks(each) for each in value] if isinstance(value, list) else value


def service(page: ServicePage, base_url: str) -> dict[str, Any]:
    """Return the listing as schema.org's Service. Confidential places are not in `page`."""
    listed = page.service
    organisation = listed.organisation
    address = f"{base_url.rstrip('/')}/services/{listed.slug}"
    channels = [
        {"@type": "ServiceChannel", "serviceLocation": _place(at)} for at in page.placed
    ] or [{"@type": "ServiceChannel", "serviceUrl": listed.url}]
    for channel in channels:
        if listed.phones:
            channel["servicePhone"] = {
                "@type": "ContactPoint",
                "telephone": listed.phones[0].number,
            }
    made: dict[str, Any] = _without_blanks(
        {
            "@context": "https://schema.org",
            "@type": "Service",
            "@id": address,
            "identifier": str(listed.id),
            "name": listed.name,
            "description": listed.summary or plain(listed.description),
            "url": address,
            "serviceType": [term.name for term in page.needs],
            "audience": [{"@type": "Audience", "name": term.name} for term in page.audiences],
            "areaServed": [area.name for area in listed.areas],
            "provider": {
                "@type": "Organization",
                "name": organisation.name,
                "url": organisation.website,
                "@id": f"{base_url.rstrip('/')}/organisations/{organisation.slug}",
            },
            "availableChannel": channels,
            "offers": _offers(page),
            "dateModified": listed.changed_at.date().isoformat(),
        }
    )
    return made
