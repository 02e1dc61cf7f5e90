"""Reading a question: what is asked for, and in which ways a listing may answer.

The order matters. Slips are corrected first, since all that follows asks what a word is. Then the
longest sayings that staff know are found in the run of words, stop words and all. Names ("meals on
wheels") are one thing asked for; what remains is a thing asked for by itself, unless it is a word
to leave out. Sayings that lead somewhere ("can't pay") are hints beside the words they are made of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from lily.search.analysis import joined, stem, words
from lily.search.lexicon import Lexicon
from lily.search.question import Clause, Hint, Question, Way
from lily.search.spans import Span, Spans, find_spans, stems_of
from lily.search.taking import Word, corrections, did_you_mean, parts_of, take
from lily.search.words import Saying, Stems, SynonymKind, Words

SAME, TOWARDS = 0.8, 0.6
"""Weights of other words of the same meaning, and of what was said leads towards."""
BEGUN, PERHAPS = 0.8, 0.7
"""Weights of a word that was begun, and of one that may have been meant."""
APART = 0.5
"""Weight of a name's words when they stand apart."""

_QUOTED = re.compile('["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_MOST_WORDS = 40
_LONGEST_GAP = 2
"""Stop words between two words that still count as neighbours."""


def read(text: str, lexicon: Lexicon, known: Words) -> Question:
    """Read a question in the light of the words that the directory and its staff use."""
    quoted = [found for found in map(words, _QUOTED.findall(text)) if found]
    typed = words(_QUOTED.sub(" ", text))[:_MOST_WORDS]
    taken = take(typed, lexicon, known)
    spans = find_spans(taken, lexicon, known)
    by_span = {ask: _clause(ask, taken, lexicon) for ask in spans.asks}
    hints = tuple(_hint(lead, taken, by_span) for lead in spans.leads)
    clauses = [*map(_quoted_clause, quoted), *by_span.values()]
    if not hints:
        clauses = _at_least_something(clauses, taken)
    return Question(
        text=_searched(clauses, spans, taken),
        clauses=tuple(dict.fromkeys(clauses)),
        hints=hints,
        neighbours=tuple(_neighbours(taken, spans.asks)),
        corrected=corrections(typed, taken),
        synonyms=_synonyms_of(spans, taken),
        did_you_mean=did_you_mean(typed, taken),
    )


def _at_least_something(clauses: list[Clause], taken: Sequence[Word]) -> list[Clause]:
    """Return the clauses, or where none tells anything, the words that would be left out."""
    if not clauses:
        return [Clause(word.form, (Way(word.form, (word.stem,)),)) for word in taken]
    if all(clause.is_filler for clause in clauses):
        return [replace(clause, is_filler=False) for clause in clauses]
    return clauses


def _searched(clauses: Sequence[Clause], spans: Spans, taken: Sequence[Word]) -> str:
    """Return what is searched for, without the words that were left out."""
    bare = [lead for lead in spans.leads if not any(lead.holds(ask) for ask in spans.asks)]
    return " ".join([*(clause.said for clause in clauses), *(lead.said(taken) for lead in bare)])


def _quoted_clause(forms: list[str]) -> Clause:
    said = " ".join(forms)
    return Clause(f'"{said}"', (Way(said, tuple(map(stem, forms))),), is_quoted=True)


def _clause(ask: Span, taken: Sequence[Word], lexicon: Lexicon) -> Clause:
    """Return what is asked for, with all ways of saying it that the directory may use."""
    inside, said = ask.of(taken), ask.said(taken)
    ways = [Way(said, stems_of(inside))]
    if len(inside) == 1:
        ways += _other_shapes(ask.start, taken, lexicon)
    else:
        ways += _as_one(inside, lexicon)
        if telling := stems_of([word for word in inside if not word.is_stop]):
            ways.append(Way(said, telling, APART, is_together=False))
    ways += map(_way, ask.sayings)
    return Clause(said, tuple(ways), is_filler=len(inside) == 1 and inside[0].is_filler)


def _hint(lead: Span, taken: Sequence[Word], by_span: dict[Span, Clause]) -> Hint:
    """Return what a saying leads towards; the telling things asked for within it are its parts."""
    parts = (clause for ask, clause in by_span.items() if lead.holds(ask))
    return Hint(
        lead.said(taken),
        tuple(dict.fromkeys(map(_way, lead.sayings))),
        tuple(clause for clause in parts if not clause.is_filler),
    )


def _way(saying: Saying) -> Way:
    if saying.kind is SynonymKind.TOWARDS:
        return Way(saying.said, saying.stems, TOWARDS, is_led=True)
    return Way(saying.said, saying.stems, SAME)


def _other_shapes(at: int, taken: Sequence[Word], lexicon: Lexicon) -> Iterator[Way]:
    """Yield a word's endings, its parts, and what it makes with its neighbours."""
    word = taken[at]
    yield from (Way(form, (stem(form),), BEGUN) for form in word.begun)
    if word.perhaps:
        yield Way(word.perhaps, (stem(word.perhaps),), PERHAPS)
    yield from (Way(" ".join(p), tuple(map(stem, p))) for p in parts_of(word.form, lexicon))
    for start in (at - 1, at):
        if start >= 0:
            yield from _as_one(taken[start : start + 2], lexicon)


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
            yield stems_of(taken[one : other + 1])


def _synonyms_of(spans: Spans, taken: Sequence[Word]) -> dict[str, list[str]]:
    return {
        span.said(taken): list(dict.fromkeys(saying.said for saying in span.sayings))
        for span in (*spans.leads, *spans.asks)
        if span.sayings
    }
