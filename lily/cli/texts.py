"""What commands that read a sentence share: one text, or `-` for one a line; JSON a line."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click


def each_as_json(text: str, read: Callable[[str], Any]) -> None:
    """Print what is read of a text; of `-`, of each line of standard input, as it comes."""
    texts = (line.rstrip("\n") for line in sys.stdin) if text == "-" else [text]
    for each in texts:
        click.echo(json.dumps(read(each), ensure_ascii=False))
