"""`lily audit`: hold the audit against its own chain, and copy it to another machine."""

import json
import sys
from pathlib import Path
from typing import TextIO

import click
from sqlmodel import Session

from lily.audit.chain import each_event, find_break
from lily.audit.queries import read_head
from lily.cli.importing import opened
from lily.errors import Refused


@click.group()
def audit() -> None:
    """Look after the audit: what was done, by whom and when. It is only ever added to."""


@audit.command()
def check() -> None:
    """Say whether the audit is as it was written; exit with 1 and the first row that is not.

    Write the last number and hash down elsewhere: a later audit must still hold that row.

    Example: lily audit check
    """
    with opened() as session:
        head = read_head(session)
        broken = find_break(session)
    if broken is not None:
        click.echo(
            f"The audit is not as it was written. The first row that differs: {broken}. "
            "Keep a copy of the database as it is, and compare it with your last export.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"The audit is whole. Last number: {head.number}. Hash: {head.hash}")


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export(file: Path) -> None:
    """Write the audit to a file, a JSON object a line with its hash; `-` writes to the screen.

    Keep it on another machine. Each hash is the SHA-256 of the hash before it, a line break, and
    the object without `hash`, with its keys in order.

    Example: lily audit export audit-2026-11.ndjson
    """
    with opened() as session:
        if str(file) == "-":
            _write(session, sys.stdout)
            return
        try:
            with file.open("x", encoding="utf-8") as out:
                count = _write(session, out)
        except FileExistsError as error:
            raise Refused("There is a file of that name. Choose another.") from error
        except OSError as error:
            raise Refused("We cannot write there. Choose another folder.") from error
    click.echo(f"{count} rows of the audit are in {file}.")


def _write(session: Session, out: TextIO) -> int:
    count = 0
    for event in each_event(session):
        row = {**event.content(), "hash": event.hash}
        out.write(json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n")
        count += 1
    return count
