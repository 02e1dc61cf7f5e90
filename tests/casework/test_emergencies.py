"""A record is opened in an emergency: for a reason, for an hour, told at once, and signed off."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework.actions.emergencies import NOBODY, SEEN, open_in_emergency, sign_off
from lily.casework.details import PersonDetails
from lily.casework.models import Case, EmergencyLook
from lily.casework.queries.emergencies import count_overdue_looks, list_looks
from lily.casework.sight import sight_of, whole_sight
from lily.errors import Invalid, Refused
from lily.post.models import Message
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team

WHY = "She rang and did not answer again."


class Scene(NamedTuple):
    """A worker of one team, and somebody whom another team helps."""

    worker: Account
    leader: Account
    team: Team
    case: Case


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a worker, and a case of another team."""
    worker = make_account(session, Role.LINK_WORKER)
    leader = make_account(session, Role.TEAM_LEADER, email="leader@example.org")
    make_team(session, "Coast", worker)
    team = make_team(session, "Fens", leader, make_account(session, Role.LINK_WORKER))
    return Scene(worker, leader, team, make_case(session, team, nhs_number="999 000 0018"))


def _open(session: Session, scene: Scene, why: str = WHY, **told: Any) -> list[EmergencyLook]:
    known = {"first_name": "", "last_name": "", **told}
    sight = sight_of(session, scene.worker.id, [Role.LINK_WORKER])
    by = Actor(scene.worker.id)
    return list(open_in_emergency(session, PersonDetails(**known), why, sight=sight, by=by))


NAMED = {"first_name": "winifred", "last_name": "CANARY", "birth_on": "1941-03-27"}


@pytest.mark.parametrize(
    "told", [NAMED, {"phone": "+44 1632 960555"}, {"nhs_number": "9990000018"}]
)
def test_somebody_is_found_by_what_is_known_exactly(
    session: Session, scene: Scene, told: dict[str, Any]
) -> None:
    [look] = _open(session, scene, **told)
    assert (look.client_id, look.account_id) == (scene.case.client_id, scene.worker.id)
    assert look.ends_at - look.opened_at == timedelta(minutes=60)


@pytest.mark.parametrize(
    "told",
    [
        NAMED | {"birth_on": "1941-03-28"},
        NAMED | {"phone": "01632 960111"},
        {"phone": "01632 960111"},
        {"first_name": "Winifred", "phone": "01632 960111"},
    ],
)
def test_whoever_is_not_known_exactly_is_not_found(
    session: Session, scene: Scene, told: dict[str, Any]
) -> None:
    assert _open(session, scene, **told) == []
    assert session.exec(select(EmergencyLook)).all() == []
    actions = [each.action for each in session.exec(select(AuditEvent))]
    assert actions[-1] == "find_nobody_in_emergency"
    assert NOBODY


@pytest.mark.parametrize("told", [{}, {"first_name": "Winifred", "last_name": "Canary"}])
def test_a_name_alone_is_too_little(session: Session, scene: Scene, told: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="with a date of birth"):
        _open(session, scene, **told)


