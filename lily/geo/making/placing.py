"""Puts a finished file in the place of the one in force, whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path


def put_in_place(
    path: Path, write: Callable[[Path], object], check: Callable[[Path], None]
) -> None:
    """Write a file beside its place, check it, and rename it there.

    Killed at any moment, the old file is in force and whole; what was half-written is overwritten
    the next time. Whatever `check` raises leaves everything as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    try:
        write(beside)
        check(beside)
        os.replace(beside, path)  # noqa: PTH105 - named for what it promises
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
