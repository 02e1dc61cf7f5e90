"""`lily bench`: measure, and print the tables."""

import tempfile
from pathlib import Path

import click

from lily.bench import run


@click.command()
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=int,
    default=(10_000, 100_000),
    show_default=True,
    help="How many synthetic listings; may be said several times.",
)
@click.option("--engines/--no-engines", default=True, help="Search beside FTS5 and PostgreSQL.")
@click.option("--installation/--no-installation", default=True, help="Edits, memory and pages.")
@click.option("--relevance/--no-relevance", default=True, help="The judged questions.")
def bench(sizes: tuple[int, ...], *, engines: bool, installation: bool, relevance: bool) -> None:
    """Measure search beside SQLite FTS5 and PostgreSQL, edits, memory, pages and relevance.

    Example: lily bench --size 10000 --no-relevance
    """
    click.echo(f"{run.conditions()}\n")
    with tempfile.TemporaryDirectory(prefix="lily-bench-") as folder:
        if engines:
            for size in sizes:
                run.engines(click.echo, Path(folder), size)
        if installation:
            run.installation(click.echo, Path(folder), min(sizes))
        if relevance:
            run.judged_questions(click.echo, Path(folder) / "judged")
