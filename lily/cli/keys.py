"""`lily keys`: the keys that seal what a dump of the database must not show."""

import click

import lily.schema  # noqa: F401  every table that may hold something sealed
from lily.casework.actions.clients import rekey_people
from lily.cli.importing import opened
from lily.resealing import reseal_all


@click.group()
def keys() -> None:
    """Change the keys that seal fields in the database."""


@keys.command()
def rotate() -> None:
    """Seal everything with the first of LILY_FIELD_KEYS, so that the others can be put away.

    First put a new key in front of the old ones, and start every served LILY again with both. Then
    run this; then take the old key away. Safe to run again.

    Example: lily keys rotate
    """
    with opened() as session:
        engine = session.get_bind()
        fields = reseal_all(engine.engine)
        people = rekey_people(session)
    click.echo(f"Sealed with the first key: {fields} fields. Found by it: {people} people.")
