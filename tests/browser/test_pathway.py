"""A person's whole way in a real browser: who refers, who helps, who answers; each press counted.

The figures stand in docs/measurements.md, beside those that they are held to.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from lily import clock, sealing
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.casework.choices import CaseState, ContactOutcome, FollowUpKind, OnwardState
from lily.casework.models import (
    Case,
    CaseContact,
    CaseLetter,
    FollowUp,
    OnwardReferral,
    OutcomeReading,
    Referral,
)
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Organisation, Service
from tests.browser.conftest import PHONE, Opener, cookie_of
from tests.browser.hand import Counted, Hand
from tests.factories.accounts import make_account
from tests.factories.casework import make_team, refer
from tests.factories.owners import make_member

NOTHING = Counted(0, 0)
LISTING = "tuesday-lunch-club"
CLUB = "Tuesday lunch club"
MEASUREMENTS = Path(__file__).resolve().parents[2] / "docs" / "measurements.md"


class Step(NamedTuple):
    """What somebody does, what it takes, and the most presses and fields that it may take."""

    name: str
    counted: Counted
    most: Counted


STEPS = {
    step.name: step
    for step in (
        Step("Find whom to ring, on a phone", Counted(1, 2), Counted(1, 2)),
        Step("Ask for help for oneself, on a phone", Counted(2, 3), Counted(2, 9)),
        Step("Refer somebody as a surgery, without an account", Counted(3, 7), Counted(3, 9)),
        Step("Open a new referral from Today", Counted(1, 0), Counted(1, 0)),
        Step("Accept it, and write down the first call", Counted(3, 0), Counted(3, 1)),
        Step("Write down that whoever referred may be told", Counted(3, 0), Counted(3, 1)),
        Step("A conversation with one goal, and its plan", Counted(4, 4), Counted(4, 60)),
        Step("The first star, eight questions", Counted(11, 0), Counted(11, 0)),
        Step("Look for help for the goal", Counted(1, 0), Counted(1, 1)),
        Step("Choose, agree and send, after the search", Counted(3, 0), Counted(3, 1)),
        Step("A service says yes in its inbox", Counted(3, 0), Counted(3, 1)),
        Step("The three-week call, from Today", Counted(3, 0), Counted(3, 1)),
        Step("The second star, from the six-week follow-up", Counted(10, 0), Counted(10, 0)),
        Step("The six-week follow-up, from Today", Counted(5, 1), Counted(5, 2)),
        Step("Tell whoever referred and close", Counted(2, 0), Counted(2, 1)),
    )
}


def done(hand: Hand, name: str, before: Counted = NOTHING) -> None:
    """Hold a step to what it takes (`before`: what was counted of it), and that to its ceiling."""
    step, now = STEPS[name], hand.take()
    assert Counted(before.presses + now.presses, before.fields + now.fields) == step.counted, name
    assert step.counted.presses <= step.most.presses, name
    assert step.counted.fields <= step.most.fields, name


class Way(NamedTuple):
    """Who is on a person's way: the team, its link worker, somebody of the service; and a name."""

    team_id: UUID
    worker_id: UUID
    provider_id: UUID
    name: str


