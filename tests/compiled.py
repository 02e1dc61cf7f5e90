"""What an application compiles when it is made, kept for the applications of other tests.

Every test makes an application of its own, and nothing of one test is seen by another. Most of the
time that took went into the same templates and the same addresses, compiled each time anew.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Templates by name; Jinja compiles one anew whose text has changed."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what was compiled before."""
        if bucket.key in self._made:
            bucket.bytecode_from_string(self._made[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._made[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = CompiledTemplates()


def use_compiled(app: Flask) -> None:
    """Let an application take templates that another one compiled."""
    app.jinja_env.bytecode_cache = _TEMPLATES


def keep_compiled_addresses() -> None:
    """Have Werkzeug write the functions that build an address once for each address.

    They are made from what stands in the rule alone, and get the rule when they are called.
    """
    compile_anew = Rule._compile_builder
    made: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_anew(rule, append_unknown)
        return made[key]

    Rule._compile_builder = compile_once  # type: ignore[assignment,method-assign]
