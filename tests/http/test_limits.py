"""Trying again and again: counted in the database, for strangers apart from the real person."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from sqlmodel import Session, select

from lily import clock
from lily.accounts import links
from lily.accounts.choices import LinkKind, Role
from lily.accounts.models import Account, RateCount
from lily.accounts.queries import get_account
from lily.app import create_app
from lily.audit.actors import SYSTEM
from lily.config import Config
from lily.http import limits
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit

FIVE = parse("5 per minute")


def test_two_processes_count_together(any_engine: sa.Engine) -> None:
    one, other = (FixedWindowRateLimiter(limits.DatabaseStorage(any_engine)) for _ in range(2))
    taken = [limiter.hit(FIVE, "x") for limiter in (one, other, one, other, one, other)]
    assert taken == [True] * 5 + [False]
    assert one.hit(FIVE, "y")


def test_many_at_once_get_no_more_than_the_limit(any_engine: sa.Engine) -> None:
    limiter = FixedWindowRateLimiter(limits.DatabaseStorage(any_engine))
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: limiter.hit(FIVE, "x"), range(24)))
    assert taken.count(True) == 5


def test_a_window_that_is_over_begins_anew(any_engine: sa.Engine) -> None:
    storage = limits.DatabaseStorage(any_engine)
    assert [storage.incr("x", 60) for _ in range(3)] == [1, 2, 3]
    with Session(any_engine) as session:
        session.execute(sa.update(RateCount).values(expires_at=clock.now() - timedelta(seconds=1)))
        session.commit()
    assert storage.get("x") == 0
    assert storage.incr("x", 60) == 1
    assert limits.forget_old(any_engine) == 0
    with Session(any_engine) as session:
        session.execute(sa.update(RateCount).values(expires_at=clock.now() - timedelta(seconds=1)))
        session.commit()
    assert limits.forget_old(any_engine) == 1
    assert storage.check()
    assert storage.reset() == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (600, "10 minutes"), (7200, "2 hours")],
)
def test_a_wait_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert limits.in_words(seconds) == words


@pytest.fixture
def account(session: Session) -> Account:
    """Return an editor with a passphrase."""
    made = make.make_account(session, Role.EDITOR, passphrase=make.PASSPHRASE)
    session.commit()
    return made


def _device(app: Flask, address: str = "127.0.0.1") -> HouseClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    assert isinstance(client, HouseClient)
    return client


def _try(client: HouseClient, email: str, passphrase: str) -> int:
    client.get("/sign-in")
    return submit(client, "/sign-in", email=email, passphrase=passphrase).status_code


def test_the_sixth_wrong_one_waits_and_says_how_long(app: Flask, account: Account) -> None:
    stranger = _device(app)
    assert [_try(stranger, account.email, "wrong") for _ in range(5)] == [400] * 5
    answer = submit(stranger, "/sign-in", email=account.email, passphrase="wrong")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "Try again in" in Page(stranger.tree).words
    assert _try(_device(app, "192.0.2.7"), account.email, make.PASSPHRASE) == 429


def test_an_unknown_address_is_throttled_alike(app: Flask) -> None:
    stranger = _device(app)
    tries = [_try(stranger, "nobody@example.org", "wrong") for _ in range(6)]
    assert tries == [400] * 5 + [429]


def test_the_real_person_is_not_locked_out(app: Flask, session: Session, account: Account) -> None:
    email, account_id = account.email, account.id
    own, stranger = _device(app), _device(app)
    assert _try(own, email, make.PASSPHRASE) == 302
    own.get("/account")
    submit(own, "/sign-out")
    for _ in range(6):
        _try(stranger, email, "wrong")
    assert _try(stranger, email, make.PASSPHRASE) == 429
    assert _try(own, email, make.PASSPHRASE) == 302
    session.rollback()
    token = links.make_link(session, get_account(session, account_id), LinkKind.RESET, by=SYSTEM)
    session.commit()
    new = _device(app)
    new.get(new.get(f"/account-links/{token}").location)
    words = "walnut harbour thimble cloud"
    assert submit(new, "/account-links", passphrase=words).status_code == 302
    assert _try(_device(app), email, words) == 302


def test_a_device_cookie_that_was_tampered_with_counts_for_nothing(
    app: Flask, account: Account
) -> None:
    stranger = _device(app)
    stranger.set_cookie("lily-device", "eyJkZXZpY2UiOiJ4In0.forged.signature")
    tries = [_try(stranger, account.email, "wrong") for _ in range(6)]
    assert tries == [400] * 5 + [429]


def test_the_sixth_wrong_code_waits(app: Flask, session: Session) -> None:
    owner = make.make_account(session, Role.MODERATOR, with_app=True)
    client = _device(app)
    make.sign_in(client, session, owner, has_second_factor=False)
    client.get("/sign-in/second-factor")
    tries = [submit(client, "/sign-in/second-factor", code="000000").status_code]
    for _ in range(5):
        client.get("/sign-in/second-factor")
        tries.append(submit(client, "/sign-in/second-factor", code="000000").status_code)
    assert tries == [400] * 5 + [429]


def test_many_accounts_from_one_network_are_throttled(app: Flask) -> None:
    stranger = _device(app)
    stranger.get("/sign-in")
    tries = [
        submit(stranger, "/sign-in", email=f"nobody{n}@example.org", passphrase="x").status_code
        for n in range(31)
    ]
    assert tries == [400] * 30 + [429]


def test_the_table_holds_no_address(app: Flask, session: Session, account: Account) -> None:
    email = account.email
    _try(_device(app), email, "wrong")
    session.rollback()
    kept = " ".join(session.exec(select(RateCount.key)))
    assert kept
    assert email not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(("trusted", "codes"), [("0", [400] * 30 + [429]), ("1", [400] * 31)])
def test_a_forwarded_address_is_believed_only_behind_a_proxy_of_ours(
    config: Config, engine: sa.Engine, trusted: str, codes: list[int]
) -> None:
    app = create_app(replace(config, trusted_proxies=trusted), engine)
    app.test_client_class = HouseClient
    stranger = _device(app)
    stranger.get("/sign-in")
    seen = []
    for n in range(31):
        stranger.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{n}"
        email = f"nobody{n}@example.org"
        seen.append(submit(stranger, "/sign-in", email=email, passphrase="x").status_code)
    assert seen == codes
