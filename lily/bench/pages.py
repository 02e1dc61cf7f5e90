"""The rate of the search page, beside the same page without a search.

Both are served by one gunicorn worker with LILY's settings and asked by the same processes on
loopback. Without a search, the page's answer was worked out before; all else is the same.
"""

import http.client
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlmodel import Session

from lily import search
from lily.app import create_app
from lily.bench.synthetic import questions
from lily.bench.timing import memory_mb
from lily.web import search as pages

SECONDS = 8.0
ASKERS = 2
START_S = 30


def with_search() -> Flask:
    """Return the application as it is."""
    return create_app()


def without_search() -> Flask:
    """Return the application with every answer worked out before it is asked for."""
    kept: dict[search.SearchRequest, search.SearchResults] = {}

    def remembered(session: Session, request: search.SearchRequest) -> search.SearchResults:
        if request not in kept:
            kept[request] = search.search(session, request)
        return kept[request]

    pages.search = remembered  # type: ignore[attr-defined]
    return create_app()


@dataclass(frozen=True)
class Rate:
    """Pages a second, and the memory of the worker afterwards in megabytes."""

    pages_a_second: float
    megabytes: float


def addresses() -> list[str]:
    """Return the addresses to ask, half with a place."""
    asked = []
    for number, question in enumerate(questions(100)):
        values = {"q": " ".join(question.words)}
        if number % 2:
            values |= {"near": "King's Lynn", "within": "50"}
        asked.append(f"/search?{urlencode(values)}")
    return asked


@contextmanager
def _serving(name: str, environ: dict[str, str], port: int) -> Iterator[int]:
    """Serve one of the applications; yield the number of its worker's process."""
    command = [sys.executable, "-m", "gunicorn", f"lily.bench.pages:{name}()"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
    command += ["--worker-class", "gthread", "--log-level", "error", "--no-control-socket"]
    with subprocess.Popen(command, env=environ) as server:  # noqa: S603  our own words
        try:
            _wait(port)
            yield int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0])
        finally:
            server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("The server did not start.")


def _ask(port: int, seconds: float) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
    until, count = time.monotonic() + seconds, 0
    for address in itertools.cycle(addresses()):
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"{address} was answered {answer.status}.")
        count += 1
        if time.monotonic() > until:
            return count
    return count


def measure(name: str, environ: dict[str, str], port: int) -> Rate:
    """Return the rate of one of the applications, after one round to warm it."""
    with _serving(name, environ, port) as worker, ProcessPoolExecutor(ASKERS) as askers:
        _ask(port, 0.0)
        for address in addresses():
            _get(port, address)
        began = time.monotonic()
        counts: list[Any] = list(askers.map(_ask, [port] * ASKERS, [SECONDS] * ASKERS))
        return Rate(sum(counts) / (time.monotonic() - began), memory_mb(worker))


def _get(port: int, address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
    connection.request("GET", address)
    connection.getresponse().read()
