"""`lily seed`: the demonstration."""

from pathlib import Path

import click

from lily import clock
from lily.cli.importing import opened, said
from lily.imports.seed import load_seed
from lily.resources import SEED
from lily.search.loading import load_words


@click.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SEED,
    help="Another folder of the same shape: see seed/README.md.",
)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def seed(folder: Path, *, as_json: bool) -> None:
    """Load the demonstration: an invented West Norfolk, and what words mean. Safe to run again.

    Example: lily seed
    """
    with opened() as session:
        report = load_seed(session, folder, clock.today())
        words = load_words(session, folder)
        session.commit()
    said(report, as_json=as_json, everything=True)
    if not as_json:
        click.echo(f"  words: {words.stop_words + words.groups} read, {words.made} made")
