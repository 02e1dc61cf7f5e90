"""Accounts, what they may do, and the teams they belong to."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, UTCDateTime

from lily.accounts.choices import Role
from lily.database import Dated, Row, choice, link


class AccountRole(Row, table=True):
    """A role that an account has."""

    __tablename__ = "account_role"
    __table_args__ = (sa.UniqueConstraint("account_id", "role"),)

    account_id: UUID = link("account.id")
    role: Role = Field(sa_type=choice(Role))


class Account(Dated, table=True):
    """Somebody who may sign in. Accounts are disabled and never deleted: the audit names them.

    `email` is in lower case. `password_hash` is argon2id; empty until a passphrase is chosen, and
    where sign-in is only through an organisation's own provider. One of a demonstration cannot
    sign in to a real service.
    """

    __tablename__ = "account"
    __table_args__ = (sa.CheckConstraint("email = lower(email)", name="lower_case"),)

    email: str = Field(unique=True)
    name: str
    password_hash: str = Field(default="", sa_type=sa.Text)
    is_demonstration: bool = False
    disabled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_signed_in_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    roles: list[AccountRole] = Relationship(
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": AccountRole.role},
    )

    @property
    def is_disabled(self) -> bool:
        """Whether this account was closed."""
        return self.disabled_at is not None


class Team(Dated, table=True):
    """People who work together and see the same cases. Not every team takes referrals."""

    __tablename__ = "team"

    name: str = Field(unique=True)
    takes_referrals: bool = False


class TeamMember(Row, table=True):
    """An account in a team."""

    __tablename__ = "team_member"
    __table_args__ = (sa.UniqueConstraint("team_id", "account_id"),)

    team_id: UUID = link("team.id")
    account_id: UUID = link("account.id")


class ExternalIdentity(Dated, table=True):
    """Who an account is to an organisation's own provider (OpenID Connect `iss` and `sub`)."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    account_id: UUID = link("account.id")
    issuer: str
    subject: str
