"""`lily duplicates`: look for what is listed twice."""

import click

from lily.cli.importing import opened
from lily.listings.desk.duplicates import look_for_duplicates


@click.command()
def duplicates() -> None:
    """Compare all listings and organisations; the desk shows the pairs that look like one.

    A served LILY and `lily tick` do the same by themselves. Nothing is merged by it.

    Example: lily duplicates
    """
    with opened() as session:
        count = look_for_duplicates(session)
        session.commit()
    pairs = "pair waits" if count == 1 else "pairs wait"
    click.echo(f"{count} {pairs} at the desk, under Doubles.")
