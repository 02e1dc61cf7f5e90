"""Asks a server for JSON over http and https alone, politely, by the standard library.

One request at a time, a pause between them, a time-out, two more tries where the server is busy,
and a name that says who asks.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from lily.errors import Invalid, NotFound, Refused
from lily.imports.oruk.files import parsed

AGENT = "LILY directory import (Open Referral UK)"
MOST_BYTES = 100_000_000
BUSY = {429, 500, 502, 503, 504}
NOTHING_CHANGED = "Nothing was changed."


class _Redirect(HTTPRedirectHandler):
    """Follows redirects to http and https, and to nothing else."""

    def redirect_request(self, *about: Any, **more: Any) -> Request | None:
        """Return the request to follow. Raises Refused for any other kind of address."""
        request = super().redirect_request(*about, **more)
        if request is not None and request.type not in {"http", "https"}:
            raise Refused(f"The feed sent us to {request.full_url}, which we do not follow.")
        return request


def _opener() -> OpenerDirector:
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _Redirect(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


@dataclass
class Client:
    """Asks one server for JSON, politely. Seconds: `timeout` each, `pause` between requests."""

    timeout: float = 30.0
    pause: float = 0.2
    tries: int = 3
    wait: float = 2.0
    sleep: Callable[[float], None] = time.sleep
    _opener: OpenerDirector = field(default_factory=_opener)
    _has_asked: bool = False

    def get(self, address: str) -> Any:
        """Return the JSON at an address. Raises NotFound, Invalid or Refused, saying why."""
        if urlsplit(address).scheme.lower() not in {"http", "https"}:
            raise Invalid("feed", f"{address} is neither a file nor an http or https address.")
        for attempt in range(1, self.tries + 1):
            self.sleep(self.pause if self._has_asked else 0)
            self._has_asked = True
            try:
                return parsed(self._ask(address), address)
            except HTTPError as error:
                error.close()
                if error.code == 404:
                    raise NotFound(f"{address} is not there (404). {NOTHING_CHANGED}") from error
                if error.code not in BUSY or attempt == self.tries:
                    words = f"{address} answered {error.code} ({error.reason})."
                    raise Refused(f"{words} {NOTHING_CHANGED}") from error
                self.sleep(self._wait(attempt, error.headers.get("Retry-After")))
            except (URLError, HTTPException, OSError) as error:
                if attempt == self.tries:
                    reason = getattr(error, "reason", None) or error
                    words = f"{address} could not be reached: {reason}."
                    raise Refused(f"{words} {NOTHING_CHANGED}") from error
                self.sleep(self._wait(attempt, None))
        raise AssertionError("a request ends in an answer or in a refusal")

    def _wait(self, attempt: int, asked: str | None) -> float:
        """Return how long to wait before another try: as asked, but never beyond a minute."""
        wanted = float(asked) if asked and asked.isdigit() else self.wait * attempt
        return min(wanted, 60.0)

    def _ask(self, address: str) -> str:
        headers = {"Accept": "application/json", "User-Agent": AGENT}
        request = Request(address, headers=headers)  # noqa: S310  http and https alone
        with self._opener.open(request, timeout=self.timeout) as answer:
            body: bytes = answer.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Refused(f"{address} sent more than {MOST_BYTES // 1_000_000} MB at once.")
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refused(f"{address} did not answer in UTF-8. {NOTHING_CHANGED}") from error
