"""`lily account`: accounts, for whoever runs the server. Links are printed, once."""

import click
from cryptography.fernet import Fernet
from sqlmodel import Session

from lily.accounts import actions
from lily.accounts.choices import LinkKind, Role
from lily.accounts.letters import path_of
from lily.accounts.links import HOLDS, make_link
from lily.accounts.models import Account
from lily.accounts.queries import find_account, list_accounts
from lily.accounts.words import name_of
from lily.audit.actors import COMMAND
from lily.cli.importing import opened
from lily.config import read_config
from lily.errors import NotFound

_ROLES = click.Choice([role.value.replace("_", "-") for role in Role])
_EMAIL = click.option("--email", required=True, help="The address that they sign in with.")


@click.group()
def account() -> None:
    """Look after the accounts of those who sign in."""


def _get(session: Session, email: str) -> Account:
    found = find_account(session, email)
    if found is None:
        raise NotFound("There is no account for that address. `lily account list` shows all.")
    return found


def _say_link(session: Session, to: Account, kind: LinkKind) -> None:
    """Print a new link, after its row is stored; the caller has done nothing since."""
    token = make_link(session, to, kind, by=COMMAND)
    session.commit()
    hours = int(HOLDS[kind].total_seconds() // 3600)
    click.echo(f"It works once, within {hours} hour{'' if hours == 1 else 's'}:")
    click.echo(read_config().base_url.rstrip("/") + path_of(token))


@account.command()
@_EMAIL
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option(
    "--role", "roles", type=_ROLES, multiple=True, required=True, help="What they do. Repeatable."
)
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Open an account and print the link of its invitation.

    Example: lily account add --email dot@example.org --name "Dot Warren" --role administrator
    """
    chosen = [Role(role.replace("-", "_")) for role in roles]
    with opened() as session:
        made = actions.open_account(session, email=email, name=name, roles=chosen, by=COMMAND)
        click.echo("The account is open. Give its owner this link.")
        _say_link(session, made, LinkKind.INVITATION)


@account.command()
@_EMAIL
def disable(email: str) -> None:
    """Close an account: whoever is signed in with it is out at once.

    Example: lily account disable --email dot@example.org
    """
    with opened() as session:
        actions.disable_account(session, _get(session, email), by=COMMAND)
        session.commit()
    click.echo("The account is closed.")


@account.command()
@_EMAIL
def enable(email: str) -> None:
    """Open a closed account again.

    Example: lily account enable --email dot@example.org
    """
    with opened() as session:
        actions.enable_account(session, _get(session, email), by=COMMAND)
        session.commit()
    click.echo("The account is open again.")


@account.command()
@_EMAIL
@click.option("--factors", is_flag=True, help="Take away their second factor too: it is lost.")
def reset(email: str, *, factors: bool) -> None:
    """Print a link with which somebody chooses a new passphrase.

    Make sure first that you speak with its owner.

    Example: lily account reset --email dot@example.org
    """
    with opened() as session:
        found = _get(session, email)
        if factors:
            actions.forget_factors(session, found, by=COMMAND)
        _say_link(session, found, LinkKind.RESET)


@account.command(name="list")
def list_() -> None:
    """Print every account: address, name, roles, and whether it is closed.

    Example: lily account list
    """
    with opened() as session:
        for each in list_accounts(session):
            roles = ", ".join(name_of(held.role) for held in each.roles) or "no role"
            closed = "\tclosed" if each.is_disabled else ""
            click.echo(f"{each.email}\t{each.name}\t{roles}{closed}")


@account.command(name="new-key")
def new_key() -> None:
    """Print a key for LILY_FIELD_KEYS, which seals fields in the database.

    To change keys put the new one in front of the old ones, with a comma between, and run
    `lily keys rotate`.

    Example: lily account new-key
    """
    click.echo(Fernet.generate_key().decode())
