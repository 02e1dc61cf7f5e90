"""Somebody is sent on to help: nothing is told without agreement, and no silence goes unheard."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.consents import Agreed, record_refusal, withdraw_consent
from lily.casework.actions.drafting import Prescribed, draft_onward
from lily.casework.actions.onward import answer_onward, say_words
from lily.casework.choices import (
    ConsentHow,
    NotTaken,
    OnwardKind,
    OnwardState,
    Piece,
    Purpose,
    Route,
    SaidBy,
)
from lily.casework.models import Case, Client, Consent, OnwardReferral, OnwardStep
from lily.casework.onward_policies import Answer
from lily.casework.queries import onward as reading
from lily.casework.queries import onward_due
from lily.casework.sharing import USUAL, shared_of
from lily.casework.working_days import after_working_days
from lily.directory.models import Organisation, Service
from lily.errors import Invalid, NotFound, Refused
from lily.post.choices import MessageState
from lily.post.models import Message
from tests.factories.casework import close, make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import agree, draft, refer_on, send
from tests.factories.owners import make_member

S = OnwardState
YES = Answer(S.ACCEPTED)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


@pytest.fixture
def service(session: Session) -> Service:
    """Return a service whose organisation answers here."""
    made = make_service(session)
    make_member(session, session.get_one(Organisation, made.organisation_id))
    return made


def _letters(session: Session) -> list[Message]:
    return list(session.exec(select(Message).where(Message.about_kind == "onward_referral")).all())


def test_what_is_told_is_what_was_chosen_word_by_word(
    session: Session, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    assert shared_of(onward) == [
        ("Name", "Winifred Canary"),
        ("Number", "01632 960555"),
        ("Why", "She would like to sing again."),
    ]
    assert onward.state is S.SENT
    assert onward.chase_on == after_working_days(clock.today(), 5)


def test_the_letter_holds_nothing_of_anybody(
    session: Session, case: Case, service: Service
) -> None:
    refer_on(session, case, service)
    [letter] = _letters(session)
    assert letter.state is MessageState.WAITING
    for word in ("Winifred", "Canary", "960555", "sing"):
        assert word not in letter.fields


@pytest.mark.parametrize("kind", [OnwardKind.REFERRED, OnwardKind.ACCOMPANIED, OnwardKind.BUDDY])
def test_nothing_is_told_without_agreement_to_that_very_service(
    session: Session, case: Case, service: Service, kind: OnwardKind
) -> None:
    onward = draft(session, case, service, kind)
    for purpose in (Purpose.TELL_GP, Purpose.EMAIL, Purpose.HOLD_RECORD):
        agree(session, case, purpose=purpose)
    agree(session, case, make_service(session, name="Another club"))
    with pytest.raises(Invalid, match="Ask them"):
        send(session, case, onward, service)
    assert onward.state is S.DRAFTED
    assert _letters(session) == []


def test_what_ran_out_or_was_taken_back_allows_nothing(
    session: Session, case: Case, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    onward = draft(session, case, service)
    agree(session, case, service, expires_on=clock.today())
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=1))
    with pytest.raises(Invalid, match="Ask them"):
        send(session, case, onward, service)
    agree(session, case, service)
    monkeypatch.undo()
    withdraw_consent(session, session.exec(select(Consent)).all()[-1], by=SYSTEM)
    assert all(each.withdrawn_on for each in session.exec(select(Consent)).all())
    with pytest.raises(Invalid, match="Ask them"):
        send(session, case, onward, service)


def test_a_signpost_tells_nothing_and_needs_no_agreement(
    session: Session, case: Case, service: Service
) -> None:
    onward = draft(session, case, service, OnwardKind.SIGNPOSTED)
    send(session, case, onward, service)
    assert (onward.state, onward.shared, onward.chase_on) == (S.SENT, "", None)
    assert _letters(session) == []
    with pytest.raises(Refused, match="nobody answers for them"):
        answer_onward(session, onward, service, YES, SaidBy.PHONE, by=SYSTEM)
    answer_onward(session, onward, service, Answer(S.ATTENDED), SaidBy.PERSON, by=SYSTEM)


@pytest.mark.parametrize(
    ("route", "purpose"),
    [
        (Route.GP, Purpose.TELL_GP),
        (Route.EARLY_HELP, Purpose.TELL_EARLY_HELP),
        (Route.ADULT_SOCIAL_CARE, Purpose.TELL_SOCIAL_CARE),
    ],
)
def test_a_statutory_route_has_an_agreement_of_its_own(
    session: Session, case: Case, route: Route, purpose: Purpose
) -> None:
    onward = draft(session, case, None, OnwardKind.STATUTORY, route=route)
    for other in {Purpose.TELL_GP, Purpose.TELL_EARLY_HELP, Purpose.TELL_SOCIAL_CARE} - {purpose}:
        agree(session, case, purpose=other)
    with pytest.raises(Invalid, match="Ask them"):
        send(session, case, onward)
    agree(session, case, purpose=purpose)
    send(session, case, onward)
    assert onward.state is S.SENT


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reason", {"reason": " "}),
        ("reason", {"reason": "x" * 1001}),
        ("pieces", {"pieces": {Piece.NAME, Piece.REASON}}),
        ("pieces", {"pieces": {Piece.PHONE, Piece.REASON}}),
        ("kind", {"kind": OnwardKind.STATUTORY}),
        ("kind", {"route": Route.GP}),
    ],
)
def test_what_nobody_could_act_on_is_refused(
    session: Session, case: Case, service: Service, field: str, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        draft(session, case, service, **wrong)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("weeks", Answer(S.WAITING)),
        ("weeks", Answer(S.WAITING, weeks=105)),
        ("not_taken", Answer(S.DECLINED)),
        ("words", Answer(S.ACCEPTED, words="x" * 2001)),
        ("until", Answer(S.DECLINED, not_taken=NotTaken.FULL, until=date(2020, 1, 1))),
    ],
)
def test_an_answer_is_whole(
    session: Session, case: Case, service: Service, field: str, answer: Answer
) -> None:
    onward = refer_on(session, case, service)
    with pytest.raises(Invalid) as refused:
        answer_onward(session, onward, service, answer, SaidBy.PROVIDER, by=SYSTEM)
    assert refused.value.field == field


def test_of_two_answers_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        case, service = make_case(session, make_team(session)), make_service(session)
        made, listing = refer_on(session, case, service).id, service.id
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        first, second = one.get_one(OnwardReferral, made), other.get_one(OnwardReferral, made)
        held = other.get_one(Service, listing)
        other.expunge(second)
        other.commit()
        answer_onward(one, first, one.get(Service, listing), YES, SaidBy.PROVIDER, by=SYSTEM)
        one.commit()
        other.add(second)
        no = Answer(S.DECLINED, not_taken=NotTaken.FULL)
        with pytest.raises(Refused):
            answer_onward(other, second, held, no, SaidBy.PHONE, by=SYSTEM)


def test_pressed_twice_it_makes_one(session: Session, case: Case, service: Service) -> None:
    key = uuid4()
    wanted = Prescribed(OnwardKind.SIGNPOSTED, "Company.", service.id)
    made = [draft_onward(session, case, wanted, {}, by=SYSTEM, key=key) for _ in range(2)]
    assert made[0] is made[1]
    assert len(session.exec(select(OnwardReferral)).all()) == 1


def test_who_did_not_see_that_they_were_sent_there_is_told_first(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        made = make_case(session, make_team(session)).id
        listing = make_service(session).id
        session.commit()
    wanted = Prescribed(OnwardKind.SIGNPOSTED, "Company.", listing)
    with Session(any_engine) as one, Session(any_engine) as other:
        stale = other.get_one(Case, made)
        other.commit()
        draft_onward(one, one.get_one(Case, made), wanted, {}, by=SYSTEM, known=0)
        one.commit()
        with pytest.raises(Invalid, match="see above") as refused:
            draft_onward(other, stale, wanted, {}, by=SYSTEM, known=0)
        assert refused.value.field == "reason"
        other.rollback()
        draft_onward(other, stale, wanted, {}, by=SYSTEM, known=1)
        elsewhere = Prescribed(OnwardKind.STATUTORY, "Care.", None, Route.GP, pieces=USUAL)
        told = {each: "x" for each in USUAL}
        assert draft_onward(other, stale, elsewhere, told, by=SYSTEM, known=0)


def test_a_closed_case_sends_nobody_on(session: Session, case: Case, service: Service) -> None:
    onward = draft(session, case, service)
    agree(session, case, service)
    close(session, case)
    with pytest.raises(Refused, match="closed"):
        send(session, case, onward, service)
    with pytest.raises(Refused, match="closed"):
        draft(session, case, service)


def test_a_service_sees_its_own_only_and_not_for_ever(
    session: Session, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    organisation = session.get_one(Organisation, service.organisation_id)
    member = make_member(session, organisation).account_id
    stranger = make_member(
        session, session.get_one(Organisation, make_service(session, name="X").organisation_id)
    ).account_id
    assert [row[0].id for row in reading.list_inbox(session, member)] == [onward.id]
    assert reading.list_inbox(session, stranger) == []
    with pytest.raises(NotFound):
        reading.get_inbox(session, onward.id, stranger)
    drafted = draft(session, case, service)
    with pytest.raises(NotFound):
        reading.get_inbox(session, drafted.id, member)
    no = Answer(S.DECLINED, not_taken=NotTaken.NOT_FOR_THEM)
    answer_onward(session, onward, service, no, SaidBy.PROVIDER, by=SYSTEM)
    assert reading.get_inbox(session, onward.id, member)
    onward.ended_at = clock.now() - timedelta(days=91)
    session.flush()
    with pytest.raises(NotFound):
        reading.get_inbox(session, onward.id, member)


def test_a_service_is_told_that_a_referral_was_taken_back_and_of_nobody(
    session: Session, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    answer_onward(session, onward, service, Answer(S.WITHDRAWN), SaidBy.TEAM, by=SYSTEM)
    asked, told = sorted(_letters(session), key=lambda each: each.template, reverse=True)
    assert (asked.template, asked.state) == ("onward-waiting", MessageState.CANCELLED)
    assert (told.template, told.state) == ("onward-taken-back", MessageState.WAITING)
    for word in ("Winifred", "Canary", "960555", "sing"):
        assert word not in told.fields
    with pytest.raises(Refused, match="taken back"):
        say_words(session, onward, "Whom do you mean?", SaidBy.PROVIDER, by=SYSTEM)


@pytest.mark.parametrize("is_a_no", [False, True])
def test_a_service_is_told_once_that_somebody_no_longer_agrees(
    session: Session, case: Case, service: Service, is_a_no: bool
) -> None:
    onward, client = refer_on(session, case, service), session.get_one(Client, case.client_id)
    other = make_service(session, name="Another choir")
    make_member(session, session.get_one(Organisation, other.organisation_id))
    refer_on(session, case, other)
    consent = agree(session, case, service)
    if is_a_no:
        said = Agreed(Purpose.SHARE_WITH_SERVICE, ConsentHow.SPOKEN, service.id)
        record_refusal(session, client, said, by=SYSTEM)
    else:
        withdraw_consent(session, consent, by=SYSTEM)
    answer_onward(session, onward, service, Answer(S.WITHDRAWN), SaidBy.TEAM, by=SYSTEM)
    waiting = [each for each in _letters(session) if each.state is MessageState.WAITING]
    assert sorted((each.template, each.about_id == onward.id) for each in waiting) == [
        ("onward-taken-back", True),
        ("onward-waiting", False),
    ]


@pytest.mark.parametrize("kind", [OnwardKind.REFERRED, OnwardKind.SIGNPOSTED])
def test_of_what_a_service_never_heard_it_does_not_hear_that_it_was_taken_back(
    session: Session, case: Case, service: Service, kind: OnwardKind
) -> None:
    onward = draft(session, case, service, kind)
    if kind is OnwardKind.SIGNPOSTED:
        send(session, case, onward, service)
    answer_onward(session, onward, service, Answer(S.WITHDRAWN), SaidBy.TEAM, by=SYSTEM)
    assert _letters(session) == []
    member = make_member(session, session.get_one(Organisation, service.organisation_id))
    assert reading.list_inbox(session, member.account_id) == []


def test_what_a_service_says_is_news_until_it_is_read(
    session: Session, case: Case, service: Service
) -> None:
    from lily.casework.actions.onward import mark_read

    onward = refer_on(session, case, service)
    team = {case.team_id}
    assert onward_due.list_answers(session, teams=team) == []
    say_words(session, onward, "Which day suits her?", SaidBy.PROVIDER, by=SYSTEM)
    [news] = onward_due.list_answers(session, teams=team)
    assert news.client.id == case.client_id
    mark_read(session, onward)
    assert onward_due.list_answers(session, teams=team) == []


def test_neither_the_audit_nor_the_columns_hold_a_word_of_anybody(
    session: Session, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    say_words(session, onward, "Canary sings.", SaidBy.PROVIDER, by=SYSTEM)
    events = session.exec(select(AuditEvent)).all()
    assert {"draft_onward", "move_onward", "say_words"} <= {event.action for event in events}
    assert not any("anary" in event.changes or "sing" in event.changes for event in events)
    for table in (OnwardReferral, OnwardStep):
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table.__tablename__}"):
            assert "anary" not in str(row)
            assert "960555" not in str(row)


def test_a_reference_is_read_out_as_anybody_says_it(
    session: Session, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    said = f"{onward.reference[:4].lower()} {onward.reference[4:]}"
    assert reading.find_by_reference(session, said) is onward
    assert reading.find_by_reference(session, "H7KM3PQR") is None
    assert reading.find_by_reference(session, draft(session, case, service).reference) is None
    assert queries.list_consents(session, case.client_id)
