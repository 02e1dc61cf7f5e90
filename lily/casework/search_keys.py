"""What a person is searched by: keyed hashes of words, of how they begin, and of a birth date.

Names are sealed, so that nobody can look for one in the database; what is hashed is found again
only by whoever has the key and types the same. A word has a hash of itself and of its first three
to six letters, so that “Winif” finds Winifred. Fewer letters are not hashed: with the key one could
list all names by trying, and without it the commonest beginnings show by how often a hash comes.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nhs_number.standardise import standardise_format
from nhs_number.validate import is_valid

from lily.casework.choices import KeyKind, SearchKind
from lily.casework.details import PersonDetails, keys_of, read_day
from lily.directory import text as texts
from lily.errors import Invalid
from lily.imports.phones import read_numbers
from lily.sealing import keyed_hash

SHORTEST_START, LONGEST_START = 3, 6
MOST_WORDS = 6
LONGEST_TERM = 200
NOTHING_TYPED = "Type a name, a number to ring, an NHS number or a date of birth."


def fold(name: str) -> list[str]:
    """Return the words of a name as they are compared: without accents, dashes and capitals."""
    words = re.split(r"[\s\-]+", name)
    folded = (texts.slug(word).replace("-", "") or word.casefold() for word in words)
    return [word for word in folded if word]


def word_keys(team_id: UUID, person: PersonDetails) -> set[tuple[SearchKind, str]]:
    """Return what somebody of a team can be searched by, each as a keyed hash."""
    return set(_keys(team_id, person))


def _keys(team_id: UUID, person: PersonDetails) -> Iterator[tuple[SearchKind, str]]:
    for word in fold(f"{person.first_name} {person.last_name}"):
        yield SearchKind.NAME_WORD, _hash(team_id, SearchKind.NAME_WORD, word)
        for length in range(SHORTEST_START, min(LONGEST_START, len(word)) + 1):
            yield SearchKind.NAME_START, _hash(team_id, SearchKind.NAME_START, word[:length])
    if person.birth_on:
        born = person.birth_on.isoformat()
        yield SearchKind.BIRTH, _hash(team_id, SearchKind.BIRTH, born)


def _hash(team_id: UUID, kind: SearchKind, text: str) -> str:
    return keyed_hash(f"{kind}/{team_id}/{text}")


@dataclass(frozen=True)
class Term:
    """What somebody searches for: words of a name, or else all that their figures may be."""

    words: tuple[str, ...] = ()
    birth_on: date | None = None
    phone: str = ""
    nhs_number: str = ""

    def word_hashes(self, teams: Collection[UUID]) -> list[list[str]]:
        """Return, for each word, the hashes of which one must be a person's."""
        return [[_hash(team, _kind(word), word) for team in teams] for word in self.words]

    def birth_hashes(self, teams: Collection[UUID]) -> list[str]:
        """Return the hashes of a birth date."""
        born = self.birth_on.isoformat() if self.birth_on else ""
        return [_hash(team, SearchKind.BIRTH, born) for team in teams] if born else []

    def number_hashes(self) -> list[str]:
        """Return the hashes of a number to ring and of an NHS number."""
        person = PersonDetails(
            first_name="", last_name="", phone=self.phone, nhs_number=self.nhs_number
        )
        return [made for kind, made in keys_of(person) if kind is not KeyKind.NAME_AND_BIRTH]

    def digest(self) -> str:
        """Return what the audit keeps of it: by this two searches for the same are known."""
        born = str(self.birth_on or "")
        parts = (" ".join(sorted(self.words)), born, self.phone, self.nhs_number)
        return keyed_hash("search/" + "/".join(parts))[:16]


def _kind(word: str) -> SearchKind:
    """Return by what a word is searched: its own start is as good as the whole of a short one."""
    is_start = SHORTEST_START <= len(word) <= LONGEST_START
    return SearchKind.NAME_START if is_start else SearchKind.NAME_WORD


def read_term(typed: str) -> Term:
    """Return what somebody searches for. Raises Invalid where there is nothing to search by."""
    typed = typed.strip()
    if not typed or len(typed) > LONGEST_TERM:
        raise Invalid("term", NOTHING_TYPED)
    born = read_day(typed)
    if any(letter.isalpha() for letter in typed):
        words = tuple(fold(typed)[:MOST_WORDS])
        found = Term(birth_on=born) if born else Term(words=words)
    else:
        found = Term(birth_on=born, phone=_phone(typed), nhs_number=_nhs_number(typed))
    if found == Term():
        raise Invalid("term", NOTHING_TYPED)
    return found


def _phone(typed: str) -> str:
    numbers = read_numbers(typed)
    return numbers[0].number if numbers and numbers[0].is_sure else ""


def _nhs_number(typed: str) -> str:
    figures = standardise_format(typed)
    return figures if figures and is_valid(figures) else ""
