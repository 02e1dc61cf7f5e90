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
from lily.search.question import Clause, Hint, Question, Way
from lily.search.words import Saying, Stems, SynonymKind, Words

_QUOTED = re.compile('["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_MOST_WORDS = 40
_WEIGHTS = {SynonymKind.SAME: 0.8, SynonymKind.TOWARDS: 0.6}
APART = 0.5
"""Weight of a saying's words when they stand apart."""
_BEGINNINGS, _BEGUN, _PERHAPS = 8, 0.8, 0.7
_SHORTEST_BEGINNING = 3
_SHORTEST_PART = 2
_LONGEST_GAP = 2
"""Stop words between two words that still count as neighbours."""


@dataclass(frozen=True)
class Word:
    """One word of a question: as taken, its stem, and how it counts.

    `begun` are its endings; `perhaps` a far commoner word that it may be a slip for.
    """

    form: str
    stem: str
    is_stop: bool = False
    is_filler: bool = False
    begun: tuple[str, ...] = ()
    perhaps: str | None = None


@dataclass(frozen=True)
class Span:
    """Words from `start` to `end`, and other words for them."""

    start: int
    end: int
    sayings: Sequence[Saying] = ()

    @property
    def is_a_name(self) -> bool:
        """Whether there are other words of the same meaning."""
        return any(saying.kind is SynonymKind.SAME for saying in self.sayings)

    def holds(self, other: "Span") -> bool:
        """Say whether another span lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Say whether another span shares a word with this one."""
        return self.start < other.end and other.start < self.end


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
    asks, leads = _asks(taken, lexicon, known), _leads(taken, lexicon, known)
    clauses = {ask: _clause(ask, taken, lexicon) for ask in asks}
    hints = [_hint(lead, taken, clauses) for lead in leads]
    every = [*map(_quoted_clause, quoted), *clauses.values()]
    if not hints and all(clause.is_filler for clause in every):
        every = [replace(clause, is_filler=False) for clause in every]
    if not hints and not every:
        every = [Clause(word.form, (Way(word.form, (word.stem,)),)) for word in taken]
    alone = [hint.said for hint in hints if not hint.parts]
    return Question(
        text=" ".join([*(clause.said for clause in every), *alone]),
        clauses=tuple(dict.fromkeys(every)),
        hints=tuple(hints),
        neighbours=tuple(_neighbours(taken, asks)),
        corrected=corrected,
        synonyms=_synonyms_of([*leads, *asks], taken),
        did_you_mean=_spelt(typed, taken),
    )


def _spelt(typed: Sequence[str], taken: Sequence[Word]) -> str | None:
    """Return the words as they may have been meant; None where that is as they were typed."""
    spelt = [word.perhaps or word.form for word in taken]
    return " ".join(spelt) if spelt != list(typed) else None


def _take(form: str, lexicon: Lexicon, known: Words, *, is_last: bool) -> Word:
    """Take a word as typed, as it would begin, or as it would be spelt."""
    if not lexicon.knows(form) and form.isalpha() and not _parts(form, lexicon):
        begun = lexicon.beginning(form, _BEGINNINGS) if len(form) >= _SHORTEST_BEGINNING else []
        if begun and is_last:
            return Word(form, stem(form), begun=tuple(begun))
        near = next((word for word, _ in lexicon.near(form) if lexicon.knows(word)), None)
        if near:
            form = near
        elif begun:
            return Word(form, stem(form), begun=tuple(begun))
    is_stop, is_filler = form in known.stops, form in known.fillers
    return Word(form, stem(form), is_stop, is_filler, perhaps=lexicon.commoner(form))


def _asks(taken: Sequence[Word], lexicon: Lexicon, known: Words) -> list[Span]:
    """Return the things asked for, in order: names of several words, then the telling words."""
    stems = _stems_of(taken)
    asks = _names(stems, lexicon, known)
    named = {number for ask in asks for number in range(ask.start, ask.end)}
    for number, word in enumerate(taken):
        if number not in named and not word.is_stop:
            asks.append(Span(number, number + 1, known.sayings((word.stem,))))
    return sorted(asks, key=lambda ask: ask.start)


def _stems_of(taken: Sequence[Word]) -> Stems:
    return tuple(word.stem for word in taken)


def _runs(stems: Stems, lexicon: Lexicon, known: Words) -> Iterator[Span]:
    """Yield the sayings of several words for which the directory has some, the longest first."""
    for length in range(min(known.longest, len(stems)), 1, -1):
        for start in range(len(stems) - length + 1):
            said = stems[start : start + length]
            sayings = known.sayings(said)
            if sayings and any(map(lexicon.holds, (said, *(s.stems for s in sayings)))):
                yield Span(start, start + length, sayings)


def _names(stems: Stems, lexicon: Lexicon, known: Words) -> list[Span]:
    """Return the names of things ("food bank"): sayings with others of the same meaning.

    One for which the directory has no word falls apart into its words.
    """
    names: list[Span] = []
    for run in _runs(stems, lexicon, known):
        if run.is_a_name and not any(run.meets(name) for name in names):
            names.append(run)
    return names


def _leads(taken: Sequence[Word], lexicon: Lexicon, known: Words) -> list[Span]:
    """Return the sayings that only lead towards something; those that overlap are one."""
    leads: list[Span] = []
    for run in _runs(_stems_of(taken), lexicon, known):
        if run.is_a_name or any(lead.holds(run) for lead in leads):
            continue
        others = [lead for lead in leads if lead.meets(run)]
        sayings = [saying for each in (run, *others) for saying in each.sayings]
        start = min(each.start for each in (run, *others))
        end = max(each.end for each in (run, *others))
        leads = [lead for lead in leads if lead not in others] + [Span(start, end, sayings)]
    return leads


def _said(span: Span, taken: Sequence[Word]) -> str:
    return " ".join(word.form for word in taken[span.start : span.end])


def _hint(lead: Span, taken: Sequence[Word], clauses: dict[Span, Clause]) -> Hint:
    """Return what a saying leads towards; the telling things asked for within it are its parts."""
    return Hint(
        _said(lead, taken),
        tuple(dict.fromkeys(map(_way, lead.sayings))),
        tuple(c for ask, c in clauses.items() if lead.holds(ask) and not c.is_filler),
    )


def _quoted_clause(forms: list[str]) -> Clause:
    said = " ".join(forms)
    way = Way(said, tuple(map(stem, forms)))
    return Clause(f'"{said}"', (way,), is_quoted=True)


def _clause(ask: Span, taken: Sequence[Word], lexicon: Lexicon) -> Clause:
    """Return what is asked for, with all ways of saying it that the directory may use."""
    inside = taken[ask.start : ask.end]
    said = _said(ask, taken)
    ways = [Way(said, _stems_of(inside))]
    if len(inside) == 1:
        ways += _other_shapes(ask.start, taken, lexicon)
    else:
        ways += _as_one(inside, lexicon)
        if telling := _stems_of([word for word in inside if not word.is_stop]):
            ways.append(Way(said, telling, APART, is_together=False))
    ways += map(_way, ask.sayings)
    return Clause(said, tuple(ways), is_filler=len(inside) == 1 and inside[0].is_filler)


def _way(saying: Saying) -> Way:
    is_led = saying.kind is SynonymKind.TOWARDS
    return Way(saying.said, saying.stems, _WEIGHTS[saying.kind], is_led=is_led)


def _other_shapes(at: int, taken: Sequence[Word], lexicon: Lexicon) -> Iterator[Way]:
    """Yield a word's endings, its parts, and what it makes with its neighbours."""
    word = taken[at]
    yield from (Way(form, (stem(form),), _BEGUN) for form in word.begun)
    if word.perhaps:
        yield Way(word.perhaps, (stem(word.perhaps),), _PERHAPS)
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


def _neighbours(taken: Sequence[Word], asks: Sequence[Span]) -> Iterator[Stems]:
    """Yield runs of stems from one telling word to the next, that are not one name already."""
    whole = {number: ask for ask in asks for number in range(ask.start, ask.end)}
    telling = [number for number, word in enumerate(taken) if not word.is_stop]
    for one, other in pairwise(telling):
        if other - one - 1 <= _LONGEST_GAP and whole[one] is not whole[other]:
            yield _stems_of(taken[one : other + 1])


def _synonyms_of(spans: Sequence[Span], taken: Sequence[Word]) -> dict[str, list[str]]:
    return {
        _said(span, taken): list(dict.fromkeys(saying.said for saying in span.sayings))
        for span in spans
        if span.sayings
    }
