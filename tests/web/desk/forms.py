"""Pressing buttons as somebody does: the CSRF token comes from the page that was read."""

from typing import Any

from werkzeug.test import TestResponse

from tests.client import HouseClient


def token_of(client: HouseClient) -> str:
    """Return the CSRF token of the last page."""
    fields = client.tree.iter("input")
    return next(each.attrib["value"] for each in fields if each.get("name") == "csrf_token")


def press(client: HouseClient, page: str, action: str = "", **values: Any) -> TestResponse:
    """Open a page, and send a form of it with these values."""
    assert client.get(page).status_code == 200
    return client.post(action or page, data={**values, "csrf_token": token_of(client)})
