"""Topics that are dangerous to be seen reading, or that cannot wait.

Their pages show who answers now, and a way out that stays in reach. A topic is known by the slugs
of needs, and by words in what was searched for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

EXIT_ADDRESS = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True)
class Line:
    """Who answers, on which number, and what to know of it."""

    who: str
    number: str
    words: str = ""


@dataclass(frozen=True)
class Topic:
    """A heading and the lines to ring, most urgent first."""

    heading: str
    lines: tuple[Line, ...]


_EMERGENCY = Line("In danger now", "999", ". On a mobile, press 55 if you cannot speak")
_SAMARITANS = Line("Samaritans", "116 123", ", free, day or night")
_NHS_MIND = Line("NHS mental health help", "111", ", then choose 2")

ABUSE = Topic(
    "You are not alone. Help is there now",
    (
        _EMERGENCY,
        Line("National Domestic Abuse Helpline", "0808 2000 247", ", free, day or night"),
    ),
)
SEXUAL_ABUSE = Topic(
    "You are not alone. Help is there now",
    (
        _EMERGENCY,
        Line("Rape and sexual abuse support line", "0808 500 2222", ", free, day or night"),
    ),
)
DESPAIR = Topic(
    "If life feels too hard, talk to somebody now",
    (Line("In danger now", "999"), _SAMARITANS, _NHS_MIND),
)
CHILDREN = Topic(
    "If a child is in danger, tell somebody now",
    (_EMERGENCY, Line("NSPCC helpline", "0808 800 5000"), Line("Childline", "0800 1111")),
)
AT_RISK = Topic("If an adult is in danger, tell somebody now", (_EMERGENCY,))
SLAVERY = Topic(
    "If you are not free to leave, help is there now",
    (_EMERGENCY, Line("Modern Slavery and Exploitation Helpline", "08000 121 700")),
)

_BY_NEED = {
    "domestic-abuse": ABUSE,
    "refuges": ABUSE,
    "sexual-abuse": SEXUAL_ABUSE,
    "suicide-and-self-harm": DESPAIR,
    "crisis": DESPAIR,
    "child-safety": CHILDREN,
    "adults-at-risk": AT_RISK,
    "modern-slavery": SLAVERY,
}
_BY_WORDS = (
    (
        re.compile(r"\b(rape|raped|sexual(ly)? abuse[d]?|sexual assault)", re.IGNORECASE),
        SEXUAL_ABUSE,
    ),
    (
        re.compile(
            r"\b(refuge|domestic (abuse|violence)|abus(e|ed|ive)|coercive|beats? me|hits? me"
            r"|scared of (him|her|my))\b",
            re.IGNORECASE,
        ),
        ABUSE,
    ),
    (
        re.compile(
            r"\b(suicid\w*|self[ -]?harm\w*|kill myself|end my life|want to die)", re.IGNORECASE
        ),
        DESPAIR,
    ),
    (re.compile(r"\b(modern slavery|traffick\w*)", re.IGNORECASE), SLAVERY),
)


def topic_of(needs: Iterable[str] = (), text: str = "") -> Topic | None:
    """Return the topic of some needs (slugs) or of what was typed; None for everyday topics."""
    for slug in needs:
        if slug in _BY_NEED:
            return _BY_NEED[slug]
    return next((topic for words, topic in _BY_WORDS if words.search(text)), None)
