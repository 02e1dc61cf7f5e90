"""One database session a request, closed when the request ends. The edge commits, in sight."""

import sqlalchemy as sa
from flask import Flask, current_app, g
from sqlmodel import Session

from lily.config import Config

ENGINE = "lily.engine"
CONFIG = "lily.config"


def config() -> Config:
    """Return the settings that this application was made with."""
    found: Config = current_app.extensions[CONFIG]
    return found


def engine() -> sa.Engine:
    """Return the engine that this application was made with."""
    found: sa.Engine = current_app.extensions[ENGINE]
    return found


def session() -> Session:
    """Return this request's session, opened when it is first asked for."""
    if "session" not in g:
        g.session = Session(engine())
    found: Session = g.session
    return found


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()


def init_app(app: Flask, made_with: Config, to: sa.Engine) -> None:
    """Give the application its settings and its engine."""
    app.extensions[CONFIG] = made_with
    app.extensions[ENGINE] = to
    app.teardown_appcontext(_close)
