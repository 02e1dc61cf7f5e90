"""What is proposed where somebody is not reached."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework import queries
from lily.casework.actions.cases import log_contact, withdraw_contact
from lily.casework.actions.closing import reopen_case
from lily.casework.choices import ContactOutcome, ContactWrong
from lily.casework.models import Case
from lily.casework.reaching import NextStep, propose_step
from tests.factories.casework import close, make_case, make_team

SPOKE, NO_ANSWER, LEFT_WORD, WRONG = (
    ContactOutcome.SPOKE,
    ContactOutcome.NO_ANSWER,
    ContactOutcome.LEFT_WORD,
    ContactOutcome.WRONG_NUMBER,
)


def _propose(session: Session, case: Case) -> NextStep | None:
    return propose_step(case, [each for each, _ in queries.list_contacts(session, case)])


def _log(session: Session, case: Case, *outcomes: ContactOutcome) -> None:
    for ago, outcome in enumerate(outcomes):
        with clock.moved_to(clock.now() + timedelta(seconds=ago)):
            log_contact(session, case, outcome, by=SYSTEM)


@pytest.mark.parametrize(
    ("outcomes", "step"),
    [
        ((), None),
        ((NO_ANSWER, NO_ANSWER), None),
        ((NO_ANSWER, NO_ANSWER, NO_ANSWER), NextStep.WRITE_OR_CLOSE),
        ((NO_ANSWER, LEFT_WORD, NO_ANSWER), NextStep.WRITE_OR_CLOSE),
        ((NO_ANSWER, NO_ANSWER, SPOKE, NO_ANSWER), None),
        ((NO_ANSWER, NO_ANSWER, NO_ANSWER, SPOKE), None),
        ((WRONG,), NextStep.FIND_NUMBER),
        ((NO_ANSWER, NO_ANSWER, NO_ANSWER, WRONG), NextStep.FIND_NUMBER),
        ((WRONG, NO_ANSWER), None),
    ],
)
def test_what_came_of_the_last_calls_proposes_a_step(
    session: Session, outcomes: tuple[ContactOutcome, ...], step: NextStep | None
) -> None:
    case = make_case(session, make_team(session))
    _log(session, case, *outcomes)
    assert _propose(session, case) is step


def test_what_was_withdrawn_proposes_nothing(session: Session) -> None:
    case = make_case(session, make_team(session))
    contact = log_contact(session, case, WRONG, by=SYSTEM)
    withdraw_contact(session, case, contact, ContactWrong.NOT_SO, by=SYSTEM)
    assert _propose(session, case) is None


def test_a_case_that_is_opened_again_begins_anew(session: Session) -> None:
    with clock.moved_to(clock.now() - timedelta(days=30)):
        case = make_case(session, make_team(session))
        _log(session, case, NO_ANSWER, NO_ANSWER, NO_ANSWER)
        close(session, case)
        assert _propose(session, case) is None, "It is closed"
    reopen_case(session, case, by=SYSTEM)
    assert _propose(session, case) is None
