"""`lily import`: a council's feed, or a spreadsheet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
from sqlmodel import Session

from lily.audit.actors import COMMAND
from lily.cli.importing import opened, progress_bar, said
from lily.directory import text as texts
from lily.errors import LilyError
from lily.imports.apply import apply
from lily.imports.feeds import Feed
from lily.imports.oruk.client import Client
from lily.imports.oruk.files import read_file
from lily.imports.oruk.pages import read_address
from lily.imports.oruk.reader import read_oruk
from lily.imports.oruk.shapes import services_in
from lily.imports.records import SourceRecord
from lily.imports.sheets.mapping import read_mapping
from lily.imports.sheets.reader import read_sheet
from lily.imports.sheets.table import read_table
from lily.imports.vocabulary import Vocabulary, load_vocabulary
from lily.listings.desk.imported import tell_of_failed_import, tell_of_import

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SAYS_NOTHING = {"services", "service", "data", "feed", "export", "download", "index"}


@click.group("import")
def imports() -> None:
    """Bring listings in. Safe to run again: only what differs is written, all of it or none."""


def _how(command: _Command) -> _Command:
    """Give a command the options that every import has."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing."),
        click.option(
            "--retire-missing",
            is_flag=True,
            help="Set listings inactive that an earlier import brought and that are gone now.",
        ),
        click.option("--all", "everything", is_flag=True, help="Name every row that has a note."),
        click.option("--json", "as_json", is_flag=True, help="Say it as JSON."),
    ):
        command = option(command)
    return command


@imports.command()
@click.argument("feed")
@click.option("--source", default="", help="A short name for where this comes from: keep to it.")
@click.option("--name", default="", help="Its name as people read it.")
@click.option("--licence", default="", help="The licence of the data.")
@click.option("--attribution", default="", help="The words that the licence asks you to show.")
@_how
def oruk(feed: str, source: str, name: str, licence: str, attribution: str, **how: bool) -> None:
    """Import Open Referral UK (version 1 or 3) or HSDS 3, from a file or an address.

    \b
    Example: lily import oruk services.json --source north-lincolnshire --dry-run
             lily import oruk https://example.org/oruk --source example
    """
    is_live = "://" in feed
    slug = texts.slug(source) or _named_after(feed)
    given = {"address": feed if is_live else "", "licence": licence, "attribution": attribution}
    record = SourceRecord.model_validate(
        {"slug": slug, "name": name or slug} | {key: text for key, text in given.items() if text}
    )

    def read(vocabulary: Vocabulary) -> Feed:
        with progress_bar(len(list(services_in(data))), "Reading") as progress:
            return read_oruk(data, vocabulary, source=slug, progress=progress)

    with _told_if_it_fails(slug, is_dry_run=how["dry_run"]):
        data = _live(feed) if is_live else read_file(Path(feed))
        _import(record, read, **how)


@imports.command("csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    required=True,
    type=click.Path(path_type=Path),
    help="The TOML file that says which column is which field: see docs/imports.md.",
)
@_how
def csv_file(file: Path, mapping: Path, **how: bool) -> None:
    """Import a spreadsheet saved as CSV, by a mapping of its columns.

    \b
    Example: lily import csv libraries.csv --mapping libraries.toml --dry-run
    """
    told = read_mapping(mapping)
    notes = told.file
    with _told_if_it_fails(told.source.slug, is_dry_run=how["dry_run"]):
        table = read_table(
            file, encoding=notes.encoding, delimiter=notes.delimiter, empty=frozenset(notes.empty)
        )
        _import(told.source, lambda _: read_sheet(table, told), **how)


@contextmanager
def _told_if_it_fails(slug: str, *, is_dry_run: bool) -> Iterator[None]:
    """Tell the desk of a refusal, where this source was imported before; then raise it."""
    try:
        yield
    except LilyError as error:
        if not is_dry_run:
            with suppress(LilyError), opened() as session:
                tell_of_failed_import(session, slug, error, by=COMMAND)
                session.commit()
        raise


def _named_after(feed: str) -> str:
    """Return a name for a source: the host of an address, or a file's name or folder."""
    if "://" in feed:
        return texts.slug(urlsplit(feed).hostname or "") or "feed"
    path = Path(feed).resolve()
    name = path.parent.name if path.stem.lower() in _SAYS_NOTHING else path.stem
    return texts.slug(name) or "feed"


def _live(address: str) -> list[Any]:
    click.echo(f"Asking {address} ...", err=True)

    def tell(done: int, of: int) -> None:
        click.echo(f"  {done}{f' of {of}' if of else ''} listings", err=True)

    return read_address(address, Client(), progress=tell)


def _import(
    source: SourceRecord,
    read: Callable[[Vocabulary], Feed],
    *,
    dry_run: bool,
    retire_missing: bool,
    everything: bool,
    as_json: bool,
) -> None:
    began = time.monotonic()
    with opened() as session:
        feed = read(load_vocabulary(session))
        report = _applied(session, source, feed, dry_run=dry_run, retire_missing=retire_missing)
        tell_of_import(session, report, by=COMMAND)
        session.commit()
    report.seconds = round(time.monotonic() - began, 2)
    said(report, as_json=as_json, everything=everything)


def _applied(session: Session, source: SourceRecord, feed: Feed, **how: bool) -> Any:
    with progress_bar(feed.read, "Comparing and writing") as progress:
        return apply(session, source, feed, progress=progress, **how)
