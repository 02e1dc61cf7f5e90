"""`lily search` and `lily understand`: look after the search index, see how search reads words."""

import sys
import time

import click
import sqlalchemy as sa
from sqlmodel import Session

from lily import search as searching
from lily.cli.importing import opened, progress_bar
from lily.cli.texts import each_as_json
from lily.search.rows import count_documents


def _database(session: Session) -> sa.Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, sa.Engine) else bound.engine


@click.group()
def search() -> None:
    """Look after the search index, which is a copy of the directory."""


@search.command()
def rebuild() -> None:
    """Make the index anew from the database. The site goes on answering meanwhile.

    Example: lily search rebuild
    """
    began = time.monotonic()
    with opened() as session, progress_bar(count_documents(session), "Indexing") as progress:
        count = searching.rebuild(_database(session), progress)
    click.echo(
        f"{count} listings are in the search index, made in {time.monotonic() - began:.1f} s."
    )


@search.command()
@click.option(
    "--repair/--no-repair",
    default=True,
    show_default=True,
    help="Make the index anew when it differs, or only say so.",
)
def check(repair: bool) -> None:
    """Compare the index with the database, and make it anew where they differ.

    Example: lily search check --repair
    """
    with opened() as session:
        database = _database(session)
        found = searching.check(database)
        if found.is_equal:
            click.echo(f"The search index is equal to the database: {found.listings} listings.")
            return
        for sentence in found.sentences():
            click.echo(sentence)
        if not repair:
            click.echo("Run `lily search check --repair` to make the index anew.", err=True)
            sys.exit(1)
        count = searching.rebuild(database)
        click.echo(f"Repaired: the index was made anew, with {count} listings.")


@click.command()
@click.argument("text")
def understand(text: str) -> None:
    """Show what search reads from a text, as JSON; `-` reads one text a line from standard input.

    Example: lily understand "my husbnad has dementia and i need a break"
    """
    with opened() as session:
        each_as_json(text, lambda each: searching.understand(session, each))
