"""What a demonstration shows of its accounts: how to sign in with them. A real service has none."""

from dataclasses import dataclass

from sqlmodel import Session

from lily import clock
from lily.accounts import authenticator, demonstration
from lily.accounts.models import Account
from lily.http.sessions import config, session


@dataclass(frozen=True)
class MadeUpAccounts:
    """The passphrase of all, and of each what it does and its address."""

    passphrase: str
    accounts: list[tuple[str, str]]


def made_up_accounts() -> MadeUpAccounts | None:
    """Return the accounts of the demonstration, or None where there are none."""
    if config().is_production:
        return None
    found = demonstration.list_made_up(session())
    if not found:
        return None
    passphrase = demonstration.read_demonstration().passphrase
    return MadeUpAccounts(passphrase, [(role, account.email) for role, account in found])


def made_up_code(session: Session, account: Account) -> str:
    """Return the code that the app of an account of the demonstration shows now, else nothing."""
    if config().is_production or not account.is_demonstration:
        return ""
    app = authenticator.find_app(session, account.id)
    return authenticator.code_of(app.secret, clock.now()) if app else ""
