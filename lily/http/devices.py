"""Devices on which somebody signed in before ("device cookies", OWASP).

A signed cookie that lasts a year and holds a random number and which accounts signed in here, as
keyed hashes. It lets nobody in: it gives the real person tries of their own, so that a stranger
who guesses at an account locks out nobody but strangers.
"""

import secrets
from uuid import UUID

from flask import Flask, Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from lily.http.headers import YEAR_S
from lily.sealing import hash_of

MOST_ACCOUNTS = 5
_EXTENSION = "lily.devices"
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """Return a kind of browser and device in words, from what a browser says of itself."""

    def first(of: tuple[tuple[str, str], ...], otherwise: str) -> str:
        return next((name for sign, name in of if sign in user_agent), otherwise)

    return f"{first(_BROWSERS, 'A browser')} on {first(_SYSTEMS, 'another device')}"


def this_device() -> str:
    """Return the device that asks, in words."""
    return in_words(request.user_agent.string)


def _signer() -> URLSafeTimedSerializer:
    found: URLSafeTimedSerializer = current_app.extensions[_EXTENSION]
    return found


def _name() -> str:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-lily-device" if secure else "lily-device"


def _read() -> tuple[str, list[str]]:
    """Return the number and the accounts of this device; empty where it is not known."""
    try:
        held = _signer().loads(request.cookies.get(_name(), ""), max_age=YEAR_S)
    except BadSignature:
        return "", []
    return held["device"], held["accounts"]


def _mark(device: str, account_id: UUID) -> str:
    return hash_of(f"{device}/{account_id}")[:16]


def known_device(account_id: UUID) -> str:
    """Return the number of this device where the account signed in on it before, else nothing."""
    device, accounts = _read()
    return device if device and _mark(device, account_id) in accounts else ""


def remember_device(account_id: UUID) -> None:
    """Note, in the answer, that the account signed in on this device."""
    device, accounts = _read()
    device = device or secrets.token_urlsafe(16)
    mark = _mark(device, account_id)
    kept = [mark, *(each for each in accounts if each != mark)][:MOST_ACCOUNTS]

    @after_this_request
    def _put(response: Response) -> Response:
        response.set_cookie(
            _name(),
            _signer().dumps({"device": device, "accounts": kept}),
            max_age=YEAR_S,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
        return response


def init_app(app: Flask) -> None:
    """Sign with this application's key."""
    app.extensions[_EXTENSION] = URLSafeTimedSerializer(
        str(app.config["SECRET_KEY"]), salt="lily device"
    )
