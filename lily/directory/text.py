"""Text that others sent us, made fit to be stored and shown.

`safe_html` keeps the meaning of HTML (paragraphs, lists, headings, emphasis, links) and drops the
rest, by a library that parses as browsers do (nh3: ammonia, html5ever). Pages may show what it
returns without escaping it; nothing else.
"""

import html
import re
import unicodedata
from urllib.parse import urlsplit

import nh3

BLOCKS = {"p", "ul", "ol", "li", "h3", "h4"}
_INLINE = {"strong", "em", "a", "br"}
_RENAMED = {
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    **dict.fromkeys(("div", "section", "article", "header", "footer", "tr", "blockquote"), "p"),
    **dict.fromkeys(("dt", "dd", "pre", "address", "figure", "caption"), "p"),
}
_KEPT_FOR_NOW = BLOCKS | _INLINE | set(_RENAMED) | {"td", "th"}
_SCHEMES = {"http", "https", "mailto", "tel"}

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;/?(p|br|div|ul|li|strong|b|h[1-6])\b", re.IGNORECASE)
_HAS_PARAGRAPHS = re.compile(r"<\s*(p|div|br|tr|section|article)\b", re.IGNORECASE)
_STARTS_A_BLOCK = re.compile(
    r"\s*</?\s*(p|ul|ol|li|h[1-6]|div|table|tr|section|blockquote|dl)\b", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BULLET = re.compile(r"^\s*[-*\u2022\u00b7\u2023\u25aa\u25cf\u25e6\u2013]\s+")
_CLEAN_LINK = re.compile(r"<a(?![^>]*href)[^>]*>(.*?)</a>", re.DOTALL)
_LONE_PARAGRAPH = re.compile(r"<li>\s*<p>((?:(?!</?(?:p|li)>).)*)</p>\s*</li>", re.DOTALL)
_TWO_BREAKS = re.compile(r"(?:\s*<br>\s*){2,}")
_EDGE_BREAKS = re.compile(r"(<(?:p|li|h3|h4)>)(?:\s|<br>)+|(?:\s|<br>)+(</(?:p|li|h3|h4)>)")
_EMPTY = re.compile(r"<(p|li|ul|ol|h3|h4|strong|em|a)(?: [^<>]*)?>\s*</\1>")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = dict.fromkeys([*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0xAD, 0xFEFF, 0x200B])
_SENTENCE = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]?[A-Z0-9£])")
_NOT_AN_END = re.compile(r"\b(?:e\.g|i\.e|etc|Mr|Mrs|Ms|Dr|St|Rev|No|Tel|approx|[A-Z])\.$")
_SPELT_OUT = str.maketrans(
    {"&": " and ", "+": " plus ", "\u0142": "l", "\u00f8": "o", "\u00df": "ss", "\u00e6": "ae"}
)
HEADING_LENGTH = 50
MOST_PASSES = 5


def _keep_absolute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a" and attribute == "href":
        return value if _scheme(value) in _SCHEMES else None
    return value if attribute == "rel" else None


