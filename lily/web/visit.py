"""What LILY remembers for one visit, in a cookie that goes when the browser is closed.

Only the place and the distance that somebody searched by, so that they need not type them again.
Forgotten at a press, or when the box is cleared.
"""

from flask import session as cookie

from lily.web.asking import Asked

_KEPT = ("near", "within")


def remember(asked: Asked) -> None:
    """Keep the place and the distance of a search that worked."""
    kept = {name: asked.one(name) for name in _KEPT if asked.one("near") and asked.one(name)}
    if kept != {name: cookie[name] for name in _KEPT if name in cookie}:
        forget()
        cookie.update(kept)


def forget() -> None:
    """Forget the place and the distance."""
    for name in _KEPT:
        cookie.pop(name, None)


def remembered_place() -> str:
    """Return the place of this visit as it was typed; empty where there is none."""
    place: str = cookie.get("near", "")
    return place


def remembered() -> dict[str, str]:
    """Return the parameters to begin a search with."""
    return {name: cookie[name] for name in _KEPT if name in cookie}
