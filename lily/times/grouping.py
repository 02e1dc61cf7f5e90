"""Sorts parts into groups: which hours belong to which days, and which limits to which of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from lily.times.parts import (
    Bank,
    Closed,
    Dates,
    Days,
    Doubt,
    Hours,
    Limit,
    Mark,
    MonthDays,
    Monthly,
    Nth,
    Part,
    Span,
    When,
)

WHENS = (Days, Nth, MonthDays, Dates)
MOST_DAYS_RUNNING = 7
NO_DAYS = "It does not say on which days."
NOT_PAIRED = "We cannot tell which times belong to which days. Write each day with its times."
NOT_PLACED = "We cannot tell whether the limit is for all of the times or for the last."


@dataclass
class Group:
    """Days that share hours, and the limits upon them."""

    whens: list[When] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)


@dataclass(frozen=True)
class _Atom:
    part: When | Hours | Limit
    gap: str
    """The strongest mark before it: empty, and, comma, colon, bracket."""


@dataclass
class _Run:
    atoms: list[_Atom]
    limits: list[_Atom] = field(default_factory=list)

    @property
    def is_hours(self) -> bool:
        return isinstance(self.atoms[0].part, Hours)

    @property
    def is_of_a_kind(self) -> bool:
        """Whether they make one list. Plain days may come before numbered ones of another name."""
        kinds = list(dict.fromkeys(type(atom.part) for atom in self.atoms))
        if kinds != [Days, Nth]:
            return len(kinds) == 1
        plain = {
            code for atom in self.atoms if isinstance(atom.part, Days) for code in atom.part.codes
        }
        return not any(
            code[-2:] in plain
            for atom in self.atoms
            if isinstance(atom.part, Nth)
            for code in atom.part.byday
        )

    @property
    def is_joined(self) -> bool:
        """Whether its members are parted by marks, as a list is; days, on one line."""
        marks = ("and", ",", "/", "(", ";") if self.is_hours else ("and", ",", "/")
        return all(atom.gap in marks for atom in self.atoms[1:])


def grouped(parts: Sequence[Part]) -> tuple[list[Group], list[str]]:
    """Return the groups, and a sentence for whatever could not be placed."""
    parts = _span_as_days(_closed_behind(parts))
    segments = [_atoms(each) for each in _split(parts)]
    segments = [each for each in segments if each]
    everywhere = [atom.part for each in segments if not _says(each, "WH") for atom in each]
    segments = [each for each in segments if _says(each, "WH")]
    if not all(_is_whole(each) for each in segments) and any(_says(s, "H") for s in segments):
        flat = [atom for each in segments for atom in _after_break(each)]
        segments = [flat] if flat else []
    groups: list[Group] = []
    doubts: list[str] = []
    for segment in segments:
        made, doubt = _paired(segment, is_alone=len(segments) == 1)
        groups += made
        doubts += [doubt] if doubt else []
    for group in groups:
        group.limits += everywhere  # type: ignore[arg-type]
    if not groups and not doubts:
        doubts.append(NO_DAYS)
    return groups, doubts


def _after_break(segment: list[_Atom]) -> list[_Atom]:
    return [replace(segment[0], gap=";"), *segment[1:]]


def _closed_behind(parts: Sequence[Part]) -> list[Part]:
    """Turn "Tuesday - closed" into a limit."""
    made: list[Part] = []
    for part in parts:
        if part != Closed():
            made.append(part)
            continue
        while made and isinstance(made[-1], Mark) and made[-1].text in "-:,(;":
            made.pop()
        found = Closed()
        while made and isinstance(made[-1], Days | Bank):
            before = made.pop()
            if isinstance(before, Days):
                found = replace(found, days=(*before.codes, *found.days))
            else:
                found = replace(found, bank=True)
            is_list = (
                isinstance(made[-1], Mark) and made[-1].text in ("and", "/") if made else False
            )
            if not (is_list and len(made) > 1 and isinstance(made[-2], Days)):
                break
            made.pop()
        made.append(found if found != Closed() else Doubt("It is closed, but when is not said."))
    return made


def _span_as_days(parts: list[Part]) -> list[Part]:
    """Turn "12 to 14 December" into its days where nothing else says on which days."""
    spans = [part for part in parts if isinstance(part, Span)]
    if any(isinstance(part, WHENS) for part in parts) or len(spans) != 1:
        return parts
    first, last = spans[0].first, spans[0].last
    if first is None or last is None or not 0 <= (last - first).days < MOST_DAYS_RUNNING:
        return parts
    days = tuple(first + timedelta(days=step) for step in range((last - first).days + 1))
    return [Dates(days) if part is spans[0] else part for part in parts]


def _split(parts: Sequence[Part]) -> list[list[Part]]:
    segments: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Mark) and part.text == ";":
            segments.append([])
        else:
            segments[-1].append(part)
    return segments


def _atoms(parts: list[Part]) -> list[_Atom]:
    atoms: list[_Atom] = []
    gap = ""
    for part in parts:
        if isinstance(part, Doubt):
            continue
        if isinstance(part, Mark):
            gap = gap if "(" in gap else part.text
        else:
            atoms.append(_Atom(part, gap))
            gap = ""
    return atoms


def _says(segment: list[_Atom], kinds: str) -> bool:
    wanted = (*(WHENS if "W" in kinds else ()), *((Hours,) if "H" in kinds else ()))
    return any(isinstance(atom.part, wanted) for atom in segment)


def _is_whole(segment: list[_Atom]) -> bool:
    has_all_day = any(isinstance(a.part, Hours) and a.part.is_all_day for a in segment)
    return _says(segment, "H") and (_says(segment, "W") or has_all_day)


def _paired(segment: list[_Atom], *, is_alone: bool) -> tuple[list[Group], str]:
    runs, leading = _runs(segment)
    if not all(run.is_joined and run.is_of_a_kind for run in runs):
        return [], NOT_PAIRED
    pairs = _pairs(runs)
    if pairs is None:
        has_days = any(not run.is_hours for run in runs)
        return [], NOT_PAIRED if has_days else NO_DAYS
    groups = []
    for pair in pairs:
        group = Group(limits=[atom.part for atom in leading])  # type: ignore[misc]
        for run in pair:
            for atom in run.atoms:
                (group.hours if run.is_hours else group.whens).append(atom.part)  # type: ignore
        groups.append(group)
    return groups, _place(pairs, groups, bool(leading), is_alone=is_alone)


def _runs(segment: list[_Atom]) -> tuple[list[_Run], list[_Atom]]:
    runs: list[_Run] = []
    leading: list[_Atom] = []
    for atom in segment:
        if not isinstance(atom.part, (*WHENS, Hours)):
            (runs[-1].limits if runs else leading).append(atom)
        elif runs and runs[-1].is_hours == isinstance(atom.part, Hours):
            is_parted = any(not isinstance(limit.part, Monthly) for limit in runs[-1].limits)
            runs[-1].atoms.append(replace(atom, gap="limit") if is_parted else atom)
        else:
            runs.append(_Run([atom]))
    return runs, leading


def _pairs(runs: list[_Run]) -> list[list[_Run]] | None:
    """Put days and hours together; None where it is not plain which belong to which."""
    if len(runs) == 1:
        is_plain = not runs[0].is_hours or _is_all_day(runs[0])
        return [runs] if is_plain else None
    if len(runs) == 3 and runs[0].is_hours:
        halves = _halved(runs[1])
        runs = [runs[0], *halves, runs[2]] if halves else runs
        return [runs[:2], runs[2:]] if halves else None
    if len(runs) % 2:
        return None
    return [runs[at : at + 2] for at in range(0, len(runs), 2)]


def _is_all_day(run: _Run) -> bool:
    return all(isinstance(atom.part, Hours) and atom.part.is_all_day for atom in run.atoms)


def _halved(run: _Run) -> list[_Run] | None:
    """Part "Monday to Thursday, Friday" at its only comma."""
    only = run.atoms[0].part
    if len(run.atoms) != 1 or not isinstance(only, Days) or len(only.pieces) != 2 or only.part:
        return None
    parts = [replace(only, pieces=(piece,)) for piece in only.pieces]
    return [
        _Run([_Atom(parts[0], "")]),
        _Run([_Atom(parts[1], "")], run.limits),
    ]


def _place(
    pairs: list[list[_Run]], groups: list[Group], has_leading: bool, *, is_alone: bool
) -> str:
    """Give each limit to its group, or to all; return a sentence where that is not plain."""
    doubts = [NOT_PLACED] if has_leading and not is_alone else []
    for at, (pair, group) in enumerate(zip(pairs, groups, strict=True)):
        is_last = at == len(groups) - 1
        inner = [atom for run in pair[:-1] for atom in run.limits]
        group.limits += [atom.part for atom in inner]  # type: ignore[misc]
        for atom in pair[-1].limits:
            is_plain, for_all = _reach(atom, pair, len(groups), is_last, is_alone=is_alone)
            for each in groups if for_all else [group]:
                each.limits.append(atom.part)  # type: ignore[arg-type]
            doubts += [] if is_plain else [NOT_PLACED]
    return doubts[0] if doubts else ""


def _reach(
    atom: _Atom, pair: list[_Run], count: int, is_last: bool, *, is_alone: bool
) -> tuple[bool, bool]:
    """Say whether it is plain how far a limit behind a group reaches, and whether to all.

    Where all pieces of a line stand between commas ("Every Tuesday, 2pm to 4pm, in term time"),
    the limit is one of that line's.
    """
    is_closing = _is_closing(atom)
    if count == 1:
        is_listed = len(pair) > 1 and pair[-1].atoms[0].gap == ","
        return is_alone or atom.gap != "," or is_closing or is_listed, False
    if not is_last:
        return atom.gap != "," or is_closing, False
    return atom.gap in (",", ";") or is_closing, True


def _is_closing(atom: _Atom) -> bool:
    if isinstance(atom.part, Closed):
        return not atom.part.is_exception or bool(atom.part.days)
    return isinstance(atom.part, Bank)
