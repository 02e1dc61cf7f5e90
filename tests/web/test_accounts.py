"""Looking after accounts: what administrators and team leaders can do, and cannot."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import get_account
from lily.audit.actors import SYSTEM
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.pages import Page, submit


@pytest.fixture
def administrator(client: HouseClient, session: Session) -> Account:
    """Return an administrator, signed in on the client."""
    return make.sign_in_as(client, session, Role.ADMINISTRATOR, name="Dot Warren")


def _roles(session: Session, account_id) -> set[Role]:
    session.rollback()
    session.expire_all()
    return {each.role for each in get_account(session, account_id).roles}


def test_an_account_is_opened_and_invited(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    client.get("/accounts/new")
    answer = submit(
        client, "/accounts/new", name="Ann Fen", email="Ann@example.org", roles=["champion"]
    )
    client.get(answer.location)
    page = Page(client.tree)
    assert "Ann Fen" in page.words
    assert "Not chosen yet" in page.words
    assert "Ann Fen" not in page.title
    sent = session.exec(select(Message)).one()
    assert (sent.template, sent.recipient) == ("invitation", "ann@example.org")
    client.get("/accounts/new")
    submit(client, "/accounts/new", name="Ann Fen", email="ann@example.org")
    assert "account for this address already" in Page(client.tree).mistakes[0]
    assert Page(client.tree).field("name").get("value") == "Ann Fen"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x@example.org\nBcc: all@example.org"])
def test_what_is_no_address_is_refused(
    client: HouseClient, session: Session, administrator: Account, email: str
) -> None:
    client.get("/accounts/new")
    answer = submit(client, "/accounts/new", name="Ann", email=email, roles=["champion"])
    assert answer.status_code == 400
    assert "such as name@example.org" in Page(client.tree).mistakes[0]


def test_a_role_that_does_not_exist_is_refused(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    account_id = administrator.id
    client.get(f"/accounts/{account_id}/roles")
    answer = submit(client, f"/accounts/{account_id}/roles", roles=["owner_of_all"])
    assert answer.status_code == 400
    assert _roles(session, account_id) == {Role.ADMINISTRATOR}


def test_the_last_administrator_stays_one(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    account_id = administrator.id
    client.get(f"/accounts/{account_id}/roles")
    answer = submit(client, f"/accounts/{account_id}/roles", roles=["editor"])
    assert answer.status_code == 409
    assert "last administrator" in Page(client.tree).words
    client.get(f"/accounts/{account_id}")
    assert submit(client, f"/accounts/{account_id}/close").status_code == 409
    assert _roles(session, account_id) == {Role.ADMINISTRATOR}
    make.make_account(session, Role.ADMINISTRATOR)
    session.commit()
    client.get(f"/accounts/{account_id}/roles")
    assert submit(client, f"/accounts/{account_id}/roles", roles=["editor"]).status_code == 302
    assert _roles(session, account_id) == {Role.EDITOR}


def test_accounts_are_found_by_a_part_of_name_or_address(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    make.make_account(session, Role.EDITOR, name="Peggy 100% Staithe", email="peg@example.org")
    make.make_account(session, Role.EDITOR, name="Colin Drove", email="colin@example.org")
    session.commit()
    for words, found in (("staithe", 1), ("PEG@", 1), ("%", 1), ("example.org", 3), ("zzz", 0)):
        client.get("/accounts", query_string={"q": words})
        shown = [each for each in Page(client.tree).links.values() if len(each) > 40]
        assert len(shown) == found, words


def test_a_list_of_accounts_costs_the_same_for_few_and_many(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    asked: list[int] = []

    def count() -> int:
        asked.clear()
        client.get("/accounts")
        return len(asked)

    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *_: asked.append(1))
    client.get("/accounts")
    few = count()
    for _ in range(20):
        make.make_account(session, Role.EDITOR, Role.CHAMPION)
    session.commit()
    assert count() == few


def test_a_visitor_without_a_cookie_costs_no_question_more(app: Flask, session: Session) -> None:
    asked: list[str] = []
    sa.event.listen(
        session.get_bind(), "before_cursor_execute", lambda *event: asked.append(str(event[2]))
    )
    client = app.test_client()
    client.get("/about")
    asked.clear()
    answer = client.get("/about")
    assert asked == []
    assert "Set-Cookie" not in answer.headers


def test_a_team_leader_helps_only_their_own_team(client: HouseClient, session: Session) -> None:
    leader = make.sign_in_as(client, session, Role.TEAM_LEADER)
    leader_id = leader.id
    mine = make.make_account(session, Role.LINK_WORKER, name="Amina", with_app=True)
    other = make.make_account(session, Role.LINK_WORKER, name="Stranger", with_app=True)
    coast = teams.make_team(session, "Coast", by=SYSTEM)
    for member in (leader_id, mine.id):
        teams.add_member(session, coast, member, by=SYSTEM)
    teams.add_member(session, teams.make_team(session, "Town", by=SYSTEM), other.id, by=SYSTEM)
    mine_id, other_id = mine.id, other.id
    session.commit()
    client.get("/team")
    assert "Amina" in Page(client.tree).words
    assert "Stranger" not in Page(client.tree).words
    assert client.get(f"/accounts/{other_id}/lost-factor").status_code == 404
    assert client.get(f"/accounts/{uuid4()}/lost-factor").status_code == 404
    client.get(f"/accounts/{mine_id}/lost-factor")
    assert submit(client, f"/accounts/{mine_id}/lost-factor").location == "/team"
    sent = session.exec(select(Message)).one()
    assert sent.template == "lost-factor"


def test_nobody_confirms_who_they_are_themselves(
    client: HouseClient, session: Session, administrator: Account
) -> None:
    address = f"/accounts/{administrator.id}/lost-factor"
    client.get(address)
    assert submit(client, address).status_code == 409
    assert session.exec(select(Message)).all() == []


def test_a_factor_that_a_role_needs_is_not_taken_away(
    client: HouseClient, session: Session
) -> None:
    account = make.make_account(session, Role.MODERATOR, with_app=True)
    make.sign_in(client, session, account)
    client.get("/account")
    assert submit(client, "/account/app/remove").status_code == 409
    assert "Add another one" in Page(client.tree).words


def test_a_new_app_is_followed_by_recovery_codes_that_are_shown_once(
    client: HouseClient, session: Session
) -> None:
    account = make.make_account(session, Role.ADMINISTRATOR, passphrase=make.PASSPHRASE)
    make.sign_in(client, session, account, has_second_factor=False)
    client.get("/account/app")
    assert submit(client, "/account/app", code="000000").status_code == 400
    secret = next(e for e in client.tree.iter("strong") if e.get("class") == "code").text or ""
    from lily import clock
    from lily.accounts.authenticator import code_of

    answer = submit(client, "/account/app", code=code_of(secret.replace(" ", ""), clock.now()))
    assert answer.location == "/account/recovery-codes"
    client.get(answer.location)
    shown = [e.text for e in client.tree.iter("li") if e.get("class") == "code"]
    assert len(shown) == 10
    client.get("/account/recovery-codes")
    assert not any(code in Page(client.tree).words for code in shown if code)
    assert client.get("/accounts").status_code == 200


def test_a_secret_that_the_page_did_not_give_is_not_taken(
    client: HouseClient, session: Session
) -> None:
    from lily import clock
    from lily.accounts.authenticator import code_of, find_app
    from lily.sealing import seal

    account = make.make_account(session, Role.EDITOR, passphrase=make.PASSPHRASE)
    other = make.make_account(session, Role.EDITOR)
    make.sign_in(client, session, account)
    account_id = account.id
    for sealed in (make.SECRET, seal(make.SECRET), seal(f"{other.id} {make.SECRET}")):
        client.get("/account/app")
        code = code_of(make.SECRET, clock.now())
        assert submit(client, "/account/app", code=code, sealed=sealed).status_code == 400
    session.rollback()
    assert find_app(session, account_id) is None
