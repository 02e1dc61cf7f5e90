"""Filling templates: plain text and HTML with the same words.

Values are never templates themselves: braces in the name of a listing stay braces.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lily.config import Config
from lily.post.choices import Channel
from lily.post.templates import Template
from lily.resources import TEMPLATES


@dataclass(frozen=True)
class Letter:
    """What somebody reads. `body` is the text without who it comes from, for a text or a letter.

    `html` is empty where it is never sent by e-mail.
    """

    subject: str
    body: str
    text: str
    html: str


@cache
def _environment(*, is_html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=is_html,  # noqa: S701 - plain text has nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _tidy(text: str) -> str:
    """Return text with at most one empty line between paragraphs."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for n, line in enumerate(lines) if line or lines[n - 1]]
    return "\n".join(kept) + "\n"


def write_letter(template: Template, fields: Mapping[str, str], config: Config) -> Letter:
    """Return the letter of a template, filled.

    Raises jinja2.UndefinedError where the template wants a field that is not there.
    """
    site = config.base_url.rstrip("/")
    values = {
        "site_name": config.site_name,
        "phone_line": config.phone_line,
        "base_url": site,
        **{name: site + v if name.endswith("link") else v for name, v in fields.items()},
    }
    plain = _environment(is_html=False).get_template(f"post/{template.name}.txt")
    context = plain.new_context(values)
    subject = "".join(plain.blocks["subject"](context))
    body = "".join(plain.blocks["body"](context))
    subject = " ".join(subject.split())
    html = ""
    if Channel.EMAIL in template.channels:
        rich = _environment(is_html=True).get_template(f"post/{template.name}.html")
        html = rich.render(values, subject=subject)
    return Letter(
        subject=subject,
        body=_tidy(body),
        text=_tidy(plain.render(values)),
        html=html,
    )
