"""A test client that reads every page as a careful person would, and refuses careless ones.

It refuses work left uncommitted, HTML that does not parse, a title that does not begin with the
page's one heading, ids used twice, fields without a label, forms that post without CSRF, and a page
that asks the database one question again and again.
"""

from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Response, g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session
from werkzeug.test import TestResponse

SAME_QUESTION = 5
"""How often a page may ask the same: more is a question for each line of a list."""
LABELLED = {"input", "select", "textarea"}
NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}


def words_of(element: Element | None) -> str:
    """Return the text of an element as a person sees it, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def parse(html: str) -> Element:
    """Return the page's tree. Raises AssertionError where a browser would have to guess."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    lines = html.splitlines()
    errors = [
        f"line {line}: {code} {about}: {lines[line - 1].strip()[:120] if lines else ''}"
        for (line, _), code, about in parser.errors
    ]
    assert not errors, "The page does not parse: " + "; ".join(errors[:5])
    return tree


def _ids_used_twice(tree: Element) -> set[str]:
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    return {found for found in ids if ids.count(found) > 1}


def _fields(tree: Element) -> Iterator[Element]:
    for element in tree.iter():
        if element.tag in LABELLED and element.get("type") not in NEED_NO_LABEL:
            yield element


def _unlabelled(tree: Element) -> list[str]:
    labels = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    return [
        field.get("name") or field.get("id") or field.tag
        for field in _fields(tree)
        if field.get("id") not in labels
        and id(field) not in inside
        and not (field.get("aria-label") or field.get("aria-labelledby"))
    ]


def _forms_without_csrf(tree: Element) -> list[str]:
    return [
        form.get("action", "")
        for form in tree.iter("form")
        if form.get("method", "get").lower() == "post"
        and not any(field.get("name") == "csrf_token" for field in form.iter("input"))
    ]


def check_page(html: str) -> Element:
    """Return the page's tree. Raises AssertionError where it is careless."""
    tree = parse(html)
    headings = [words_of(heading) for heading in tree.iter("h1")]
    title = words_of(tree.find("head/title"))
    assert len(headings) == 1, f"A page has one h1, this one has {headings}"
    assert title.startswith(headings[0]), f"The title {title!r} begins with {headings[0]!r}"
    assert tree.get("lang"), "The page says its language"
    assert not _ids_used_twice(tree), f"Ids used twice: {_ids_used_twice(tree)}"
    assert not _unlabelled(tree), f"Fields without a label: {_unlabelled(tree)}"
    assert not _forms_without_csrf(tree), f"Forms without CSRF: {_forms_without_csrf(tree)}"
    return tree


def _remember_flush(session: Session, *_: Any) -> None:
    session.info["uncommitted"] = True


def _forget_flush(session: Session) -> None:
    session.info["uncommitted"] = False


event.listen(Session, "after_flush", _remember_flush)
event.listen(Session, "after_commit", _forget_flush)


def check_committed(response: Response) -> Response:
    """Raise AssertionError where a good answer leaves work in its session: the edge commits."""
    session: Session | None = g.get("session")
    if session is not None and response.status_code < 400:
        left = [*session.new, *session.dirty, *session.deleted]
        assert not left, f"Work was left unflushed: {left}"
        assert not session.info.get("uncommitted"), "Work was left uncommitted: the edge commits"
    return response


_asked: ContextVar[list[str] | None] = ContextVar("asked", default=None)


@event.listens_for(sa.Engine, "before_cursor_execute")
def _note_question(*about: Any) -> None:
    asked, statement = _asked.get(), about[2]
    if asked is not None and statement.startswith("SELECT"):
        asked.append(statement)


def _check_questions(asked: list[str]) -> None:
    """Raise AssertionError where the same was asked of the database once for each line."""
    for statement, times in Counter(asked).most_common(1):
        assert times <= SAME_QUESTION, f"Asked {times} times: {statement[:400]}"


class HouseClient(FlaskClient):
    """Flask's client, careful. `tree` is the last page, where the last answer was one."""

    tree: Element

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Ask for a page; refuse a careless answer."""
        questions: list[str] = []
        before = _asked.set(questions)
        try:
            response = super().open(*args, **more)
        finally:
            _asked.reset(before)
        if response.request.method == "GET" and not response.history:
            _check_questions(questions)
        if response.mimetype == "text/html" and response.data:
            self.tree = check_page(response.get_data(as_text=True))
        return response