def _scheme(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return ""


def _tags_cleaned(text: str, tags: set[str]) -> str:
    return nh3.clean(
        text,
        tags=tags,
        attributes={"a": {"href"}},
        attribute_filter=_keep_absolute,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def _renamed(found: re.Match[str]) -> str:
    closing, tag = found[1], found[2].lower()
    if tag in {"td", "th"}:
        return " " if closing else ""
    if tag in _RENAMED:
        return f"<{closing}{_RENAMED[tag]}>"
    return found[0]


def _paragraph(chunk: str) -> str:
    """Return a paragraph, and a list after it where its last lines begin with bullets."""
    lines = [line.strip() for line in chunk.strip().split("\n") if line.strip()]
    told = len(lines)
    while told and _BULLET.match(lines[told - 1]):
        told -= 1
    if told > len(lines) - 2:
        told = len(lines)
    said = f"<p>{'<br>'.join(lines[:told])}</p>" if told else ""
    items = (_BULLET.sub("", line) for line in lines[told:])
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"{said}<ul>{listed}</ul>" if listed else said


def _with_paragraphs(text: str) -> str:
    """Return HTML from text whose paragraphs are parted by blank lines; blocks stay as they are."""
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = html.unescape(text)
    if _HAS_PARAGRAPHS.search(text):
        return text
    chunks = _BLANK_LINE.split(text)
    return "\n".join(
        chunk if _STARTS_A_BLOCK.match(chunk) else _paragraph(chunk) for chunk in chunks if chunk
    )


def tidy_spaces(text: str) -> str:
    """Return the text without invisible characters, with plain single spaces and line ends."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def _until_still(pattern: re.Pattern[str], text: str) -> str:
    while (shorter := pattern.sub("", text)) != text:
        text = shorter
    return text


def safe_html(text: str) -> str:
    """Return HTML with only p, ul, ol, li, h3, h4, strong, em, br and a[href], for any text.

    Plain text becomes paragraphs, and lines that begin with a bullet become a list. Links keep
    only full http, https, mailto and tel addresses. The same text comes back when it is cleaned
    again.
    """
    text = tidy_spaces(text)
    if not text:
        return ""
    text = _with_paragraphs(text)
    for _ in range(MOST_PASSES):
        cleaned = _cleaned_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned_once(text: str) -> str:
    renamed = _TAG.sub(_renamed, _tags_cleaned(text, _KEPT_FOR_NOW))
    broken = _TWO_BREAKS.sub("</p><p>", renamed)
    cleaned = _tags_cleaned(broken, BLOCKS | _INLINE).replace("&nbsp;", " ")
    tidy = _LONE_PARAGRAPH.sub(r"<li>\1</li>", _CLEAN_LINK.sub(r"\1", tidy_spaces(cleaned)))
    tidy = _EDGE_BREAKS.sub(r"\1\2", tidy)
    return re.sub(r"\s*\n\s*", "\n", _until_still(_EMPTY, tidy)).strip()


def plain(text: str) -> str:
    """Return what a person reads of some HTML (or plain text), a line for each block."""
    marked = re.sub(r"<br>|</(?:p|li|h3|h4)>", "\n", safe_html(text))
    marked = marked.replace("<li>", "\n- ")
    lines = (
        _SPACES.sub(" ", line).strip() for line in html.unescape(_TAG.sub("", marked)).split("\n")
    )
    return "\n".join(line for line in lines if line and line != "-")


def editable(html: str) -> str:
    """Return safe HTML as somebody edits it: paragraphs parted by a line, lists with dashes."""
    lines = plain(html).split("\n")
    text = ""
    for at, each in enumerate(lines):
        is_list = each.startswith("- ") and at > 0 and lines[at - 1].startswith("- ")
        text += ("" if not at else "\n" if is_list else "\n\n") + each
    return text


def line(text: str) -> str:
    """Return the text on one line, without HTML: for names, labels and short answers."""
    if "<" in text:
        text = plain(text)
    return " ".join(tidy_spaces(html.unescape(text)).split())


def words(text: str) -> str:
    """Return plain text of one or more lines, from plain text or HTML: for answers in words."""
    return plain(text) if _TAG.search(text) else html.unescape(tidy_spaces(text))


def shorten(text: str, length: int) -> str:
    """Return the text in at most `length` characters, cut after a word and marked as cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(" ", 1)[0] if " " in text[: length - 1] else text[: length - 1]
    return cut.rstrip(" ,;:-\u2013\u2014.(") + "…"


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    for piece in _SENTENCE.split(text):
        if sentences and _NOT_AN_END.search(sentences[-1]):
            sentences[-1] += f" {piece}"
        else:
            sentences.append(piece)
    return sentences


def _body(lines: list[str]) -> list[str]:
    """Return the lines from the first that is not a heading, where there is one."""
    for at, words in enumerate(lines):
        is_said = len(words) > HEADING_LENGTH or words.endswith((".", "!", "?"))
        if is_said and not words.isupper():
            return lines[at:]
    return lines


def summary(text: str, length: int = 160) -> str:
    """Return the first sentences of a description that fit in `length`, without its headings."""
    lines = _body(plain(text).split("\n"))
    sentences = _sentences(" ".join(words.removeprefix("- ") for words in lines))
    said = ""
    for sentence in sentences:
        longer = f"{said} {sentence}".strip()
        if len(longer) > length:
            return said if len(said) > HEADING_LENGTH else shorten(longer, length)
        said = longer
    return said


def slug(name: str, length: int = 80) -> str:
    """Return the name as an address has it: "St Mary's Café & Hall" is st-marys-cafe-and-hall."""
    spelt = name.lower().translate(_SPELT_OUT)
    folded = unicodedata.normalize("NFKD", spelt)
    letters = folded.encode("ascii", "ignore").decode()
    dashed = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", letters)).strip("-")
    if len(dashed) > length:
        dashed = dashed[:length].rsplit("-", 1)[0] if "-" in dashed[:length] else dashed[:length]
    return dashed
