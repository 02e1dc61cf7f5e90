"""What people type reaches a page without the signs that nobody can see.

Control characters come with a text that was copied, or from whoever tries us out: PostgreSQL takes
no NUL, HTML has no place for the others, and a terminal obeys them in a log.
"""

import re
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef"
    + "".join(chr((plane << 16) + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
"""Control characters but tab and the ends of lines, what turns letters round, so that a name
reads as another, and what Unicode keeps for no character."""


def without_unseen(text: str) -> str:
    """Return a text without control characters, letters turned round and noncharacters."""
    return _UNSEEN.sub("", text)


class TidyRequest(Request):
    """A request whose form is read without the signs that nobody can see, and never from a disk."""

    def _get_file_stream(self, *_args: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()

    def _load_form_data(self) -> None:
        read: dict[str, Any] = self.__dict__
        if "form" in read:
            return
        super()._load_form_data()
        fields = [(name, without_unseen(text)) for name, text in read["form"].items(multi=True)]
        read["form"] = ImmutableMultiDict(fields)


def init_app(app: Flask) -> None:
    """Read every form so."""
    app.request_class = TidyRequest
