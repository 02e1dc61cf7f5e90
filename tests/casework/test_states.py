"""The whole of each table of states: every move is made by its action, or refused in words."""

import itertools
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlmodel import Session

from lily.audit.actors import SYSTEM
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.onward import answer_onward, fall_silent
from lily.casework.actions.referrals import accept_referral, decline_referral
from lily.casework.choices import (
    CaseState,
    DeclineReason,
    NotTaken,
    OnwardKind,
    OnwardState,
    ReferralState,
    SaidBy,
)
from lily.casework.models import Case, OnwardReferral
from lily.casework.onward_policies import MAY_SAY, Answer, moves_of, why_not_move
from lily.casework.states import CASE, ONWARD, REFERRAL
from lily.directory.models import Service
from lily.errors import Refused
from tests.factories.casework import close, make_case, make_team, refer
from tests.factories.directory import make_service
from tests.factories.onward import agree, draft, send

A_REASON = r"[A-Z][a-z]+( \S+)+.*[.]$"
"""A sentence that somebody can act on."""

REFERRAL_ACTIONS: dict[ReferralState, Callable[..., object]] = {
    ReferralState.ACCEPTED: lambda session, one: accept_referral(session, one, by=SYSTEM),
    ReferralState.DECLINED: lambda session, one: decline_referral(
        session, one, DeclineReason.OUT_OF_AREA, "", by=SYSTEM
    ),
}
CASE_ACTIONS: dict[CaseState, Callable[..., object]] = {
    CaseState.CLOSED: close,
    CaseState.OPEN: lambda session, case: reopen_case(session, case, by=SYSTEM),
}


def path_to(state: Any, first: Any, moves: Mapping[Any, Any]) -> list[Any]:
    """Return the shortest way from the first state to another, without the first."""
    waiting: deque[list[Any]] = deque([[first]])
    while waiting:
        path = waiting.popleft()
        if path[-1] is state:
            return path[1:]
        waiting.extend([*path, after] for after in sorted(moves[path[-1]]) if after not in path)
    pytest.fail(f"No way leads to {state}")


@pytest.mark.parametrize(
    ("states", "moves"), [(ReferralState, REFERRAL), (CaseState, CASE), (OnwardState, ONWARD)]
)
def test_a_table_has_every_state_and_leads_to_none_beside_it(states: Any, moves: Any) -> None:
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)
    assert not any(state in after for state, after in moves.items()), "A move leads elsewhere"


def test_nothing_leads_back_to_where_a_life_begins() -> None:
    for moves, first in ((REFERRAL, ReferralState.RECEIVED), (ONWARD, OnwardState.DRAFTED)):
        assert not any(first in after for after in moves.values())
    assert set(REFERRAL_ACTIONS) == set(ReferralState) - {ReferralState.RECEIVED}


@pytest.mark.parametrize(
    ("before", "after"), list(itertools.product(ReferralState, REFERRAL_ACTIONS))
)
def test_a_referral_moves_as_its_table_says(
    session: Session, before: ReferralState, after: ReferralState
) -> None:
    referral = refer(session, make_team(session))
    for state in path_to(before, ReferralState.RECEIVED, REFERRAL):
        REFERRAL_ACTIONS[state](session, referral)
    assert referral.state is before
    if after in REFERRAL[before]:
        REFERRAL_ACTIONS[after](session, referral)
        assert referral.state is after
    else:
        with pytest.raises(Refused, match=A_REASON) as refused:
            REFERRAL_ACTIONS[after](session, referral)
        assert f"has {before} this referral already" in str(refused.value)
        assert referral.state is before


@pytest.mark.parametrize(("before", "after"), list(itertools.product(CaseState, CaseState)))
def test_a_case_moves_as_its_table_says(
    session: Session, before: CaseState, after: CaseState
) -> None:
    case = make_case(session, make_team(session))
    for state in path_to(before, CaseState.OPEN, CASE):
        CASE_ACTIONS[state](session, case)
    assert case.state is before
    if after in CASE[before]:
        CASE_ACTIONS[after](session, case)
        assert case.state is after
    else:
        with pytest.raises(Refused, match=A_REASON):
            CASE_ACTIONS[after](session, case)
        assert case.state is before


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


@pytest.fixture
def service(session: Session, case: Case) -> Service:
    """Return a service that the person agrees to be sent to."""
    made = make_service(session)
    agree(session, case, made)
    return made


class Onward:
    """Moves onward referrals of one case by the actions that the pages use."""

    def __init__(self, session: Session, case: Case, service: Service) -> None:
        self.session, self.case, self.service = session, case, service

    def begin(self, state: OnwardState, kind: OnwardKind = OnwardKind.REFERRED) -> OnwardReferral:
        """Return one that came to a state by moves that its table allows."""
        onward = draft(self.session, self.case, self.service, kind)
        for each in path_to(state, OnwardState.DRAFTED, ONWARD):
            self.move(onward, each, next(who for who in MAY_SAY if each in MAY_SAY[who]))
        assert onward.state is state
        return onward

    def move(self, onward: OnwardReferral, state: OnwardState, said_by: SaidBy) -> None:
        """Bring one to a state, as somebody says."""
        if (state, said_by) == (OnwardState.SENT, SaidBy.TEAM):
            send(self.session, self.case, onward, self.service)
        elif (state, said_by) == (OnwardState.NO_REPLY, SaidBy.LILY):
            fall_silent(self.session, onward, "Nobody answered.", by=SYSTEM)
        else:
            answer = Answer(state, weeks=3, not_taken=NotTaken.OTHER)
            answer_onward(self.session, onward, self.service, answer, said_by, by=SYSTEM)


@pytest.mark.parametrize("before", OnwardState)
@pytest.mark.parametrize("said_by", SaidBy)
def test_an_onward_referral_moves_as_its_table_says(
    session: Session, case: Case, service: Service, before: OnwardState, said_by: SaidBy
) -> None:
    onwards = Onward(session, case, service)
    onward = onwards.begin(before)
    for after in OnwardState:
        is_legal = after in ONWARD[before] and after in MAY_SAY[said_by]
        assert (why_not_move(onward, after, said_by) is None) == is_legal, after
        assert (after in moves_of(onward, said_by)) == is_legal, after
        if is_legal:
            onwards.move(onward, after, said_by)
            assert onward.state is after
            onward = onwards.begin(before)
        else:
            with pytest.raises(Refused, match=A_REASON):
                onwards.move(onward, after, said_by)
            assert onward.state is before, after


@pytest.mark.parametrize(
    ("said_by", "after"), list(itertools.product((SaidBy.PROVIDER, SaidBy.PHONE), OnwardState))
)
def test_no_service_answers_for_somebody_who_was_told_where_to_go(
    session: Session, case: Case, service: Service, said_by: SaidBy, after: OnwardState
) -> None:
    onwards = Onward(session, case, service)
    onward = onwards.begin(OnwardState.SENT, OnwardKind.SIGNPOSTED)
    with pytest.raises(Refused, match=A_REASON):
        onwards.move(onward, after, said_by)
    assert onward.state is OnwardState.SENT


def test_every_state_but_the_ends_can_be_called_off_by_the_team() -> None:
    """Whatever was sent can be taken back, until it came to an end."""
    ways_out = {OnwardState.STOPPED, OnwardState.WITHDRAWN}
    for state, after in ONWARD.items():
        assert not after or after & ways_out, state
