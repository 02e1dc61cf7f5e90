"""Opening and changing accounts. What concerns signing in is in its own modules."""

from collections.abc import Collection

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.accounts.models import Account, AccountRole
from lily.accounts.queries import find_account, get_account, tidy_email
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid


def open_account(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    by: Actor,
    is_demonstration: bool = False,
) -> Account:
    """Open an account without a passphrase. Raises Invalid where the address has one already."""
    if find_account(session, email):
        raise Invalid("email", "There is an account for this address already. Open that one.")
    account = Account(email=tidy_email(email), name=name, is_demonstration=is_demonstration)
    session.add(account)
    session.flush()
    record(session, "open_account", by=by, kind="account", subject_id=account.id)
    set_roles(session, get_account(session, account.id), roles, by=by)
    return account


def set_roles(session: Session, account: Account, roles: Collection[Role], *, by: Actor) -> None:
    """Give an account these roles and no others. The account was read with its roles."""
    before = {each.role for each in account.roles}
    wanted = set(roles)
    if before == wanted:
        return
    account.roles = [each for each in account.roles if each.role in wanted] + [
        AccountRole(account_id=account.id, role=role) for role in sorted(wanted - before)
    ]
    session.flush()
    record(
        session,
        "set_roles",
        by=by,
        kind="account",
        subject_id=account.id,
        changes={"roles": (before, wanted)},
    )
