"""Owners' and moderators' pages in a real browser: accessible, narrow, by keyboard, counted."""

from collections.abc import Iterator

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.accounts.sign_ins import begin_sign_in
from lily.app import create_app
from lily.audit.actors import Actor
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Organisation
from lily.listings.owners.choices import ClaimEvidence
from lily.listings.owners.claims import About, Evidence, claim_organisation
from tests.browser.conftest import PHONE
from tests.factories.accounts import make_account
from tests.factories.owners import make_member

LISTING = "/your-listings/tuesday-lunch-club"
OWN = [
    *("/your-listings", LISTING, f"{LISTING}/preview", f"{LISTING}/times-by-day"),
    *(f"{LISTING}/{part}" for part in ("about", "who", "areas", "needs", "places", "access")),
    *(f"{LISTING}/{part}" for part in ("times", "cost", "getting-help", "languages", "contact")),
    *(f"{LISTING}/{part}" for part in ("people", "room", "status")),
    "/your-organisations/heacham-lunch-circle/members",
    "/your-organisations/heacham-lunch-circle/new-listing",
]
OPEN = [
    *("/organisations/register", "/organisations/register?name=lunch+circle+heacham"),
    *("/organisations/register/new", "/organisations/heacham-lunch-circle/claim"),
]


@pytest.fixture(scope="module")
def people(demonstration_settings: Config) -> dict[str, str]:
    """Return cookies of an owner and a moderator, and the address of a claim that waits."""
    engine = make_engine(demonstration_settings.database)
    app = create_app(demonstration_settings, engine)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    found = {}
    with Session(engine) as session:
        organisation = session.exec(
            select(Organisation).where(Organisation.slug == "heacham-lunch-circle")
        ).one()
        owner, moderator = make_account(session), make_account(session, Role.MODERATOR, name="Mo")
        make_member(session, organisation, owner)
        claim = claim_organisation(
            session,
            About(organisation.id),
            Evidence(ClaimEvidence.WORDS, "I make the tea."),
            by=Actor(make_account(session, name="Nell").id),
        )
        found["claim"] = f"/moderation/claims/{claim.id}"
        for name, account in (("owner", owner), ("moderator", moderator)):
            token, _ = begin_sign_in(
                session, get_account(session, account.id), device="x", has_second_factor=True
            )
            found[name] = signer.dumps({"_user_id": token, "_fresh": True})
        session.commit()
    engine.dispose()
    return found


@pytest.fixture
def page_of(browser: Browser, site: str, people: dict[str, str]) -> Iterator[object]:
    """Return a function that opens a browser as somebody: `page_of("owner")`."""
    contexts = []

    def page_as(who: str = "", **more: object) -> Page:
        context = browser.new_context(base_url=site, viewport=PHONE, **more)  # type: ignore[arg-type]
        contexts.append(context)
        if who:
            context.add_cookies([{"name": "lily", "value": people[who], "url": site}])
        return context.new_page()

    yield page_as
    for context in contexts:
        context.close()


def _faults(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def test_the_pages_have_no_faults_and_fit_a_narrow_screen(page_of, people, axe) -> None:
    wanted = [("owner", OWN), ("", OPEN), ("moderator", ["/moderation/claims", people["claim"]])]
    faults = {}
    for who, addresses in wanted:
        page = page_of(who)
        for address in addresses:
            answer = page.goto(address)
            assert answer.status == 200, address
            page.set_viewport_size({"width": 320, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found = _faults(page, axe) + (["too wide"] if wide else [])
            if found:
                faults[address] = found
    assert faults == {}


def test_the_count_agrees_with_the_server_at_the_limit(page_of) -> None:
    page = page_of("owner")
    for extra, left in ((0, "0 characters left."), (1, "1 character too many.")):
        page.goto(f"{LISTING}/about")
        page.fill("#f-summary", "👵" * 80 + "\n" + "é" * (79 + extra))
        assert page.inner_text("#f-summary-count") == left
        page.click("text=Keep this >> nth=0")
        if extra:
            assert "That is too long" in page.inner_text("#error-summary")
            assert page.evaluate("document.activeElement.id") == "error-summary"
        else:
            assert page.url.endswith(LISTING)


def test_a_need_is_found_by_a_word_and_ticked_by_keyboard(page_of) -> None:
    page = page_of("owner")
    page.goto(f"{LISTING}/needs")
    page.focus("#find-need")
    page.keyboard.type("befriend")
    page.keyboard.press("Enter")
    assert page.url.endswith("/needs"), "Enter finds, and does not send"
    assert "found" in page.inner_text("#find-need + p")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details').open")


def test_odd_hours_are_read_back_without_script(page_of) -> None:
    page = page_of("owner", java_script_enabled=False)
    page.goto(f"{LISTING}/times")
    page.fill("textarea", "Every 3rd Thursday 12-1.30")
    page.click("text=Go on")
    assert "The third Thursday of the month" in page.inner_text("main")
    page.click("text=Yes, this is right")
    assert "Changed, not sent" in page.inner_text("main")
