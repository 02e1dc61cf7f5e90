"""What somebody proves who they are with, besides a passphrase."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, link
from lily.sealing import SealedText


class AuthenticatorApp(Dated, table=True):
    """A shared secret for six-digit codes (TOTP, RFC 6238), sealed.

    `last_step` is the 30-second step of the last code taken, so that no code is taken twice. A
    row is made when a code confirms the secret; until then there is none.
    """

    __tablename__ = "authenticator_app"

    account_id: UUID = link("account.id", unique=True)
    secret: str = Field(sa_type=SealedText)
    last_step: int = 0


class Passkey(Dated, table=True):
    """A WebAuthn credential; identifier and public key in base64url."""

    __tablename__ = "passkey"

    account_id: UUID = link("account.id")
    credential_id: str = Field(unique=True)
    public_key: str = Field(sa_type=sa.Text)
    sign_count: int = 0
    name: str
    last_used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class RecoveryCode(Dated, table=True):
    """A code for the day when the second factor is lost. Shown once, kept hashed, used once."""

    __tablename__ = "recovery_code"

    account_id: UUID = link("account.id")
    code_hash: str = Field(index=True)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
