"""Who may use a page. Silence means no: a view that declares no access is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "_lily_access"
OPEN_TO_ALL = "open to all"


def open_to_all(view: View) -> View:
    """Declare that anybody may use this view."""
    setattr(view, _MARK, OPEN_TO_ALL)
    return view


def declared_access(view: Callable[..., Any]) -> str | None:
    """Return what a view declares, or None where it declares nothing."""
    mark: str | None = getattr(view, _MARK, None)
    return mark


def _refuse_undeclared() -> None:
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if declared_access(view) is None:
        current_app.logger.error("No access is declared for %s", request.endpoint)
        abort(403)


def init_app(app: Flask) -> None:
    """Refuse every view that declares no access; Flask's own static files are open to all."""
    app.before_request(_refuse_undeclared)
    open_to_all(app.view_functions["static"])
