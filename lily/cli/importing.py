"""What commands that bring listings in share: a session, a progress bar, a report said plainly."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from sqlmodel import Session

import lily.search.updates  # noqa: F401  writes down which listings changed, for every index
from lily import schema
from lily.config import read_config
from lily.database import make_engine
from lily.errors import Refused
from lily.imports.report import Report


@contextmanager
def opened() -> Iterator[Session]:
    """Open a session on the database that the settings name; the command commits, once.

    Raises Refused where the tables are not the newest, or others were writing.
    """
    config = read_config()
    config.data.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.database)
    try:
        if not schema.is_current(engine):
            raise Refused("The tables of the database are not ready. Run `lily db upgrade` first.")
        with Session(engine) as session:
            yield session
    except sa.exc.OperationalError as error:
        raise Refused(
            "We could not reach the database, or another command was writing to it for too long. "
            "Nothing was changed. Try again."
        ) from error
    except sa.exc.IntegrityError as error:
        raise Refused(
            "Another command was writing the same listings. Nothing was changed. Try again."
        ) from error
    finally:
        engine.dispose()


@contextmanager
def progress_bar(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Draw a bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def said(report: Report, *, as_json: bool, everything: bool) -> None:
    """Print a report."""
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for line in report.lines(everything=everything):
        click.echo(line)
