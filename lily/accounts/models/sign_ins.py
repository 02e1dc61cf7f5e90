"""Being signed in, and the links that let somebody in once."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.accounts.choices import LinkKind
from lily.database import Dated, choice, link


class SignIn(Dated, table=True):
    """One sign-in on one device, ended by its owner, by time, or with the account.

    `device` is the kind of browser, in words. `proved_at` is when its owner last proved who they
    are with everything asked of them: a dangerous act wants that to be recent. `awaits_factor`
    says that the account has a second factor which was not given here yet.
    """

    __tablename__ = "sign_in"

    account_id: UUID = link("account.id")
    token_hash: str = Field(unique=True)
    device: str = Field(default="", sa_type=sa.Text)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    proved_at: datetime = Field(sa_type=UTCDateTime)
    has_second_factor: bool = False
    awaits_factor: bool = False
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class AccountLink(Dated, table=True):
    """A link that was sent to an account, to be used once: an invitation, a reset.

    It works from `opens_at` until `expires_at`. One that is used or taken back has `used_at`.
    """

    __tablename__ = "account_link"

    account_id: UUID = link("account.id")
    kind: LinkKind = Field(sa_type=choice(LinkKind))
    token_hash: str = Field(unique=True)
    new_email: str = ""
    opens_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
