"""`lily db`: the tables of the database."""

import click
from sqlmodel import Session

from lily import schema
from lily.cli.basics import begin
from lily.config import read_config
from lily.database import opened_engine
from lily.errors import Refused


@click.group()
def db() -> None:
    """Look after the tables of the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to this version of LILY. Nothing is lost; safe to run again.

    A new database gets the list of needs, the advice pages and the words of search.

    Example: lily db upgrade
    """
    config = read_config()
    config.data.mkdir(parents=True, exist_ok=True)
    with opened_engine(config.database) as engine:
        schema.upgrade(engine)
        with Session(engine) as session:
            if begin(session):
                click.echo("The needs, the advice pages and the words of search were put in.")
            session.commit()
        click.echo(f"The database is at {schema.revision_of(engine)}.")


@db.command()
def status() -> None:
    """Say which tables the database has, and whether they are the newest.

    Example: lily db status
    """
    with opened_engine(read_config().database) as engine:
        at, newest = schema.revision_of(engine), schema.newest_revision()
    if at != newest:
        raise Refused(f"The database is at {at or 'nothing'}; run `lily db upgrade` for {newest}.")
    click.echo(f"The database is at {at}, which is the newest.")
