"""A week of opening hours in a column for each day: "08:30-13:00,14:00-17:30", "CLOSED"."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from lily.imports import values

_SESSION = re.compile(r"\s*(.+?)\s*(?:-|\u2013|to)\s*(.+?)\s*", re.IGNORECASE)
Session = tuple[time, time]


def read_sessions(text: str, closed: Iterable[str]) -> list[Session]:
    """Return the sessions of one day. Raises ValueError where any part cannot be read."""
    if not text.strip() or text.strip().lower() in {word.lower() for word in closed}:
        return []
    sessions = []
    for piece in re.split(r"[,;/&]|\band\b", text):
        found = _SESSION.fullmatch(piece)
        if not found:
            raise ValueError("these are not opening hours that we can read")
        opens, closes = values.read_time(found[1]), values.read_time(found[2])
        if opens is None or closes is None:
            raise ValueError("these are not opening hours that we can read")
        sessions.append((opens, time(23, 59) if closes == time(0) else closes))
    return sessions


def week(days: dict[str, list[Session]], **more: Any) -> list[dict[str, Any]]:
    """Return a raw schedule for each session, with all the days on which it is the same."""
    together: dict[Session, list[str]] = {}
    for day, sessions in days.items():
        for session in sessions:
            together.setdefault(session, []).append(day)
    return [
        {"freq": "weekly", "byday": days, "opens_at": opens, "closes_at": closes, **more}
        for (opens, closes), days in together.items()
    ]
