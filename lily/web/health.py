"""Is it alive, and is it ready? For whoever watches the server."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lily import schema
from lily.errors import LilyError
from lily.http.access import open_to_all
from lily.http.sessions import engine, session
from lily.search import SearchRequest, search

pages = Blueprint("health", __name__)

OK = "ok"


@pages.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the process lives."""
    return jsonify(status="ok")


def _database() -> str:
    try:
        return OK if schema.is_current(engine()) else "needs `lily db upgrade`"
    except SQLAlchemyError:
        return "does not answer"


def _index() -> str:
    try:
        search(session(), SearchRequest(size=1))
    except (LilyError, OSError):
        return "needs `lily search rebuild`"
    return OK


@pages.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Say whether the database, its migrations and the search index are right (else 503)."""
    checks = {"database": _database()}
    if checks["database"] == OK:
        checks["index"] = _index()
    ready = all(answer == OK for answer in checks.values())
    return jsonify(ready=ready, checks=checks), 200 if ready else 503
