"""Reads times in words. `read_times` is what the pages, the importers and the command ask."""

from dataclasses import dataclass
from datetime import date

from lily.directory.closure_words import schedules_words
from lily.times.building import built
from lily.times.cursor import Cursor
from lily.times.grouping import grouped
from lily.times.hours import Unclear
from lily.times.parts import Doubt
from lily.times.readers import read_parts
from lily.times.schedules import ReadSchedule
from lily.times.tokens import LONGEST_TEXT, tidied, tokens_of

MOST_SCHEDULES = 60


@dataclass(frozen=True)
class Reading:
    """What was read of a text.

    Sure: every word was understood, and `words` says the schedules back. Not sure: there are no
    schedules, `words` are those typed, and `doubts` say why, in plain sentences.
    """

    typed: str
    schedules: tuple[ReadSchedule, ...] = ()
    doubts: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether all of it was understood."""
        return bool(self.schedules)


def read_times(text: str, today: date) -> Reading:
    """Read times as an organisation types them: "2nd & 4th Weds 10 till noon, not August".

    `today` is the day on which they were typed: dates without a year are near it. Never invents:
    where a word is left over, or could mean two things, nothing is kept but the text.
    """
    typed = tidied(text[: LONGEST_TEXT * 4])
    if not typed:
        return Reading(typed, doubts=("Nothing is written here.",))
    if len(typed) > LONGEST_TEXT or len(text) > LONGEST_TEXT * 4:
        words = f"It is longer than {LONGEST_TEXT} letters. Write the times alone."
        return Reading(text.strip(), doubts=(words,), words=text.strip())
    schedules, doubts = _read(typed, today)
    if doubts:
        return Reading(typed, doubts=tuple(dict.fromkeys(doubts)), words=typed)
    words = schedules_words([schedule.row() for schedule in schedules])
    return Reading(typed, tuple(schedules), words=words)


def _read(typed: str, today: date) -> tuple[list[ReadSchedule], list[str]]:
    parts = read_parts(Cursor(tokens_of(typed), typed), today)
    doubts = [part.words for part in parts if isinstance(part, Doubt)]
    groups, unplaced = grouped(parts)
    if doubts:
        return [], doubts
    if unplaced:
        return [], unplaced
    try:
        schedules = built(groups, today)
    except Unclear as unclear:
        return [], [str(unclear)]
    if len(schedules) > MOST_SCHEDULES:
        return [], ["There are more times here than we can keep apart."]
    return schedules, []
