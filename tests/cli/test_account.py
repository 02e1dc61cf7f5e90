"""`lily account`: what whoever runs the server does with accounts."""

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from flask import Flask
from sqlmodel import Session

from lily.accounts import demonstration
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import find_account, has_second_factor
from lily.cli import main
from lily.config import Config
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit

Command = Callable[..., Result]


@pytest.fixture
def lily(config: Config, session: Session) -> Command:
    """Return a function that runs `lily account ...` on this test's database."""
    environ = {"LILY_DATA_DIR": config.data_dir, "LILY_SECRET_KEY": config.secret_key}
    session.commit()
    return lambda *words: CliRunner().invoke(main, ["account", *words], env=environ)


def _path(result: Result) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", result.stdout)
    assert found, result.output
    return found[1]


def test_the_first_administrator_is_invited_by_a_command(
    lily: Command, client: HouseClient, session: Session
) -> None:
    words = ("--email", "Dot@example.org", "--name", "Dot Warren", "--role", "administrator")
    result = lily("add", *words)
    assert result.exit_code == 0, result.output
    answer = client.get(_path(result))
    client.get(answer.location)
    assert (
        submit(client, "/account-links", passphrase=make.PASSPHRASE).location
        == "/sign-in/second-factor"
    )
    assert client.get("/account").location.startswith("/sign-in/second-factor")
    again = lily("add", *words)
    assert again.exit_code == 1
    assert "account for this address already" in again.stderr


def test_an_account_is_closed_and_opened_again(lily: Command, session: Session) -> None:
    email = make.make_account(session, Role.EDITOR, name="Edwin Fenn").email
    session.commit()
    assert lily("disable", "--email", email).exit_code == 0
    assert "Edwin Fenn\teditor of an organisation\tclosed" in lily("list").stdout
    assert lily("enable", "--email", email).exit_code == 0
    assert "closed" not in lily("list").stdout


def test_a_reset_is_a_link_and_may_take_a_lost_factor_away(
    lily: Command, client: HouseClient, session: Session
) -> None:
    account = make.make_account(session, Role.MODERATOR, passphrase=make.PASSPHRASE, with_app=True)
    session.commit()
    account_id, email = account.id, account.email
    client.get(client.get(_path(lily("reset", "--email", email))).location)
    assert Page(client.tree).heading == "Choose a new passphrase"
    assert has_second_factor(session, account_id)
    lily("reset", "--email", email, "--factors")
    assert not has_second_factor(session, account_id)


def test_an_address_that_is_not_known_is_refused(lily: Command) -> None:
    result = lily("disable", "--email", "nobody@example.org")
    assert result.exit_code == 1
    assert "no account for that address" in result.stderr


def test_a_new_key_is_a_key(lily: Command) -> None:
    Fernet(lily("new-key").stdout.strip())


@pytest.fixture
def made_up(session: Session) -> Account:
    """Return the administrator of the demonstration."""
    plan = demonstration.read_demonstration().accounts
    assert {role for each in plan for role in each.roles} == set(Role)
    assert demonstration.load_accounts(session) == len(plan)
    assert demonstration.load_accounts(session) == 0
    session.commit()
    account = find_account(session, "administrator@example.org")
    assert account
    return account


def test_the_accounts_of_the_demonstration_are_shown_and_work(
    client: HouseClient, made_up: Account
) -> None:
    client.get("/sign-in")
    words = Page(client.tree).words
    plan = demonstration.read_demonstration()
    assert all(each.email in words for each in plan.accounts)
    assert plan.passphrase in words
    submit(client, "/sign-in", email=made_up.email, passphrase=plan.passphrase)
    client.get("/sign-in/second-factor")
    shown = re.search(r"It shows (\d{6}) now", Page(client.tree).words)
    assert shown
    answer = submit(client, "/sign-in/second-factor", code=shown[1])
    assert answer.location == "/accounts"
    client.get("/accounts?q=fenn")
    assert "moderator@example.org" in Page(client.tree).words


def test_an_account_of_the_demonstration_never_enters_a_real_service(
    config: Config, engine, made_up: Account
) -> None:
    from dataclasses import replace

    from lily.app import create_app

    real = replace(config, env="production", field_keys=Fernet.generate_key().decode())
    app: Flask = create_app(real, engine)
    app.test_client_class = HouseClient
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.get("/sign-in")
    plan = demonstration.read_demonstration()
    assert plan.passphrase not in Page(client.tree).words
    answer = submit(client, "/sign-in", email=made_up.email, passphrase=plan.passphrase)
    assert answer.status_code == 400
    with Session(engine) as session:
        found = find_account(session, made_up.email)
        assert found
        make.sign_in(client, session, found)
    assert client.get("/account").location.startswith("/sign-in")
