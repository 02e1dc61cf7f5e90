"""How each page on which a moderator decides, or changes a listing, is used once."""

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service
from lily.listings.actions.deciding import approve_proposal
from lily.listings.actions.proposals import propose_change
from lily.listings.models import Proposal
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.directory import make_organisation
from tests.factories.listings import make_listing
from tests.house.deeds import deed
from tests.pages import submit


def _asked(session: Session, service: Service) -> Proposal:
    """Propose new words for a listing, as a visitor."""
    changes = {"summary": "A cold lunch."}
    return propose_change(session, service.id, changes, by=PUBLIC, how=EvidenceHow.REFERRAL)


def _press(
    client: HouseClient, session: Session, service: Service, page: str, **typed: str
) -> None:
    """As a moderator, open a page of a listing, fill it in and send it."""
    address = f"/moderation/services/{service.id}/{page}"
    make.sign_in_as(client, session, Role.MODERATOR)
    client.get(address)
    assert submit(client, address, **typed).status_code == 302


@deed("moderation.show_proposal")
def _(client: HouseClient, session: Session) -> None:
    address = f"/moderation/{_asked(session, make_listing(session)).id}"
    make.sign_in_as(client, session, Role.MODERATOR)
    client.get(address)
    assert submit(client, address, decision="approve", fields=["summary"]).status_code == 302


@deed("history.show_version")
def _(client: HouseClient, session: Session) -> None:
    service = make_listing(session)
    approve_proposal(session, _asked(session, service), by=PUBLIC)
    _press(client, session, service, "versions/1")


@deed("history.rename_listing")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, make_listing(session), "rename", name="Monday lunch")


@deed("history.move_listing")
def _(client: HouseClient, session: Session) -> None:
    other = make_organisation(session, name="Another body")
    _press(client, session, make_listing(session), "move", organisation=other.slug)


@deed("history.archive_listing")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, make_listing(session), "archive", reason="It ended.")


@deed("history.remove_listing")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, make_listing(session), "remove", reason="It stands twice.")