@pytest.mark.parametrize("why", ["", "   ", "x" * 14, f"{'x' * 14}   ", "x" * 1001])
def test_without_a_reason_nothing_is_opened(session: Session, scene: Scene, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        _open(session, scene, why, **NAMED)
    assert refused.value.field == "reason"
    assert session.exec(select(EmergencyLook)).all() == []


def test_somebody_who_is_seen_anyway_needs_no_emergency(session: Session, scene: Scene) -> None:
    teams.add_member(session, scene.team, scene.worker.id, by=SYSTEM)
    with pytest.raises(Invalid, match=SEEN):
        _open(session, scene, **NAMED)


def test_a_household_that_shares_a_number_is_not_opened_by_it(
    session: Session, scene: Scene
) -> None:
    make_case(session, scene.team, first_name="Albert")
    assert _open(session, scene, phone="01632 960555") == []
    assert len(_open(session, scene, **NAMED, phone="01632 960555")) == 1


def test_somebody_whom_two_teams_help_is_opened_in_both(session: Session, scene: Scene) -> None:
    make_case(session, make_team(session, "Hills"))
    assert len(_open(session, scene, **NAMED)) == 2


def test_whoever_leads_the_team_is_told_at_once_and_not_of_whom(
    session: Session, scene: Scene
) -> None:
    [look] = _open(session, scene, **NAMED)
    [message] = session.exec(select(Message).where(Message.template == "emergency-look")).all()
    assert (message.recipient, look.told) == ("leader@example.org", 1)
    assert "Canary" not in message.fields
    assert str(scene.case.client_id) not in message.fields


def test_a_double_press_makes_one_look(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        worker = make_account(session, Role.LINK_WORKER)
        make_team(session, "Coast", worker)
        team = make_team(session, "Fens", make_account(session, Role.TEAM_LEADER))
        scene = Scene(worker, worker, team, make_case(session, team))
        first = _open(session, scene, **NAMED)
        assert _open(session, scene, **NAMED) == first
        assert (
            len(session.exec(select(Message).where(Message.template == "emergency-look")).all())
            == 1
        )


def test_who_is_in_no_team_opens_nothing(session: Session, scene: Scene) -> None:
    nobody = make_account(session, Role.LINK_WORKER)
    with pytest.raises(Refused, match="in no team"):
        _open(session, scene._replace(worker=nobody), **NAMED)


def test_a_look_is_signed_off_once_by_somebody_else(session: Session, scene: Scene) -> None:
    [look] = _open(session, scene, **NAMED)
    with pytest.raises(Refused, match="somebody else"):
        sign_off(session, look, "It was right.", by=Actor(scene.worker.id))
    with pytest.raises(Invalid, match="what you found"):
        sign_off(session, look, " ", by=Actor(scene.leader.id))
    sign_off(session, look, "It was right.", by=Actor(scene.leader.id))
    assert look.reviewed_by == scene.leader.id
    with pytest.raises(Refused, match="already"):
        sign_off(session, look, "Again.", by=SYSTEM)
    sight = whole_sight([scene.team.id])
    assert list_looks(session, teams=sight) == []
    [listed] = list_looks(session, teams=sight, is_reviewed=True)
    assert (listed.look.id, listed.by, listed.reviewed_by) == (look.id, "Ida Marsh", "Ida Marsh")


def test_of_two_who_sign_off_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        worker = make_account(session, Role.LINK_WORKER)
        make_team(session, "Coast", worker)
        team = make_team(session, "Fens")
        [look] = _open(session, Scene(worker, worker, team, make_case(session, team)), **NAMED)
        session.commit()
        look_id = look.id
    with Session(any_engine) as one, Session(any_engine) as other:
        second = other.get_one(EmergencyLook, look_id)
        other.expunge(second)
        other.commit()
        sign_off(one, one.get_one(EmergencyLook, look_id), "Right.", by=SYSTEM)
        one.commit()
        other.add(second)
        with pytest.raises(Refused):
            sign_off(other, second, "Wrong.", by=SYSTEM)


def test_a_look_that_nobody_signs_off_is_overdue_after_a_week(
    session: Session, scene: Scene
) -> None:
    [look] = _open(session, scene, **NAMED)
    sight, now = whole_sight([scene.team.id]), clock.now()
    assert count_overdue_looks(session, now + timedelta(days=6), teams=sight) == 0
    assert count_overdue_looks(session, now + timedelta(days=8), teams=sight) == 1
    sign_off(session, look, "It was right.", by=Actor(scene.leader.id))
    assert count_overdue_looks(session, now + timedelta(days=8), teams=sight) == 0
    assert list_looks(session, teams=sight_of(session, scene.worker.id, [Role.TEAM_LEADER])) == []


def test_the_audit_and_the_post_hold_nothing_of_the_person(session: Session, scene: Scene) -> None:
    _open(session, scene, **NAMED)
    told = " ".join(
        [each.changes for each in session.exec(select(AuditEvent))]
        + [each.fields for each in session.exec(select(Message))]
    )
    assert [word for word in ("Canary", "answer again", "1941") if word in told] == []
