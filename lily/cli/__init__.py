"""The `lily` command: what an operator does. One module a room; each command shows an example.

Exit codes: 0 on success, 1 when LILY refuses (a plain sentence on stderr), 2 when the words of
the command are wrong.
"""

import sys
from importlib import import_module
from typing import Any

import click

from lily.errors import LilyError

COMMANDS = {
    "account": "account:account",
    "audit": "audit:audit",
    "bench": "bench:bench",
    "db": "db:db",
    "demo": "demo:demo",
    "duplicates": "duplicates:duplicates",
    "gazetteer": "gazetteer:gazetteer",
    "import": "imports:imports",
    "keys": "keys:keys",
    "post": "post:post",
    "search": "search:search",
    "seed": "seed:seed",
    "serve": "serve:serve",
    "tick": "tick:tick",
    "times": "times:times",
    "understand": "search:understand",
}
"""Where each command is. Only the one that was asked for is loaded: all take seconds."""


class Lily(click.Group):
    """The top command: loads what it is asked for, and says in a sentence what LILY refuses."""

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command, or return None where there is none of this name."""
        if name not in COMMANDS:
            return None
        module, command = COMMANDS[name].split(":")
        found: click.Command = getattr(import_module(f"lily.cli.{module}"), command)
        return found

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for. Exits with 1 where LILY refuses."""
        try:
            return super().invoke(context)
        except LilyError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Lily, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """LILY: find the help that is near, and keep the directory of it true."""
