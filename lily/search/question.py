"""What a question says: its clauses, and the ways in which a listing may answer each."""

from dataclasses import dataclass, field

from lily.search.words import Stems


@dataclass(frozen=True)
class Way:
    """One way of saying what a clause says: stems side by side, or all of them anywhere.

    `weight` is at most 1, for the words that somebody typed. `is_led` says that what was said
    leads towards this, as staff know, and is not the same.
    """

    said: str
    stems: Stems
    weight: float = 1.0
    is_together: bool = True
    is_led: bool = False


@dataclass(frozen=True)
class Clause:
    """One thing asked for. A filler adds a little where it is found and is missed nowhere.

    A listing without a clause in quotation marks is no answer at all.
    """

    said: str
    ways: tuple[Way, ...]
    is_filler: bool = False
    is_quoted: bool = False


@dataclass(frozen=True)
class Hint:
    """What clauses lead towards together ("someone to ring me": telephone befriending).

    A listing that is what they lead towards answers all of `parts` at once. There may be none:
    "what's out there" has no word that tells anything by itself.
    """

    said: str
    ways: tuple[Way, ...]
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Question:
    """A text as read. `neighbours` are stems that stand side by side in it.

    Parts of `hints` are among the `clauses` too. `text` is what is searched for; `corrected` maps
    words as typed to words as taken, `synonyms` what was said to other words looked for;
    `did_you_mean` is the text as it would be spelt.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    hints: tuple[Hint, ...] = ()
    neighbours: tuple[Stems, ...] = ()
    corrected: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, list[str]] = field(default_factory=dict)
    did_you_mean: str | None = None

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.clauses or self.hints)
