"""What somebody types on a page and has not sent, as the script of the page sends it."""

from collections.abc import Sequence
from typing import Any

from werkzeug.test import TestResponse

from tests.client import HouseClient

KEY = "k" * 24
"""The name of an open page."""


def type_into(
    client: HouseClient, page: str, form: str, fields: Sequence[Sequence[str]], **more: Any
) -> TestResponse:
    """Send what was typed into a form of a page; `more` stands for what the script would say."""
    sent = {"path": page, "form": form, "fields": fields, "key": KEY, "turn": 1} | more
    answer = client.get("/drafts/token.json")
    token = answer.json["csrf_token"] if answer.status_code == 200 else ""
    return client.post("/drafts", json=sent, headers={"X-CSRFToken": token})
