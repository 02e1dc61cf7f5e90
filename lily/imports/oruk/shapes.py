"""Finds the listings in what a feed or file holds, whichever way it is wrapped."""

from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]
_PAGES = ("contents", "content", "data", "items", "results", "services")


def first(item: Item, *names: str) -> Any:
    """Return the first of these fields that holds anything."""
    return next((item[name] for name in names if item.get(name) not in (None, "", [], {})), None)


def listed(item: Item, *names: str) -> list[Item]:
    """Return the first of these fields that holds objects, as a list; one object is a list too."""
    value = first(item, *names)
    if isinstance(value, dict):
        return [value]
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def part(item: Item, *names: str) -> Item:
    """Return the first of these fields that is an object, or an empty one."""
    return next(iter(listed(item, *names)), {})


def services_in(data: Any) -> Iterator[Any]:
    """Return every listing: of a list, a page, an organisation or service at location, or one."""
    if isinstance(data, list):
        for one in data:
            yield from services_in(one)
    elif isinstance(data, dict):
        yield from _services_of(data)
    else:
        yield data


def _services_of(data: Item) -> Iterator[Any]:
    wrapped = next((data[name] for name in _PAGES if isinstance(data.get(name), list)), None)
    if wrapped is not None and "status" not in data and "organization" not in data:
        owner = {name: value for name, value in data.items() if name != "services"}
        for one in wrapped:
            yield from _owned(services_in(one), owner if _is_organisation(data) else None)
    elif isinstance(data.get("service"), dict):
        yield from services_in(_at_its_place(data))
    elif _is_service(data):
        yield data


def _owned(services: Iterator[Any], owner: Item | None) -> Iterator[Any]:
    for service in services:
        if owner and isinstance(service, dict) and not first(service, "organization"):
            yield service | {"organization": owner}
        else:
            yield service


def _at_its_place(data: Item) -> Item:
    """Return the service of a service at location, with the place that it was found under."""
    service: Item = data["service"]
    if listed(service, "service_at_locations"):
        return service
    at = {name: value for name, value in data.items() if name != "service"}
    return service | {"service_at_locations": [at]}


def _is_organisation(data: Item) -> bool:
    return "services" in data and "name" in data


def _is_service(data: Item) -> bool:
    """Say whether an object is a listing, and not a taxonomy, a place or a page of errors."""
    return bool({"organization", "organization_id", "status"} & data.keys()) and (
        "id" in data or "name" in data
    )
