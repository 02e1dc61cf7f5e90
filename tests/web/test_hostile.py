"""What no kind person types, in every field of a form: a page answers, and shows it as text."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.audit.actors import LINK
from lily.directory.choices import EvidenceHow
from lily.directory.models import Organisation, Service
from lily.listings.actions.proposals import propose_change
from tests.client import HouseClient
from tests.factories.accounts import sign_in, sign_in_as
from tests.factories.owners import make_member

SLUG = "carers-drop-in"
PARTS = (
    *("about", "who", "areas", "needs", "places", "access", "times", "times-by-day", "cost"),
    *("getting-help", "languages", "contact", "people", "room", "status"),
)
OPEN = (
    *("/organisations/register/new?name=Choir", "/organisations/carers-corner-hunstanton/claim"),
    *(f"/services/{SLUG}/report", "/sign-in", "/sign-in/forgotten"),
)
OF = {
    None: OPEN,
    Role.EDITOR: tuple(f"/your-listings/{SLUG}/{part}" for part in PARTS),
    Role.MODERATOR: (
        *("{change}", "{listing}/rename", "{listing}/move", "{listing}/archive"),
        *("/desk/needs/new", "/desk/words/synonyms/new", "/desk/words/stop-words/new"),
    ),
    Role.ADMINISTRATOR: ("/accounts/new", "/teams", "/reviews/settings"),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "a\x00b\x1b[31m\r\nBcc: all@example.org",
    "9" * 400,
    "-1",
    "1e309",
    "{{ 7 * 7 }}",
    "\u202e\U0001f475" * 400,
    "' OR 1=1 --",
)


class Form(NamedTuple):
    """Where a form is sent, and the names of its fields."""

    action: str
    names: set[str]
    token: str


@pytest.fixture
def addresses(session: Session, demonstration: object) -> dict[str, str]:
    """Return the addresses of a listing of the demonstration and of a change to it."""
    service = session.exec(select(Service).where(Service.slug == SLUG)).one()
    wanted = {"name": "Carers' tea", "minimum_age": 18, "closed_until": None, "summary": "Tea."}
    made = propose_change(session, service.id, wanted, by=LINK, how=EvidenceHow.REFERRAL)
    session.commit()
    return {
        "change": f"/moderation/{made.id}",
        "listing": f"/moderation/services/{service.id}",
    }


def _forms(client: HouseClient, address: str) -> Iterator[Form]:
    main: Element | None = client.tree.find("body/main")
    assert main is not None
    for form in main.iter("form"):
        fields = {e.get("name", ""): e.get("value", "") for e in form.iter() if e.get("name")}
        token = fields.pop("csrf_token", "")
        if token:
            yield Form(form.get("action") or address, set(fields), token)


@pytest.mark.parametrize("role", list(OF), ids=str)
def test_what_is_hostile_is_answered_and_shown_as_text(
    client: HouseClient, session: Session, addresses: dict[str, str], role: Role | None
) -> None:
    if role is Role.EDITOR:
        service = session.exec(select(Service).where(Service.slug == SLUG)).one()
        organisation = session.get_one(Organisation, service.organisation_id)
        membership = make_member(session, organisation)
        sign_in(client, session, get_account(session, membership.account_id))
    elif role:
        sign_in_as(client, session, role)
    sent = 0
    for address in (each.format(**addresses) for each in OF[role]):
        assert client.get(address).status_code == 200, address
        for form in list(_forms(client, address)):
            for value in HOSTILE:
                typed = dict.fromkeys(form.names, value) | {"csrf_token": form.token}
                answer = client.post(form.action, data=typed)
                assert answer.status_code < 500, (form.action, value)
                assert "<script>alert(1)" not in answer.text
                sent += 1
    assert sent >= len(OF[role]) * len(HOSTILE)
