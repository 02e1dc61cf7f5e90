"""Referrals in: made, matched, accepted, declined; and nothing of a person where it must not be."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.cases import assign_case, log_contact, next_call_after
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.referrals import (
    Asked,
    accept_referral,
    decline_referral,
    make_referral,
)
from lily.casework.choices import (
    ContactOutcome,
    DeclineReason,
    KeyKind,
    Nation,
    ReferralState,
    ReferrerKind,
)
from lily.casework.details import ReferrerDetails
from lily.casework.models import Case, Client, Referral
from lily.casework.policies import look_by
from lily.casework.working_days import after_working_days
from lily.errors import Invalid, NotFound, Refused
from lily.post.models import Message
from tests.factories.accounts import make_account
from tests.factories.casework import close, make_case, make_person, make_team, refer


def test_it_waits_for_the_team_and_tells_the_referrer_nothing_of_the_person(
    session: Session,
) -> None:
    team = make_team(session)
    referral = refer(session, team)
    session.commit()
    assert queries.list_new_referrals(session, teams={team.id}) == [referral]
    [message] = session.exec(select(Message))
    assert message.recipient == "surgery@example.org"
    assert json.loads(message.fields) == {"link": f"/referral-status/{referral.token}"}
    assert queries.find_referral_by_token(session, referral.token) == referral
    with pytest.raises(NotFound):
        queries.find_referral_by_token(session, referral.token[:-1])


def test_the_urgent_come_first_and_then_the_oldest(session: Session) -> None:
    team = make_team(session)
    made = [refer(session, team, is_urgent=each) for each in (False, False, True)]
    listed = queries.list_new_referrals(session, teams={team.id})
    assert [each.id for each in listed] == [made[2].id, made[0].id, made[1].id]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"first_name": "", "last_name": ""}, "name"),
        ({"birth_on": date(2090, 1, 1)}, "birth_on"),
        ({"birth_on": date(1850, 1, 1)}, "birth_on"),
        ({"phone": "12"}, "phone"),
        ({"nhs_number": "999 000 0019"}, "nhs_number"),
        ({"nhs_number": "12"}, "nhs_number"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, person: dict[str, Any], field: str
) -> None:
    team = make_team(session)
    with pytest.raises(Invalid) as refusal:
        refer(session, team, **person)
    assert refusal.value.field == field


@pytest.mark.parametrize("reason", ["", "   ", "x" * 3001])
def test_a_reason_is_needed_and_has_an_end(session: Session, reason: str) -> None:
    asked = Asked(ReferrerKind.SELF, reason)
    team = make_team(session)
    with pytest.raises(Invalid, match=r"Say in|Use at most"):
        make_referral(session, team, make_person(), ReferrerDetails(), asked, by=PUBLIC)


def test_accepting_opens_a_case_of_a_new_person_with_a_first_call(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        worker = make_account(session, Role.LINK_WORKER)
        team = make_team(session, "Coast", worker)
        referral = refer(session, team, nhs_number="9990000018")
        case = accept_referral(session, referral, by=Actor(worker.id), worker_id=worker.id)
        session.commit()
        session.expire_all()
        client = session.get_one(Client, case.client_id)
        assert (client.first_name, client.birth_on) == ("Winifred", "1941-03-27")
        assert client.nhs_number == "999 000 0018"
        assert case.next_call_on == after_working_days(clock.today(), 2)
        assert (referral.state, referral.case_id) == (ReferralState.ACCEPTED, case.id)
        assert queries.list_new_referrals(session, teams={team.id}) == []


def test_an_urgent_one_is_rung_at_once(session: Session) -> None:
    team = make_team(session)
    case = accept_referral(session, refer(session, team, is_urgent=True), by=SYSTEM)
    assert case.next_call_on == after_working_days(clock.today(), 0)


@pytest.mark.parametrize(
    ("again", "by"),
    [
        ({}, (KeyKind.NAME_AND_BIRTH, KeyKind.PHONE)),
        ({"first_name": "WINIFRED", "phone": ""}, (KeyKind.NAME_AND_BIRTH,)),
        ({"last_name": "Other", "phone": "01632960555"}, (KeyKind.PHONE,)),
        ({"last_name": "Other", "phone": "01632 960556"}, ()),
        ({"birth_on": None, "phone": ""}, ()),
    ],
)
def test_somebody_who_is_known_is_shown_before_a_person_is_made(
    session: Session, again: dict[str, Any], by: tuple[KeyKind, ...]
) -> None:
    team = make_team(session)
    known = make_case(session, team)
    referral = refer(session, team, **again)
    likely = queries.list_likely(session, referral, teams={team.id})
    assert [each.by for each in likely] == ([by] if by else [])
    assert all(each.client.id == known.client_id for each in likely)


def test_a_person_of_another_team_is_never_shown(session: Session) -> None:
    make_case(session, make_team(session, "Fens"))
    team = make_team(session)
    assert queries.list_likely(session, refer(session, team), teams={team.id}) == []


def test_somebody_who_is_known_gets_another_case_and_is_one_person(session: Session) -> None:
    team = make_team(session)
    first = make_case(session, team)
    client = session.get_one(Client, first.client_id)
    second = accept_referral(session, refer(session, team), by=SYSTEM, client=client)
    assert second.client_id == first.client_id
    assert len(session.exec(select(Client)).all()) == 1


def test_of_two_who_accept_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        made = refer(session, make_team(session)).id
        session.commit()
    with Session(any_engine, expire_on_commit=False) as one, Session(any_engine) as other:
        first, second = one.get_one(Referral, made), other.get_one(Referral, made)
        other.commit()
        other.refresh(second)
        other.expunge(second)
        other.commit()
        accept_referral(one, first, by=SYSTEM)
        one.commit()
        assert second.state is ReferralState.RECEIVED
        other.add(second)
        with pytest.raises(Refused):
            accept_referral(other, second, by=SYSTEM)
    with Session(any_engine) as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_a_referral_that_is_declined_tells_why_behind_the_link_alone(session: Session) -> None:
    referral = refer(session, make_team(session))
    words = "Ring the carers' centre."
    decline_referral(session, referral, DeclineReason.OTHER_HELP, words, by=SYSTEM)
    messages = session.exec(select(Message)).all()
    assert {each.template for each in messages} == {"referral-received", "referral-declined"}
    assert all(set(json.loads(each.fields)) == {"link"} for each in messages)
    assert referral.decline_words == words


def test_whoever_referred_hears_of_each_piece_of_news_once(session: Session) -> None:
    case = make_case(session, make_team(session))
    close(session, case)
    reopen_case(session, case, by=SYSTEM)
    close(session, case)
    messages = session.exec(select(Message).where(Message.template == "referral-news")).all()
    assert len(messages) == 2, "It was taken, and it is finished: on one day that is said once"
    assert {each.recipient for each in messages} == {"surgery@example.org"}
    assert all(set(json.loads(each.fields)) == {"link"} for each in messages)
    assert not any("Canary" in each.fields for each in messages)


def test_whoever_gave_no_address_gets_no_letter(session: Session) -> None:
    asked = Asked(ReferrerKind.SELF, "Company.")
    team = make_team(session)
    made = make_referral(session, team, make_person(), ReferrerDetails(), asked, by=PUBLIC)
    close(session, accept_referral(session, made, by=SYSTEM))
    assert session.exec(select(Message)).all() == []


def test_of_an_urgent_referral_the_team_gets_a_letter_that_tells_of_nobody(
    session: Session,
) -> None:
    worker, leader, lead = (
        make_account(session, role)
        for role in (Role.LINK_WORKER, Role.TEAM_LEADER, Role.SAFEGUARDING_LEAD)
    )
    make_team(session, "Fens", make_account(session, Role.LINK_WORKER))
    team = make_team(session, "Coast", worker, leader, lead)
    refer(session, team)
    referral = refer(session, team, is_urgent=True)
    letters = session.exec(select(Message).where(Message.template == "referral-urgent")).all()
    assert {each.recipient for each in letters} == {worker.email, leader.email}
    for each in letters:
        assert json.loads(each.fields) == {"link": f"/cases/referrals/{referral.id}"}
    asked = Asked(ReferrerKind.PHONE_LINE, "Company.", is_urgent=True)
    by = Actor(worker.id)
    mine = make_referral(session, team, make_person(), ReferrerDetails(), asked, by=by)
    told = session.exec(select(Message).where(Message.about_id == mine.id)).all()
    assert {each.recipient for each in told} == {leader.email}, "Not to whoever made it"


@pytest.mark.parametrize(
    ("came", "is_urgent", "nation", "by"),
    [
        ("2026-11-26T10:00", False, Nation.ENGLAND, "2026-11-30"),
        ("2026-11-26T10:00", True, Nation.ENGLAND, "2026-11-27"),
        ("2026-11-28T10:00", False, Nation.ENGLAND, "2026-12-01"),
        ("2026-11-27T10:00", False, Nation.ENGLAND, "2026-12-01"),
        ("2026-11-27T10:00", False, Nation.SCOTLAND, "2026-12-02"),
        ("2026-07-01T23:30", True, Nation.ENGLAND, "2026-07-03"),
    ],
)
def test_a_referral_is_looked_at_within_working_days_of_the_nation(
    session: Session, came: str, is_urgent: bool, nation: Nation, by: str
) -> None:
    referral = refer(session, make_team(session), is_urgent=is_urgent)
    referral.made_at = datetime.fromisoformat(came).replace(tzinfo=UTC)
    assert look_by(referral, nation) == date.fromisoformat(by)


def test_only_somebody_of_the_team_can_help(session: Session) -> None:
    team, stranger = make_team(session), make_account(session, Role.LINK_WORKER)
    with pytest.raises(Refused, match="of this team"):
        accept_referral(session, refer(session, team), by=SYSTEM, worker_id=stranger.id)
    case = make_case(session, team)
    with pytest.raises(Refused, match="of this team"):
        assign_case(session, case, stranger.id, by=SYSTEM)


@pytest.mark.parametrize(
    ("outcome", "days"),
    [
        (ContactOutcome.SPOKE, None),
        (ContactOutcome.NO_ANSWER, 2),
        (ContactOutcome.LEFT_WORD, 3),
        (ContactOutcome.WRONG_NUMBER, None),
    ],
)
def test_what_came_of_a_call_proposes_the_next(outcome: ContactOutcome, days: int | None) -> None:
    wanted = None if days is None else after_working_days(clock.today(), days)
    assert next_call_after(outcome) == wanted


def test_a_contact_is_kept_and_plans_the_next_call(session: Session) -> None:
    case = make_case(session, make_team(session))
    then = clock.today() + timedelta(days=3)
    log_contact(
        session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She will come.", next_call_on=then
    )
    assert case.next_call_on == then
    [(contact, _)] = queries.list_contacts(session, case)
    assert (contact.note, contact.outcome) == ("She will come.", ContactOutcome.SPOKE)
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid, match="has passed"):
        log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, next_call_on=yesterday)


def test_what_is_another_teams_is_not_found(session: Session) -> None:
    team, other = make_team(session), make_team(session, "Fens")
    referral, case = refer(session, team), make_case(session, team)
    asked: list[tuple[Any, Any]] = [
        (queries.get_referral, referral.id),
        (queries.get_case, case.id),
        (queries.get_client, case.client_id),
    ]
    for get, made in asked:
        assert get(session, made, teams={team.id})
        for teams in ({other.id}, set()):
            with pytest.raises(NotFound):
                get(session, made, teams=teams)
    assert queries.list_cases(session, teams={other.id}) == []


def test_nothing_that_tells_who_it_is_stands_in_the_database_in_plain(engine: sa.Engine) -> None:
    told = ("Winifred", "Canary", "960555", "1941-03", "Lonely", "Sedge", "999 000", "She sings")
    with Session(engine) as session:
        case = make_case(session, make_team(session), nhs_number="9990000018")
        log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She sings.")
        session.commit()
        events = session.exec(select(AuditEvent)).all()
        assert find_break(session) is None
        assert not any(word in event.changes for event in events for word in told)
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        dump = "\n".join(raw.iterdump())
    assert [word for word in told if word in dump] == []


def test_the_name_of_whoever_helps_stands_beside_the_case(session: Session) -> None:
    worker = make_account(session, Role.LINK_WORKER, name="Ruth Breck")
    team = make_team(session, "Coast", worker)
    case = make_case(session, team, worker)
    assert queries.get_case(session, case.id, teams={team.id}).worker == "Ruth Breck"
