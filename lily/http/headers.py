"""Headers on every answer: nothing from another host, nothing in a frame, no leaking address."""

from urllib.parse import urlsplit

from flask import Flask, Response

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


def init_app(app: Flask, config: Config) -> None:
    """Set the headers on every answer of the application."""
    policy = _content_security_policy(config)

    @app.after_request
    def _set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if config.is_production and config.base_url.startswith("https:"):
            headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
        return response
