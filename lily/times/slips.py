"""Slips of the keyboard in the names of days and months: "Thrusday", "tuesdyas", "Febuary"."""

from functools import lru_cache

from lily.times.vocabulary import DAY_NAMES, MONTH_NAMES, Meaning

_SHORTEST, _LONG, _LONGEST = 5, 7, 12
_NAMES: dict[str, Meaning] = {name: ("day", code) for name, code in DAY_NAMES.items()} | {
    name: ("month", number) for name, number in MONTH_NAMES.items()
}


def _distance(one: str, other: str) -> int:
    """Count letters changed, left out, put in, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row = row, [i]
        for j, its in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


@lru_cache(maxsize=512)
def mended(word: str) -> Meaning | None:
    """Return the day or month that a mistyped word stands for; None where two are as near."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    most = 2 if len(word) >= _LONG else 1
    near: dict[Meaning, int] = {}
    for name, meaning in _NAMES.items():
        if name[0] == word[0] and abs(len(name) - len(word)) <= most:
            near[meaning] = min(near.get(meaning, 99), _distance(word, name))
    best = sorted(near.items(), key=lambda each: each[1])[:2]
    if not best or best[0][1] > most or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
