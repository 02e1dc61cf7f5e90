"""A site that can be killed while somebody presses a button on it, and a visitor who presses."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener
from xml.etree.ElementTree import Element

from tests.client import parse
from tests.servers import START_S, free_port

LILY = Path(sys.executable).parent / "lily"


class Site:
    """`lily serve` with one worker, on loopback: what it holds is on the disk, or nowhere."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self.environ, self.log = environ, log
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the server and the process that answers."""
        command = [str(LILY), "serve", "--port", str(self.port), "--workers", "1"]
        with self.log.open("a") as log:
            self.server = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        self.wait()

    def wait(self, but: int = 0) -> None:
        """Wait until a process other than `but` answers."""
        until = time.monotonic() + START_S
        while True:
            assert time.monotonic() < until, self.log.read_text()
            if but not in self._workers() and Visitor(self.address).is_answered():
                return
            time.sleep(0.02)

    def _workers(self) -> list[int]:
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def kill(self) -> None:
        """Kill the process that answers, in the middle of whatever it does; another is started."""
        [worker] = self._workers()
        os.kill(worker, signal.SIGKILL)
        self.wait(but=worker)

    def kill_all(self) -> None:
        """Kill the server with the process that answers, and nothing else."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=START_S)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect: a visitor reads where it leads."""


class Answer(NamedTuple):
    """What came back: 0 where the server was gone."""

    status: int
    location: str = ""
    body: str = ""


class Visitor:
    """Somebody's browser with a cookie of its own."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.address, self.cookie = address, cookie
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), _Stay)

    def is_answered(self) -> bool:
        """Say whether the site answers."""
        return self.ask("/healthz").status == 200

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        """Ask for a page, or send something to it."""
        if not any(each.name == "lily" for each in self.jar):
            headers["Cookie"] = f"lily={self.cookie}"
        wanted = Request(self.address + path, data, headers)
        try:
            with self.opener.open(wanted, timeout=START_S) as said:
                return Answer(said.status, body=_text(said))
        except HTTPError as refused:
            where = urlsplit(refused.headers.get("Location", "")).path
            return Answer(refused.code, where, _text(refused))
        except (URLError, OSError):
            return Answer(0)

    def open_form(self, page: str, action: str = "") -> dict[str, str]:
        """Open a page; return what its form to an address would send as it stands."""
        answer = self.ask(page)
        assert answer.status == 200, (page, answer.status, answer.body[:2000])
        forms = parse(answer.body).iter("form")
        return _held(next(each for each in forms if each.get("action", page) == (action or page)))

    def press(self, action: str, typed: Mapping[str, str | list[str]]) -> Answer:
        """Send a form."""
        return self.ask(action, urlencode(typed, doseq=True).encode())


def _text(said: IO[bytes]) -> str:
    return said.read().decode()


def _held(form: Element) -> dict[str, str]:
    held = {}
    for each in form.iter():
        name, kind = each.get("name", ""), each.get("type")
        if each.tag == "textarea":
            held[name] = (each.text or "").removeprefix("\n")
        elif each.tag == "input" and (
            kind not in {"checkbox", "radio"} or "checked" in each.attrib
        ):
            held[name] = each.get("value", "")
        elif each.tag == "select":
            chosen = (
                one.get("value", "") for one in each.iter("option") if "selected" in one.attrib
            )
            held[name] = next(chosen, "")
    held.pop("", None)
    return held
