"""Reading a question: quotes, slips, sayings of several words, words left out, words to look for.

The order matters. Slips are corrected first, since all that follows asks what a word is. Then the
longest sayings that staff know are found in the run of words, stop words and all ("meals on
wheels", "can't pay"); each is one thing asked for. What remains is a thing asked for by itself,
unless it is a word to leave out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lily.search.analysis import joined, stem, words
from lily.search.lexicon import Lexicon
from lily.search.question import Clause, Question, Way
from lily.search.words import Saying, Stems, SynonymKind, Words

_QUOTED = re.compile('["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_MOST_WORDS = 40
_WEIGHTS = {SynonymKind.SAME: 0.8, SynonymKind.TOWARDS: 0.6}
APART = 0.5
"""Weight of a saying's words when they stand apart."""
_BEGINNINGS, _BEGUN = 8, 0.8
_SHORTEST_BEGINNING = 3
_SHORTEST_PART = 2
_LONGEST_GAP = 2
"""Stop words between two words that still count as neighbours."""


@dataclass(frozen=True)
class Word:
    """One word of a question: as taken, its stem, and how it counts. `begun` are its endings."""

    form: str
    stem: str
    is_stop: bool = False
    is_filler: bool = False
    begun: tuple[str, ...] = ()


@dataclass
class Ask:
    """Words from `start` to `end` that are one thing asked for, and other words for them."""

    start: int
    end: int
    sayings: list[Saying]
    is_filler: bool = False


def read(text: str, lexicon: Lexicon, known: Words) -> Question:
    """Read a question in the light of the words that the directory and its staff use."""
    quoted = [found for found in map(words, _QUOTED.findall(text)) if found]
    typed = words(_QUOTED.sub(" ", text))[:_MOST_WORDS]
    taken = [
        _take(form, lexicon, known, is_last=n == len(typed)) for n, form in enumerate(typed, 1)
    ]
    corrected = {
        form: word.form for form, word in zip(typed, taken, strict=True) if form != word.form
    }
    asks = _asks(taken, lexicon, known)
    clauses = [_quoted_clause(forms) for forms in quoted]
    clauses += [_clause(ask, taken, lexicon) for ask in asks]
    if all(clause.is_filler for clause in clauses):
        clauses = [replace(clause, is_filler=False) for clause in clauses]
    if not clauses:
        clauses = [Clause(word.form, (Way(word.form, (word.stem,)),)) for word in taken]
    return Question(
        text=" ".join(clause.said for clause in clauses),
        clauses=tuple(dict.fromkeys(clauses)),
        neighbours=tuple(_neighbours(taken, asks)),
        corrected=corrected,
        synonyms=_synonyms_of(asks, taken),
        did_you_mean=" ".join(word.form for word in taken) if corrected else None,
    )


def _take(form: str, lexicon: Lexicon, known: Words, *, is_last: bool) -> Word:
    """Take a word as typed, as it would begin, or as it would be spelt."""
    if not lexicon.knows(form) and form.isalpha() and not _parts(form, lexicon):
        begun = lexicon.beginning(form, _BEGINNINGS) if len(form) >= _SHORTEST_BEGINNING else []
        if begun and is_last:
            return Word(form, stem(form), begun=tuple(begun))
        if near := lexicon.near(form):
            form = near[0][0]
        elif begun:
            return Word(form, stem(form), begun=tuple(begun))
    return Word(form, stem(form), form in known.stops, form in known.fillers)


def _asks(taken: Sequence[Word], lexicon: Lexicon, known: Words) -> list[Ask]:
    """Return the things asked for, in order."""
    stems = tuple(word.stem for word in taken)
    asks = _names(stems, lexicon, known)
    named = {number for ask in asks for number in range(ask.start, ask.end)}
    for number, word in enumerate(taken):
        if number not in named and not word.is_stop:
            sayings = known.sayings((word.stem,))
            asks.append(Ask(number, number + 1, list(sayings), word.is_filler))
    for start, end, sayings in _hints(stems, known):
        inside = [ask for ask in asks if start <= ask.start and ask.end <= end]
        for ask in [ask for ask in inside if not ask.is_filler] or inside:
            ask.sayings += sayings
            ask.is_filler = False
        if not inside and named.isdisjoint(range(start, end)):
            asks.append(Ask(start, end, list(sayings)))
    return sorted(asks, key=lambda ask: ask.start)


