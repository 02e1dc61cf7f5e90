"""No letter is lost: one that came back, a no that we cannot write, one that nobody has sent."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.referrals import Asked, make_referral
from lily.casework.choices import (
    ReferrerKind,
)
from lily.casework.details import ReferrerDetails
from lily.casework.models import Cover
from lily.casework.working_days import after_working_days
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import (
    close,
    close_with_letter,
    make_case,
    make_person,
    refer,
)
from tests.factories.desks import Staff, make_staff, read_today
from tests.factories.letters import age_letter, lose_letter
from tests.pages import Page, submit


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Staff:
    """Return a team of three; the link worker is signed in."""
    return make_staff(client, session)


def _press(client: HouseClient, address: str) -> str:
    client.get("/today")
    assert submit(client, address).status_code == 303
    client.get("/today")
    return Page(client.tree).words


def test_a_letter_that_did_not_reach_the_referrer_is_a_task_of_the_team(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    referral = refer(session, desk.team, first_name="Nell", is_urgent=True)
    line = "We could not write to whoever referred"
    lose_letter(session, referral, "referral-urgent")
    assert line not in read_today(client, session), "That letter was to the team"
    lose_letter(session, referral, "referral-received")
    words = read_today(client, session)
    assert words.index(line) < words.index("From Dr Sedge, the surgery")
    assert line not in _press(client, f"/cases/referrals/{referral.id}/rang")
    queries.get_referral(session, referral.id, teams={desk.team.id})
    case_of = make_case(session, desk.team, desk.me, first_name="Olive")
    [later] = queries.list_referrals_of(session, case_of)
    lose_letter(session, later, "referral-news")
    assert "Olive Canary" in read_today(client, session).partition(line)[2]


@pytest.mark.parametrize(("is_urgent", "days"), [(False, 2), (True, 1)])
def test_a_new_referral_that_waits_too_long_is_overdue_by_word(
    client: HouseClient, session: Session, desk: Staff, is_urgent: bool, days: int
) -> None:
    refer(session, desk.team, is_urgent=is_urgent)
    session.commit()
    last = after_working_days(clock.today(), days)
    for day, is_overdue in ((last, False), (last + timedelta(days=1), True)):
        with clock.moved_to(clock.now() + (day - clock.today())):
            sign_in(client, session, desk.me)
            assert ("Overdue" in read_today(client, session)) is is_overdue


@pytest.mark.parametrize("kind", [ReferrerKind.PROFESSIONAL, ReferrerKind.SELF])
def test_a_no_that_we_cannot_write_is_told_by_somebody(
    client: HouseClient, session: Session, desk: Staff, kind: ReferrerKind
) -> None:
    referrer = ReferrerDetails(name="Dr Sedge", phone="01632 960981")
    asked, person = Asked(kind, "Company."), make_person()
    referral = make_referral(session, desk.team, person, referrer, asked, by=PUBLIC)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    assert submit(client, f"{address}/decline", reason="out_of_area").status_code == 303
    client.get("/today")
    page = Page(client.tree)
    assert "We cannot write to whoever referred: tell them yourself" in page.words
    assert "We could not write to whoever referred" in page.parts
    assert "01632 960981" in page.links
    assert submit(client, f"{address}/rang").status_code == 303
    client.get("/today")
    assert "We could not write to whoever referred" not in Page(client.tree).parts


@pytest.mark.parametrize(
    ("kind", "email", "is_to_be_told"),
    [
        (ReferrerKind.FAMILY, "", True),
        (ReferrerKind.FAMILY, "son@example.org", False),
        (ReferrerKind.SELF, "", False),
    ],
)
def test_who_accepts_reads_that_whoever_referred_is_to_be_told(
    client: HouseClient,
    session: Session,
    desk: Staff,
    kind: ReferrerKind,
    email: str,
    *,
    is_to_be_told: bool,
) -> None:
    referrer, asked = ReferrerDetails(email=email), Asked(kind, "Company.")
    referral = make_referral(session, desk.team, make_person(), referrer, asked, by=PUBLIC)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    case = submit(client, f"{address}/accept", person="new", worker="").location
    client.get(case)
    assert ("whoever referred: tell them" in Page(client.tree).words) is is_to_be_told


def test_an_operator_is_told_of_a_no_at_the_address_of_their_account(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    operator = make_account(session, Role.OPERATOR)
    asked, by = Asked(ReferrerKind.PHONE_LINE, "Company."), Actor(operator.id)
    referral = make_referral(session, desk.team, make_person(), ReferrerDetails(), asked, by=by)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    submit(client, f"{address}/decline", reason="out_of_area")
    letters = session.exec(select(Message).where(Message.about_id == referral.id)).all()
    assert [(each.template, each.recipient) for each in letters] == [
        ("referral-declined", operator.email)
    ]
    client.get("/today")
    assert "We could not write to whoever referred" not in Page(client.tree).parts


def test_a_letter_that_nobody_has_sent_is_on_today_until_it_is_or_will_not_be(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    cases = [
        make_case(session, desk.team, desk.me, first_name=one) for one in ("Ann", "Bea", "Cis")
    ]
    for case in cases:
        close_with_letter(session, case)
    assert "Letters not sent yet" in read_today(client, session)
    words = Page(client.tree).words
    assert "To their surgery. A letter to print." in words
    assert "Nothing waits for you" not in words
    client.get(Page(client.tree).links["Ann Canary"])
    today = clock.today().isoformat()
    sent = submit(client, f"/cases/{cases[0].id}/letter", sent_way="post", sent_on=today)
    assert sent.status_code == 303
    client.get(f"/cases/{cases[1].id}/letter")
    submit(client, f"/cases/{cases[1].id}/letter/keep-back")
    words = read_today(client, session)
    assert [name in words for name in ("Ann", "Bea", "Cis")] == [False, False, True]
    reopen_case(session, cases[2], by=SYSTEM)
    assert "Letters not sent yet" not in read_today(client, session)
    close(session, cases[2])
    assert "Letters not sent yet" not in read_today(client, session), "It closed without a letter"


def test_a_letter_that_nobody_has_sent_is_on_the_page_of_who_covers(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    close_with_letter(session, make_case(session, desk.team, desk.colleague))
    assert "Letters not sent yet" not in read_today(client, session)
    today = clock.today()
    cover = Cover(
        team_id=desk.team.id, away_id=desk.colleague.id, covering_id=desk.me.id,
        from_on=today, until_on=today,
    )  # fmt: skip
    session.add(cover)
    assert "Letters not sent yet" in read_today(client, session)


def test_a_letter_that_waits_since_before_today_is_seen_by_whoever_leads(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    mine, nobodys = make_case(session, desk.team, desk.me), make_case(session, desk.team)
    for case in (mine, nobodys):
        close_with_letter(session, case)
    assert "1 letter that was not sent." in read_today(client, session), "Nobody looks after it"
    sign_in(client, session, desk.leader)
    assert "Overdue in your team" not in read_today(client, session)
    age_letter(session, mine)
    assert "Overdue in your team 1 letter that was not sent" in read_today(client, session)
    client.get("/cases/overdue")
    assert "To their surgery: the letter was not sent." in Page(client.tree).words
    assert f"/cases/{mine.id}/letter" in Page(client.tree).links.values()
