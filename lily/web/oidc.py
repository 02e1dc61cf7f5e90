"""Signing in through an organisation's own provider: OpenID Connect, by authlib.

The code flow with PKCE, state and nonce. LILY opens no accounts by it: somebody was invited
before, and is linked by the address that the provider has verified.
"""

import logging
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError

from lily.accounts.identities import find_by_identity, link_invited
from lily.accounts.models import Account
from lily.errors import NotFound, Refused
from lily.http.access import open_to_all, own_path
from lily.http.headers import keep_private
from lily.http.identity import find_signed_in, is_welcome
from lily.http.limits import FOR_NETWORKS, limit
from lily.http.sessions import config, session
from lily.web import entering

pages = Blueprint("oidc", __name__)

WAIT_S = 10
FAILED = "Your organisation's sign-in did not work. Try again, or use your passphrase."
NOBODY = (
    "We have no account that this sign-in opens. If you have a passphrase here, use it. "
    "Otherwise ask the person who looks after your accounts to invite you."
)
_EXTENSION, _NEXT = "lily.oidc", "oidc_next"
_TROUBLES = (AuthlibBaseError, requests.RequestException, RuntimeError, ValueError)
_log = logging.getLogger(__name__)


def name_of_provider() -> str:
    """Return what the button says; empty where no provider is set."""
    settings = config()
    return settings.oidc_name or "your organisation" if settings.oidc_issuer else ""


def _provider() -> Any:
    oauth = current_app.extensions.get(_EXTENSION)
    if oauth is None:
        raise NotFound("There is no sign-in by an organisation here.")
    return oauth.provider


@pages.get("/sign-in/organisation")
@open_to_all
def sign_in_elsewhere() -> ResponseReturnValue:
    """Go to the provider of the organisation."""
    keep_private()
    limit("oidc", rates=FOR_NETWORKS)
    cookie[_NEXT] = own_path(request.args.get("next", ""))
    again = {"prompt": "login", "max_age": 0} if find_signed_in() else {}
    back = config().base_url.rstrip("/") + url_for("oidc.come_back")
    try:
        answer: ResponseReturnValue = _provider().authorize_redirect(back, **again)
    except _TROUBLES as error:
        raise _failed(error) from None
    return answer


@pages.get("/sign-in/organisation/back")
@open_to_all
def come_back() -> ResponseReturnValue:
    """Come back from the provider, and in where it says who you are."""
    keep_private()
    limit("oidc", rates=FOR_NETWORKS)
    next_page, claims = cookie.pop(_NEXT, ""), _claims()
    account = _account_of(claims)
    if account is None or not is_welcome(account):
        raise Refused(NOBODY)
    who = find_signed_in()
    if who and who.account.id == account.id:
        return entering.go_on(
            who, has_second_factor=_has_second_factor(claims), next_page=next_page
        )
    return entering.enter(
        account, has_second_factor=_has_second_factor(claims), next_page=next_page
    )


def _claims() -> dict[str, Any]:
    """Return what the provider says of who came. Raises Refused where it cannot be believed."""
    provider = _provider()
    try:
        token = provider.authorize_access_token()
        issuer = provider.load_server_metadata().get("issuer")
    except (JoseError, *_TROUBLES) as error:
        raise _failed(error) from None
    claims: dict[str, Any] = token.get("userinfo") or {}
    if not claims.get("sub") or not claims.get("iss") == issuer == config().oidc_issuer:
        raise Refused(FAILED)
    return claims


def _failed(error: Exception) -> Refused:
    _log.warning("A sign-in by OpenID Connect failed: %s", type(error).__name__)
    return Refused(FAILED)


def _account_of(claims: dict[str, Any]) -> Account | None:
    issuer, subject = claims["iss"], claims["sub"]
    found = find_by_identity(session(), issuer, subject)
    if found is None and claims.get("email_verified") is True and claims.get("email"):
        return link_invited(session(), issuer, subject, claims["email"])
    return found


def _has_second_factor(claims: dict[str, Any]) -> bool:
    """Say whether the provider says that it asked for a second factor, in words set to count."""
    counts = {word.strip() for word in config().oidc_second_factor.split(",") if word.strip()}
    said = claims.get("amr") or []
    return bool(counts & {*(said if isinstance(said, list) else [said]), claims.get("acr")})


def init_app(app: Flask) -> None:
    """Know the provider of the settings, where there is one."""
    with app.app_context():
        settings = config()
    if not settings.oidc_issuer:
        return
    oauth = OAuth(app)
    oauth.register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=(
            settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
        ),
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": WAIT_S,
        },
    )
    app.extensions[_EXTENSION] = oauth
