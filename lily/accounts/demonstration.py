"""The accounts of a demonstration: people who do not exist, from seed/accounts.toml.

Everybody may read how they sign in, so they never may on a real service.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlmodel import Session, select

from lily import clock
from lily.accounts import authenticator, passphrases, teams
from lily.accounts.actions import open_account
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.accounts.permissions import needs_two_factors
from lily.accounts.queries import find_account
from lily.accounts.words import name_of
from lily.audit.actors import COMMAND
from lily.resources import SEED


@dataclass(frozen=True)
class MadeUp:
    """An account of the demonstration, as it is written down."""

    name: str
    email: str
    roles: tuple[Role, ...]
    team: str = ""
    does: str = ""
    second_factor: bool = False

    @property
    def said(self) -> str:
        """What the account does, in a few words."""
        return self.does or name_of(self.roles[0])


@dataclass(frozen=True)
class Demonstration:
    """All of them, the passphrase that they share and the secret of their codes."""

    passphrase: str
    secret: str
    accounts: tuple[MadeUp, ...]


@cache
def read_demonstration() -> Demonstration:
    """Read the accounts of the demonstration."""
    read = tomllib.loads((SEED / "accounts.toml").read_text())
    return Demonstration(
        passphrase=read["passphrase"],
        secret=read["secret"],
        accounts=tuple(
            MadeUp(**{**each, "roles": tuple(map(Role, each["roles"]))})
            for each in read["accounts"]
        ),
    )


def load_accounts(session: Session) -> int:
    """Open those accounts of the demonstration that are not there yet; return how many."""
    plan, count = read_demonstration(), 0
    for made_up in plan.accounts:
        if find_account(session, made_up.email) is None:
            _open(session, made_up, plan)
            count += 1
    return count


def _open(session: Session, made_up: MadeUp, plan: Demonstration) -> None:
    account = open_account(
        session,
        email=made_up.email,
        name=made_up.name,
        roles=made_up.roles,
        by=COMMAND,
        is_demonstration=True,
    )
    passphrases.choose_passphrase(session, account, plan.passphrase, by=COMMAND)
    if made_up.second_factor or needs_two_factors(made_up.roles):
        now = clock.now() - timedelta(minutes=1)  # so that the code of this moment is not used up
        code = authenticator.code_of(plan.secret, now)
        authenticator.set_up_app(session, account, plan.secret, code, by=COMMAND, now=now)
    if made_up.team:
        team = session.exec(select(Team).where(Team.name == made_up.team)).first()
        team = team or teams.make_team(session, made_up.team, by=COMMAND)
        teams.add_member(session, team, account.id, by=COMMAND)


def list_made_up(session: Session) -> list[tuple[str, Account]]:
    """Return the accounts of the demonstration with what each does, in the order of the roles."""
    order = {each.email: each for each in read_demonstration().accounts}
    rows = session.exec(select(Account).where(Account.is_demonstration)).all()
    known = {each.email: each for each in rows}
    return [(plan.said, known[email]) for email, plan in order.items() if email in known]
