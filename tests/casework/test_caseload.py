"""A caseload sorted, shared out and searched; what another team has is never part of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.caseload import (
    assign_cases,
    make_tag,
    retire_tag,
    sort_case,
)
from lily.casework.actions.cohorts import close_cohort, invite_cases, make_cohort, set_status
from lily.casework.actions.covers import Away, end_cover, set_cover
from lily.casework.actions.referrals import accept_referral
from lily.casework.choices import CohortStatus, Priority
from lily.casework.models import Case, CohortMember, Cover
from lily.casework.queries import caseload
from lily.casework.queries.caseload import Chosen, Planned
from lily.errors import Invalid, NotFound, Refused
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team, refer


@pytest.fixture
def ruth(session: Session) -> Account:
    """Return a link worker."""
    return make_account(session, Role.LINK_WORKER, name="Ruth Breck")


@pytest.fixture
def sam(session: Session) -> Account:
    """Return another link worker."""
    return make_account(session, Role.LINK_WORKER, name="Sam Staithe")


@pytest.fixture
def team(session: Session, ruth: Account, sam: Account) -> Team:
    """Return the team of both."""
    return make_team(session, "Coast", ruth, sam)


def _deeds(session: Session, action: str) -> int:
    return len(session.exec(select(AuditEvent).where(AuditEvent.action == action)).all())


@pytest.mark.parametrize("is_urgent", [True, False])
def test_how_soon_follows_the_referral_and_can_be_changed(
    session: Session, team: Team, is_urgent: bool
) -> None:
    case = accept_referral(session, refer(session, team, is_urgent=is_urgent), by=SYSTEM)
    assert case.priority is (Priority.URGENT if is_urgent else Priority.ROUTINE)
    sort_case(session, case, Priority.SOON, [], by=SYSTEM)
    sort_case(session, case, Priority.SOON, [], by=SYSTEM)
    assert session.get_one(Case, case.id).priority is Priority.SOON
    assert _deeds(session, "sort_case") == 1, "The same again is not a deed"


def test_labels_are_the_teams_own(session: Session, team: Team) -> None:
    other = make_team(session, "Fens")
    case = make_case(session, team)
    mine, foreign = (make_tag(session, each.id, "Carer", by=SYSTEM) for each in (team, other))
    with pytest.raises(Invalid, match="of that name"):
        make_tag(session, team.id, " carer ", by=SYSTEM)
    with pytest.raises(Refused):
        sort_case(session, case, Priority.ROUTINE, [foreign], by=SYSTEM)
    sort_case(session, case, Priority.ROUTINE, [mine], by=SYSTEM)
    retire_tag(session, mine, by=SYSTEM)
    with pytest.raises(Refused, match="already"):
        retire_tag(session, mine, by=SYSTEM)
    assert caseload.list_tags(session, teams={team.id}) == []
    assert caseload.tags_of(session, [case.id]) == {case.id: [mine]}, "It stays where it was put"
    sort_case(session, case, Priority.SOON, [], by=SYSTEM)
    assert caseload.tags_of(session, [case.id]) == {case.id: [mine]}
    assert make_tag(session, team.id, "Carer", by=SYSTEM).id == mine.id
    with pytest.raises(NotFound):
        caseload.get_tag(session, mine.id, teams={other.id})


def test_a_list_is_narrowed_and_each_choice_is_counted(
    session: Session, team: Team, ruth: Account
) -> None:
    today, tag = clock.today(), make_tag(session, team.id, "Carer", by=SYSTEM)
    late, unplanned, calm = (make_case(session, team, ruth) for _ in range(3))
    nobody = make_case(session, team)
    make_case(session, make_team(session, "Fens"))
    late.next_call_on, unplanned.next_call_on = today - timedelta(days=1), None
    calm.next_call_on = nobody.next_call_on = today
    sort_case(session, calm, Priority.SOON, [tag], by=SYSTEM)
    for chosen, cases in (
        (Chosen(), [late, unplanned, calm, nobody]),
        (Chosen(worker_id=ruth.id), [late, unplanned, calm]),
        (Chosen(has_nobody=True), [nobody]),
        (Chosen(priority=Priority.SOON), [calm]),
        (Chosen(tag_id=tag.id), [calm]),
        (Chosen(planned=Planned.NOTHING), [unplanned]),
        (Chosen(planned=Planned.OVERDUE), [late]),
        (Chosen(planned=Planned.TODAY), [calm, nobody]),
        (Chosen(worker_id=ruth.id, planned=Planned.OVERDUE, tag_id=tag.id), []),
    ):
        rows = queries.list_cases(session, teams={team.id}, chosen=chosen)
        assert {row.case.id for row in rows} == {case.id for case in cases}, chosen
        assert queries.count_cases(session, teams={team.id}, chosen=chosen) == len(cases)
    counts = caseload.count_open(session, teams={team.id}, today=today)
    assert counts.workers == {ruth.id: 3, None: 1}
    assert counts.priorities == {Priority.ROUTINE: 3, Priority.SOON: 1}
    assert counts.tags == {tag.id: 1}
    assert counts.planned == {Planned.NOTHING: 1, Planned.OVERDUE: 1, Planned.TODAY: 2}


def test_many_go_to_one_colleague_at_once(
    session: Session, team: Team, ruth: Account, sam: Account
) -> None:
    cases = [make_case(session, team, worker) for worker in (ruth, None, sam)]
    assert assign_cases(session, cases, sam.id, may_give=True, by=SYSTEM) == 2
    session.expire_all()
    assert {case.worker_id for case in cases} == {sam.id}
    assert _deeds(session, "assign_case") == 2, "One row a case that changed hands"


def test_who_does_not_lead_takes_what_nobody_has(
    session: Session, team: Team, ruth: Account, sam: Account
) -> None:
    free, taken, me = make_case(session, team), make_case(session, team, sam), Actor(ruth.id)
    for cases, worker in (([free, taken], ruth.id), ([free], sam.id), ([taken], None)):
        with pytest.raises(Refused, match="that nobody looks after"):
            assign_cases(session, cases, worker, may_give=False, by=me)
    assert assign_cases(session, [free], ruth.id, may_give=False, by=me) == 1


def test_many_are_given_to_nobody_of_another_team(
    session: Session, team: Team, ruth: Account
) -> None:
    stranger = make_account(session, Role.LINK_WORKER)
    elsewhere = make_case(session, make_team(session, "Fens"))
    for cases, worker in (([make_case(session, team)], stranger.id), ([elsewhere], ruth.id)):
        with pytest.raises(Refused, match="of this team"):
            assign_cases(session, cases, worker, may_give=True, by=SYSTEM)
    with pytest.raises(Invalid, match="Tick"):
        assign_cases(session, [], ruth.id, may_give=True, by=SYSTEM)


def test_where_one_has_moved_none_moves(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        ruth, sam = (make_account(session, Role.LINK_WORKER) for _ in range(2))
        team = make_team(session, "Coast", ruth, sam)
        cases = [make_case(session, team) for _ in range(3)]
        session.commit()
        to, other, ids = ruth.id, sam.id, [case.id for case in cases]
    with Session(any_engine) as late:
        held = late.exec(select(Case).where(col(Case.id).in_(ids))).all()
        with Session(any_engine) as first:
            assign_cases(first, [first.get_one(Case, ids[1])], other, may_give=True, by=SYSTEM)
            first.commit()
        with pytest.raises(Refused, match="none was changed"):
            assign_cases(late, held, to, may_give=True, by=SYSTEM)
        late.rollback()
    with Session(any_engine) as session:
        found = {session.get_one(Case, each).worker_id for each in ids}
        assert found == {None, other}


def test_an_invited_list_is_filled_answered_and_closed(session: Session, team: Team) -> None:
    cohort = make_cohort(session, team.id, "Autumn talks", by=SYSTEM)
    cases = [make_case(session, team) for _ in range(3)]
    assert invite_cases(session, cohort, cases[:2], by=SYSTEM) == 2
    assert invite_cases(session, cohort, cases, by=SYSTEM) == 1, "Each is on it once"
    member = session.exec(select(CohortMember).where(CohortMember.case_id == cases[0].id)).one()
    for _ in range(2):
        set_status(session, member, CohortStatus.ANSWERED_YES, by=SYSTEM)
    assert _deeds(session, "set_status") == 1
    members = caseload.list_places(session, cohort)
    assert caseload.count_statuses(members.values()) == {
        CohortStatus.INVITED: 2,
        CohortStatus.ANSWERED_YES: 1,
        CohortStatus.ANSWERED_NO: 0,
        CohortStatus.SEEN: 0,
    }
    close_cohort(session, cohort, by=SYSTEM)
    with pytest.raises(Refused, match="closed already"):
        close_cohort(session, cohort, by=SYSTEM)
    with pytest.raises(Refused, match="Make another"):
        invite_cases(session, cohort, cases, by=SYSTEM)


def test_a_list_takes_no_case_of_another_team(session: Session, team: Team) -> None:
    cohort = make_cohort(session, team.id, "Autumn talks", by=SYSTEM)
    with pytest.raises(Refused, match="of the team"):
        invite_cases(session, cohort, [make_case(session, make_team(session, "Fens"))], by=SYSTEM)
    with pytest.raises(Invalid, match="of that name"):
        make_cohort(session, team.id, "Autumn  talks", by=SYSTEM)
    with pytest.raises(NotFound):
        caseload.get_cohort(session, cohort.id, teams=set())


def _away(away: Account, covering: Account, first: int, last: int) -> Away:
    today = clock.today()
    days = (today + timedelta(days=first), today + timedelta(days=last))
    return Away(away.id, covering.id, *days)


def _whom(session: Session, team: Team, account: Account, days: int = 0) -> set[object]:
    """Return whose cases somebody sees on a day, their own included."""
    on = clock.today() + timedelta(days=days)
    covers = caseload.list_covers(session, teams={team.id}, today=on, covering_id=account.id)
    rows = queries.list_cases(session, teams={team.id}, worker_id=account.id, covers=covers)
    assert queries.count_cases(
        session, teams={team.id}, worker_id=account.id, covers=covers
    ) == len(rows)
    return {row.case.worker_id for row in rows}


def test_cover_lasts_from_its_first_day_to_its_last(
    session: Session, team: Team, ruth: Account, sam: Account
) -> None:
    for worker in (ruth, sam):
        make_case(session, team, worker)
    elsewhere = make_team(session, "Fens", ruth, sam)
    make_case(session, elsewhere, ruth)
    set_cover(session, team.id, _away(ruth, sam, 1, 3), by=SYSTEM)
    both = {ruth.id, sam.id}
    seen = [_whom(session, team, sam, days) for days in range(5)]
    assert seen == [{sam.id}, both, both, both, {sam.id}]
    assert _whom(session, team, ruth, 2) == {ruth.id}, "Who is away still sees their own"
    covers = caseload.list_covers(
        session,
        teams={team.id, elsewhere.id},
        today=clock.today() + timedelta(days=1),
        covering_id=sam.id,
    )
    rows = queries.list_cases(session, teams={elsewhere.id}, worker_id=sam.id, covers=covers)
    assert rows == [], "It is for one team"


def test_cover_ends_by_hand(session: Session, team: Team, ruth: Account, sam: Account) -> None:
    make_case(session, team, ruth)
    cover = set_cover(session, team.id, _away(ruth, sam, 0, 9), by=SYSTEM)
    assert _whom(session, team, sam) == {ruth.id}
    end_cover(session, cover, by=SYSTEM)
    assert _whom(session, team, sam) == set()
    with pytest.raises(Refused, match="already"):
        end_cover(session, cover, by=SYSTEM)
    set_cover(session, team.id, _away(ruth, sam, 0, 9), by=SYSTEM)


def test_cover_that_cannot_be_is_refused_with_a_sentence(
    session: Session, team: Team, ruth: Account, sam: Account
) -> None:
    pat = make_account(session, Role.LINK_WORKER)
    teams.add_member(session, team, pat.id, by=SYSTEM)
    set_cover(session, team.id, _away(ruth, sam, 5, 9), by=SYSTEM)
    stranger = make_account(session, Role.LINK_WORKER)
    for away, field, words in (
        (_away(ruth, pat, 9, 12), "from_on", "covered already"),
        (_away(pat, ruth, 1, 5), "covering", "is away"),
        (_away(sam, pat, 7, 7), "away", "cover for somebody else"),
        (_away(sam, sam, 20, 21), "covering", "Nobody covers for themselves"),
        (_away(sam, pat, 21, 20), "until_on", "before the first"),
        (_away(sam, pat, -3, -1), "until_on", "has passed"),
        (_away(sam, pat, 0, 900), "until_on", "a year at most"),
        (_away(sam, stranger, 20, 21), "covering", "same team"),
        (_away(stranger, sam, 20, 21), "away", "of this team"),
    ):
        with pytest.raises(Invalid, match=words) as refused:
            set_cover(session, team.id, away, by=SYSTEM)
        assert refused.value.field == field
    set_cover(session, team.id, _away(ruth, pat, 10, 12), by=SYSTEM)
    assert len(session.exec(select(Cover)).all()) == 2
