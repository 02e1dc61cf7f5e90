"""Signing in through an organisation's own provider, which must prove what it says."""

import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from joserfc.jwk import RSAKey
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from lily.accounts.choices import Role
from lily.accounts.models import ExternalIdentity, SignIn
from lily.app import create_app
from lily.config import Config
from tests.accounts import provider as elsewhere
from tests.accounts.provider import Provider
from tests.client import HouseClient, check_committed
from tests.factories import accounts as make
from tests.pages import Page

EMAIL = "ida@council.example.org"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Return a provider that signs Ida in."""
    with elsewhere.running() as running:
        running.claims = {"sub": "ida-1", "email": EMAIL, "email_verified": True}
        yield running


@pytest.fixture
def client(config: Config, engine: sa.Engine, provider: Provider) -> HouseClient:
    """Return a client of a LILY that knows the provider, where `mfa` is a second factor."""
    known = replace(
        config,
        oidc_name="Norfolk Council",
        oidc_issuer=provider.issuer,
        oidc_client_id=elsewhere.CLIENT_ID,
        oidc_client_secret=elsewhere.CLIENT_SECRET,
        oidc_second_factor="mfa",
    )
    app = create_app(known, engine)
    app.testing = True
    app.test_client_class = HouseClient
    app.after_request(check_committed)
    client = app.test_client()
    assert isinstance(client, HouseClient)
    return client


def _there_and_back(client: HouseClient, provider: Provider, **spoilt: str) -> TestResponse:
    """Press the button, sign in at the provider, and come back."""
    answer = client.get("/sign-in/organisation?next=/account/name")
    assert answer.location.startswith(provider.issuer)
    asked = {name: said[0] for name, said in parse_qs(urlsplit(answer.location).query).items()}
    back = urlsplit(provider.authorise(asked))
    given = {name: said[0] for name, said in parse_qs(back.query).items()} | spoilt
    return client.get(back.path, query_string=given)


def _sign_ins(session: Session) -> list[SignIn]:
    session.rollback()
    return list(session.exec(select(SignIn)))


def test_somebody_invited_signs_in_by_their_organisation(
    client: HouseClient, session: Session, provider: Provider
) -> None:
    make.make_account(session, Role.EDITOR, email=EMAIL)
    session.commit()
    client.get("/sign-in")
    assert "Sign in with Norfolk Council" in Page(client.tree).links
    assert _there_and_back(client, provider).location == "/account/name"
    assert client.get("/account").status_code == 200
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["state"]
    # Later their address at the provider may change: they are known by their number there.
    provider.claims |= {"email": "other@council.example.org", "email_verified": False}
    client.get("/sign-out")
    assert _there_and_back(client, provider).status_code == 302
    assert len(session.exec(select(ExternalIdentity)).all()) == 1


@pytest.mark.parametrize(("amr", "leads_to"), [([], "/sign-in/second-factor"), (["mfa"], "")])
def test_a_second_factor_counts_where_the_provider_says_so(
    client: HouseClient, session: Session, provider: Provider, amr: list[str], leads_to: str
) -> None:
    make.make_account(session, Role.MODERATOR, email=EMAIL)
    session.commit()
    provider.claims["amr"] = amr
    _there_and_back(client, provider)
    assert (client.get("/account").location or "").startswith(leads_to)
    assert _sign_ins(session)[0].has_second_factor is bool(amr)


@pytest.mark.parametrize("why", ["nobody", "not verified", "has a passphrase", "closed"])
def test_an_account_is_not_opened_or_taken_over(
    client: HouseClient, session: Session, provider: Provider, why: str
) -> None:
    passphrase = make.PASSPHRASE if why == "has a passphrase" else ""
    email = "another@example.org" if why == "nobody" else EMAIL
    account = make.make_account(session, Role.EDITOR, email=email, passphrase=passphrase)
    if why == "closed":
        account.disabled_at = account.made_at
    session.commit()
    if why == "not verified":
        provider.claims["email_verified"] = False
    answer = _there_and_back(client, provider)
    assert answer.status_code == 409
    assert "no account that this sign-in opens" in Page(client.tree).words
    assert _sign_ins(session) == []
    assert session.exec(select(ExternalIdentity)).all() == []


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"aud": "another client"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"sub": ""},
    ],
    ids=lambda lies: next(iter(lies)),
)
def test_a_token_that_lies_is_refused(
    client: HouseClient, session: Session, provider: Provider, lies: dict[str, object]
) -> None:
    make.make_account(session, Role.EDITOR, email=EMAIL)
    session.commit()
    provider.lies = lies
    assert _there_and_back(client, provider).status_code == 409
    assert _sign_ins(session) == []


def test_a_token_that_another_key_signed_is_refused(
    client: HouseClient, session: Session, provider: Provider
) -> None:
    make.make_account(session, Role.EDITOR, email=EMAIL)
    session.commit()
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert _there_and_back(client, provider).status_code == 409
    assert _sign_ins(session) == []


def test_a_state_that_was_not_ours_is_refused(
    client: HouseClient, session: Session, provider: Provider
) -> None:
    make.make_account(session, Role.EDITOR, email=EMAIL)
    session.commit()
    assert _there_and_back(client, provider, state="another").status_code == 409
    assert _sign_ins(session) == []


def test_without_a_provider_there_is_no_such_way(app, config: Config) -> None:
    client = app.test_client()
    assert client.get("/sign-in/organisation").status_code == 404
    client.get("/sign-in")
    assert not any("organisation" in link for link in Page(client.tree).links.values())


def test_a_provider_that_does_not_answer_is_said(config: Config, engine: sa.Engine) -> None:
    known = replace(config, oidc_issuer="http://127.0.0.1:9", oidc_client_id="lily")
    client = create_app(known, engine).test_client()
    answer = client.get("/sign-in/organisation")
    assert answer.status_code == 409
    assert "did not work" in answer.get_data(as_text=True)
