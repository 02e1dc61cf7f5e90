"""What LILY refuses becomes an answer here, once. Routes hold no `try`.

A page gets `templates/errors/<status>.html`; an address that ends in `.json` gets one JSON shape:
`{"error": {"field", "message"}}`.
"""

from flask import Flask, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lily.errors import Invalid, NotFound, Refused
from lily.http.access import came_from
from lily.http.limits import TooOften
from lily.http.sessions import session

FORM_IS_OLD = "Nothing was changed. Go back, load the page again, and try once more."
"""For a form whose token is missing or old: another tab signed in or out in the meantime."""
PASSAGE = 40
"""Characters from which on it hurts to type something again."""
_SECRETS = ("passphrase", "token", "code", "key")
PAGES = {400, 403, 404, 405, 409, 429, 500, 503}
_KINDS: tuple[tuple[type[Exception], int], ...] = (
    (Invalid, 400),
    (NotFound, 404),
    (Refused, 409),
)


def error_answer(
    status: int, message: str = "", field: str = "", suggestions: tuple[str, ...] = ()
) -> tuple[str | Response, int]:
    """Return the answer for a refusal: JSON where JSON was asked for, else a page."""
    if request.path.endswith(".json"):
        return jsonify(error={"field": field or None, "message": message}), status
    page = status if status in PAGES else (400 if status < 500 else 500)
    return render_template(
        f"errors/{page}.html",
        status=status,
        message=message,
        typed=_typed() if page == 500 else [],
        suggestions=suggestions,
        came_from=came_from(),
    ), status


def _typed() -> list[str]:
    """Return the passages of a form that could not be taken, to be copied by whoever typed them.

    Nothing short, and no secret: those are typed again.
    """
    return [
        value
        for name, value in request.form.items()
        if len(value) >= PASSAGE and not any(each in name for each in _SECRETS)
    ]


def _own_error(error: Exception) -> ResponseReturnValue:
    status = next(status for kind, status in _KINDS if isinstance(error, kind))
    return error_answer(
        status, str(error), getattr(error, "field", ""), getattr(error, "suggestions", ())
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if isinstance(error, TooOften):
        body, status = error_answer(429, error.description or "")
        return body, status, {"Retry-After": str(error.wait_s)}
    if isinstance(error, CSRFError):
        return error_answer(400, FORM_IS_OLD)
    return error_answer(error.code or 500)


def _unforeseen(_error: Exception) -> ResponseReturnValue:
    """Answer that it failed. A session that failed with it could not say who is signed in."""
    session().rollback()
    return error_answer(500, "Something went wrong on our side. Try again in a minute.")


def _refuse_nul() -> None:
    """Refuse an address with a NUL: nothing of ours has one, and PostgreSQL cannot be asked."""
    if "\0" in request.path:
        abort(404)


def init_app(app: Flask) -> None:
    """Turn every refusal and every failure into an answer that helps."""
    app.before_request(_refuse_nul)
    for kind, _ in _KINDS:
        app.register_error_handler(kind, _own_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _unforeseen)
