"""What every page shows of the site itself, and the addresses of its files."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, request

from lily import clock
from lily.config import Config
from lily.http.sessions import config
from lily.resources import STATIC
from lily.web import labels
from lily.web.sensitive import EXIT_ADDRESS

NAV = (
    ("Find help", "/"),
    ("Needs", "/needs"),
    ("Places", "/places"),
    ("Advice", "/advice"),
)
_MILES = {"": "Usual distance"} | {
    miles: f"{miles} mile{'' if miles == '1' else 's'}" for miles in labels.MILES
}


@dataclass(frozen=True)
class Site:
    """The site as its pages know it."""

    name: str
    phone_line: str
    is_demonstration: bool
    asks_online: bool
    tile_url: str
    tile_attribution: str
    here: str
    today: date
    nav: tuple[tuple[str, str], ...] = NAV
    exit_address: str = EXIT_ADDRESS
    miles: dict[str, str] = field(default_factory=lambda: _MILES)
    sorts: dict[str, str] = field(default_factory=lambda: labels.SORTS)


def site_of(settings: Config, here: str) -> Site:
    """Return the site by its settings, seen from a page."""
    return Site(
        name=settings.site_name,
        phone_line=settings.phone_line,
        is_demonstration=not settings.is_production,
        asks_online=settings.geocoder != "none",
        tile_url=settings.tile_url,
        tile_attribution=settings.tile_attribution,
        here=here,
        today=clock.today(),
    )


@lru_cache(maxsize=256)
def _version(path: Path, _changed_ns: int) -> str:
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()


def asset(name: str) -> str:
    """Return the address of a static file, with its hash, so that browsers keep it for a year."""
    path = STATIC / name
    address = f"{request.script_root}/static/{name}"
    try:
        return f"{address}?v={_version(path, path.stat().st_mtime_ns)}"
    except FileNotFoundError:
        return address


def init_app(app: Flask) -> None:
    """Give every template `site` and `asset`."""
    app.add_template_global(asset)

    @app.context_processor
    def _site() -> dict[str, Any]:
        return {"site": site_of(config(), request.path)}
