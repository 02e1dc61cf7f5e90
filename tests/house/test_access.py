"""Silence means no: every view declares who may use it, and lets in those and nobody else."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import SignIn
from lily.accounts.permissions import Permission, needs_two_factors, permissions_of
from lily.accounts.queries import get_account
from lily.app import create_app
from lily.audit.models import AuditEvent
from lily.config import Config
from lily.database import make_engine
from lily.http.access import (
    GIVE_FACTOR,
    NO_SUCH_PAGE,
    PROVE_AGAIN,
    SIGN_IN,
    Access,
    declared_access,
)
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.house.rows import provider

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"
PARTS = {"UUIDConverter": str(uuid4()), "IntegerConverter": "1"}
OWN = {Permission.EDIT_OWN_LISTINGS, Permission.ANSWER_REFERRALS, Permission.WRITE_CHANGES, None}
"""Pages with one of these permissions show what is somebody's own."""


def _documented() -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in REFERENCE.read_text().splitlines()]
    return {row[2].strip("`"): row[3].strip() for row in rows if row[0].startswith("`/")}


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if not declared_access(view)]
    assert silent == []


def test_the_documented_access_is_the_applications(app: Flask) -> None:
    declared = {name: declared_access(view).who for name, view in app.view_functions.items()}
    assert _documented() == declared


