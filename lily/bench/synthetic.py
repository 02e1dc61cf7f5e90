"""Listings that never were: Zipf's words, clustered places, and the questions people put to them.

The same seed gives the same listings, on any machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator

SEED = 20_261_123
VOCABULARY = 29_000
WORDS_A_LISTING = {"name": 3, "organisation": 3, "summary": 14, "description": 66}
TOWNS = 240
SOUTH_WEST, NORTH_EAST = (50.5, -4.5), (55.5, 1.5)
SPREAD_DEGREES = 0.05
COMMON, RARE, TOPIC_WORDS = 300, 6000, 150
TOPICAL_IN_LISTINGS, TOPICAL_IN_QUESTIONS = 0.3, 0.8
WORDS_A_QUESTION = (0.35, 0.27, 0.15, 0.11, 0.07, 0.05)

NEEDS = tuple(f"need-{number:02d}" for number in range(12))
KINDS = ("service", "activity", "advice", "guidance")
COSTS = ("free", "donation", "paid")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DELIVERIES = ("in_person", "home", "phone", "online")
ACCESS = ("step_free", "accessible_toilet", "hearing_loop", "parking", "quiet_space")
FACETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("need", NEEDS),
    ("kind", KINDS),
    ("cost", COSTS),
    ("day", DAYS),
    ("delivery", DELIVERIES),
    ("access", ACCESS),
)
FACET_VALUES = tuple((facet, value) for facet, values in FACETS for value in values)


@dataclass(frozen=True)
class Listing:
    """One synthetic listing; `facets` maps each facet to its values."""

    number: int
    name: str
    organisation: str
    summary: str
    description: str
    latitude: float
    longitude: float
    facets: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One full query: words, a category for half, a place and radius for two thirds.

    `alternatives` gives, for a word that has synonyms, all of them; `is_prefix` says that the last
    word is unfinished.
    """

    words: tuple[str, ...]
    kind: str
    need: str | None
    place: tuple[float, float] | None
    miles: float
    alternatives: dict[str, tuple[str, ...]]
    is_prefix: bool = False


@lru_cache(maxsize=1)
def vocabulary() -> np.ndarray:
    """Return the distinct words, most frequent first."""
    rng = np.random.default_rng(SEED)
    onsets = [
        *"bcdfghjklmnprstvw",
        "br",
        "ch",
        "cl",
        "dr",
        "fl",
        "gr",
        "pl",
        "sh",
        "st",
        "th",
        "tr",
    ]
    vowels, codas = [*"aeiou", "ai", "ea", "ee", "oo"], ["", "", *"lmnrst", "nd"]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = 1 + rng.integers(0, 3) + (len(words) > 300)
        word = "".join(
            str(rng.choice(onsets)) + str(rng.choice(vowels)) + str(rng.choice(codas))
            for _ in range(syllables)
        )
        if len(word) > 2:
            words.setdefault(word)
    return np.array(list(words))


def _zipf(count: int) -> np.ndarray:
    weights = 1 / (np.arange(count) + 2.7)
    cumulative: np.ndarray = np.cumsum(weights / weights.sum())
    return cumulative


@lru_cache(maxsize=1)
def _all_words() -> np.ndarray:
    return _zipf(VOCABULARY)


@lru_cache(maxsize=1)
def _topics() -> dict[str, np.ndarray]:
    """Return, for each need, its own words: what its listings say and its seekers ask for."""
    rng = np.random.default_rng(SEED + 5)
    middling = vocabulary()[COMMON:RARE]
    return {need: rng.choice(middling, size=TOPIC_WORDS, replace=False) for need in NEEDS}


def _pick(rng: Generator, words: np.ndarray, cumulative: np.ndarray, count: int) -> list[str]:
    ranks = np.minimum(np.searchsorted(cumulative, rng.random(count)), len(words) - 1)
    return [str(word) for word in words[ranks]]


def _draw(rng: Generator, count: int, needs: tuple[str, ...], topical: float) -> list[str]:
    """Draw words: that share of them from the topics of the needs, the rest from all words."""
    of_topic = int(rng.binomial(count, topical))
    topic = _topics()[needs[int(rng.integers(0, len(needs)))]]
    words = _pick(rng, topic, _zipf(TOPIC_WORDS), of_topic)
    words += _pick(rng, vocabulary(), _all_words(), count - of_topic)
    rng.shuffle(words)
    return words


