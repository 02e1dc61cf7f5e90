"""Passkeys (WebAuthn): a key that lives in a device and never leaves it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lily import clock
from lily.accounts.models import Account, Passkey
from lily.accounts.queries import get_account
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.config import Config
from lily.errors import Invalid, NotFound

REFUSED = "That passkey did not work here. Try again, or use another way."
CHALLENGE_BYTES = 32


@dataclass(frozen=True)
class Site:
    """The site that passkeys are for: its domain, its name, its origin."""

    domain: str
    name: str
    origin: str

    @property
    def takes_passkeys(self) -> bool:
        """Whether browsers make passkeys for it: not for a bare number such as 127.0.0.1."""
        return bool(self.domain) and not self.domain.replace(".", "").isdigit()


@dataclass(frozen=True)
class Proof:
    """What a passkey showed: whose it is, and whether the device checked the person too."""

    account: Account
    passkey: Passkey
    is_person_checked: bool


def site_of(config: Config) -> Site:
    """Return the site by its settings."""
    address = urlsplit(config.base_url)
    return Site(address.hostname or "", config.site_name, f"{address.scheme}://{address.netloc}")


def new_challenge() -> str:
    """Return a challenge, in base64url. Whoever asks keeps it, and lets it be used once."""
    return bytes_to_base64url(secrets.token_bytes(CHALLENGE_BYTES))


def list_passkeys(session: Session, account_id: UUID) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return session.exec(
        select(Passkey).where(Passkey.account_id == account_id).order_by(col(Passkey.made_at))
    ).all()


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
        for each in passkeys
    ]


def options_to_add(session: Session, account: Account, site: Site, challenge: str) -> str:
    """Return the options, as JSON, with which a browser makes a passkey for an account."""
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_name=account.email,
        user_display_name=account.name,
        user_id=account.id.bytes,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(list_passkeys(session, account.id)),
    )
    return options_to_json(options)


def options_to_prove(site: Site, challenge: str, passkeys: Sequence[Passkey] = ()) -> str:
    """Return the options, as JSON, with which a browser shows a passkey.

    Without `passkeys` the browser offers those that it has, and must check the person too.
    """
    options = generate_authentication_options(
        rp_id=site.domain,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_described(passkeys),
        user_verification=UserVerificationRequirement.PREFERRED
        if passkeys
        else UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def add_passkey(
    session: Session, account: Account, credential: str, challenge: str, site: Site, *, name: str
) -> Passkey:
    """Keep a new passkey of an account. Raises Invalid where the answer is not right."""
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError):
        raise Invalid("credential", REFUSED) from None
    credential_id = bytes_to_base64url(made.credential_id)
    if session.exec(select(Passkey.id).where(Passkey.credential_id == credential_id)).first():
        raise Invalid("credential", "This device has a passkey here already.")
    passkey = Passkey(
        account_id=account.id,
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
    )
    session.add(passkey)
    session.flush()
    record(session, "add_passkey", by=Actor(account.id), kind="passkey", subject_id=passkey.id)
    return passkey


def take_passkey(
    session: Session, credential: str, challenge: str, site: Site, *, account_id: UUID | None = None
) -> Proof:
    """Check what a browser showed, and note the use. Raises Invalid where it is not right.

    Refused: another site's or origin's, another challenge's, a key whose counter went back (a
    copy), and with `account_id` any other account's.
    """
    passkey: Passkey | None = None
    try:
        shown = parse_authentication_credential_json(credential)
        passkey = session.exec(select(Passkey).where(Passkey.credential_id == shown.id)).first()
        if passkey is None or account_id not in {None, passkey.account_id}:
            raise Invalid("credential", REFUSED)
        proof = verify_authentication_response(
            credential=shown,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError):
        raise Invalid("credential", REFUSED) from None
    _count_use(session, passkey, proof.new_sign_count)
    return Proof(get_account(session, passkey.account_id), passkey, proof.user_verified)


def _count_use(session: Session, passkey: Passkey, sign_count: int) -> None:
    """Note the use, unless another process took the same answer in the meantime."""
    noted = session.execute(
        sa.update(Passkey)
        .where(col(Passkey.id) == passkey.id, col(Passkey.sign_count) == passkey.sign_count)
        .values(sign_count=sign_count, last_used_at=clock.now())
    )
    if not noted.rowcount:  # type: ignore[attr-defined]
        raise Invalid("credential", REFUSED)


def get_passkey(session: Session, account_id: UUID, passkey_id: UUID) -> Passkey:
    """Return a passkey of an account. Raises NotFound, for another account's too."""
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != account_id:
        raise NotFound("You have no such passkey.")
    return passkey


def remove_passkey(session: Session, account_id: UUID, passkey_id: UUID, *, by: Actor) -> None:
    """Forget a passkey of an account. Raises NotFound."""
    session.delete(get_passkey(session, account_id, passkey_id))
    session.flush()
    record(session, "remove_passkey", by=by, kind="passkey", subject_id=passkey_id)
