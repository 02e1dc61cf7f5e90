"""`lily gazetteer`: postcodes and places, brought up to date."""

import sys
from pathlib import Path

import click

from lily.geo.making.importing import import_file


@click.group()
def gazetteer() -> None:
    """Look after the postcodes and places that LILY knows."""


@gazetteer.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder to make the shipped file anew in, for those who build LILY.",
)
def import_(file: Path, into: Path | None) -> None:
    """Take in a new release of postcodes or places. What was in force stays until it is whole.

    FILE is the Code-Point Open zip of Ordnance Survey; or a postcode directory (ONSPD) of the
    Office for National Statistics, which adds the postcodes no longer in use; or a list of place
    names; or a list of your own (CSV with the headings name,postcode) of places that the published
    ones lack. It goes to the data folder and comes before what LILY ships.

    Example: lily gazetteer import codepo_gb.zip
    """
    with click.progressbar(length=1000, label="Reading", file=sys.stderr) as bar:

        def watch(done: int, total: int) -> None:
            bar.update(round(1000 * done / max(1, total)) - bar.pos)

        said = import_file(file, into=into, watch=watch)
    click.echo(said)
    if into is None:
        click.echo("Processes that are already running use it after a restart.")
