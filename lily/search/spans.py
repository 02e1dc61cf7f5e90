"""Which words of a question belong together: names of things, and sayings that lead somewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lily.search.lexicon import Lexicon
from lily.search.taking import Word
from lily.search.words import Saying, Stems, SynonymKind, Words


@dataclass(frozen=True)
class Span:
    """Words from `start` to `end`, and other words for them."""

    start: int
    end: int
    sayings: tuple[Saying, ...] = ()

    @property
    def is_a_name(self) -> bool:
        """Whether there are other words of the same meaning."""
        return any(saying.kind is SynonymKind.SAME for saying in self.sayings)

    def of(self, taken: Sequence[Word]) -> Sequence[Word]:
        """Return the words of the span."""
        return taken[self.start : self.end]

    def said(self, taken: Sequence[Word]) -> str:
        """Return the words of the span as a text."""
        return " ".join(word.form for word in self.of(taken))

    def holds(self, other: "Span") -> bool:
        """Say whether another span lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Say whether another span shares a word with this one."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Spans:
    """The things asked for, in order, and the sayings that lead from them towards others."""

    asks: list[Span]
    leads: list[Span]


def find_spans(taken: Sequence[Word], lexicon: Lexicon, known: Words) -> Spans:
    """Find what belongs together. Stop words count within a saying, and nowhere else."""
    runs = list(_runs(stems_of(taken), lexicon, known))
    names = _apart([run for run in runs if run.is_a_name])
    named = {number for name in names for number in range(name.start, name.end)}
    telling = [
        Span(number, number + 1, tuple(known.sayings((word.stem,))))
        for number, word in enumerate(taken)
        if number not in named and not word.is_stop
    ]
    asks = sorted([*names, *telling], key=lambda ask: ask.start)
    return Spans(asks, _united([run for run in runs if not run.is_a_name]))


def stems_of(taken: Sequence[Word]) -> Stems:
    """Return the stems of words, in order."""
    return tuple(word.stem for word in taken)


def _runs(stems: Stems, lexicon: Lexicon, known: Words) -> Iterator[Span]:
    """Yield the sayings of several words, the longest first.

    One for which the directory has no word is none: it falls apart into its words.
    """
    for length in range(min(known.longest, len(stems)), 1, -1):
        for start in range(len(stems) - length + 1):
            said = stems[start : start + length]
            sayings = tuple(known.sayings(said))
            if sayings and any(map(lexicon.holds, (said, *(s.stems for s in sayings)))):
                yield Span(start, start + length, sayings)


def _apart(runs: Sequence[Span]) -> list[Span]:
    """Return those that share no word with one before them."""
    kept: list[Span] = []
    for run in runs:
        if not any(run.meets(other) for other in kept):
            kept.append(run)
    return kept


def _united(runs: Sequence[Span]) -> list[Span]:
    """Return runs without those within others; those that overlap become one."""
    kept: list[Span] = []
    for run in runs:
        if any(other.holds(run) for other in kept):
            continue
        met = [other for other in kept if other.meets(run)]
        every = (run, *met)
        united = Span(
            min(each.start for each in every),
            max(each.end for each in every),
            tuple(saying for each in every for saying in each.sayings),
        )
        kept = [other for other in kept if other not in met] + [united]
    return kept
