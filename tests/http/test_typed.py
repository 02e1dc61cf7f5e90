"""What people type reaches a page without the signs that nobody can see."""

import pytest
from flask import Flask, request

from lily.http import typed


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Ann\x00a", "Anna"),
        ("one\r\ntwo\tthree", "one\r\ntwo\tthree"),
        ("\x1b[31mred\x7f\x85", "[31mred"),
        ("\ufffe\U0001ffff\ufdd0", ""),
        ("Zoë \U0001f475 \u202emirrored", "Zoë \U0001f475 mirrored"),
        ("\u2067\u05e9\u2069", "\u2067\u05e9\u2069"),
    ],
)
def test_a_form_is_read_without_them(sent: str, read: str) -> None:
    app = Flask("a-test")
    typed.init_app(app)
    with app.test_request_context(method="POST", data={"words": [sent, "again"], "more": sent}):
        assert request.form.getlist("words") == [read, "again"]
        assert request.form["more"] == read
        assert request.form["more"] == read, "and when it is read again"