def _towns(rng: Generator) -> np.ndarray:
    spans = np.array([SOUTH_WEST, NORTH_EAST])
    towns: np.ndarray = rng.uniform(spans[0], spans[1], size=(TOWNS, 2))
    return towns


def _some(rng: Generator, values: tuple[str, ...], most: int) -> tuple[str, ...]:
    count = int(rng.integers(1, most + 1))
    return tuple(str(value) for value in rng.choice(values, size=count, replace=False))


def listings(count: int) -> Iterator[Listing]:
    """Yield so many listings, of 86 words each."""
    rng = np.random.default_rng(SEED + 1)
    towns = _towns(np.random.default_rng(SEED + 2))
    weight = 1 / (np.arange(TOWNS) + 3.0)
    weight /= weight.sum()
    total = sum(WORDS_A_LISTING.values())
    for number in range(count):
        needs = _some(rng, NEEDS, 3)
        words = iter(_draw(rng, total, needs, TOPICAL_IN_LISTINGS))
        text = {
            part: " ".join(next(words) for _ in range(size))
            for part, size in WORDS_A_LISTING.items()
        }
        town = towns[rng.choice(TOWNS, p=weight)]
        latitude, longitude = town + rng.normal(0, SPREAD_DEGREES, 2)
        yield Listing(
            number,
            text["name"],
            text["organisation"],
            text["summary"],
            text["description"],
            float(latitude),
            float(longitude),
            {
                "need": needs,
                "kind": _some(rng, KINDS, 1),
                "cost": _some(rng, COSTS, 1),
                "day": _some(rng, DAYS, 3),
                "delivery": _some(rng, DELIVERIES, 2),
                "access": _some(rng, ACCESS, 4),
            },
        )


def synonyms() -> list[tuple[str, ...]]:
    """Return groups of words that mean the same, as an editor would keep them."""
    rng = np.random.default_rng(SEED + 3)
    words = rng.choice(vocabulary()[COMMON:RARE], size=(300, 2), replace=False)
    return [tuple(str(word) for word in group) for group in words]


def _slip(rng: Generator, word: str) -> str:
    at = int(rng.integers(1, len(word) - 1))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def questions(count: int = 200) -> list[Question]:
    """Return so many questions: plain words, and a tenth each of prefixes, slips, synonyms.

    Lengths, and how many listings a word stands in, are near those of the judged questions on a
    real directory (mean 2.7 words; a word stands in 7 % of the listings, the median word in 2 %).
    """
    rng = np.random.default_rng(SEED + 4)
    towns = _towns(np.random.default_rng(SEED + 2))
    groups = {word: group for group in synonyms() for word in group}
    meant = list(groups)
    asked = []
    for _ in range(count):
        about = (str(rng.choice(NEEDS)),)
        length = 1 + int(rng.choice(len(WORDS_A_QUESTION), p=WORDS_A_QUESTION))
        words = [
            word if len(word) > 3 else _draw(rng, 1, about, 1.0)[0]
            for word in _draw(rng, length, about, TOPICAL_IN_QUESTIONS)
        ]
        kind = str(rng.choice(["plain", "prefix", "slip", "synonym"], p=[0.7, 0.1, 0.1, 0.1]))
        if kind == "prefix":
            words[-1] = words[-1][: max(3, len(words[-1]) - 2)]
        elif kind == "slip" and len(words[0]) > 4:
            words[0] = _slip(rng, words[0])
        elif kind == "synonym":
            words[0] = str(rng.choice(meant))
        town = towns[rng.integers(0, 40)] + rng.normal(0, SPREAD_DEGREES / 2, 2)
        asked.append(
            Question(
                tuple(words),
                kind,
                about[0] if rng.random() < 1 / 2 else None,
                (float(town[0]), float(town[1])) if rng.random() < 2 / 3 else None,
                float(rng.choice([5, 10, 20])),
                {word: groups[word] for word in words if word in groups},
                kind == "prefix",
            )
        )
    return asked
