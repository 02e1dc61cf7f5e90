"""What an organisation says of itself: changed by those who look after it, and left by imports."""

from typing import Any

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.audit.models import AuditEvent
from lily.directory.models import Organisation, Phone
from lily.imports.apply import apply
from lily.listings.models import DeskItem, Membership
from tests.client import HouseClient
from tests.factories.accounts import sign_in, sign_in_as
from tests.factories.directory import make_organisation
from tests.factories.owners import make_member
from tests.imports.feeds import LUNCH, SOURCE, make_feed
from tests.pages import Page


@pytest.fixture
def organisation(session: Session) -> Organisation:
    """Return an organisation with a number."""
    made = make_organisation(session)
    session.add(Phone(organisation_id=made.id, position=0, number="01632 960101", words="mornings"))
    session.commit()
    return made


@pytest.fixture
def member(client: HouseClient, session: Session, organisation: Organisation) -> Membership:
    """Return a membership, signed in."""
    membership = make_member(session, organisation)
    sign_in(client, session, get_account(session, membership.account_id))
    return membership


def _address(organisation: Organisation) -> str:
    return f"/your-organisations/{organisation.slug}/details"


def _typed(client: HouseClient, organisation: Organisation) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    assert client.get(_address(organisation)).status_code == 200
    main = client.tree.find("body/main")
    fields = [each for each in main.iter() if each.get("name")]
    return {
        each.get("name", ""): each.get("value") or (each.text or "").removeprefix("\n")
        for each in fields
    }


def _change(client: HouseClient, organisation: Organisation, **more: str) -> Any:
    typed = _typed(client, organisation) | more
    return client.post(_address(organisation), data=typed)


@pytest.mark.usefixtures("member")
def test_what_is_kept_is_live_at_once_and_read_by_us_once(
    client: HouseClient, session: Session, organisation: Organisation
) -> None:
    done = _change(
        client,
        organisation,
        description="We cook.\r\n\r\nAnd we talk.",
        phones="01632 960 102, afternoons\r\n01632960103",
        email="hello@example.org",
        homepage="www.example.org",
    )
    assert done.status_code == 303
    client.get(done.location)
    words = Page(client.tree).words
    for said in ("We cook.", "And we talk.", "01632 960102", "afternoons", "01632 960103"):
        assert said in words
    assert "mailto:hello@example.org" in Page(client.tree).links.values()
    [item] = session.exec(select(DeskItem))
    assert item.organisation_id == organisation.id
    [event] = session.exec(select(AuditEvent).where(AuditEvent.action == "change_details"))
    assert "We cook." in event.changes


@pytest.mark.usefixtures("member")
def test_sent_as_it_stands_it_changes_nothing(
    client: HouseClient, session: Session, organisation: Organisation
) -> None:
    assert _change(client, organisation).status_code == 303
    assert session.exec(select(DeskItem)).all() == []
    session.refresh(organisation)
    assert organisation.kept_on is None


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("field", "typed", "mistake"),
    [
        ("phones", "ring us", "We cannot read “ring us”."),
        ("email", "nobody", "Type an e-mail address"),
        ("homepage", "ht!tp", "Type the address of a website"),
        ("description", "x" * 3001, "Use at most 3,000 characters."),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_what_was_typed_stays(
    client: HouseClient, organisation: Organisation, field: str, typed: str, mistake: str
) -> None:
    assert _change(client, organisation, **{field: typed}).status_code == 400
    assert any(mistake in each for each in Page(client.tree).mistakes)
    assert typed in "".join(client.tree.itertext()) or any(
        typed in each.get("value", "") for each in client.tree.iter("input")
    )


@pytest.mark.usefixtures("member")
def test_of_two_who_edit_the_second_sees_what_the_first_wrote(
    client: HouseClient, session: Session, organisation: Organisation
) -> None:
    second = _typed(client, organisation)
    assert _change(client, organisation, description="The first.").status_code == 303
    answer = client.post(_address(organisation), data=second | {"description": "The second."})
    assert answer.status_code == 409
    words = Page(client.tree).words
    assert "The first." in words
    assert "The second." in words
    again = {
        each.get("name", ""): each.get("value") or (each.text or "").removeprefix("\n")
        for each in client.tree.find("body/main").iter()
        if each.get("name")
    }
    assert client.post(_address(organisation), data=again).status_code == 303
    session.refresh(organisation)
    assert "The second." in organisation.description


def test_a_name_is_for_moderators_and_the_trusted_and_the_old_address_leads_on(
    client: HouseClient, session: Session, organisation: Organisation, member: Membership
) -> None:
    assert "name" not in _typed(client, organisation)
    typed = _typed(client, organisation) | {"name": "Another"}
    client.post(_address(organisation), data=typed)
    session.refresh(organisation)
    before, slug = organisation.name, organisation.slug
    assert before != "Another"
    sign_in_as(client, session, Role.MODERATOR)
    assert _address(organisation) in _links(client, f"/organisations/{slug}")
    done = _change(client, organisation, name="Heacham Table")
    assert done.location == "/organisations/heacham-table"
    assert client.get(f"/organisations/{slug}").location == "/organisations/heacham-table"
    sign_in(client, session, get_account(session, member.account_id))
    member.is_trusted = True
    session.commit()
    session.refresh(organisation)
    assert _change(client, organisation, name="Table").location == "/organisations/table"
    session.refresh(organisation)
    back = _change(client, organisation, name="Heacham Table")
    assert back.location == "/organisations/heacham-table", "It gets the address that it had"
    assert client.get("/organisations/table").location == "/organisations/heacham-table"


def _links(client: HouseClient, address: str) -> set[str]:
    client.get(address)
    return set(Page(client.tree).links.values())


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LINK_WORKER, Role.OPERATOR])
def test_it_is_not_for_anybody_else(
    client: HouseClient, session: Session, organisation: Organisation, role: Role
) -> None:
    sign_in_as(client, session, role)
    assert client.get(_address(organisation)).status_code == 404


def test_an_import_leaves_alone_what_was_written_here(
    client: HouseClient, session: Session
) -> None:
    apply(session, SOURCE, make_feed(LUNCH))
    session.commit()
    organisation = session.exec(select(Organisation)).one()
    sign_in_as(client, session, Role.MODERATOR)
    assert _change(client, organisation, description="As we say.").status_code == 303
    apply(session, SOURCE, make_feed(LUNCH))
    session.commit()
    session.refresh(organisation)
    assert organisation.description == "<p>As we say.</p>"
