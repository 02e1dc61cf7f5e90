"""Colours as the style sheets hold them, and how well they are told apart (WCAG 2.2)."""

import re
from pathlib import Path

from lily.resources import STATIC

CSS = STATIC / "css"
_PROPERTY = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", re.IGNORECASE)
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\)\s*\{(.*?\n)\}", re.DOTALL)


def schemes(sheet: Path = CSS / "tokens.css") -> dict[str, dict[str, str]]:
    """Return the custom properties that are colours, in light and in dark."""
    text = sheet.read_text()
    dark = _DARK.search(text)
    assert dark, "tokens.css has no dark scheme"
    light = dict(_PROPERTY.findall(text.replace(dark[0], "")))
    return {"light": light, "dark": light | dict(_PROPERTY.findall(dark[1]))}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, on: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(colour), _luminance(on)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