def test_every_view_has_an_address(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(app.view_functions)


def test_a_view_that_declares_no_access_is_refused(app: Flask, client: HouseClient) -> None:
    app._got_first_request = False
    app.add_url_rule("/silent.json", "silent", lambda: "secret")
    answer = client.get("/silent.json")
    assert answer.status_code == 403
    assert b"secret" not in answer.data


@dataclass(frozen=True)
class Person:
    """Somebody who asks: a visitor, or an account with a role, and what they proved."""

    role: Role | None = None
    has_second_factor: bool = True
    is_fresh: bool = True

    def __str__(self) -> str:
        if self.role is None:
            return "a visitor"
        one = "" if self.has_second_factor else ", one factor given"
        return f"{self.role}{one}{'' if self.is_fresh else ', not proved lately'}"


PEOPLE = [
    Person(),
    *(Person(role) for role in Role),
    *(Person(role, has_second_factor=False) for role in (Role.EDITOR, Role.ADMINISTRATOR)),
    *(Person(role, is_fresh=False) for role in Role),
]


@pytest.fixture(scope="module")
def site(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application for all of these questions: none of them changes a thing.

    Who may use a page is asked before the form's token is, so a button is pressed without one.
    """
    folder = tmp_path_factory.mktemp("access")
    shutil.copyfile(migrated, folder / "lily.db")
    config = Config(data_dir=str(folder), secret_key="only for tests")
    engine = make_engine(config.database)
    app = create_app(config, engine)
    app.testing = True
    yield app
    engine.dispose()


def _client_of(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    if person.role:
        with Session(app.extensions["lily.engine"]) as session:
            account = make.make_account(session, person.role)
            make.sign_in(client, session, account, has_second_factor=person.has_second_factor)
            if not person.is_fresh:
                long_ago = clock.now() - timedelta(minutes=11)
                session.execute(
                    sa.update(SignIn)
                    .where(SignIn.account_id == account.id)  # type: ignore[arg-type]
                    .values(proved_at=long_ago)
                )
                session.commit()
    return client


def _address(rule: Rule, app: Flask) -> str:
    """Return an address that the rule answers, with something in the place of each part."""
    converters = rule._converters
    values = {
        name: PARTS.get(type(converters[name]).__name__, "something") for name in rule.arguments
    }
    path = app.url_map.bind("localhost").build(rule.endpoint, values, method=_methods(rule)[0])
    return path.partition("?")[0]


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _expected(access: Access, person: Person) -> str:
    """Return what the declaration of a view means for a person."""
    if access.is_open:
        return "allowed"
    if person.role is None:
        return SIGN_IN
    if access.with_one_factor:
        return "allowed"
    wants_two = access.two_factors or needs_two_factors([person.role])
    if wants_two and not person.has_second_factor:
        return GIVE_FACTOR
    if access.permission and access.permission not in permissions_of([person.role]):
        return "not found"
    return PROVE_AGAIN if access.fresh and not person.is_fresh else "allowed"


def _found(answer: TestResponse, method: str) -> str:
    assert answer.status_code < 500 or answer.status_code == 503, answer.status_code
    if answer.status_code == 404 and NO_SUCH_PAGE in answer.get_data(as_text=True):
        return "not found"
    where = (answer.location or "").partition("?")[0]
    if (where == SIGN_IN and method == "GET") or where in {SIGN_IN, GIVE_FACTOR, PROVE_AGAIN}:
        return where
    return "allowed"


LEADS_ON = {
    "second_factors.set_up_second_factor": "is_fresh",
    "second_factors.set_up_app": "is_fresh",
    "second_factors.add_passkey": "is_fresh",
    "sign_in.sign_in": "has_second_factor",
}
"""Views that send somebody who lacks something on by themselves: what it is that they look at."""


def _is_led_on(endpoint: str, person: Person) -> bool:
    return endpoint in LEADS_ON and not getattr(person, LEADS_ON[endpoint])


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_every_route_lets_in_those_it_declares(site: Flask, person: Person) -> None:
    client, wrong = _client_of(site, person), []
    for rule in site.url_map.iter_rules():
        if rule.endpoint == "static" or _is_led_on(rule.endpoint, person):
            continue
        access = declared_access(site.view_functions[rule.endpoint])
        assert access, rule.endpoint
        for method in _methods(rule):
            answer = client.open(_address(rule, site), method=method)
            expected, found = _expected(access, person), _found(answer, method)
            if found != expected:
                wrong.append(f"{method} {rule.rule}: {found}, not {expected}")
    assert wrong == []


def test_the_matrix_can_tell(site: Flask) -> None:
    """A page that is open where it should not be is seen, and the other way round."""
    visitor = _client_of(site, Person())
    closed = Access(permission=Permission.MANAGE_ACCOUNTS)
    assert _found(visitor.get("/about"), "GET") != _expected(closed, Person())
    assert _found(visitor.get("/accounts"), "GET") != _expected(Access(is_open=True), Person())


def _own_pages() -> list[tuple[str, str]]:
    """Return (view, part of the address) of every page that shows or changes what is one's own."""
    app = create_app(
        Config(data_dir="/nowhere", secret_key="only for tests"), sa.create_engine("sqlite://")
    )
    found = []
    for rule in app.url_map.iter_rules():
        access = declared_access(app.view_functions[rule.endpoint])
        if access and not access.is_open and access.permission in OWN:
            found += [(rule.endpoint, part) for part in sorted(rule.arguments)]
    return sorted(set(found))


@pytest.mark.parametrize(("endpoint", "part"), _own_pages())
def test_a_row_of_somebody_else_is_not_found(
    app: Flask, client: HouseClient, session: Session, endpoint: str, part: str
) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    rule = next(rule for rule in rules if part in rule.arguments)
    account = make.sign_in_as(client, session, Role.EDITOR)
    account = get_account(session, account.id)
    own: dict[str, object] = {}
    foreign: dict[str, object] = {}
    for name in sorted(rule.arguments):
        made = provider(endpoint, name)
        assert made, f"tests/house/rows.py has no rows for “{name}” of {endpoint}"
        own[name], foreign[name] = made(session, account)
    session.commit()
    client.get("/account")
    fields = (field for field in client.tree.iter("input") if field.get("name") == "csrf_token")
    pressed = {"csrf_token": next(fields).get("value")}
    before = len(session.exec(select(AuditEvent.number)).all())
    for method in _methods(rule):
        build = app.url_map.bind("localhost").build
        address = build(endpoint, own | {part: foreign[part]}, method=method)
        assert client.open(address, method=method, data=pressed).status_code == 404, (
            f"{method} {address}"
        )
        session.rollback()
        assert len(session.exec(select(AuditEvent.number)).all()) == before
        address = build(endpoint, own, method=method)
        assert client.open(address, method=method, data=pressed).status_code != 404, (
            f"{method} {address}"
        )
        before = len(session.exec(select(AuditEvent.number)).all())
