"""Keeping the directory true, in a real browser: register, add, approve in part, get back in."""

import json
import re
import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.accounts.models import Account, AccountLink
from lily.accounts.recovery import make_codes
from lily.audit.actors import PUBLIC, SYSTEM
from lily.config import Config
from lily.database import make_engine
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service
from lily.listings.actions.proposals import propose_change
from lily.post.models import Message
from tests.browser.conftest import PHONE, Opener
from tests.factories.accounts import PASSPHRASE, make_account

WITHIN_S = 1.0
OWN_WORDS = "knight before castle tea"


@pytest.fixture
def settings(demonstration_settings: Config) -> Config:
    """Return the settings of the site, with its keys in use: what it sealed is read here."""
    sealing.use_keys(demonstration_settings)
    return demonstration_settings


def _link(settings: Config, email: str, template: str) -> str:
    """Return the link in the last letter of a kind to an address."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        newest = select(Message).where(Message.template == template)
        letters = session.exec(newest.order_by(col(Message.made_at).desc()))
        found = next(letter for letter in letters if letter.recipient == email)
    engine.dispose()
    return str(json.loads(found.fields)["link"])


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def _register(page: Page, settings: Config) -> None:
    """Look for the organisation, say what it is, and follow the link in the letter."""
    page.get_by_label("Name of the organisation or group").fill("Snettisham Chess Circle")
    _press(page, "Look for it")
    page.get_by_role("link", name="Go on: tell us about it").click()
    assert page.get_by_label("Name of the").input_value() == "Snettisham Chess Circle"
    page.get_by_label("What does it do?").fill("We play chess, slowly, with tea.")
    page.get_by_label("Phone number that people can ring").fill("01632 960811")
    page.get_by_label("Your name").fill("Nora Peg")
    page.get_by_label("Your e-mail address").fill("nora@example.org")
    page.get_by_label("What do you do there?").fill("I am the secretary.")
    _press(page, "Send it to us")
    page.goto(_link(settings, "nora@example.org", "claim-confirm"))
    _press(page, "Yes, I asked for this")
    expect(page.get_by_role("main")).to_contain_text("A person here will look at it")


def _add_listing(page: Page) -> None:
    """Add a listing by the parts that it cannot do without, with odd hours; send it."""
    page.get_by_role("link", name="Add a listing").click()
    page.get_by_label("What is it called?").fill("Chess and cake")
    _press(page, "Go on")
    page.get_by_role("link", name="What it is", exact=True).click()
    page.get_by_label("In one line").fill("A slow game of chess, with cake.")
    page.get_by_role("button", name="Keep this", exact=True).click()
    page.get_by_role("link", name="When", exact=True).click()
    page.get_by_label("When is it on?").fill("2nd & 4th Weds 10 till noon, not August")
    _press(page, "Go on")
    expect(page.get_by_role("main")).to_contain_text(
        "The second and fourth Wednesday of the month, 10am to 12 noon, not in August"
    )
    _press(page, "Yes, this is right")
    page.get_by_role("link", name="Whom to ring or write to").click()
    page.get_by_label("Number", exact=True).fill("01632 960 811")
    page.get_by_role("button", name="Keep this", exact=True).click()
    _press(page, "Send it")


def test_an_organisation_registers_and_is_found_within_a_second_of_approval(
    open_page: Opener, open_page_as: Opener, settings: Config
) -> None:
    owner = open_page("/organisations/register", size=PHONE)
    _register(owner, settings)
    moderator = open_page_as(Role.MODERATOR, "/moderation/claims")
    moderator.get_by_role("link", name="Snettisham Chess Circle").click()
    _press(moderator, "Say yes")
    owner.goto(_link(settings, "nora@example.org", "claim-approved"))
    owner.get_by_label("New passphrase").fill(OWN_WORDS)
    _press(owner, "Keep it and sign in")
    _heading(owner, "Your listings")
    _add_listing(owner)
    moderator.goto("/moderation")
    moderator.get_by_role("link", name=re.compile("Chess and cake")).click()
    visitor = open_page("/search?q=chess+cake", size=PHONE)
    expect(visitor.get_by_role("main")).not_to_contain_text("Chess and cake")
    _press(moderator, "Approve what is ticked")
    approved = time.monotonic()
    while "A slow game of chess" not in visitor.inner_text("main"):
        assert time.monotonic() - approved < WITHIN_S
        visitor.reload()
    visitor.get_by_role("link", name="Chess and cake", exact=True).click()
    expect(visitor.get_by_role("main")).to_contain_text("second and fourth Wednesday")


def test_a_moderator_approves_a_part_of_a_change_with_an_edit(
    open_page: Opener, open_page_as: Opener, settings: Config
) -> None:
    engine = make_engine(settings.database)
    with Session(engine) as session:
        service = session.exec(select(Service).where(Service.slug == "carers-drop-in")).one()
        wanted = {"summary": "CUM ALONG for a cuppa!!!", "what_to_bring": "Ten pounds for Bert."}
        asked = propose_change(
            session, service.id, wanted, by=PUBLIC, how=EvidenceHow.REFERRAL, note="It is new."
        ).id
        session.commit()
    engine.dispose()
    page = open_page_as(Role.MODERATOR, f"/moderation/{asked}", size=PHONE)
    row = page.get_by_role("region", name="In one line")
    row.get_by_text("Change the words first").click()
    row.get_by_role("textbox").fill("Tea and a talk for people who look after somebody.")
    page.get_by_label("Approve: What to bring").uncheck()
    page.get_by_label("A note to whoever asked").fill("Nobody needs to bring money.")
    _press(page, "Approve what is ticked")
    visitor = open_page("/services/carers-drop-in", size=PHONE)
    words = visitor.inner_text("main")
    assert "Tea and a talk for people who look after somebody." in words
    assert "CUM ALONG" not in words
    assert "Ten pounds" not in words


def _open_account(settings: Config, *roles: Role, with_app: bool = False) -> tuple[Account, str]:
    """Open an account; return it with the first of its recovery codes, where it has an app."""
    engine = make_engine(settings.database)
    with Session(engine, expire_on_commit=False) as session:
        account = make_account(session, *roles, passphrase=PASSPHRASE, with_app=with_app)
        codes = make_codes(session, account, by=SYSTEM) if with_app else [""]
        session.commit()
    engine.dispose()
    return account, codes[0]


def _give_passphrase(page: Page, email: str) -> None:
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    _press(page, "Sign in")


def test_who_forgot_their_passphrase_chooses_a_new_one(open_page: Opener, settings: Config) -> None:
    email = _open_account(settings, Role.EDITOR)[0].email
    page = open_page("/sign-in", size=PHONE)
    page.get_by_role("link", name="I forgot my passphrase").click()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("main").get_by_role("button").click()
    page.goto(_link(settings, email, "reset"))
    page.get_by_label("New passphrase").fill(OWN_WORDS)
    _press(page, "Keep it and sign in")
    _heading(page, "Your listings")


def test_who_lost_their_telephone_gets_in_with_a_recovery_code(
    open_page: Opener, settings: Config
) -> None:
    account, code = _open_account(settings, Role.MODERATOR, with_app=True)
    page = open_page("/sign-in", size=PHONE)
    _give_passphrase(page, account.email)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_role("main").get_by_role("textbox").fill(code.replace("-", " ").upper())
    _press(page, "Use this code")
    _heading(page, "The desk")


def _wake_links(settings: Config, account: Account) -> None:
    """Let the hour pass in which the owner can stop a link."""
    engine = make_engine(settings.database)
    with Session(engine) as session:
        mine = col(AccountLink.account_id) == account.id
        session.execute(sa.update(AccountLink).where(mine).values(opens_at=clock.now()))
        session.commit()
    engine.dispose()


def test_who_lost_telephone_and_codes_is_let_in_by_an_administrator_after_an_hour(
    open_page: Opener, open_page_as: Opener, settings: Config
) -> None:
    account, _ = _open_account(settings, Role.MODERATOR, with_app=True)
    administrator = open_page_as(Role.ADMINISTRATOR, f"/accounts/{account.id}/lost-factor")
    _press(administrator, "I know that it is them: send the link")
    link = _link(settings, account.email, "lost-factor")
    page = open_page(link, size=PHONE)
    expect(page.get_by_role("main")).to_contain_text("Until then the owner of the account can stop")
    _wake_links(settings, account)
    page.goto(link)
    _press(page, "Take it away")
    _give_passphrase(page, account.email)
    _heading(page, "Set up your second factor")
