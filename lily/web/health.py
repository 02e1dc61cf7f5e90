"""Is it alive, and is it ready? For whoever watches the server."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lily import schema
from lily.http.access import open_to_all
from lily.http.sessions import engine

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the process lives."""
    return jsonify(status="ok")


@pages.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Say whether the database, its migrations and the search index are right (else 503)."""
    try:
        database = "ok" if schema.is_current(engine()) else "needs `lily db upgrade`"
    except SQLAlchemyError:
        database = "does not answer"
    checks = {"database": database}
    ready = all(answer == "ok" for answer in checks.values())
    return jsonify(ready=ready, checks=checks), 200 if ready else 503
