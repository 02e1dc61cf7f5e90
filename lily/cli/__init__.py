"""The `lily` command: what an operator does. One module a room; each command shows an example.

Exit codes: 0 on success, 1 when LILY refuses (a plain sentence on stderr), 2 when the words of
the command are wrong.
"""

import sys
from typing import Any

import click

from lily.cli.account import account
from lily.cli.audit import audit
from lily.cli.bench import bench
from lily.cli.db import db
from lily.cli.demo import demo
from lily.cli.duplicates import duplicates
from lily.cli.gazetteer import gazetteer
from lily.cli.imports import imports
from lily.cli.post import post
from lily.cli.search import search, understand
from lily.cli.seed import seed
from lily.cli.serve import serve
from lily.cli.tick import tick
from lily.cli.times import times
from lily.errors import LilyError


class Lily(click.Group):
    """The top command: turns what LILY refuses into a sentence and exit code 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except LilyError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Lily, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """LILY: find the help that is near, and keep the directory of it true."""


for command in (
    account,
    audit,
    bench,
    db,
    demo,
    duplicates,
    gazetteer,
    imports,
    post,
    search,
    seed,
    serve,
    tick,
    times,
    understand,
):
    main.add_command(command)
