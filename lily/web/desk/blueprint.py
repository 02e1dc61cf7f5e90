"""The blueprint that the modules of the desk share, and the pages that lead from one to another."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request

from lily.accounts.permissions import Permission
from lily.http.identity import find_reader

pages = Blueprint("desk", __name__)

LAST_PAGE = 100_000
"""No list is so long; a larger number than a database counts with is not asked for."""

TOOLS = (
    ("The desk", "/desk", Permission.VERIFY_LISTINGS),
    ("Searches that found nothing", "/desk/searches", Permission.EDIT_WORDS),
    ("Words", "/desk/words", Permission.EDIT_WORDS),
    ("Needs", "/desk/needs", Permission.EDIT_WORDS),
    ("Doubles", "/desk/duplicates", Permission.MODERATE),
    ("Many at once", "/desk/bulk", Permission.MODERATE),
    ("Lately changed", "/desk/recent", Permission.MODERATE),
)


@dataclass(frozen=True)
class Paging:
    """Which page of how many this is, and the addresses of those beside it."""

    page: int
    pages: int
    previous: str
    following: str


def page_asked() -> int:
    """Return the number of the page that was asked for; what cannot be read is the first."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def paging(total: int, size: int) -> Paging:
    """Return where this page stands among all, with the other parameters of the address kept."""
    page, pages_ = page_asked(), max(1, -(-total // size))
    kept = {name: value for name, value in request.args.items() if name != "page"}

    def address(number: int) -> str:
        asked = urlencode({**kept, "page": number})
        return f"{request.path}?{asked}"

    return Paging(
        page,
        pages_,
        address(page - 1) if page > 1 else "",
        address(page + 1) if page < pages_ else "",
    )


@pages.app_context_processor
def _tools() -> dict[str, Any]:
    """Give templates the pages of the desk that this account may use."""
    who = find_reader()
    allowed = who.permissions if who else frozenset()
    return {"desk_tools": [(name, at) for name, at, needed in TOOLS if needed in allowed]}
