"""What somebody types on a page and has not sent, as the script of the page sends it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session
from werkzeug.test import TestResponse

from lily.accounts.choices import Role
from lily.accounts.models import Account
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team, refer

KEY = "k" * 24
"""The name of an open page."""


class Desk(NamedTuple):
    """A link worker who is signed in, and the addresses of a case and a referral of theirs."""

    worker: Account
    case: str
    referral: str


def make_desk(client: HouseClient, session: Session) -> Desk:
    """Return the desk of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    team = make_team(session, "Coast", worker)
    case, referral = make_case(session, team, worker), refer(session, team, first_name="Nell")
    session.commit()
    return Desk(worker, f"/cases/{case.id}", f"/cases/referrals/{referral.id}")


def type_into(
    client: HouseClient, page: str, form: str, fields: Sequence[Sequence[str]], **more: Any
) -> TestResponse:
    """Send what was typed into a form of a page; `more` stands for what the script would say."""
    sent = {"path": page, "form": form, "fields": fields, "key": KEY, "turn": 1} | more
    answer = client.get("/drafts/token.json")
    token = answer.json["csrf_token"] if answer.status_code == 200 else ""
    return client.post("/drafts", json=sent, headers={"X-CSRFToken": token})
