"""What staff know about words: which say nothing in a question, and which mean the same.

Kept in the database and read at question time, so that an edit works at once and no listing needs
to be indexed anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lily.search.analysis import stem, words
from lily.search.columns import Array
from lily.search.spelling import variants_of

Stems = tuple[str, ...]


class WordKind(StrEnum):
    """Why a word is left out: it never says anything, or it does so only when it stands alone."""

    STOP = "stop"
    FILLER = "filler"


class SynonymKind(StrEnum):
    """How a group holds: each member for each other, or each for the first and not back."""

    SAME = "same"
    TOWARDS = "towards"


@dataclass(frozen=True)
class Saying:
    """Other words for what was said, as written and as stems side by side."""

    said: str
    stems: Stems
    kind: SynonymKind


@dataclass(frozen=True)
class LeftOut:
    """A word that questions may leave out."""

    word: str
    kind: WordKind


@dataclass(frozen=True)
class Group:
    """Words and phrases that belong together; in a TOWARDS group the others lead to the first."""

    members: tuple[str, ...]
    kind: SynonymKind


class Words:
    """Everything known about words, ready to be asked."""

    def __init__(self, left_out: Iterable[LeftOut] = (), groups: Iterable[Group] = ()) -> None:
        kinds = {form: each.kind for each in left_out for form in words(each.word)}
        self.stops = frozenset(form for form, kind in kinds.items() if kind is WordKind.STOP)
        self.fillers = frozenset(form for form, kind in kinds.items() if kind is WordKind.FILLER)
        groups = list(groups)
        self._sayings = _sayings(groups)
        self.longest = max(map(len, self._sayings), default=0)
        members = {form for group in groups for member in group.members for form in words(member)}
        self.forms: list[bytes] = sorted(form.encode() for form in members | set(kinds))
        self._known = frozenset(self.forms)
        self.variants: tuple[Array, Array] = variants_of(self.forms)

    def knows(self, form: str) -> bool:
        """Say whether a word stands in the lists."""
        return form.encode() in self._known

    def sayings(self, stems: Stems) -> Sequence[Saying]:
        """Return the other words for these stems, in the order in which staff wrote them."""
        return self._sayings.get(stems, ())


def _stems_of(said: str) -> Stems:
    return tuple(map(stem, words(said)))


def _sayings(groups: Sequence[Group]) -> dict[Stems, tuple[Saying, ...]]:
    """Return, for the stems of each member, what else to look for, same before towards.

    What leads towards the head of a group of the same meaning leads to all of that group.
    """
    same: dict[Stems, dict[Stems, Saying]] = defaultdict(dict)
    for group in groups:
        if group.kind is SynonymKind.SAME:
            alike = {_stems_of(m): Saying(m, _stems_of(m), group.kind) for m in group.members}
            for stems in alike:
                same[stems] |= alike
    found = defaultdict(dict, {stems: dict(alike) for stems, alike in same.items()})
    for group in groups:
        if group.kind is SynonymKind.TOWARDS:
            led = _led_to(group.members[0], same)
            for stems in map(_stems_of, group.members[1:]):
                found[stems] = led | found[stems]
    return {
        stems: tuple(saying for other, saying in sayings.items() if other != stems)
        for stems, sayings in found.items()
        if stems
    }


def _led_to(head: str, same: dict[Stems, dict[Stems, Saying]]) -> dict[Stems, Saying]:
    """Return the head of a group and all that means the same, as what is led towards."""
    stems = _stems_of(head)
    alike = {stems: head} | {other: saying.said for other, saying in same.get(stems, {}).items()}
    return {other: Saying(said, other, SynonymKind.TOWARDS) for other, said in alike.items()}
