"""What to try next where somebody is not reached: proposed in words, never done by itself."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import takewhile

from lily import clock
from lily.casework.choices import CaseState, ContactOutcome
from lily.casework.models import Case, CaseContact

ENOUGH_CALLS = 3
"""After so many in a row that reached nobody, a letter or an end is proposed."""
UNANSWERED = frozenset({ContactOutcome.NO_ANSWER, ContactOutcome.LEFT_WORD})


class NextStep(StrEnum):
    """What is proposed."""

    FIND_NUMBER = "find_number"
    WRITE_OR_CLOSE = "write_or_close"


def propose_step(case: Case, contacts: Sequence[CaseContact]) -> NextStep | None:
    """Return what to try next on a case, or None where ringing goes on.

    `contacts` are those that stand, the latest first; those from before the case was opened last
    do not count.
    """
    if case.state is CaseState.CLOSED:
        return None
    since = case.reopened_on or case.opened_on
    now = [each for each in contacts if each.made_at.astimezone(clock.UK).date() >= since]
    if now and now[0].outcome is ContactOutcome.WRONG_NUMBER:
        return NextStep.FIND_NUMBER
    tries = list(takewhile(lambda each: each.outcome in UNANSWERED, now))
    return NextStep.WRITE_OR_CLOSE if len(tries) >= ENOUGH_CALLS else None
