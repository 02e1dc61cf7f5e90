"""The lives of casework: which state may follow which. Drawn in docs/reference/states.md."""

from lily.casework.choices import CaseState, OnwardState, ReferralState

REFERRAL: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.RECEIVED: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED}),
    ReferralState.ACCEPTED: frozenset(),
    ReferralState.DECLINED: frozenset(),
}
"""The states of a referral in, and those that each may go to."""

CASE: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.OPEN}),
}
"""The states of a case, and those that each may go to."""

_OPEN_TO_ANSWER = {
    OnwardState.ACCEPTED,
    OnwardState.WAITING,
    OnwardState.DECLINED,
    OnwardState.BOOKED,
}
_CALLED_OFF = {OnwardState.STOPPED, OnwardState.WITHDRAWN}

ONWARD: dict[OnwardState, frozenset[OnwardState]] = {
    OnwardState.DRAFTED: frozenset({OnwardState.SENT, OnwardState.WITHDRAWN}),
    OnwardState.SENT: frozenset(
        {
            *_OPEN_TO_ANSWER,
            *_CALLED_OFF,
            OnwardState.SEEN,
            OnwardState.NO_REPLY,
            OnwardState.ATTENDED,
            OnwardState.NOT_ATTENDED,
        }
    ),
    OnwardState.SEEN: frozenset(
        {*_OPEN_TO_ANSWER, *_CALLED_OFF, OnwardState.NO_REPLY, OnwardState.ATTENDED}
    ),
    OnwardState.NO_REPLY: frozenset(
        {*_OPEN_TO_ANSWER, *_CALLED_OFF, OnwardState.SEEN, OnwardState.ATTENDED}
    ),
    OnwardState.WAITING: frozenset(
        {
            *_CALLED_OFF,
            OnwardState.ACCEPTED,
            OnwardState.BOOKED,
            OnwardState.DECLINED,
            OnwardState.ATTENDED,
        }
    ),
    OnwardState.ACCEPTED: frozenset(
        {
            *_CALLED_OFF,
            OnwardState.WAITING,
            OnwardState.BOOKED,
            OnwardState.DECLINED,
            OnwardState.ATTENDED,
            OnwardState.NOT_ATTENDED,
            OnwardState.FINISHED,
        }
    ),
    OnwardState.BOOKED: frozenset(
        {
            *_CALLED_OFF,
            OnwardState.DECLINED,
            OnwardState.ATTENDED,
            OnwardState.NOT_ATTENDED,
            OnwardState.FINISHED,
        }
    ),
    OnwardState.ATTENDED: frozenset({OnwardState.FINISHED, OnwardState.STOPPED}),
    OnwardState.NOT_ATTENDED: frozenset({*_CALLED_OFF, OnwardState.BOOKED, OnwardState.ATTENDED}),
    OnwardState.DECLINED: frozenset(),
    OnwardState.FINISHED: frozenset(),
    OnwardState.STOPPED: frozenset(),
    OnwardState.WITHDRAWN: frozenset(),
}
"""The states of an onward referral, and those that each may go to."""
