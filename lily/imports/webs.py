"""Web and e-mail addresses, mended where it is plain what was meant, refused where they harm."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}\.?", re.I)
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?(?:[/?#].*)?", re.I)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_BROKEN_SCHEME = re.compile(r"^(https?)(?::/?(?!/)|:///+|//:?|;//|://https?://)(?=\w)", re.I)
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[a-z0-9-]+\.)+[a-z]{2,24}", re.I)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_eid|igshid", re.I)
LONGEST = 2000


def read_web(text: str) -> tuple[str, str]:
    """Return a web address and a note on what was mended or why it was left out (empty: fine)."""
    first, *others = text.split() or [""]
    first = first.strip("<>\"'(),;")
    if not first:
        return "", ""
    mended, note = _with_scheme(first)
    if not mended:
        return "", note
    address, parting = _checked(mended)
    if not address:
        return "", parting
    if others:
        note = "more than an address stood here; we kept the address"
    return address, note or parting


def _with_scheme(text: str) -> tuple[str, str]:
    broken = _BROKEN_SCHEME.match(text)
    if broken:
        rest = re.sub(r"^[/:]*(?:https?:/*)?", "", text[broken.end(1) :].lstrip(";:/"))
        return f"{broken[1].lower()}://{rest}", "the beginning was mended"
    if _BARE.fullmatch(text):
        return f"https://{text}", "https:// was put before it"
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() in {"http", "https"}:
        return text, ""
    return "", "this is not a web address that we can show"


def _checked(address: str) -> tuple[str, str]:
    """Return the address with its host checked and tracking codes taken off, and a note."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "", "this is not a web address that we can show"
    if "@" in parts.netloc or not _HOST.fullmatch(_in_ascii(host)) or len(address) > LONGEST:
        return "", "this is not a web address that we can show"
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not _TRACKING.fullmatch(name)]
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    note = "" if len(kept) == len(asked) else "a code that follows people was taken off"
    scheme, netloc = parts.scheme.lower(), parts.netloc.lower()
    return urlunsplit((scheme, netloc, parts.path, query, parts.fragment)), note


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


def read_email(text: str) -> tuple[str, str]:
    """Return an e-mail address and a note on what was mended or why it was left out."""
    typed = text.strip().removeprefix("mailto:").strip("<>.,; ")
    if not typed:
        return "", ""
    if _EMAIL.fullmatch(typed) and ".." not in typed:
        return typed, ""
    found = _EMAIL.search(typed.replace(" @ ", "@").replace("(at)", "@"))
    if found and ".." not in found[0]:
        return found[0], "more than an address stood here; we kept the address"
    return "", "this is not an e-mail address"
