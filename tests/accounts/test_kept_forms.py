"""What is typed before a sign-in runs out is there after the next one, for its author alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.kept_forms import MOST_EACH, forget_old_forms, keep_form
from lily.accounts.models import Account, KeptForm, SignIn
from lily.errors import NotFound
from lily.http.access import signed_in
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as

WORDS = "A hot lunch\r\nand good company"


@pytest.fixture
def account(app: Flask, client: HouseClient, session: Session) -> Account:
    """Return an editor who was signed in, on a site with a form, and has been away for an hour."""

    @signed_in()
    def write() -> Response:
        return Response("; ".join(request.form.getlist("words")), mimetype="text/plain")

    app.add_url_rule("/write.txt", "write", write, methods=["POST"])
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    account = sign_in_as(client, session, Role.EDITOR)
    session.execute(sa.update(SignIn).values(seen_at=clock.now() - timedelta(hours=1)))
    session.commit()
    return account


def test_a_form_sent_too_late_is_kept_and_can_be_sent_after_all(
    client: HouseClient, session: Session, account: Account
) -> None:
    answer = client.post("/write.txt", data={"words": [WORDS, "Tuesdays"]})
    assert answer.location.startswith("/sign-in?next=%2Fwhat-you-typed%2F")
    kept = session.exec(select(KeptForm)).one()
    sign_in(client, session, account)
    page = client.get(f"/what-you-typed/{kept.id}").get_data(as_text=True)
    assert "Tuesdays" in page
    assert 'action="/write.txt' in page
    again = client.post("/write.txt", data={"words": [WORDS, "Tuesdays"]})
    assert again.get_data(as_text=True) == f"{WORDS}; Tuesdays"


def test_nobody_else_sees_what_was_typed(
    client: HouseClient, session: Session, account: Account
) -> None:
    client.post("/write.txt", data={"words": WORDS})
    kept = session.exec(select(KeptForm)).one()
    sign_in(client, session, make_account(session, Role.ADMINISTRATOR))
    assert client.get(f"/what-you-typed/{kept.id}").status_code == 404


def test_a_passphrase_is_never_kept(
    client: HouseClient, session: Session, account: Account
) -> None:
    client.post("/write.txt", data={"passphrase": "correct horse", "words": WORDS})
    assert session.exec(select(KeptForm)).all() == []


def test_a_stranger_can_keep_nothing(client: HouseClient, session: Session) -> None:
    answer = client.post("/what-you-typed/none", data={"words": WORDS})
    assert answer.status_code in {400, 404, 405}
    assert session.exec(select(KeptForm)).all() == []


def test_a_closed_account_keeps_nothing(
    client: HouseClient, session: Session, account: Account
) -> None:
    session.execute(sa.update(Account).values(disabled_at=clock.now()))
    session.commit()
    client.post("/write.txt", data={"words": WORDS})
    assert session.exec(select(KeptForm)).all() == []


def test_what_was_typed_is_sealed_in_the_database(session: Session) -> None:
    account = make_account(session, Role.EDITOR)
    keep_form(session, account_id=account.id, path="/x", fields=[("words", "canary")])
    stored = session.execute(sa.text("SELECT fields FROM kept_form")).scalar_one()
    assert "canary" not in stored


def test_old_forms_are_forgotten_and_few_are_kept(session: Session) -> None:
    from lily.accounts.kept_forms import get_kept_form

    account = make_account(session, Role.EDITOR)
    for number in range(MOST_EACH + 5):
        kept = keep_form(session, account_id=account.id, path=f"/{number}", fields=[("a", "b")])
    assert len(session.exec(select(KeptForm)).all()) == MOST_EACH
    kept.made_at = clock.now() - timedelta(days=2)
    session.flush()
    with pytest.raises(NotFound):
        get_kept_form(session, kept.id, account_id=account.id)
    assert forget_old_forms(session) == 1
    assert session.exec(select(KeptForm).where(col(KeptForm.id) == kept.id)).first() is None


def test_a_form_with_a_postcode_is_kept(
    client: HouseClient, session: Session, account: Account
) -> None:
    client.post("/write.txt", data={"postcode": "PE31 7EX", "words": WORDS})
    assert "PE31 7EX" in session.exec(select(KeptForm)).one().fields
