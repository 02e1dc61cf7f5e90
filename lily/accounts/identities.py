"""Who an account is to an organisation's own provider of sign-ins (OpenID Connect)."""

from sqlmodel import Session, select

from lily.accounts.models import Account, ExternalIdentity
from lily.accounts.queries import find_account, get_account
from lily.audit.actions import record
from lily.audit.actors import Actor


def find_by_identity(session: Session, issuer: str, subject: str) -> Account | None:
    """Return the account that a provider's user is, with its roles, or None."""
    account_id = session.exec(
        select(ExternalIdentity.account_id).where(
            ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject
        )
    ).first()
    return get_account(session, account_id) if account_id else None


def link_invited(session: Session, issuer: str, subject: str, email: str) -> Account | None:
    """Link a provider's user to the account that was opened for its address, and return it.

    Only the first time, and only where that account has no passphrase and no other identity: a
    provider does not take over an account that somebody has. The provider vouches for `email`.
    """
    account = find_account(session, email)
    if account is None or account.is_disabled or account.password_hash:
        return None
    if session.exec(
        select(ExternalIdentity.id).where(ExternalIdentity.account_id == account.id)
    ).first():
        return None
    identity = ExternalIdentity(account_id=account.id, issuer=issuer, subject=subject)
    session.add(identity)
    session.flush()
    record(session, "link_identity", by=Actor(account.id), kind="account", subject_id=account.id)
    return account
