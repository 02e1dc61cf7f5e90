"""Sealing what must not be read in a dump of the database: secrets of factors, letters unsent.

Authenticated encryption by the `cryptography` package (Fernet: AES-128-CBC with HMAC-SHA256).
The first of `LILY_FIELD_KEYS` seals, every one of them opens, so keys are changed by putting a new
one in front. Without the setting a demonstration derives one from its signing key.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from lily.config import Config, read_config
from lily.errors import Refused

TOKEN_BYTES = 24
"""192 bits: more than the 128 that OWASP ASVS 5.0 (11.5.1) asks of a token nobody may guess."""

NO_KEY = "A sealed value does not open with the keys in LILY_FIELD_KEYS."

_keyrings: list[MultiFernet] = []
_hash_keys: list[bytes] = []


def new_token() -> str:
    """Return a token that cannot be guessed, fit to stand in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _keys_of(config: Config) -> list[str]:
    keys = [key.strip() for key in config.field_keys.split(",") if key.strip()]
    if not keys:
        if config.is_production:
            raise Refused("Set LILY_FIELD_KEYS: `lily account new-key` prints one.")
        derived = hmac.digest(config.signing_key().encode(), b"lily fields", "sha256")
        keys = [base64.urlsafe_b64encode(derived).decode()]
    return keys


def keyring_of(config: Config) -> MultiFernet:
    """Return the keys of the settings. Raises Refused where one is not a key."""
    try:
        return MultiFernet([Fernet(key) for key in _keys_of(config)])
    except ValueError as error:
        raise Refused("LILY_FIELD_KEYS holds something that is not a key.") from error


def use_keys(config: Config) -> None:
    """Seal and open with the keys of these settings from now on, in this process."""
    _keyrings[:] = [keyring_of(config)]
    _hash_keys[:] = [hmac.digest(_keys_of(config)[0].encode(), b"lily hashes", "sha256")]


def _keyring() -> MultiFernet:
    if not _keyrings:
        use_keys(read_config())
    return _keyrings[0]


def keyed_hash(text: str) -> str:
    """Return a hash by which equal texts are known, and which nobody without the key can try out.

    For what is short and guessable, such as a telephone number. It changes when a new key is put
    in front of the others.
    """
    _keyring()
    return hmac.new(_hash_keys[0], text.encode(), "sha256").hexdigest()


def seal(text: str) -> str:
    """Return the text sealed."""
    return _keyring().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises Refused where none of the keys opens it."""
    try:
        return _keyring().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refused(NO_KEY) from None


def reseal(sealed: str) -> str:
    """Return what was sealed, sealed with the first key. Raises Refused where no key opens it."""
    try:
        return _keyring().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Refused(NO_KEY) from None


class SealedText(sa.types.TypeDecorator[str]):
    """A column whose text is sealed in the database and plain in the program."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Seal on the way in; nothing stays nothing."""
        return seal(value) if value else value

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Open on the way out."""
        return unseal(value) if value else value
