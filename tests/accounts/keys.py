"""An authenticator of the tests' own: it makes passkeys and shows them, as WebAuthn has it."""

import hashlib
import json
import secrets
import struct
from xml.etree.ElementTree import Element

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import Session
from webauthn.helpers import bytes_to_base64url

from lily.accounts.models import Account, Passkey

ORIGIN, DOMAIN = "http://localhost", "localhost"
PRESENT, CHECKED, NEW_KEY = 0x01, 0x04, 0x40


def options_of(tree: Element, does: str) -> dict:
    """Return the options that a page gives a browser, to `create` or to `get`."""
    form = next(each for each in tree.iter("form") if each.get("data-passkey") == does)
    return json.loads(form.get("data-options", ""))


class Device:
    """A phone with one key. `checks` says whether it asks for a finger; `count` is its counter."""

    def __init__(
        self, *, origin: str = ORIGIN, domain: str = DOMAIN, checks: bool = True, count: int = 0
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.origin, self.domain, self.checks, self.count = origin, domain, checks, count

    @classmethod
    def of(cls, session: Session, account: Account, *, checks: bool = True) -> "Device":
        """Return a device whose passkey an account has already. Commits."""
        device = cls(checks=checks)
        passkey = Passkey(
            account_id=account.id,
            credential_id=bytes_to_base64url(device.credential_id),
            public_key=bytes_to_base64url(device._public_key()),
            name="my phone",
        )
        session.add(passkey)
        session.commit()
        return device

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        ).encode()

    def _data(self, more: bytes = b"") -> bytes:
        flags = PRESENT | (CHECKED if self.checks else 0) | (NEW_KEY if more else 0)
        domain = hashlib.sha256(self.domain.encode()).digest()
        return domain + struct.pack(">BI", flags, self.count) + more

    def _credential(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential_id)
        answer = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": answer})

    def make(self, tree: Element, challenge: str = "") -> str:
        """Answer a page that adds a passkey."""
        challenge = challenge or options_of(tree, "create")["challenge"]
        new = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        attested = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._data(new + self._public_key())}
        )
        said = self._said("create", challenge)
        return self._credential(clientDataJSON=said, attestationObject=attested)

    def show(self, tree: Element, challenge: str = "") -> str:
        """Answer a page that asks for a passkey."""
        challenge = challenge or options_of(tree, "get")["challenge"]
        self.count += 1
        said, data = self._said("get", challenge), self._data()
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            clientDataJSON=said, authenticatorData=data, signature=signed, userHandle=b"x"
        )
