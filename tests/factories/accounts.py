"""Accounts, and being signed in with them."""

from uuid import uuid4

from flask.testing import FlaskClient
from sqlmodel import Session

from lily import clock
from lily.accounts.actions import open_account
from lily.accounts.authenticator import code_of
from lily.accounts.choices import Role
from lily.accounts.models import Account, AuthenticatorApp
from lily.accounts.passphrases import choose_passphrase
from lily.accounts.sign_ins import begin_sign_in
from lily.audit.actors import SYSTEM

PASSPHRASE = "gravel otter sunday teapot"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of every authenticator app that is made here."""


def make_account(
    session: Session,
    *roles: Role,
    name: str = "Ida Marsh",
    email: str = "",
    passphrase: str = "",
    with_app: bool = False,
) -> Account:
    """Open an account with these roles; without a passphrase or an app, unless asked for."""
    email = email or f"{uuid4().hex[:10]}@example.org"
    account = open_account(session, email=email, name=name, roles=roles, by=SYSTEM)
    if passphrase:
        choose_passphrase(session, account, passphrase, by=SYSTEM)
    if with_app:
        app = AuthenticatorApp(account_id=account.id, secret=SECRET)
        session.add(app)
        session.flush()
    return account


def code_now() -> str:
    """Return the code that every app made here shows now."""
    return code_of(SECRET, clock.now())


def sign_in(
    client: FlaskClient, session: Session, account: Account, *, has_second_factor: bool = True
) -> None:
    """Sign the client in as the account, as if every factor had been given. Commits."""
    token, _ = begin_sign_in(session, account, device="a test", has_second_factor=has_second_factor)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


def sign_in_as(
    client: FlaskClient, session: Session, *roles: Role, name: str = "Ida Marsh"
) -> Account:
    """Open an account with these roles and sign the client in as it."""
    account = make_account(session, *roles, name=name)
    sign_in(client, session, account)
    return account
