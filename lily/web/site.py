"""What every page shows of the site itself, and the addresses of its files."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from lily import clock
from lily.accounts.permissions import Permission
from lily.config import Config
from lily.directory.queries import sources
from lily.http.identity import SignedIn, find_reader
from lily.http.sessions import config, session
from lily.resources import STATIC
from lily.web import labels
from lily.web.forms.base import PressForm
from lily.web.sensitive import EXIT_ADDRESS

NAV = (
    ("Find help", "/"),
    ("Needs", "/needs"),
    ("Places", "/places"),
    ("Advice", "/advice"),
)
OWN_PAGES: tuple[tuple[Permission, str, str], ...] = (
    (Permission.WORK_CASES, "Today", "/today"),
    (Permission.WORK_CASES, "Cases", "/cases"),
    (Permission.LOOK_AFTER_CASES, "Old records", "/retention"),
    (Permission.READ_SAFEGUARDING, "Safeguarding", "/safeguarding"),
    (Permission.EDIT_OWN_LISTINGS, "Your listings", "/your-listings"),
    (Permission.ANSWER_REFERRALS, "Referred to you", "/referrals-to-us"),
    (Permission.MODERATE, "The desk", "/desk"),
    (Permission.MODERATE, "Changes", "/moderation"),
    (Permission.MODERATE, "Claims", "/moderation/claims"),
    (Permission.VERIFY_LISTINGS, "Listings to ring", "/verification"),
    (Permission.REFER, "Refer somebody", "/refer/for-a-caller"),
    (Permission.REFER, "A service answers", "/referral-answers"),
    (Permission.MANAGE_ACCOUNTS, "Accounts", "/accounts"),
    (Permission.MANAGE_ACCOUNTS, "Teams", "/teams"),
    (Permission.CONFIRM_IDENTITY, "Your team", "/team"),
    (Permission.MANAGE_ACCOUNTS, "Post", "/desk/post"),
    (Permission.SET_REVIEWS, "How often we check", "/reviews/settings"),
    (Permission.READ_AUDIT, "Audit", "/audit"),
)
"""What the bar of somebody signed in leads to, each for those whose roles allow it."""
ALL_MADE_UP = "The groups and people here are made up. The numbers do not ring."
SOME_MADE_UP = "Some of the groups and people here are made up."
ASK_EVERY_S = 60
_MADE_UP = "lily.made_up"
_MILES = {"": "Usual distance"} | {
    miles: f"{miles} mile{'' if miles == '1' else 's'}" for miles in labels.MILES
}


@dataclass(frozen=True)
class Site:
    """The site as its pages know it. `made_up` says what is not real; empty where all is."""

    name: str
    phone_line: str
    made_up: str
    asks_online: bool
    tile_url: str
    tile_attribution: str
    here: str
    today: date
    nav: tuple[tuple[str, str], ...] = NAV
    exit_address: str = EXIT_ADDRESS
    miles: dict[str, str] = field(default_factory=lambda: _MILES)
    sorts: dict[str, str] = field(default_factory=lambda: labels.SORTS)


def site_of(settings: Config, here: str, made_up: str = "") -> Site:
    """Return the site by its settings, seen from a page."""
    return Site(
        name=settings.site_name,
        phone_line=settings.phone_line,
        made_up=made_up,
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


def _ask_made_up() -> str:
    try:
        share = sources.share_made_up(session())
    except SQLAlchemyError:
        return ""
    return "" if not share else SOME_MADE_UP if share < 1 else ALL_MADE_UP


def _made_up() -> str:
    """Return the words of the demonstration mark, asked of the database once a minute."""
    asked_at, words = current_app.extensions.get(_MADE_UP, (None, ""))
    if asked_at is None or monotonic() - asked_at > ASK_EVERY_S:
        words = _ask_made_up()
        current_app.extensions[_MADE_UP] = (monotonic(), words)
    return str(words)


def own_pages(who: SignedIn | None) -> list[tuple[str, str]]:
    """Return the pages, by name and address, that the roles of somebody signed in open."""
    if who is None or who.lacks_factor:
        return []
    pages = [("Your account", "/account")]
    return pages + [(name, page) for needed, name, page in OWN_PAGES if needed in who.permissions]


def init_app(app: Flask) -> None:
    """Give every template `site` and `asset`."""
    app.add_template_global(asset)

    @app.context_processor
    def _site() -> dict[str, Any]:
        who = find_reader()
        return {
            "site": site_of(config(), request.path, _made_up()),
            "who": who,
            "own_pages": own_pages(who),
            "sign_out_form": PressForm(formdata=None) if who else None,
        }
