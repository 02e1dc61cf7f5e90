"""Opening and changing accounts. What concerns signing in is in its own modules."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.links import void_links
from lily.accounts.models import Account, AccountRole, AuthenticatorApp, Passkey, RecoveryCode
from lily.accounts.queries import find_account, get_account, tidy_email
from lily.accounts.sign_ins import end_all
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid, Refused

LAST_ADMINISTRATOR = "This is the last administrator. Make somebody else one first."


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
    account = get_account(session, account.id)
    set_roles(session, account, roles, by=by)
    return account


def _is_last_administrator(session: Session, account: Account) -> bool:
    others = select(func.count(col(Account.id))).where(
        Account.id != account.id,
        col(Account.disabled_at).is_(None),
        col(Account.id).in_(
            select(AccountRole.account_id).where(AccountRole.role == Role.ADMINISTRATOR)
        ),
    )
    is_one = any(each.role == Role.ADMINISTRATOR for each in account.roles)
    return is_one and not session.exec(others).one()


def set_roles(session: Session, account: Account, roles: Collection[Role], *, by: Actor) -> None:
    """Give an account these roles and no others. The account was read with its roles.

    Raises Refused where that would leave no administrator.
    """
    before = {each.role for each in account.roles}
    wanted = set(roles)
    if before == wanted:
        return
    if Role.ADMINISTRATOR not in wanted and _is_last_administrator(session, account):
        raise Refused(LAST_ADMINISTRATOR)
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


def disable_account(session: Session, account: Account, *, by: Actor) -> None:
    """Close an account: its sign-ins and links end at once. Read with its roles.

    Raises Refused for the last administrator.
    """
    if account.is_disabled:
        return
    if _is_last_administrator(session, account):
        raise Refused(LAST_ADMINISTRATOR)
    account.disabled_at = account.changed_at = clock.now()
    session.add(account)
    end_all(session, account.id, by=by)
    void_links(session, account.id)
    session.flush()
    record(session, "disable_account", by=by, kind="account", subject_id=account.id)


def enable_account(session: Session, account: Account, *, by: Actor) -> None:
    """Open a closed account again, with the roles and the passphrase that it had."""
    if not account.is_disabled:
        return
    account.disabled_at, account.changed_at = None, clock.now()
    session.add(account)
    session.flush()
    record(session, "enable_account", by=by, kind="account", subject_id=account.id)


def rename_account(session: Session, account: Account, name: str, *, by: Actor) -> None:
    """Change the name that colleagues see."""
    if account.name == name:
        return
    account.name, account.changed_at = name, clock.now()
    session.add(account)
    session.flush()
    record(session, "rename_account", by=by, kind="account", subject_id=account.id)


def check_new_address(account: Account, email: str) -> str:
    """Return an address that the account may have, tidied.

    Raises Invalid where it is the one it has. One that somebody else has is refused only when its
    link is followed, so that nobody learns here who has an account.
    """
    wanted = tidy_email(email)
    if wanted == account.email:
        raise Invalid("email", "That is your address already. Type the new one.")
    return wanted


def change_address(session: Session, account: Account, email: str, *, by: Actor) -> None:
    """Change the address that an account signs in with. Raises Refused where it is taken."""
    if find_account(session, email):
        raise Refused("That address has an account already. Sign in with that one.")
    account.email, account.changed_at = tidy_email(email), clock.now()
    session.add(account)
    session.flush()
    record(session, "change_address", by=by, kind="account", subject_id=account.id)


def forget_factors(session: Session, account: Account, *, by: Actor) -> None:
    """Take away every second factor of an account, since they were lost; end its sign-ins."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        for row in session.exec(select(table).where(col(table.account_id) == account.id)):
            session.delete(row)
    end_all(session, account.id, by=by)
    session.flush()
    record(session, "forget_factors", by=by, kind="account", subject_id=account.id)
