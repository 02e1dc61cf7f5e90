"""Passkeys at the door: alone, as a second factor, and never twice for one challenge."""

import pytest
from flask import Flask
from sqlmodel import Session, select

from lily.accounts import recovery
from lily.accounts.choices import Role
from lily.accounts.models import Account, SignIn
from lily.audit.actors import SYSTEM
from tests.accounts.keys import Device
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit


@pytest.fixture
def moderator(session: Session) -> Account:
    """Return a moderator with a passphrase."""
    account = make.make_account(session, Role.MODERATOR, passphrase=make.PASSPHRASE)
    session.commit()
    return account


def test_a_passkey_that_checks_the_person_is_both_factors(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    device = Device.of(session, moderator)
    client.get("/sign-in?next=/account/name")
    answer = submit(client, "/sign-in/passkey", credential=device.show(client.tree))
    assert answer.location == "/account/name"
    assert client.get("/account").status_code == 200
    assert session.exec(select(SignIn.has_second_factor)).one()


def test_a_key_that_does_not_check_the_person_is_not_enough_alone(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    device = Device.of(session, moderator, checks=False)
    client.get("/sign-in")
    answer = submit(client, "/sign-in/passkey", credential=device.show(client.tree))
    assert answer.status_code == 400
    client.get("/sign-in")
    submit(client, "/sign-in", email=moderator.email, passphrase=make.PASSPHRASE)
    client.get("/sign-in/second-factor")
    answer = submit(client, "/sign-in/second-factor/passkey", credential=device.show(client.tree))
    assert answer.location == "/desk"
    assert client.get("/account").status_code == 200


def test_a_challenge_is_answered_once_even_with_its_old_cookie(
    app: Flask, session: Session, moderator: Account
) -> None:
    device = Device.of(session, moderator)
    first = app.test_client()
    assert isinstance(first, HouseClient)
    first.get("/sign-in")
    kept = first.get_cookie("lily")
    assert kept
    credential = device.show(first.tree)
    page = first.tree
    assert submit(first, "/sign-in/passkey", credential=credential).status_code == 302
    thief = app.test_client()
    assert isinstance(thief, HouseClient)
    thief.set_cookie("lily", kept.value)
    thief.tree = page
    answer = submit(thief, "/sign-in/passkey", credential=credential)
    assert answer.status_code == 400
    assert "took too long" in Page(thief.tree).words
    assert thief.get("/account").location.startswith("/sign-in")


def test_at_an_address_that_is_a_number_no_passkey_is_offered(config, engine) -> None:
    from dataclasses import replace

    from lily.app import create_app

    app = create_app(replace(config, base_url="http://127.0.0.1:8000"), engine)
    app.test_client_class = HouseClient
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.get("/sign-in")
    assert "passkey" not in Page(client.tree).words
    with Session(engine) as session:
        make.sign_in_as(client, session, Role.EDITOR)
    client.get("/account/passkeys")
    assert "do not work at this address" in Page(client.tree).words


def test_a_recovery_code_stands_in_once(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    Device.of(session, moderator)
    code = recovery.make_codes(session, moderator, by=SYSTEM)[0]
    account = moderator
    for expected in (302, 400):
        make.sign_in(client, session, account, has_second_factor=False)
        client.get("/sign-in/recovery-code")
        assert submit(client, "/sign-in/recovery-code", recovery=code).status_code == expected
    assert "used before" in Page(client.tree).mistakes[0]
