"""Addresses are for people: lower case, words joined by dashes, typed parts, named as the view."""

import re

from flask import Flask
from werkzeug.routing import Rule

PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*")
TYPED = re.compile(r"<(string|int|uuid|path)(\([^)]*\))?:[a-z_]+>")


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _is_well_made(part: str) -> bool:
    """Say whether one part of an address is kebab-case, or typed (and may end in `.json`)."""
    left = TYPED.sub("", part)
    if left != part:
        return re.fullmatch(r"(\.[a-z]+)?", left) is not None
    return PART.fullmatch(part) is not None


def test_every_address_is_kebab_case_with_typed_parts(app: Flask) -> None:
    wrong = [
        rule.rule
        for rule in _rules(app)
        if not all(_is_well_made(part) for part in rule.rule.strip("/").split("/") if part)
    ]
    assert wrong == []


def test_no_address_ends_in_a_slash(app: Flask) -> None:
    assert [r.rule for r in _rules(app) if r.rule != "/" and r.rule.endswith("/")] == []


def test_no_two_views_answer_one_address(app: Flask) -> None:
    seen = [(rule.rule, method) for rule in _rules(app) for method in rule.methods or ()]
    assert sorted(set(seen)) == sorted(seen)


def test_the_guard_knows_a_bad_address() -> None:
    assert _is_well_made("whats-on")
    assert _is_well_made("search.json")
    assert _is_well_made("<uuid:service_id>")
    assert _is_well_made("<string:slug>.json")
    assert not _is_well_made("<slug>")
    assert not _is_well_made("what_is_on")
    assert not _is_well_made("WhatsOn")


def test_a_view_is_named_as_its_function(app: Flask) -> None:
    other = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and endpoint.rsplit(".", 1)[-1] != view.__name__
    ]
    assert other == []
