"""From a text as typed to tokens: clock times, numbers, dates, marks, and phrases we know."""

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from lily.times.slips import mended
from lily.times.vocabulary import LONGEST_PHRASE, PHRASES

LONGEST_TEXT = 1000
YEARS = range(1990, 2100)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d~]")
_TAG = re.compile(r"<(/?)([a-zA-Z0-9]{1,10})[^<>]{0,200}>")
_LOOSE_QUOTE = re.compile(
    "(?<![A-Za-z])['\"`\u2018\u2019\u201c\u201d]|['\"`\u2018\u2019\u201c\u201d](?![A-Za-z])"
)
_BREAKS = {"br", "p", "li", "div", "tr", "ul", "ol", "h3", "h4"}
_SCAN = re.compile(
    r"""
      (?P<web>https?://\S{1,300}|www\.\S{1,300}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60})
    | (?P<phone>\b0[12378](?:[ ]?\d){8,9}(?!\d))
    | (?P<iso>(?<!\d)\d{4}-\d\d-\d\d(?!\d))
    | (?P<date>(?<![\d/.])\d{1,2}(?P<between>[/.])\d{1,2}(?P=between)(?:\d{4}|\d\d)(?![\d/.]?\d))
    | (?P<always>\b24[ ]?/[ ]?7\b)
    | (?P<price>£[ ]?\d{1,5}(?:\.\d\d)?|\b(?:1[3-9]|[2-9]\d)p\b)
    | (?P<ordinal>(?<![\d.:])\d{1,2}[ ]?(?:st|nd|rd|th)\b)
    | (?P<clock>(?<!\d)(?:(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)|h\b)?|(?P<run>\d{3,4}))(?!\d)
        (?:[ ]?\.?(?P<half>[ap][. ]{0,2}m\b\.?)|(?P<letter>[ap])\b)?)
    | (?P<midday>\b[ap]\.[ ]?m\b\.?)
    | (?P<digits>\d+)
    | (?P<word>[^\W\d_]+(?:['\u2019\u2018`][^\W\d_]+)*)
    | (?P<newline>\n\s*)
    | (?P<mark>[^\w\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Clock:
    """A time as written: `half` is am, pm or empty; `is_exact` where it is on the 24-hour clock."""

    hour: int
    minute: int = 0
    half: str = ""
    is_exact: bool = False


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind, its value, and where it stands."""

    kind: str
    value: Any
    at: int
    end: int


def tidied(text: str) -> str:
    """Return the text without HTML, with one kind of dash and of space."""
    for _ in range(2):
        text = html.unescape(text)
    text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _BREAKS else " ", text)
    text = unicodedata.normalize("NFKC", _DASHES.sub("-", text)).replace("\r", "\n")
    text = _LOOSE_QUOTE.sub("", re.sub(r"\(s\)", "s", text))
    return re.sub(r"[^\S\n]+", " ", text).strip()


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a tidied text."""
    return _phrased([_token(found) for found in _SCAN.finditer(text)], text)


def _token(found: re.Match[str]) -> Token:
    kind, text, (at, end) = str(found.lastgroup), found[0], found.span()
    if kind in {"half", "letter", "hour", "minute", "run", "clock"}:
        return _clock(found)
    match kind:
        case "iso" | "date" | "between":
            return _date(found)
        case "ordinal":
            value: Any = int("".join(filter(str.isdigit, text)))
        case "word":
            value = re.sub("['\u2019\u2018`]", "", text.lower())
        case "midday":
            kind, value = "word", f"{text[0].lower()}m"
        case "web" | "phone" | "price":
            kind, value = "harmless", text
        case _:
            value = text
    return Token(kind, value, at, end)


def _date(found: re.Match[str]) -> Token:
    at, end = found.span()
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    if found["date"]:
        numbers.reverse()
        numbers[0] += 2000 if numbers[0] < 100 else 0
    try:
        day = date(*numbers)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        return Token("unknown", found[0], at, end)
    return Token("date", day, at, end)


def _clock(found: re.Match[str]) -> Token:
    at, end = found.span()
    if found["run"]:
        hour, minute = int(found["run"][:-2]), int(found["run"][-2:])
        is_padded = len(found["run"]) == 4
    else:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        is_padded = found["hour"][0] == "0" and found["minute"] is not None
    half = (found["half"] or found["letter"] or "").lower().replace(".", "").replace(" ", "")
    half = {"a": "am", "p": "pm"}.get(half, half)
    is_bare = not (half or found["minute"] or "h" in found[0].lower())
    if is_bare:
        return Token("number", int(found[0]), at, end)
    if hour > 24 or minute > 59:
        return Token("unknown", found[0], at, end)
    return Token("clock", Clock(hour, minute, half, not half and (is_padded or hour > 12)), at, end)


def _phrased(tokens: list[Token], text: str) -> list[Token]:
    """Put known phrases, the longest first, in the place of words."""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        token, at = _phrase(tokens, at, text)
        made.append(token)
    return made


def _phrase(tokens: list[Token], at: int, text: str) -> tuple[Token, int]:
    first = tokens[at]
    if first.kind not in {"word", "number"}:
        return first, at + 1
    words: list[str] = []
    best: tuple[Token, int] | None = None
    ahead = at
    while ahead < len(tokens) and len(words) < LONGEST_PHRASE:
        token = tokens[ahead]
        if token.kind not in {"word", "number"}:
            break
        words.append(str(token.value))
        ahead += 1
        meaning = PHRASES.get(tuple(words))
        if meaning and not (first.kind == "number" and len(words) == 1):
            best = Token(meaning[0], meaning[1], first.at, token.end), ahead
        ahead += _joins(tokens, ahead, text)
    if best and not _is_verb(best[0], text):
        return best
    if first.kind == "word":
        meaning = mended(str(first.value))
        kind, value = meaning or ("unknown", first.value)
        return Token(kind, value, first.at, first.end), at + 1
    return first, at + 1


def _is_verb(token: Token, text: str) -> bool:
    """Say whether "may" is the verb: in small letters among capitals."""
    return text[token.at : token.end] == "may" and text != text.lower()


def _joins(tokens: list[Token], at: int, text: str) -> bool:
    """Say whether a hyphen here joins two words: "term-time"."""
    if not 0 < at < len(tokens) - 1 or tokens[at].value != "-":
        return False
    return not (text[tokens[at].at - 1].isspace() or text[tokens[at].end].isspace())
