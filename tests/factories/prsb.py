"""A case of which all that a surgery may be told is known."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import Actor
from lily.casework.actions.cases import log_contact
from lily.casework.actions.conversations import hold_conversation, judge
from lily.casework.actions.follow_ups import Checked, do_follow_up, plan_follow_ups
from lily.casework.actions.readings import take_reading
from lily.casework.choices import (
    Barrier,
    ContactOutcome,
    FeedbackHow,
    FollowUpKind,
    GotThere,
    LetterTo,
    OnwardKind,
    Purpose,
    ReadingHow,
    Result,
    Way,
)
from lily.casework.models import Case, CaseLetter, Client
from lily.casework.queries import list_referrals_of
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.measures import get_measure
from lily.casework.talk import Action, Goal, Statement, Talk
from lily.directory.choices import Answer
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_organisation, make_service, make_taxonomy, make_term
from tests.factories.onward import agree, draft, refer_on, send

GOAL = Goal(
    words="I sing again.",
    need="loneliness",
    importance=9,
    confidence=4,
    actions=(Action(what="Ring the choir.", who="Winifred", by_on=date(2026, 12, 1)),),
)
STATEMENT = Statement(words="I know whom to ring.")
TALK = Talk(
    matters="Her garden, and song.",
    going_well="She bakes.",
    barriers=(Barrier.TRANSPORT,),
    barrier_words="The bus stopped.",
    statements=(STATEMENT,),
    goals=(GOAL, Goal(words="I sleep.", importance=5)),
    access=("step-free",),
    language="pl",
)


def make_full_case(session: Session, *, with_consent: bool = True) -> Case:
    """Make a case in which something stands in every element that LILY can fill."""
    worker = make_account(session, Role.LINK_WORKER, name="Owen Fenn")
    by, team = Actor(worker.id), make_team(session, "Coast", worker)
    case = make_case(session, team, worker, email="win@example.org", nhs_number="943 476 5919")
    _know_more(session, case)
    log_contact(session, case, ContactOutcome.SPOKE, by=by, way=Way.PHONE, note="Kept here.")
    make_term(session, make_taxonomy(session), slug="loneliness")
    hold_conversation(session, case, TALK, held_on=clock.today(), way=Way.HOME, version=0, by=by)
    _send_on(session, case)
    _read(session, case, by)
    judge(session, case, {GOAL.id: Result.PARTLY, STATEMENT.id: Result.MET}, by=by)
    plan_follow_ups(session, case, None, clock.today() - timedelta(weeks=3), by=by)
    checks = {each.kind: each for each in list_follow_ups(session, case.id)}
    done = checks[FollowUpKind.THREE_WEEKS]
    do_follow_up(session, case, done, Checked(got_there=GotThere.ONCE), by=by)
    to, how, letter = LetterTo.SURGERY, FeedbackHow.PRINTED, "She sings on Tuesdays."
    session.add(CaseLetter(case_id=case.id, addressed_to=to, how=how, words=letter))
    if with_consent:
        agree(session, case, purpose=Purpose.TELL_GP, expires_on=clock.today())
    session.flush()
    return case


def _know_more(session: Session, case: Case) -> None:
    client = session.get_one(Client, case.client_id)
    client.address = "Flat 2\nThe Maltings\nStaithe Lane\nHeacham\nNorfolk\nEngland"
    client.surgery_name, client.surgery_address = "The Staithe Surgery", "2 Station Road\nHeacham"
    client.may_leave_word, client.when_to_ring = Answer.NO, "after ten"
    [referral] = list_referrals_of(session, case)
    referral.referrer = (
        '{"name": "Dr Sedge", "organisation": "The Staithe Surgery", "email": "s@example.org"}'
    )


def _send_on(session: Session, case: Case) -> None:
    runs_it = make_organisation(session, name="Heacham Singers")
    choir = make_service(session, name="Heacham choir", organisation_id=runs_it.id)
    refer_on(session, case, choir, goal_id=GOAL.id)
    walks = make_service(session, name="Short walks", organisation_id=runs_it.id)
    told = draft(session, case, walks, OnwardKind.SIGNPOSTED)
    send(session, case, told, walks)
    never = make_service(session, name="Never sent", organisation_id=runs_it.id)
    draft(session, case, never)


def _read(session: Session, case: Case, by: Actor) -> None:
    for key, value in (("ons4", 0), ("ons4", 7), ("ucla3", 1)):
        measure = get_measure(session, key, team_id=case.team_id)
        answers: dict[str, int | Decimal | None] = {each.key: value for each in measure.scales}
        how = ReadingHow.PHONE
        take_reading(session, case, measure, answers, read_on=clock.today(), how=how, by=by)