@pytest.fixture
def engine(demonstration_settings: Config) -> Iterator[sa.Engine]:
    """Return an engine on the database of the site."""
    sealing.use_keys(demonstration_settings)
    engine = make_engine(demonstration_settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def way(engine: sa.Engine) -> Iterator[Way]:
    """Return a team that takes referrals, alone while the test runs, and a service's account."""
    with Session(engine) as session:
        others = [each.id for each in teams.list_taking_referrals(session)]
        for other in teams.list_taking_referrals(session):
            teams.set_takes_referrals(session, other, takes=False, by=SYSTEM)
        worker = make_account(session, Role.LINK_WORKER, name="Ruth Breck", with_app=True)
        team = make_team(session, f"Team {worker.email}", worker)
        provider = make_account(session, Role.EDITOR, name="Sam Staithe", with_app=True)
        service = session.exec(select(Service).where(Service.slug == LISTING)).one()
        make_member(session, session.get_one(Organisation, service.organisation_id), provider)
        found = Way(team.id, worker.id, provider.id, f"Nell Wren{uuid4().hex[:6]}")
        session.commit()
    yield found
    with Session(engine) as session:
        for team_id in (found.team_id, *others):
            team, takes = teams.get_team(session, team_id), team_id in others
            teams.set_takes_referrals(session, team, takes=takes, by=SYSTEM)
        session.commit()


OpenAs = Callable[..., Page]


@pytest.fixture
def open_for(open_page: Opener, demonstration_settings: Config) -> OpenAs:
    """Return a function that opens a page for an account: `open_for(account_id, "/today")`."""

    def open_one(account_id: UUID, address: str, **more: object) -> Page:
        page = open_page("/healthz", **more)
        cookie = cookie_of(demonstration_settings, lambda held: held.get_one(Account, account_id))
        page.context.add_cookies([{"name": "lily", "value": cookie, "url": urljoin(page.url, "/")}])
        page.goto(address)
        return page

    return open_one


def _case(session: Session, way: Way) -> Case:
    return session.exec(select(Case).where(Case.team_id == way.team_id)).one()


def _fall_due(engine: sa.Engine, way: Way, kind: FollowUpKind) -> None:
    """Let the weeks pass until a check is due."""
    with Session(engine) as session:
        case = _case(session, way)
        wanted = sa.update(FollowUp).where(
            col(FollowUp.case_id) == case.id, col(FollowUp.kind) == kind
        )
        session.execute(wanted.values(due_on=clock.today()))
        session.commit()


PARTS = "nav[aria-label='Parts of the case']"


def _refer(hand: Hand, way: Way) -> None:
    hand.press("I refer somebody as part of my work")
    asked = hand.page.locator(
        "form.sheet :is(input, textarea, select):visible:not([tabindex='-1'])"
    ).count()
    assert asked <= STEPS["Refer somebody as a surgery, without an account"].most.fields
    for label, words in (
        ("The person's name", way.name),
        ("Date of birth", "1 4 1939"),
        ("Number to ring", "01632 960611"),
        ("Postcode", "PE31 7EX"),
        ("What would help?", "She eats alone since her sister died."),
        ("Your name, and where you work", "Dr Sedge, the surgery"),
        ("Your e-mail address, or a number", "surgery@example.org"),
    ):
        hand.fill(label, words)
    hand.choose("The person knows that I ask, and agrees")
    hand.look()
    hand.press("Send it")
    assert "/referral-status/" in hand.page.url
    assert way.name not in hand.page.content()
    done(hand, "Refer somebody as a surgery, without an account")


def _accept(hand: Hand, way: Way) -> None:
    hand.press(way.name)
    done(hand, "Open a new referral from Today")
    hand.look()
    hand.press("Accept, and plan the first call")
    hand.look()
    hand.choose("I spoke with them")
    hand.press("Save")
    expect(hand.page.get_by_text("Written down.")).to_be_visible()
    done(hand, "Accept it, and write down the first call")


def _agree_that_the_referrer_is_told(hand: Hand) -> None:
    hand.press("Agreements", inside=PARTS)
    hand.look()
    hand.choose("Yes", of="“May we tell Dr Sedge")
    hand.press("Write down what they said")
    done(hand, "Write down that whoever referred may be told")


def _talk(hand: Hand) -> None:
    hand.press("Conversation", inside=PARTS)
    hand.look()
    hand.fill("What matters to them", "A table with others at it.")
    hand.fill("What do they want?", "I eat with others once a week.")
    hand.pick("What is it about?", "Lunch clubs and eating together")
    hand.fill("What is done?", "Ring the lunch club.")
    hand.fill("Who does it?", "Nell")
    hand.choose("At their home")
    hand.press("Keep this")
    hand.look()
    expect(hand.page.get_by_text("1. I eat with others once a week.")).to_be_visible()
    done(hand, "A conversation with one goal, and its plan")


def _take_star(hand: Hand, answer: str) -> None:
    hand.look()
    hand.score(answer)
    hand.press("Keep these answers")
    hand.look()


def _prescribe(hand: Hand) -> None:
    hand.press("Find help", inside=PARTS)
    hand.look()
    done(hand, "Look for help for the goal")
    hand.press(f"Choose {CLUB}")
    hand.look()
    hand.choose("The person agrees today that they are told this")
    hand.press("Send")
    hand.look()
    expect(hand.page.get_by_text("Sent: no answer yet").first).to_be_visible()
    done(hand, "Choose, agree and send, after the search")


def _answer(hand: Hand) -> None:
    hand.look()
    hand.press(f"Somebody for {CLUB}")
    hand.look()
    hand.choose("Yes: we get in touch")
    hand.press("Save the answer")
    expect(hand.page.get_by_text("You said yes").first).to_be_visible()
    done(hand, "A service says yes in its inbox")


def _ring_at_three_weeks(hand: Hand, way: Way) -> None:
    hand.press(way.name, inside="section[aria-labelledby=checks]")
    hand.look()
    hand.choose("Yes", of=f"Did they get there: {CLUB}?")
    hand.press("Save")
    expect(hand.page.get_by_text("Written down.")).to_be_visible()
    done(hand, "The three-week call, from Today")


def _ask_at_six_weeks(hand: Hand, way: Way) -> None:
    hand.press(way.name, inside="section[aria-labelledby=checks]")
    hand.look()
    opened = hand.take()
    hand.press("together on this screen", inside="form")
    _take_star(hand, "7")
    done(hand, "The second star, from the six-week follow-up")
    hand.press("Go on with the six-week follow-up")
    hand.choose("Yes", of="“I eat with others once a week.” Did it come true?")
    hand.fill("Something they said", "I have a place at the table.")
    hand.choose("We close the case")
    hand.press("Save")
    done(hand, "The six-week follow-up, from Today", before=opened)


def _close(hand: Hand) -> None:
    hand.look()
    letter = hand.page.get_by_label("What they are told").input_value()
    assert "I eat with others once a week." in letter
    hand.choose("By a letter that I print")
    hand.press("Close the case")
    hand.look()
    done(hand, "Tell whoever referred and close")


def _left_in_browser(page: Page) -> tuple[object, ...]:
    """Return how much a site has put into a browser that a script can read, and its cookies."""
    found = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,
            (await indexedDB.databases()).length, document.cookie]"""
    )
    return tuple(found)


def test_a_person_s_whole_way_takes_no_more_presses_than_it_should(
    open_page: Opener, open_for: OpenAs, engine: sa.Engine, way: Way, axe: str
) -> None:
    surgery = Hand(open_page("/refer"), axe)
    surgery.look()
    _refer(surgery, way)
    worker = Hand(open_for(way.worker_id, "/today"), axe)
    worker.look()
    _accept(worker, way)
    _agree_that_the_referrer_is_told(worker)
    _talk(worker)
    worker.press("The star", inside=PARTS)
    worker.look()
    worker.press("The LILY star")
    _take_star(worker, "4")
    done(worker, "The first star, eight questions")
    _prescribe(worker)
    service = Hand(open_for(way.provider_id, "/referrals-to-us"), axe)
    _answer(service)
    _fall_due(engine, way, FollowUpKind.THREE_WEEKS)
    worker.page.goto("/today")
    worker.look()
    _ring_at_three_weeks(worker, way)
    _fall_due(engine, way, FollowUpKind.SIX_WEEKS)
    worker.page.goto("/today")
    _ask_at_six_weeks(worker, way)
    _close(worker)
    assert (surgery.faults, worker.faults, service.faults) == ({}, {}, {})
    for hand in (surgery, worker, service):
        assert _left_in_browser(hand.page) == (0, 0, 0, 0, "")
    with Session(engine) as session:
        case = _case(session, way)
        onward = session.exec(select(OnwardReferral).where(OnwardReferral.case_id == case.id)).one()
        readings = select(OutcomeReading).where(OutcomeReading.case_id == case.id)
        assert case.state is CaseState.CLOSED
        letter = session.exec(select(CaseLetter).where(CaseLetter.case_id == case.id)).one()
        assert "I eat with others" in letter.words
        assert onward.state is OnwardState.ATTENDED
        assert len(session.exec(readings).all()) == 2


def test_somebody_of_eighty_finds_whom_to_ring_or_asks_to_be_rung(
    open_page: Opener, engine: sa.Engine, way: Way, axe: str
) -> None:
    hand = Hand(open_page("/", size=PHONE), axe)
    hand.fill("What are you looking for?", "lunch club", role="combobox")
    hand.fill("Where?", "Heacham", role="combobox")
    hand.press("Search")
    hand.look()
    ring = hand.page.get_by_role("article").first.get_by_role("link", name="Ring").first
    assert (ring.get_attribute("href") or "").startswith("tel:")
    done(hand, "Find whom to ring, on a phone")
    hand.page.goto("/refer")
    hand.press("Please ring me")
    hand.fill("Your name", way.name)
    hand.fill("Your number, so that we can ring you", "01632 960614")
    hand.fill("What would help?", "I would like company.")
    hand.look()
    hand.press("Send it")
    done(hand, "Ask for help for oneself, on a phone")
    assert hand.faults == {}
    with Session(engine) as session:
        waiting = select(Referral).where(Referral.team_id == way.team_id)
        assert way.name.split()[1] in session.exec(waiting).one().person


def test_what_is_put_into_a_browser_would_be_seen(open_page: Opener) -> None:
    page = open_page("/refer")
    page.evaluate("localStorage.setItem('name', 'Nell'); sessionStorage.setItem('name', 'Nell')")
    page.evaluate("document.cookie = 'name=Nell'")
    assert _left_in_browser(page) == (1, 1, 0, 0, "name=Nell")


FOCUSED = "() => [...(document.activeElement.labels ?? []), document.activeElement][0].innerText"
MOST_TABS = 120


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is labelled so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    pytest.fail(f"The keyboard does not come to “{words}”")


def _press_key(page: Page, words: str, key: str = "Enter") -> None:
    _tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_by_keyboard_alone_somebody_is_referred_accepted_and_written_down(
    open_page: Opener, open_for: OpenAs, engine: sa.Engine, way: Way
) -> None:
    page = open_page("/refer")
    _press_key(page, "I refer somebody as part of my work")
    for label, words in (
        ("The person's name", way.name),
        ("Number to ring", "01632 960612"),
        ("What would help?", "She would like company."),
        ("Your name, and where you work", "Dr Sedge, the surgery"),
    ):
        _tab_to(page, label)
        page.keyboard.type(words)
    _tab_to(page, "The person knows that I ask, and agrees")
    page.keyboard.press("Space")
    _press_key(page, "Send it")
    assert "/referral-status/" in page.url
    page = open_for(way.worker_id, "/today")
    _press_key(page, way.name)
    _press_key(page, "Accept, and plan the first call")
    _tab_to(page, "I spoke with them")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "A note, for your team")
    page.keyboard.type("The line was busy.")
    _press_key(page, "Save")
    with Session(engine) as session:
        contacts = select(CaseContact).where(CaseContact.case_id == _case(session, way).id)
        contact = session.exec(contacts).one()
    assert (contact.outcome, contact.note) == (ContactOutcome.NO_ANSWER, "The line was busy.")


def test_without_script_a_link_worker_accepts_rings_sends_on_and_closes(
    open_for: OpenAs, engine: sa.Engine, way: Way
) -> None:
    with Session(engine) as session:
        team = teams.get_team(session, way.team_id)
        first, last = way.name.split()
        refer(session, team, first_name=first, last_name=last, phone="01632 960613")
        session.commit()
    hand = Hand(open_for(way.worker_id, "/today", java_script_enabled=False))
    hand.press(way.name)
    hand.press("Accept, and plan the first call")
    hand.choose("I spoke with them")
    hand.press("Save")
    hand.press("Find help", inside=PARTS)
    hand.fill("What would help?", "lunch")
    hand.press("Look")
    hand.press(f"Choose {CLUB}")
    hand.fill("Why? What would help?", "She would like company.")
    hand.choose("The person agrees today that they are told this")
    hand.press("Send")
    expect(hand.page.get_by_text("Sent: no answer yet").first).to_be_visible()
    hand.press("The case")
    hand.press("Close this case")
    hand.choose("The person does not want more")
    hand.choose("They did not want to")
    hand.choose("Not at all: there is nobody to tell")
    hand.press("Close the case")
    expect(hand.page.get_by_text("This case is closed")).to_be_visible()
    with Session(engine) as session:
        case = _case(session, way)
        assert case.state is CaseState.CLOSED
        onward = select(OnwardReferral).where(OnwardReferral.case_id == case.id)
        assert session.exec(onward).one().state is OnwardState.SENT


def test_what_a_step_takes_is_what_the_measurements_say() -> None:
    rows = [
        tuple(part.strip() for part in line.strip("|").split("|"))
        for line in MEASUREMENTS.read_text().splitlines()
    ]
    for name, counted, most in STEPS.values():
        wanted = (name, str(counted.presses), str(counted.fields), str(most.presses))
        assert any(row[:4] == wanted for row in rows), wanted
