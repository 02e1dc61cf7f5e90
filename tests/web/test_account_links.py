"""Links that we send: looking changes nothing, using works once, and what fails says one thing."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts import links
from lily.accounts.choices import LinkKind, Role
from lily.accounts.models import Account, AccountLink, SignIn
from lily.accounts.passphrases import is_passphrase_of
from lily.accounts.queries import get_account, has_second_factor
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit

NEW = "walnut harbour thimble cloud"


@pytest.fixture
def moderator(session: Session) -> Account:
    """Return a moderator with a passphrase and an app."""
    account = make.make_account(session, Role.MODERATOR, passphrase=make.PASSPHRASE, with_app=True)
    session.commit()
    return get_account(session, account.id)


def _link(session: Session, account: Account, kind: LinkKind, **more: object) -> str:
    token = links.make_link(session, account, kind, by=SYSTEM, **more)  # type: ignore[arg-type]
    session.commit()
    return token


def _open(client: HouseClient, token: str) -> None:
    answer = client.get(f"/account-links/{token}")
    assert answer.location == "/account-links"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    client.get("/account-links")


def _again(session: Session, account: Account) -> Account:
    session.rollback()
    session.expire_all()
    return get_account(session, account.id)


def test_opening_a_link_twenty_times_changes_nothing(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    token = _link(session, moderator, LinkKind.RESET)
    before = session.exec(select(AuditEvent.number)).all()
    for _ in range(5):
        client.head(f"/account-links/{token}")
        client.get(f"/account-links/{token}")
        client.head("/account-links")
        client.get("/account-links")
    session.expire_all()
    assert session.exec(select(AccountLink.used_at)).one() is None
    assert session.exec(select(AuditEvent.number)).all() == before
    assert Page(client.tree).heading == "Choose a new passphrase"
    assert token not in str(client.get("/account-links").data)


def test_a_reset_does_not_skip_the_second_factor(
    app: Flask, client: HouseClient, session: Session, moderator: Account
) -> None:
    make.sign_in(client, session, moderator)
    _open(client, _link(session, _again(session, moderator), LinkKind.RESET))
    answer = submit(client, "/account-links", passphrase=NEW)
    assert answer.location == "/sign-in/second-factor"
    assert client.get("/account").location.startswith("/sign-in/second-factor")
    account = _again(session, moderator)
    assert is_passphrase_of(account, NEW)
    held = session.exec(select(SignIn).where(SignIn.ended_at == None)).all()  # noqa: E711
    assert [each.has_second_factor for each in held] == [False]


def test_a_reset_may_leave_other_devices_signed_in(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    make.sign_in(client, session, moderator)
    _open(client, _link(session, _again(session, moderator), LinkKind.RESET))
    submit(client, "/account-links", passphrase=NEW, end_others=[])
    assert len(session.exec(select(SignIn).where(SignIn.ended_at == None)).all()) == 2  # noqa: E711


def test_a_weak_passphrase_is_refused_and_the_link_still_holds(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    _open(client, _link(session, moderator, LinkKind.RESET))
    assert submit(client, "/account-links", passphrase="password").status_code == 400
    assert "Many people use this one" in Page(client.tree).mistakes[0]
    assert submit(client, "/account-links", passphrase=NEW).status_code == 302


@pytest.mark.parametrize("why", ["guessed", "used", "expired", "replaced", "closed"])
def test_a_link_that_does_not_hold_shows_one_page(
    client: HouseClient, session: Session, moderator: Account, why: str
) -> None:
    token = _link(session, moderator, LinkKind.RESET)
    if why == "guessed":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif why == "used":
        session.execute(sa.update(AccountLink).values(used_at=clock.now()))
    elif why == "expired":
        session.execute(sa.update(AccountLink).values(expires_at=clock.now()))
    elif why == "replaced":
        _link(session, _again(session, moderator), LinkKind.RESET)
    else:
        session.execute(sa.update(Account).values(disabled_at=clock.now()))
    session.commit()
    client.get(f"/account-links/{token}")
    answer = client.get("/account-links")
    assert answer.status_code == 404
    assert links.OVER in Page(client.tree).words
    assert "passphrase" not in Page(client.tree).words.lower()
    assert client.post("/account-links", data={"passphrase": NEW}).status_code in {400, 404}
    assert not is_passphrase_of(_again(session, moderator), NEW)


def test_a_link_is_used_once(client: HouseClient, session: Session, moderator: Account) -> None:
    token = _link(session, moderator, LinkKind.RESET)
    found = links.find_link(session, token)
    links.use_link(session, found)
    with pytest.raises(Exception, match="does not work any more"):
        links.use_link(session, found)


def test_an_invitation_holds_seven_days_and_a_reset_one_hour(session: Session) -> None:
    account, now = make.make_account(session, Role.EDITOR), clock.now()
    for kind, holds in (
        (LinkKind.INVITATION, timedelta(days=7)),
        (LinkKind.RESET, timedelta(hours=1)),
    ):
        token = links.make_link(session, account, kind, by=SYSTEM, now=now)
        just_before = now + holds - timedelta(seconds=1)
        assert links.find_link(session, token, now=just_before).link.kind == kind
        with pytest.raises(Exception, match="does not work any more"):
            links.find_link(session, token, now=now + holds)


def test_a_token_is_kept_only_as_a_hash(session: Session, moderator: Account) -> None:
    token = _link(session, moderator, LinkKind.RESET)
    assert len(token) == 32
    kept = session.exec(select(AccountLink)).one()
    assert token not in str(kept.model_dump())
    assert all(token not in each.changes for each in session.exec(select(AuditEvent)))


def test_asking_for_a_reset_says_the_same_for_all(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    said = {}
    for email in (moderator.email, "nobody@example.org"):
        client.get("/sign-in/forgotten")
        answer = submit(client, "/sign-in/forgotten", email=email)
        client.get(answer.location)
        said[email] = (answer.location, Page(client.tree).words)
    assert len(set(said.values())) == 1
    sent = session.exec(select(Message)).all()
    assert [(each.template, each.recipient) for each in sent] == [("reset", moderator.email)]
    link = json.loads(sent[0].fields)["link"]
    client.get(client.get(link).location)
    assert Page(client.tree).heading == "Choose a new passphrase"


def test_a_machine_that_fills_in_the_trap_gets_nothing_sent(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    client.get("/sign-in/forgotten")
    answer = submit(client, "/sign-in/forgotten", email=moderator.email, leave_empty="spam")
    assert answer.location == "/sign-in/link-sent"
    assert session.exec(select(Message)).all() == []


def test_a_mailbox_is_not_filled_by_somebody_else(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    codes = []
    for _ in range(5):
        client.get("/sign-in/forgotten")
        codes.append(submit(client, "/sign-in/forgotten", email=moderator.email).status_code)
    assert codes == [302, 302, 302, 429, 429]
    assert len(session.exec(select(Message)).all()) == 3


def test_a_lost_factor_link_sleeps_an_hour_and_its_owner_can_stop_it(
    app: Flask, session: Session, moderator: Account
) -> None:
    owner, thief = app.test_client(), app.test_client()
    assert isinstance(owner, HouseClient)
    assert isinstance(thief, HouseClient)
    token = _link(session, moderator, LinkKind.LOST_FACTOR)
    _open(thief, token)
    assert Page(thief.tree).heading == "This link does not work yet"
    make.sign_in(owner, session, _again(session, moderator))
    owner.get("/account")
    assert "Your second factor is to be taken away" in Page(owner.tree).words
    submit(owner, "/account/lost-factor/stop")
    session.execute(sa.update(AccountLink).values(opens_at=clock.now()))
    session.commit()
    assert thief.get("/account-links").status_code == 404


def test_a_lost_factor_is_taken_away_by_its_link(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    token = _link(session, moderator, LinkKind.LOST_FACTOR, now=clock.now() - timedelta(hours=2))
    _open(client, token)
    answer = submit(client, "/account-links")
    assert answer.location == "/sign-in"
    account = _again(session, moderator)
    assert not has_second_factor(session, account.id)
    assert is_passphrase_of(account, make.PASSPHRASE)


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    old = moderator.email
    make.sign_in(client, session, moderator)
    client.get("/account/email")
    submit(client, "/account/email", email="New@example.org")
    assert _again(session, moderator).email == old
    sent = session.exec(select(Message)).one()
    assert (sent.template, sent.recipient) == ("new-address", "new@example.org")
    client.get(client.get(json.loads(sent.fields)["link"]).location)
    submit(client, "/account-links")
    assert _again(session, moderator).email == "new@example.org"
    told = session.exec(select(Message).where(Message.template == "address-changed")).one()
    assert told.recipient == old


def test_a_link_works_over_https_where_the_referrer_is_asked_for(
    config, engine: sa.Engine, session: Session, moderator: Account
) -> None:
    from dataclasses import replace

    from lily.app import create_app

    app = create_app(replace(config, base_url="https://lily.example.org"), engine)
    app.test_client_class = HouseClient
    client = app.test_client()
    assert isinstance(client, HouseClient)
    token = _link(session, moderator, LinkKind.RESET)
    there = {"base_url": "https://lily.example.org"}
    answer = client.get(f"/account-links/{token}", **there)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lily=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    answer = client.get("/account-links", **there)
    assert answer.headers["Referrer-Policy"] != "no-referrer"
    csrf = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    answer = client.post(
        "/account-links",
        data={"csrf_token": csrf, "passphrase": NEW},
        headers={"Referer": "https://lily.example.org/account-links"},
        **there,
    )
    assert answer.location == "/sign-in/second-factor"
