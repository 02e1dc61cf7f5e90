"""What was lately changed in the directory: by people from the audit, by whatever from search."""

from collections.abc import Iterable
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.audit.queries import PAGE, list_events
from lily.directory.queries import organisations, services
from lily.http.access import needs
from lily.http.sessions import session
from lily.search.following import KEPT_DAYS, list_latest
from lily.web.deeds import Told, tell
from lily.web.desk.blueprint import page_asked, pages, paging

KINDS = {
    "": "Everything",
    "service": "Listings",
    "organisation": "Organisations",
    "proposal": "Changes sent in",
    "taxonomy_term": "Needs",
    "synonym_group": "Words that belong together",
    "stop_word": "Words that are left out",
    "likely_duplicate": "Doubles",
    "bulk_act": "Many at once",
}
"""What of the audit is about the directory. What is about accounts is not for the desk."""


def _named(ids: Iterable[UUID | None]) -> dict[UUID, tuple[str, str]]:
    """Return (address, name) of the listings and organisations among some identifiers."""
    wanted = set(ids)
    listings = services.names_by_id(session(), wanted)
    bodies = organisations.names_by_id(session(), wanted - set(listings))
    return {made: (f"/services/{slug}", name) for made, (slug, name) in listings.items()} | {
        made: (f"/organisations/{slug}", name) for made, (slug, name) in bodies.items()
    }


def _by_people(kind: str) -> tuple[list[Told], int]:
    kinds = (kind,) if kind else tuple(filter(None, KINDS))
    events, total = list_events(session(), page=page_asked(), kinds=kinds)
    names = names_of(session(), {event.account_id for event in events if event.account_id})
    return tell(events, names), total


@pages.get("/desk/recent")
@needs(Permission.MODERATE)
def list_recent() -> ResponseReturnValue:
    """What people did lately, by kind; or every listing that changed, whatever changed it."""
    asked = request.args.get("kind", "")
    kind, is_any = asked if asked in KINDS else "", request.args.get("by") == "anything"
    if is_any:
        latest, total = list_latest(session(), page=page_asked(), size=PAGE)
        told: list[Told] = []
        named = _named(listing for listing, _ in latest)
    else:
        latest = []
        told, total = _by_people(kind)
        named = _named(each.subject_id for each in told)
    return render_template(
        "desk/list_recent.html",
        told=told,
        latest=latest,
        named=named,
        total=total,
        is_any=is_any,
        kind=kind,
        kinds=KINDS,
        kept_days=KEPT_DAYS,
        paging=paging(total, PAGE),
    )
