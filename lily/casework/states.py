"""The lives of casework: which state may follow which. Drawn in docs/reference/states.md."""

from lily.casework.choices import CaseState, ReferralState

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
