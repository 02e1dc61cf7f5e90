"""Takes a file of places, whichever it is, into the gazetteer."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from shutil import copyfile
from zipfile import is_zipfile

from lily.errors import Refused
from lily.geo import files, gazetteer, own_places, settlements
from lily.geo.gazetteer import Gazetteer
from lily.geo.making.coast import make_coast
from lily.geo.making.code_point import CodePointRelease
from lily.geo.making.islands import HEADING, make_islands
from lily.geo.making.onspd import PostcodeDirectory, directory_in_zip, find_columns
from lily.geo.making.placing import put_in_place
from lily.geo.making.postcodes import Tally, make_postcodes
from lily.geo.making.settlements import make_settlements
from lily.geo.making.units import Units, add_history, replace_release

Watch = Callable[[int, int], None]
"""Is told how much is done, of how much."""

COAST = "coast.json"
PLACES_HEADING = ["name", "lat", "lon", "population", "outcode", "district", "precision"]


def import_file(source: Path, *, into: Path | None = None, watch: Watch) -> str:
    """Take a file into the gazetteer and return a sentence that says what was in it.

    Without `into` it goes to the data folder and joins what is in force. With it, the file that
    LILY ships is made anew in that folder. Raises Refused when the file is not one that we know,
    or damaged; then nothing has changed.
    """
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    maker = _maker(source)
    said = maker(source, into or files.imported_folder(), into is not None, watch)
    gazetteer.forget()
    settlements.forget()
    return said


Maker = Callable[[Path, Path, bool, Watch], str]


def _maker(source: Path) -> Maker:
    if is_zipfile(source):
        return _directory if directory_in_zip(source) else _release
    if source.suffix in (".geojson", ".json"):
        return _coast
    heading = _heading(source)
    if heading == PLACES_HEADING:
        return _settlements
    if heading == HEADING:
        return _islands
    if heading == own_places.HEADING:
        return _own_places
    if "postcode" in find_columns(heading):
        return _directory
    raise Refused(
        f"{source.name} is not a file that we know. We take the Code-Point Open zip of Ordnance"
        " Survey, the postcode directory (ONSPD) of the Office for National Statistics, and the"
        " lists that lily/geo/data/README.md describes."
    )


def _heading(source: Path) -> list[str]:
    try:
        opened = gzip.open if source.suffix == ".gz" else open
        with opened(source, "rt", encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, EOFError, csv.Error, zlib.error) as error:
        raise Refused(f"{source.name} cannot be read: it is damaged, or no text.") from error


def _in_force(folder: Path) -> Gazetteer:
    """Return the gazetteer of a folder, with what LILY ships for the files it lacks."""
    postcodes, islands = (
        path if path.exists() else files.EMBEDDED / path.name
        for path in (folder / files.POSTCODES, folder / files.ISLANDS)
    )
    return Gazetteer(postcodes, islands)


def _release(source: Path, folder: Path, is_anew: bool, watch: Watch) -> str:
    release = CodePointRelease(source)
    tally = make_postcodes(
        folder / files.POSTCODES,
        _watched(release.read(), len(release.areas), watch),
        join=replace_release,
        before=None if is_anew else _in_force(folder),
        about=lambda: (release.names(), release.counties, release.release()),
    )
    return f"{_said(tally)} {release.without_position:,} without a position were left out."


def _directory(source: Path, folder: Path, _is_anew: bool, watch: Watch) -> str:
    directory, before = PostcodeDirectory(source), _in_force(folder)
    tally = make_postcodes(
        folder / files.POSTCODES,
        _watched(directory.read(), len(before.areas()), watch),
        join=partial(add_history, says_which_ended=directory.says_which_ended),
        before=before,
        about=lambda: ({}, directory.counties, ""),
    )
    return f"{_said(tally)} {directory.left_out:,} rows of the file were left out."


def _settlements(source: Path, folder: Path, _is_anew: bool, watch: Watch) -> str:
    target = folder / files.PLACES
    count = make_settlements(source, target, _in_force(folder), watch)
    return f"{target} now holds {count:,} places."


def _islands(source: Path, folder: Path, _is_anew: bool, _watch: Watch) -> str:
    target = folder / files.ISLANDS
    return f"{target} now holds {make_islands(source, target)} outcodes."


def _own_places(source: Path, folder: Path, _is_anew: bool, _watch: Watch) -> str:
    """Keep the list as it is: it is read beside the place names, and follows the postcodes."""
    read = own_places.read_own_places(source)
    unknown = [name for name, place in read if place is None]
    if unknown:
        raise Refused(f"{source.name}: we do not know the postcode of {unknown[0]}.")
    target = folder / files.OWN_PLACES
    put_in_place(target, partial(copyfile, source), _has_places)
    return f"{target} now holds {len(read)} places of your own."


def _has_places(path: Path) -> None:
    own_places.read_own_places(path)


def _coast(source: Path, folder: Path, _is_anew: bool, _watch: Watch) -> str:
    target = folder / COAST
    return f"{target} now holds a coast of {make_coast(source, target):,} points."


def _watched(
    areas: Iterable[tuple[str, Units]], total: int, watch: Watch
) -> Iterator[tuple[str, Units]]:
    for number, area in enumerate(areas):
        watch(number, total)
        yield area
    watch(total, total)


def _said(tally: Tally) -> str:
    return (
        f"{tally.file} now holds {tally.in_use:,} postcodes in use and {tally.ended:,} that are"
        f" not, in {tally.areas} areas."
    )
