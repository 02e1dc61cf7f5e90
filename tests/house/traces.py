"""Where words of a person must not stand: logs, titles, addresses, letters, files, error pages."""

import logging
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask import session as cookie
from sqlmodel import Session, select

from lily.post.models import Message
from tests.client import parse, words_of

ERRORS = 403
"""From this status on an answer is a page of errors: it holds nothing that anybody typed."""


class Traces:
    """What an application leaves behind while it is used, by where it stands."""

    def __init__(self, app: Flask, data: Path, log: pytest.LogCaptureFixture) -> None:
        self.data, self.log = data, log
        self.left: dict[str, list[str]] = {}
        app.after_request(self._note)

    def add(self, where: str, *words: str | None) -> None:
        """Remember words that stand somewhere."""
        self.left.setdefault(where, []).extend(each for each in words if each)

    @property
    def lines(self) -> list[logging.LogRecord]:
        """What was logged since the test began."""
        return [*self.log.get_records("setup"), *self.log.get_records("call")]

    def _note(self, response: Response) -> Response:
        self.add("an address", request.full_path, response.headers.get("Location"))
        self.add("a header", *(f"{name}: {value}" for name, value in response.headers))
        self.add("a cookie", str(dict(cookie)))
        is_page = not response.location and response.mimetype == "text/html"
        if is_page and response.data:
            html = response.get_data(as_text=True)
            self.add("a title", words_of(parse(html).find("head/title")))
            if response.status_code >= ERRORS:
                self.add("an error page", html)
        return response

    def find(self, canaries: Iterable[str], session: Session) -> dict[str, set[str]]:
        """Return which canaries stand where they must not."""
        told = [each.lower() for each in canaries]
        places = {where: "\n".join(words) for where, words in self.left.items()}
        formatter = logging.Formatter("%(name)s %(message)s")
        places["a log line"] = "\n".join(map(formatter.format, self.lines))
        places["a letter"] = "\n".join(
            f"{each.fields} {each.recipient} {each.template} {each.key}"
            for each in session.exec(select(Message))
        )
        found = {
            where: {each for each in told if each in words.lower()}
            for where, words in places.items()
        }
        found |= _in_files("the database", sorted(self.data.glob("lily.db*")), told)
        found |= _in_files("the index", sorted((self.data / "index").rglob("*")), told)
        return {where: words for where, words in found.items() if words}


def _in_files(where: str, paths: list[Path], told: list[str]) -> dict[str, set[str]]:
    held = b"".join(path.read_bytes() for path in paths if path.is_file()).lower()
    return {where: {each for each in told if each.encode() in held}}
