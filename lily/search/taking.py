"""Taking words as they were meant: slips corrected, words begun, words run together."""

from collections.abc import Sequence
from dataclasses import dataclass

from lily.search.analysis import stem
from lily.search.lexicon import Lexicon
from lily.search.words import Words

_BEGINNINGS = 8
_SHORTEST_BEGINNING = 3
_SHORTEST_PART = 2


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


def take(typed: Sequence[str], lexicon: Lexicon, known: Words) -> list[Word]:
    """Take each word as it was meant, in the light of the words of the directory and its staff."""
    last = len(typed) - 1
    return [_take(form, lexicon, known, is_last=n == last) for n, form in enumerate(typed)]


def _take(form: str, lexicon: Lexicon, known: Words, *, is_last: bool) -> Word:
    """Take a word as typed, as it would begin, or as it would be spelt."""
    if not lexicon.knows(form) and form.isalpha() and not parts_of(form, lexicon):
        begun = lexicon.beginning(form, _BEGINNINGS) if len(form) >= _SHORTEST_BEGINNING else []
        near = None
        if not (begun and is_last):
            near = next((word for word, _ in lexicon.near(form) if lexicon.knows(word)), None)
        if begun and near is None:
            return Word(form, stem(form), begun=tuple(begun))
        form = near or form
    is_stop, is_filler = form in known.stops, form in known.fillers
    return Word(form, stem(form), is_stop, is_filler, perhaps=lexicon.commoner(form))


def parts_of(form: str, lexicon: Lexicon) -> list[tuple[str, str]]:
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


def corrections(typed: Sequence[str], taken: Sequence[Word]) -> dict[str, str]:
    """Return the words that were taken otherwise than they were typed."""
    pairs = zip(typed, taken, strict=True)
    return {form: word.form for form, word in pairs if form != word.form}


def did_you_mean(typed: Sequence[str], taken: Sequence[Word]) -> str | None:
    """Return the words as they may have been meant; None where that is as they were typed."""
    meant = [word.perhaps or word.form for word in taken]
    return " ".join(meant) if meant != list(typed) else None
