"""The HTML edge: one module a room, whose views read, act, commit and render."""

from flask import Flask

from lily.web import health


def init_app(app: Flask) -> None:
    """Put every page on the application."""
    app.register_blueprint(health.pages)
