"""Asks a live feed for its pages, one after another, and for each listing in full.

Written for what feeds do rather than for what they should: a root instead of a list, a first page
that is the last but does not say so, a list that tells little, a page that comes again and again.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from lily.errors import NotFound
from lily.imports.oruk.client import Client
from lily.imports.oruk.shapes import Item, services_in

MOST_PAGES = 20_000
_NESTED = {
    "attributes",
    "contacts",
    "cost_options",
    "eligibilitys",
    "regular_schedules",
    "schedules",
    "service_at_locations",
    "service_taxonomys",
}


def read_address(
    address: str, client: Client, *, progress: Callable[[int, int], None] | None = None
) -> list[Any]:
    """Return every listing of a live feed, in full where the list itself says little.

    `address` is the feed's root or its list of services. `progress` is told how many listings have
    come and how many there are.
    """
    tell = progress or (lambda _done, _all: None)
    address, first_page = _first_page(address, client)
    listings: list[Any] = []
    for page in _pages(address, first_page, client):
        found = list(services_in(page))
        listings += found
        tell(len(listings), _total(page))
    return _in_full(address, listings, client, tell)


def _first_page(address: str, client: Client) -> tuple[str, Any]:
    """Return the address of the list of services and its first page."""
    page = client.get(address)
    is_root = isinstance(page, dict) and not _is_page(page) and not list(services_in(page))
    if is_root and not urlsplit(address).path.rstrip("/").endswith("/services"):
        address = _under(address, "services")
        page = client.get(address)
    return address, page


def _pages(address: str, page: Any, client: Client) -> Iterator[Any]:
    """Return the pages from the first on. A server that never says "last" is stopped."""
    number, seen = 1, set[str]()
    while number < MOST_PAGES:
        fingerprint = json.dumps(page, sort_keys=True, default=str)
        if fingerprint in seen:
            return
        seen.add(fingerprint)
        yield page
        if not _has_more(page, number):
            return
        number += 1
        page = client.get(_with_page(address, number))


def _is_page(data: Item) -> bool:
    return bool({"contents", "content", "total_pages", "totalPages"} & data.keys())


def _has_more(page: Any, number: int) -> bool:
    """Say whether a page is followed by another, in the words of version 3 or version 1."""
    if not isinstance(page, dict) or not _is_page(page):
        return False
    if page.get("last_page") is True or page.get("last") is True or page.get("empty") is True:
        return False
    pages = page.get("total_pages", page.get("totalPages"))
    if isinstance(pages, int):
        return number < pages
    return bool(list(services_in(page)))


def _total(page: Any) -> int:
    total = page.get("total_items", page.get("totalElements")) if isinstance(page, dict) else None
    return total if isinstance(total, int) else 0


def _in_full(
    address: str, listings: list[Any], client: Client, tell: Callable[[int, int], None]
) -> list[Any]:
    """Return the listings with what only their own page tells; where it tells more at all."""
    brief = [at for at, item in enumerate(listings) if _is_brief(item)]
    for done, at in enumerate(brief, start=1):
        try:
            whole = client.get(_under(address, quote(str(listings[at]["id"]), safe="")))
        except NotFound:
            whole = None
        if done == 1 and (not isinstance(whole, dict) or not (_NESTED & whole.keys())):
            return listings
        if isinstance(whole, dict) and str(whole.get("id")) == str(listings[at]["id"]):
            listings[at] = listings[at] | whole
        tell(done, len(brief))
    return listings


def _is_brief(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("id")) and not (_NESTED & item.keys())


def _under(address: str, name: str) -> str:
    scheme, host, path, _, _ = urlsplit(address)
    return urlunsplit((scheme, host, f"{path.rstrip('/')}/{name}", "", ""))


def _with_page(address: str, number: int) -> str:
    scheme, host, path, query, _ = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(query) if name != "page"]
    return urlunsplit((scheme, host, path, urlencode([*asked, ("page", str(number))]), ""))
