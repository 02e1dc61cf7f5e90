"""Headers on every answer: nothing from another host, nothing in a frame, no leaking address."""

from urllib.parse import urlsplit

from flask import Flask, Response, after_this_request, g, request
from flask import session as cookie

from lily.config import Config

YEAR_S = 31_536_000


def _content_security_policy(config: Config) -> str:
    tiles = urlsplit(config.tile_url.replace("{s}", "*"))
    images = f"'self' data: {tiles.scheme}://{tiles.netloc}" if tiles.netloc else "'self' data:"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src {images}; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def is_private() -> bool:
    """Say whether this answer may be kept by nobody: it is to somebody signed in, or about it."""
    if request.endpoint == "static":
        return False
    return "_user_id" in cookie or bool(g.get("is_private"))


def keep_private(*, without_address: bool = False) -> None:
    """Let nobody keep the answer to this request; `without_address` for one with a token in it."""
    g.is_private = True
    if without_address:
        after_this_request(_without_address)


def _without_address(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def init_app(app: Flask, config: Config) -> None:
    """Set the headers on every answer of the application."""
    policy = _content_security_policy(config)

    @app.after_request
    def _set_headers(response: Response) -> Response:
        headers = response.headers
        if is_private():
            headers["Cache-Control"] = "no-store"
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if config.is_production and config.base_url.startswith("https:"):
            headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
        return response
