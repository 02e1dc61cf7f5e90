"""Reading accounts."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from lily.accounts.choices import Role
from lily.accounts.models import Account, AccountRole, AuthenticatorApp, Passkey, SignIn
from lily.errors import NotFound
from lily.sealing import hash_of

PAGE = 25
MISSING = "We do not know that account. Choose one from the list."
_WITH_ROLES = selectinload(Account.roles)  # type: ignore[arg-type]


def tidy_email(typed: str) -> str:
    """Return an e-mail address as it is kept: no spaces around it, in lower case."""
    return typed.strip().lower()


def get_account(session: Session, account_id: UUID) -> Account:
    """Return an account with its roles. Raises NotFound."""
    found = session.exec(
        select(Account).where(Account.id == account_id).options(_WITH_ROLES)
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of an e-mail address with its roles, or None."""
    return session.exec(
        select(Account).where(Account.email == tidy_email(email)).options(_WITH_ROLES)
    ).first()


def list_accounts(session: Session, role: Role | None = None) -> Sequence[Account]:
    """Return every account (or those with a role) with its roles, by name."""
    wanted = select(Account).options(_WITH_ROLES).order_by(Account.name, Account.email)
    if role:
        having = sa.select(col(AccountRole.account_id)).where(col(AccountRole.role) == role)
        wanted = wanted.where(col(Account.id).in_(having))
    return session.exec(wanted).all()


def search_accounts(
    session: Session, words: str = "", *, page: int = 1
) -> tuple[Sequence[Account], int]:
    """Return a page of the accounts whose name or address holds the words, and how many do."""
    which = []
    if words:
        held = col(Account.name).icontains(words, autoescape=True)
        which.append(held | col(Account.email).icontains(words.lower(), autoescape=True))
    total = session.exec(select(sa.func.count(col(Account.id))).where(*which)).one()
    rows = session.exec(
        select(Account)
        .where(*which)
        .options(_WITH_ROLES)
        .order_by(Account.name, Account.email)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def names_of(session: Session, account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the name of each account, in one query."""
    rows = session.execute(
        sa.select(col(Account.id), col(Account.name)).where(col(Account.id).in_(account_ids))
    )
    return {account_id: name for account_id, name in rows}


def find_sign_in(session: Session, token: str) -> tuple[SignIn, Account] | None:
    """Return the sign-in of a cookie's token with its account, whether or not it still holds."""
    row = session.exec(
        select(SignIn, Account)
        .join(Account, col(Account.id) == col(SignIn.account_id))
        .where(SignIn.token_hash == hash_of(token))
        .options(_WITH_ROLES)
    ).first()
    return (row[0], row[1]) if row else None


def has_second_factor(session: Session, account_id: UUID) -> bool:
    """Say whether an account has an authenticator app or a passkey in use."""
    app = sa.select(col(AuthenticatorApp.id)).where(col(AuthenticatorApp.account_id) == account_id)
    passkey = sa.select(col(Passkey.id)).where(col(Passkey.account_id) == account_id)
    return bool(session.scalar(sa.select(sa.or_(app.exists(), passkey.exists()))))
