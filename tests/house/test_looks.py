"""Every page of a person: another team's is not there, and a look at it is written down."""

from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select
from werkzeug.routing import Rule

from lily import clock
from lily.accounts import teams
from lily.accounts.actions import set_roles
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.app import create_app
from lily.audit.actors import SYSTEM, Actor
from lily.casework.actions.cases import log_contact
from lily.casework.actions.escalations import Told, record_escalation
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.notes import write_note
from lily.casework.actions.readings import take_reading
from lily.casework.choices import (
    ContactOutcome,
    EscalatedHow,
    EscalatedTo,
    FlagKind,
    NoteLayer,
    ReadingHow,
    Route,
)
from lily.casework.models import Case, RecordView
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.measures import get_measure
from lily.config import Config
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import make_case, make_team, refer
from tests.factories.directory import make_service
from tests.factories.onward import refer_on
from tests.pages import Page

OF_A_PERSON = {"case_id", "referral_id"}
NO_LOOK = {
    "casework.list_views": "it shows who looked, and nothing of the person but a name",
    "casework.list_referral_views": "it shows who looked, and nothing of the person",
}
"""Pages of a person that leave no row, with the reason."""


def _rules() -> list[Rule]:
    """Return the addresses that name a case or a referral."""
    app = create_app(
        Config(data_dir="/nowhere", secret_key="only for tests"), sa.create_engine("sqlite://")
    )
    return [rule for rule in app.url_map.iter_rules() if rule.arguments & OF_A_PERSON]


def _named(rule: Rule) -> str:
    return f"{rule.endpoint} {'/'.join(sorted(rule.arguments))}"


class Office(NamedTuple):
    """Somebody with every role of casework, signed in; and what the addresses of a case hold."""

    account: Account
    parts: dict[str, str]


def _worker(client: HouseClient, session: Session) -> Account:
    account = make_account(session, Role.TEAM_LEADER)
    roles = {Role.TEAM_LEADER, Role.LINK_WORKER, Role.SAFEGUARDING_LEAD}
    set_roles(session, account, roles, by=SYSTEM)
    session.commit()
    sign_in(client, session, account)
    return account


def _parts(session: Session, case: Case, account: Account) -> dict[str, str]:
    """Let a case have one of everything; return by what the addresses name it."""
    by, team = Actor(account.id), teams.get_team(session, case.team_id)
    warned = Warned(FlagKind.SAFEGUARDING, "She sings.", clock.today())
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "She sings.")
    measure = get_measure(session, "ons4", team_id=team.id)
    answers = {scale.key: 7 for scale in measure.scales}
    how, today = ReadingHow.PHONE, clock.today()
    reading = take_reading(session, case, measure, answers, read_on=today, how=how, by=by)
    plan_follow_ups(session, case, None, today, by=by)
    service = make_service(session)
    made: dict[str, object] = {
        "case_id": case.id,
        "referral_id": refer(session, team).id,
        "flag_id": raise_flag(session, case, warned, by=by).id,
        "escalation_id": record_escalation(session, case, told, by=by).id,
        "note_id": write_note(session, case, NoteLayer.RECORD, "Tea.", by=by).id,
        "reading_id": reading.id,
        "follow_up_id": list_follow_ups(session, case.id)[0].id,
        "onward_id": refer_on(session, case, service).id,
        "contact_id": log_contact(session, case, ContactOutcome.SPOKE, by=by).id,
        "other_id": make_case(session, team).id,
        "slug": service.slug,
        "route": Route.GP,
        "measure_key": "ons4",
    }
    return {name: str(value) for name, value in made.items()}


def _address(app: Flask, rule: Rule, parts: dict[str, str]) -> str:
    adapter = app.url_map.bind("localhost")
    values = {
        name: UUID(parts.get(name) or str(uuid4()))
        if rule._converters[name].__class__.__name__ == "UUIDConverter"
        else parts[name]
        for name in rule.arguments
    }
    return str(adapter.build(rule.endpoint, values))


@pytest.fixture
def office(client: HouseClient, session: Session) -> Office:
    """Return an office whose team has a case with one of everything."""
    account = _worker(client, session)
    case = make_case(session, make_team(session, "Coast", account), account)
    parts = _parts(session, case, account)
    session.commit()
    return Office(account, parts)


PAGES = [rule for rule in _rules() if "GET" in (rule.methods or set())]


@pytest.mark.parametrize("rule", PAGES, ids=_named)
def test_a_look_at_a_person_is_written_down(
    app: Flask, client: HouseClient, session: Session, office: Office, rule: Rule
) -> None:
    answer = client.get(_address(app, rule, office.parts))
    assert answer.status_code == 200
    seen = {str(each.record_id) for each in session.exec(select(RecordView)).all()}
    whose = {office.parts[name] for name in rule.arguments & OF_A_PERSON}
    if rule.endpoint in NO_LOOK:
        assert not seen, f"Take it out of NO_LOOK: {rule.endpoint}"
    else:
        assert seen >= whose, rule.endpoint


@pytest.mark.parametrize("rule", _rules(), ids=_named)
def test_a_person_of_another_team_is_not_there(
    app: Flask, client: HouseClient, session: Session, office: Office, rule: Rule
) -> None:
    stranger = _worker(client, session)
    make_team(session, "Fens", stranger)
    session.commit()
    client.get("/account")
    token = Page(client.tree).field("csrf_token").get("value", "")
    address = _address(app, rule, office.parts)
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        answer = client.open(address, method=method, data={"csrf_token": token})
        assert answer.status_code == 404, method
    looks = session.exec(select(RecordView).where(RecordView.account_id == stranger.id)).all()
    assert looks == []
