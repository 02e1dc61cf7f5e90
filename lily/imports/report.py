"""What an import did: counts by kind, and every row that was mended, left out or has vanished."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from lily.imports.feeds import Remark

FEW = 5


@dataclass
class Tally:
    """How many of one kind: `read` is the sum of made, changed, unchanged, refused, repeated.

    `vanished` are those of an earlier import that the source no longer holds; `retired` those of
    them that were set inactive now.
    """

    read: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    repeated: int = 0
    vanished: int = 0
    retired: int = 0

    def count(self, outcome: str) -> None:
        """Count one more of an outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def words(self) -> str:
        """Say the counts, without those that are nothing."""
        said = [f"{self.read} read"]
        said += [
            f"{count} {name}" for name, count in asdict(self).items() if count and name != "read"
        ]
        return ", ".join(said)


@dataclass
class Report:
    """What an import did, or would do (`is_dry_run`)."""

    source: str
    is_dry_run: bool = False
    listings: Tally = field(default_factory=Tally)
    organisations: Tally = field(default_factory=Tally)
    places: Tally = field(default_factory=Tally)
    terms: Tally = field(default_factory=Tally)
    refusals: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        """Say it, a line at a time; `everything` names each row that has a note."""
        tense = "would be imported, had this not been a dry run" if self.is_dry_run else "imported"
        yield f"{self.source}: {tense}, in {self.seconds:.1f} seconds."
        for kind in ("listings", "organisations", "places", "terms"):
            tally: Tally = getattr(self, kind)
            if tally.read:
                yield f"  {kind}: {tally.words()}"
        yield from _said("Refused", self.refusals, everything=True)
        if self.vanished:
            yield f"Vanished from the source: {', '.join(_few(self.vanished, everything))}."
        yield from _said("Mended or left out", self.notes, everything=everything)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON has it."""
        return asdict(self)


def _few(names: list[str], everything: bool) -> list[str]:
    if everything or len(names) <= FEW:
        return names
    return [*names[:FEW], f"and {len(names) - FEW} more"]


def _said(title: str, remarks: Iterable[Remark], *, everything: bool) -> Iterator[str]:
    remarks = list(remarks)
    if not remarks:
        return
    yield f"{title}:"
    if everything:
        yield from (f"  {remark}" for remark in remarks)
        return
    alike = Counter((remark.kind, remark.field, remark.words) for remark in remarks)
    for (kind, name, words), count in alike.most_common():
        first = next(r for r in remarks if (r.kind, r.field, r.words) == (kind, name, words))
        example = f' ("{first.value}")' if first.value else ""
        others = f", and {count - 1} more" if count > 1 else ""
        named = f", {name}" if name else ""
        yield f"  {kind} {first.where}{named}: {words}{example}{others}"
