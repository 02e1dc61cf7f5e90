"""Silence means no: every view declares who may use it, and the documentation says the same."""

from pathlib import Path

from flask import Flask

from lily.http.access import declared_access
from tests.client import HouseClient

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"


def _documented() -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in REFERENCE.read_text().splitlines()]
    return {row[2].strip("`"): row[3].strip() for row in rows if row[0].startswith("`/")}


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if not declared_access(view)]
    assert silent == []


def test_the_documented_access_is_the_applications(app: Flask) -> None:
    declared = {name: str(declared_access(view)) for name, view in app.view_functions.items()}
    assert _documented() == declared


def test_every_view_has_an_address(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(app.view_functions)


def test_a_view_that_declares_no_access_is_refused(app: Flask, client: HouseClient) -> None:
    app._got_first_request = False
    app.add_url_rule("/silent.json", "silent", lambda: "secret")
    answer = client.get("/silent.json")
    assert answer.status_code == 403
    assert b"secret" not in answer.data
