"""Where the gazetteer's files lie: what the operator imported, or else what LILY ships."""

from functools import cache
from pathlib import Path

from lily.config import read_config

EMBEDDED = Path(__file__).resolve().parent / "data"
POSTCODES, PLACES, ISLANDS = "postcodes.zip", "places.zip", "islands.csv"
OWN_PLACES = "own_places.csv"
FOLDER = "gazetteer"


@cache
def imported_folder() -> Path:
    """Return the folder of imported files, under the data folder of the settings."""
    return read_config().data / FOLDER


@cache
def find_file(name: str) -> Path:
    """Return the file of this name that is in force: the imported one, or the embedded."""
    imported = imported_folder() / name
    return imported if imported.exists() else EMBEDDED / name
