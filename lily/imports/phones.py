"""Telephone numbers, read from what people type and written as people read them."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, shortnumberinfo

HOME = "GB"
_FICTION = re.compile(r"1632960\d{3}|7700900\d{3}|8081570\d{3}|3069990\d{3}")
_LABEL = re.compile(
    r"(?:tele?(?:phone)?|phone|tel|mobile|mob|t|m)(?: no| number)?\s*[.:]*\s*$", re.I
)
_SHORT = re.compile(r"[\d ]{3,8}")


@dataclass(frozen=True)
class Number:
    """One number to ring: as shown, its extension, and the words that stood beside it."""

    number: str
    extension: str = ""
    words: str = ""
    is_sure: bool = True


def _shown(number: PhoneNumber) -> str:
    plain = PhoneNumber(country_code=number.country_code, national_number=number.national_number)
    if number.country_code == 44:
        return phonenumbers.format_number(plain, PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(plain, PhoneNumberFormat.INTERNATIONAL)


def _is_real(number: PhoneNumber) -> bool:
    """Say whether it can be rung, or is one that Ofcom keeps for fiction."""
    if phonenumbers.is_valid_number(number):
        return True
    return number.country_code == 44 and bool(_FICTION.fullmatch(str(number.national_number)))


def _parsed(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None
    return number if _is_real(number) else None


def _is_short(text: str) -> bool:
    """Say whether it is a short number as it stands: 111, 116 123."""
    if not _SHORT.fullmatch(text):
        return False
    digits = PhoneNumber(country_code=44, national_number=int(text.replace(" ", "")))
    return text[0] != "0" and shortnumberinfo.is_valid_short_number(digits)


def _found_in(text: str) -> list[Number]:
    """Return the numbers among words, each with the words that follow it."""
    found = [
        match
        for match in PhoneNumberMatcher(text, HOME, leniency=phonenumbers.Leniency.POSSIBLE)
        if _is_real(match.number)
    ]
    numbers = []
    for at, match in enumerate(found):
        until = found[at + 1].start if at + 1 < len(found) else len(text)
        before = _words(text[: match.start]) if at == 0 else ""
        said = " ".join(filter(None, (before, _words(text[match.end : until]))))
        numbers.append(Number(_shown(match.number), match.number.extension or "", said))
    return numbers


def _words(text: str) -> str:
    words = _LABEL.sub("", text.strip()).strip(" ,;:/|-&()\n.")
    words = re.sub(r"^(?:or|and)\b\s*|\b\s*(?:or|and)$", "", words).strip(" ,;:/()")
    return words if any(letter.isalnum() for letter in words) else ""


def read_numbers(text: str) -> list[Number]:
    """Return the telephone numbers in a text, at least one where there is any digit at all.

    A number that cannot be rung is kept as it was typed, with `is_sure` false.
    """
    text = " ".join(text.removeprefix("tel:").split())
    if not any(letter.isdigit() for letter in text):
        return []
    whole = _parsed(text) if not re.search(r"[a-z]{4,}|/", text, re.I) else None
    if whole is not None:
        return [Number(_shown(whole), whole.extension or "")]
    if _is_short(text):
        return [Number(text)]
    return _found_in(text) or [Number(text[:100], is_sure=False)]