def _runs(stems: Stems, known: Words) -> Iterator[tuple[int, int, Sequence[Saying]]]:
    """Yield (start, end, sayings) of the sayings of several words, the longest first."""
    for length in range(min(known.longest, len(stems)), 1, -1):
        for start in range(len(stems) - length + 1):
            if sayings := known.sayings(stems[start : start + length]):
                yield start, start + length, sayings


def _names(stems: Stems, lexicon: Lexicon, known: Words) -> list[Ask]:
    """Return the names of things ("food bank"): sayings with others of the same meaning.

    One for which the directory has no word falls apart into its words.
    """
    asks: list[Ask] = []
    for start, end, sayings in _runs(stems, known):
        if all(saying.kind is SynonymKind.TOWARDS for saying in sayings):
            continue
        if any(start < ask.end and ask.start < end for ask in asks):
            continue
        if lexicon.holds(stems[start:end]) or any(lexicon.holds(s.stems) for s in sayings):
            asks.append(Ask(start, end, list(sayings)))
    return asks


def _hints(stems: Stems, known: Words) -> list[tuple[int, int, Sequence[Saying]]]:
    """Return the sayings that only lead towards something ("can't pay"), none inside another."""
    found: list[tuple[int, int, Sequence[Saying]]] = []
    for start, end, sayings in _runs(stems, known):
        if any(saying.kind is SynonymKind.SAME for saying in sayings):
            continue
        if not any(s <= start and end <= e for s, e, _ in found):
            found.append((start, end, sayings))
    return found


def _quoted_clause(forms: list[str]) -> Clause:
    said = " ".join(forms)
    way = Way(said, tuple(map(stem, forms)))
    return Clause(f'"{said}"', (way,), is_quoted=True)


def _clause(ask: Ask, taken: Sequence[Word], lexicon: Lexicon) -> Clause:
    """Return what is asked for, with all ways of saying it that the directory may use."""
    inside = taken[ask.start : ask.end]
    said = " ".join(word.form for word in inside)
    ways = [Way(said, tuple(word.stem for word in inside))]
    if len(inside) == 1:
        ways += _other_shapes(ask.start, taken, lexicon)
    else:
        ways += _as_one(inside, lexicon)
        telling = tuple(word.stem for word in inside if not word.is_stop)
        if telling:
            ways.append(Way(said, telling, APART, is_together=False))
    ways += [Way(s.said, s.stems, _WEIGHTS[s.kind]) for s in ask.sayings]
    return Clause(said, tuple(ways), is_filler=ask.is_filler)


def _other_shapes(at: int, taken: Sequence[Word], lexicon: Lexicon) -> Iterator[Way]:
    """Yield a word's endings, its parts, and what it makes with its neighbours."""
    word = taken[at]
    yield from (Way(form, (stem(form),), _BEGUN) for form in word.begun)
    yield from (Way(" ".join(p), tuple(map(stem, p))) for p in _parts(word.form, lexicon))
    for start in (at - 1, at):
        if start >= 0:
            yield from _as_one(taken[start : start + 2], lexicon)


def _parts(form: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the two words side by side that a word is made of: foodbank, food bank."""
    cuts = range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1)
    if not cuts or not form.isalpha():
        return []
    parts = [(form[:cut], form[cut:]) for cut in cuts]
    counts = lexicon.counts([part for pair in parts for part in pair])
    return [
        pair
        for pair, one, other in zip(parts, counts[::2], counts[1::2], strict=True)
        if one and other and lexicon.holds(tuple(map(stem, pair)))
    ]


def _as_one(inside: Sequence[Word], lexicon: Lexicon) -> Iterator[Way]:
    """Yield words side by side written as one, where the directory writes them so."""
    if len(inside) > 1:
        form = joined(word.form for word in inside)
        if any(lexicon.counts([form])):
            yield Way(form, (stem(form),))


def _neighbours(taken: Sequence[Word], asks: Sequence[Ask]) -> Iterator[Stems]:
    """Yield runs of stems from one telling word to the next, that are not one name already."""
    whole = {number: ask for ask in asks for number in range(ask.start, ask.end)}
    telling = [number for number, word in enumerate(taken) if not word.is_stop]
    for one, other in pairwise(telling):
        if other - one - 1 <= _LONGEST_GAP and whole[one] is not whole[other]:
            yield tuple(word.stem for word in taken[one : other + 1])


def _synonyms_of(asks: Sequence[Ask], taken: Sequence[Word]) -> dict[str, list[str]]:
    return {
        " ".join(word.form for word in taken[ask.start : ask.end]): list(
            dict.fromkeys(saying.said for saying in ask.sayings)
        )
        for ask in asks
        if ask.sayings
    }
