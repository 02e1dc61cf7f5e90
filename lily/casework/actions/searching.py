"""Searching for a person; that somebody did is written down, and not for whom."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.queries.searching import Found, find_people
from lily.casework.search_keys import read_term


def search_people(session: Session, typed: str, *, teams: Collection[UUID], by: Actor) -> Found:
    """Return the people of teams whom what was typed may mean.

    The audit keeps how many there were and a keyed hash of what was typed. Raises Invalid where
    there is nothing to search by.
    """
    term = read_term(typed)
    found = find_people(session, term, teams=teams)
    changes = {"found": (None, len(found.rows)), "term": (None, term.digest())}
    record(session, "search_people", by=by, kind="client", changes=changes)
    return found
