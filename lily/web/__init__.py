"""The HTML edge: one module a room, whose views read, act, commit and render."""

from flask import Flask

from lily.web import about, advice, filters, health, site


def init_app(app: Flask) -> None:
    """Put every page on the application."""
    filters.init_app(app)
    site.init_app(app)
    for room in (advice, about, health):
        app.register_blueprint(room.pages)
