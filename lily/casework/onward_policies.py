"""What may be said of an onward referral now, by whom, and why not."""

from dataclasses import dataclass
from datetime import date

from lily import clock
from lily.casework.choices import NotTaken, OnwardKind, OnwardState, SaidBy
from lily.casework.models import OnwardReferral
from lily.casework.states import ONWARD
from lily.errors import Invalid

_ANSWERS = frozenset(
    {
        OnwardState.ACCEPTED,
        OnwardState.WAITING,
        OnwardState.DECLINED,
        OnwardState.BOOKED,
        OnwardState.ATTENDED,
        OnwardState.NOT_ATTENDED,
        OnwardState.FINISHED,
    }
)
MAY_SAY: dict[SaidBy, frozenset[OnwardState]] = {
    SaidBy.PROVIDER: _ANSWERS | {OnwardState.SEEN},
    SaidBy.PHONE: _ANSWERS,
    SaidBy.PERSON: frozenset(
        {
            OnwardState.BOOKED,
            OnwardState.ATTENDED,
            OnwardState.NOT_ATTENDED,
            OnwardState.FINISHED,
            OnwardState.STOPPED,
        }
    ),
    SaidBy.TEAM: frozenset({OnwardState.SENT, OnwardState.STOPPED, OnwardState.WITHDRAWN}),
    SaidBy.LILY: frozenset({OnwardState.NO_REPLY}),
}
"""Who can know what."""

SERVICE_SAYS = frozenset({SaidBy.PROVIDER, SaidBy.PHONE})
"""Who speaks for a service, at its inbox or on the telephone."""

NEEDS_REASON = frozenset({OnwardState.DECLINED, OnwardState.STOPPED})
MOST_WEEKS = 104
HOW_MANY_WEEKS = f"Say how many weeks, from 1 to {MOST_WEEKS}."
LONGEST_WORDS = 2000


def why_not_move(onward: OnwardReferral, state: OnwardState, said_by: SaidBy) -> str | None:
    """Return why an onward referral cannot be brought to a state by somebody, or None."""
    if state not in MAY_SAY[said_by]:
        return "That is not yours to say. Choose another answer."
    if onward.kind is OnwardKind.SIGNPOSTED and said_by in (SaidBy.PROVIDER, SaidBy.PHONE):
        return "They were told where to go themselves, so nobody answers for them."
    if state in ONWARD[onward.state]:
        return None
    if not ONWARD[onward.state]:
        return "This has come to an end. Send them on again if it is wanted."
    return "That cannot follow on where it stands now. Look at it again."


def moves_of(onward: OnwardReferral, said_by: SaidBy) -> list[OnwardState]:
    """Return what somebody can say of an onward referral now, in the order of the states."""
    return [state for state in OnwardState if why_not_move(onward, state, said_by) is None]


@dataclass(frozen=True)
class Answer:
    """What somebody says of an onward referral: `until` is a day until which a service is full."""

    state: OnwardState
    words: str = ""
    weeks: int | None = None
    not_taken: NotTaken | None = None
    until: date | None = None

    def check(self) -> None:
        """Raise Invalid, with the field, for an answer that is not whole."""
        if self.state is OnwardState.WAITING and not 1 <= (self.weeks or 0) <= MOST_WEEKS:
            raise Invalid("weeks", HOW_MANY_WEEKS)
        if self.state in NEEDS_REASON and self.not_taken is None:
            raise Invalid("not_taken", "Choose why. Then somebody can look for something better.")
        if len(self.words) > LONGEST_WORDS:
            raise Invalid("words", f"Use at most {LONGEST_WORDS:,} characters.")
        if self.until and self.until < clock.today():
            raise Invalid("until", "This day has passed. Choose a later one, or none.")
