"""Words in an ordinary note that may tell of harm, so that the page asks where to keep it.

A short list: it makes somebody stop and think, and never says that all is well.
"""

import re

_WHOM = "(me|him|her|them|us|my|his|their)"
_SIGNS = re.compile(
    "|".join(
        (
            r"\b(abus(e[ds]?|ive|ing)|neglect(ed|s|ing)?|rap(e|ed|es|ing|ist)|assault(ed|s)?)\b",
            r"\b(violen(t|ce)|bruis(e[ds]?|ing)|strangl\w+|threaten\w*|overdos\w+|suicid\w+)\b",
            r"\bself[ -]?harm\w*\b",
            rf"\b(hit(s|ting)?|hurt(s|ing)?|beat(s|ing|en)?|punch(es|ed)?|slap(s|ped)?) {_WHOM}\b",
            rf"\b(kick(s|ed)?|chok(es|ed)|grab(s|bed)?) {_WHOM}\b",
            r"\b(hurt|hit|beaten|kicked|harmed|pushed) by\b",
            rf"\b(afraid|scared|frightened|terrified) of {_WHOM}\b",
            r"\b(kill|harm|hurt|cut)(s|ing)? (my|him|her|them)sel(f|ves)\b",
            r"\b(end|take|took|taking|ending) (my|his|her|their)( own)? li(fe|ves)\b",
            r"\bwant(s|ed)? to die\b|\bbetter off dead\b|\bnot want to (live|be here)\b",
            r"\b(takes?|took|taking|steal(s|ing)?|stole) (my|his|her|their) (money|pension|card)\b",
            rf"\block(s|ed)? {_WHOM} in\b",
        )
    ),
    re.IGNORECASE,
)


def may_be_concern(words: str) -> bool:
    """Say whether words may tell of harm that somebody does or fears."""
    return _SIGNS.search(" ".join(words.split())) is not None
