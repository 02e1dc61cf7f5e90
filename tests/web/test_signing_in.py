"""Signing in: with a passphrase, with the second factor, again before a dangerous act, and out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.actions import disable_account, set_roles
from lily.accounts.choices import Role
from lily.accounts.models import Account, AuthenticatorApp, SignIn
from lily.accounts.queries import get_account
from lily.audit.actors import SYSTEM
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit

WORDS = make.PASSPHRASE
WRONG = "do not belong together"


@pytest.fixture
def editor(session: Session) -> Account:
    """Return an editor, whose one factor is enough."""
    account = make.make_account(session, Role.EDITOR, passphrase=WORDS)
    session.commit()
    return get_account(session, account.id)


@pytest.fixture
def moderator(session: Session) -> Account:
    """Return a moderator with an authenticator app."""
    account = make.make_account(session, Role.MODERATOR, passphrase=WORDS, with_app=True)
    session.commit()
    return get_account(session, account.id)


def _device(app: Flask) -> HouseClient:
    """Return a device of its own, with no cookie yet: for tests that need several at once."""
    client = app.test_client()
    assert isinstance(client, HouseClient)
    return client


def _enter(client: HouseClient, email: str, passphrase: str = WORDS) -> str:
    """Give an address and a passphrase; return where that leads, or nothing."""
    client.get("/sign-in")
    return submit(client, "/sign-in", email=email, passphrase=passphrase).location or ""


def _token(client: HouseClient) -> str:
    with client.session_transaction() as cookie:
        return cookie.get("_user_id", "")


def _change(session: Session, **values: object) -> None:
    session.execute(sa.update(SignIn).values(**values))
    session.commit()


def test_an_editor_signs_in_with_a_passphrase_and_goes_on(
    client: HouseClient, editor: Account
) -> None:
    answer = client.get("/account/name")
    assert answer.location == "/sign-in?next=%2Faccount%2Fname"
    client.get(answer.location)
    answer = submit(client, "/sign-in", email=f" {editor.email.upper()} ", passphrase=WORDS)
    assert answer.location == "/account/name"
    client.get("/account")
    assert Page(client.tree).heading == "Your account"
    assert editor.email in Page(client.tree).words


@pytest.mark.parametrize("who", ["unknown", "closed", "invited", "wrong"])
def test_what_is_wrong_is_said_in_the_same_words(
    client: HouseClient, session: Session, editor: Account, who: str
) -> None:
    email, passphrase = editor.email, WORDS
    if who == "unknown":
        email = "nobody@example.org"
    elif who == "closed":
        disable_account(session, editor, by=SYSTEM)
    elif who == "invited":
        email = make.make_account(session, Role.EDITOR).email
    else:
        passphrase = "another"
    session.commit()
    assert _enter(client, email, passphrase) == ""
    page = Page(client.tree)
    assert len(page.mistakes) == 1
    assert WRONG in page.mistakes[0]
    assert page.field("email").get("value") == email
    assert page.field("passphrase").get("value", "") == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
    ],
)
def test_nobody_is_led_to_another_site(
    client: HouseClient, editor: Account, elsewhere: str
) -> None:
    client.get("/sign-in", query_string={"next": elsewhere})
    answer = submit(client, "/sign-in", email=editor.email, passphrase=WORDS, next=elsewhere)
    assert answer.location == "/your-listings"


def test_a_moderator_gives_a_second_factor_first(client: HouseClient, moderator: Account) -> None:
    assert _enter(client, moderator.email) == "/sign-in/second-factor"
    assert client.get("/account").location.startswith("/sign-in/second-factor")
    assert client.get("/account/app").location == "/sign-in/second-factor"
    assert client.get("/account/passkeys").location == "/sign-in/second-factor"
    client.get("/sign-in/second-factor?next=/account")
    before = _token(client)
    answer = submit(client, "/sign-in/second-factor", code=make.code_now())
    assert answer.location == "/account"
    assert client.get("/account").status_code == 200
    assert _token(client) != before


def test_no_code_is_taken_twice(app: Flask, moderator: Account) -> None:
    code, answers = make.code_now(), []
    for device in (_device(app), _device(app)):
        _enter(device, moderator.email)
        device.get("/sign-in/second-factor")
        answers.append(submit(device, "/sign-in/second-factor", code=code).status_code)
    assert answers == [302, 400]
    assert "That code is not right" in Page(device.tree).mistakes[0]


def test_who_has_a_factor_that_no_role_needs_is_asked_for_it(
    client: HouseClient, session: Session
) -> None:
    account = make.make_account(session, Role.EDITOR, passphrase=WORDS, with_app=True)
    session.commit()
    _enter(client, account.email)
    assert client.get("/account").location.startswith("/sign-in/second-factor")


def test_who_needs_a_factor_and_has_none_can_do_nothing_but_set_one_up(
    client: HouseClient, session: Session
) -> None:
    account = make.make_account(session, Role.ADMINISTRATOR, passphrase=WORDS)
    session.commit()
    _enter(client, account.email)
    for address in ("/account", "/accounts", "/teams", "/account/name"):
        assert client.get(address).location.startswith("/sign-in/second-factor"), address
    answer = client.get("/sign-in/second-factor")
    assert answer.location == "/account/second-factor"
    client.get(answer.location)
    assert Page(client.tree).heading == "Set up your second factor"


def test_the_token_changes_when_somebody_proves_again(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    make.sign_in(client, session, moderator)
    before = _token(client)
    _change(session, proved_at=clock.now() - timedelta(minutes=11))
    answer = client.get("/account/email")
    assert answer.location == "/sign-in/again?next=%2Faccount%2Femail"
    client.get(answer.location)
    assert submit(client, "/sign-in/again", passphrase=WORDS, code="000000").status_code == 400
    assert submit(client, "/sign-in/again", passphrase="no", code="1").status_code == 400
    answer = submit(client, "/sign-in/again", passphrase=WORDS, code=make.code_now())
    assert answer.location == "/account/email"
    assert client.get("/account/email").status_code == 200
    with client.session_transaction() as cookie:
        cookie["_user_id"] = before
    assert client.get("/account").location.startswith("/sign-in?")


def test_proving_again_with_one_factor_is_not_a_way_around_the_other(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    make.sign_in(client, session, moderator, has_second_factor=False)
    client.get("/sign-in/again")
    assert submit(client, "/sign-in/again", passphrase=WORDS).status_code == 400
    assert client.get("/account").location.startswith("/sign-in/second-factor")


def test_a_button_that_needs_a_proof_leads_back_to_its_page(
    client: HouseClient, session: Session, moderator: Account
) -> None:
    make.sign_in(client, session, moderator)
    _change(session, proved_at=clock.now() - timedelta(minutes=11))
    client.get("/account")
    form = next(f for f in client.tree.iter("form") if f.get("action") == "/account/app/remove")
    token = next(field.get("value") for field in form.iter("input"))
    answer = client.post(
        "/account/app/remove",
        data={"csrf_token": token},
        headers={"Referer": "http://localhost/account"},
    )
    assert answer.location == "/sign-in/again?next=%2Faccount"
    assert session.exec(select(AuthenticatorApp)).first()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"seen_at": timedelta(minutes=15, seconds=1)}, "away for a while"),
        ({"made_at": timedelta(hours=12, seconds=1)}, "a whole day"),
        ({"ended_at": timedelta(seconds=1)}, "signed out on this device"),
    ],
)
def test_a_sign_in_ends_and_says_why(
    client: HouseClient,
    session: Session,
    editor: Account,
    values: dict[str, timedelta],
    why: str,
) -> None:
    make.sign_in(client, session, editor)
    assert client.get("/account").status_code == 200
    _change(session, **{name: clock.now() - ago for name, ago in values.items()})
    answer = client.get("/account")
    assert answer.location == "/sign-in?next=%2Faccount"
    client.get(answer.location)
    assert why in Page(client.tree).words


def test_a_sign_in_in_use_does_not_end(
    client: HouseClient, session: Session, editor: Account
) -> None:
    make.sign_in(client, session, editor)
    _change(session, seen_at=clock.now() - timedelta(minutes=14))
    assert client.get("/account").status_code == 200
    seen_at = session.exec(select(SignIn.seen_at)).one()
    assert clock.now() - seen_at < timedelta(minutes=1)


def test_being_seen_is_written_at_most_every_half_minute(
    client: HouseClient, session: Session, editor: Account
) -> None:
    make.sign_in(client, session, editor)
    for ago, is_written in ((10, False), (31, True)):
        then = clock.now() - timedelta(seconds=ago)
        _change(session, seen_at=then)
        client.get("/account")
        session.expire_all()
        assert (session.exec(select(SignIn.seen_at)).one() > then) is is_written


def test_a_closed_account_is_out_at_the_next_request(
    client: HouseClient, session: Session, editor: Account
) -> None:
    make.sign_in(client, session, editor)
    assert client.get("/account").status_code == 200
    disable_account(session, get_account(session, editor.id), by=SYSTEM)
    session.commit()
    assert client.get("/account").location.startswith("/sign-in")


def test_roles_count_from_the_next_request(client: HouseClient, session: Session) -> None:
    make.make_account(session, Role.ADMINISTRATOR)
    account = make.sign_in_as(client, session, Role.ADMINISTRATOR)
    assert client.get("/accounts").status_code == 200
    set_roles(session, get_account(session, account.id), [Role.EDITOR], by=SYSTEM)
    session.commit()
    assert client.get("/accounts").status_code == 404


def test_signing_out_ends_it_on_the_server_and_clears_the_browser(
    client: HouseClient, session: Session, editor: Account
) -> None:
    make.sign_in(client, session, editor)
    token = _token(client)
    client.get("/account")
    answer = submit(client, "/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.get(answer.location)
    assert Page(client.tree).heading == "You are signed out"
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie
        cookie["_user_id"] = token
    assert client.get("/account").location.startswith("/sign-in")
    assert session.exec(select(SignIn).where(col(SignIn.ended_at).is_(None))).all() == []


def test_nothing_said_to_somebody_signed_in_is_kept(
    client: HouseClient, session: Session, editor: Account
) -> None:
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/about").headers.get("Cache-Control", "")
    make.sign_in(client, session, editor)
    for address in ("/account", "/about", "/no-such-page", "/sign-out"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


def test_a_post_without_its_token_changes_nothing(
    client: HouseClient, session: Session, editor: Account
) -> None:
    make.sign_in(client, session, editor)
    assert client.post("/sign-out").status_code == 400
    assert client.get("/account").status_code == 200


def test_a_new_device_is_told_to_the_owner_once(
    app: Flask, session: Session, editor: Account
) -> None:
    _enter(_device(app), editor.email)
    assert session.exec(select(Message)).all() == []
    other = _device(app)
    for _ in range(2):
        _enter(other, editor.email)
        other.get("/account")
        submit(other, "/sign-out")
    told = session.exec(select(Message.template, Message.recipient)).all()
    assert [tuple(row) for row in told] == [("new-sign-in", editor.email)]
