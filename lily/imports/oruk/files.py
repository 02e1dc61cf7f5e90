"""Reads JSON from a file, whole or a line at a time."""

import json
from pathlib import Path
from typing import Any

from lily.errors import Invalid


def read_file(path: Path) -> Any:
    """Return the JSON of a file, or a list of its lines where each is JSON. Raises Invalid."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Invalid("file", f"We could not read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid("file", f"{path.name} is not UTF-8 text, which JSON has to be.") from error
    return parsed(text, path.name)


def parsed(text: str, where: str) -> Any:
    """Return what JSON holds, or a list of lines that are JSON each. Raises Invalid."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > 1:
                return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            pass
        raise Invalid("file", f"{where} is not JSON that can be read: {fault}.") from fault
