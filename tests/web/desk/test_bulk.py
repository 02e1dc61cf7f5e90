"""Many listings are changed at once: what is done is what was shown, and a press counts once."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import COMMAND
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.directory.choices import ServiceStatus
from lily.directory.models import Service, TaxonomyTerm, TermLink
from lily.listings.desk import bulk
from lily.listings.desk.bulk import BulkAsk, BulkFilter
from lily.listings.desk.choices import BulkDeed
from lily.listings.freshness.calls import count_calls
from lily.listings.freshness.choices import CallReason
from lily.listings.models import BulkAct, Review
from lily.search import SearchRequest, catch_up, search
from tests.client import HouseClient
from tests.factories import directory as make
from tests.factories.accounts import sign_in_as
from tests.pages import Page

TODAY = clock.today()


@pytest.fixture
def editor(client: HouseClient, session: Session) -> HouseClient:
    old = make.make_organisation(session, name="Old Mill Trust")
    needs = make.make_taxonomy(session)
    food = make.make_term(session, needs, "food")
    banks = make.make_term(session, needs, "food-banks", parent=food.id)
    for number in range(3):
        service = make.make_service(
            session, name=f"Larder {number}", organisation_id=old.id, assured_on=TODAY
        )
        make.say_term(session, service, banks)
    stale = TODAY - timedelta(days=400)
    make.make_service(session, name="Choir", assured_on=stale)
    make.make_service(session, name="Gone", status=ServiceStatus.DEFUNCT, assured_on=stale)
    sign_in_as(client, session, Role.MODERATOR)
    return client


def _address(session: Session, deed: BulkDeed, term: str = "", **chosen: str) -> str:
    asked = {**chosen, "deed": deed.value}
    if term:
        found = session.exec(select(TaxonomyTerm.id).where(TaxonomyTerm.slug == term)).one()
        asked["term"] = str(found)
    return f"/desk/bulk?{urlencode(asked)}"


def _press(client: HouseClient, address: str) -> dict[str, str]:
    """Look at the preview, and return what a press would send."""
    client.get(address)
    fields = client.tree.iter("input")
    return {
        field.attrib["name"]: field.get("value", "")
        for field in fields
        if field.get("name") in {"act", "digest", "csrf_token"}
    }


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ("need=food", 3),
        ("organisation=mill", 3),
        ("checked=365", 1),
        ("checked=365&status=defunct", 1),
        ("status=active", 4),
        ("need=nonsense", 0),
        ("status=nonsense&checked=nonsense", 5),
    ],
)
def test_listings_are_chosen_by_what_is_known_of_them(
    editor: HouseClient, chosen: str, count: int
) -> None:
    editor.get(f"/desk/bulk?{chosen}")
    assert f"{count} listing{'' if count == 1 else 's'} chosen" in Page(editor.tree).words


def test_what_is_shown_is_done_once_and_written_down(
    editor: HouseClient, session: Session, engine: sa.Engine
) -> None:
    address = _address(session, BulkDeed.SET_INACTIVE, need="food")
    sent = _press(editor, address)
    assert "This would change 3 listings" in Page(editor.tree).words
    first, second = (editor.post(address, data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    editor.get(first.location)
    assert Page(editor.tree).heading == "Done to 3 listings"
    session.expire_all()
    hidden = session.exec(select(Service.name).where(Service.status == ServiceStatus.INACTIVE))
    assert sorted(hidden) == ["Larder 0", "Larder 1", "Larder 2"]
    deeds = session.exec(select(AuditEvent.action).where(AuditEvent.subject_kind == "service"))
    assert list(deeds) == ["set_status"] * 3
    catch_up(engine)
    with Session(engine) as other:
        assert search(other, SearchRequest(text="larder")).total == 0


def test_what_changed_since_the_preview_is_shown_again(
    editor: HouseClient, session: Session
) -> None:
    address = _address(session, BulkDeed.SET_INACTIVE, organisation="mill")
    sent = _press(editor, address)
    larder = session.exec(select(Service).where(Service.name == "Larder 1")).one()
    larder.status = ServiceStatus.DEFUNCT
    session.commit()
    answer = editor.post(address, data=sent)
    assert answer.status_code == 409
    words = Page(editor.tree).words
    assert "have changed since you looked" in words
    assert "This would change 2 listings" in words
    assert session.exec(select(BulkAct)).all() == []


def test_a_need_is_put_on_and_taken_off(editor: HouseClient, session: Session) -> None:
    put = _address(session, BulkDeed.ADD_NEED, term="food", organisation="mill")
    for address, left in (
        (put, 6),
        (_address(session, BulkDeed.REMOVE_NEED, term="food-banks", organisation="mill"), 3),
    ):
        assert editor.post(address, data=_press(editor, address)).status_code == 303
        assert session.exec(select(func.count(col(TermLink.id)))).one() == left
    editor.get(put)
    assert "This would change 0 listings" in Page(editor.tree).words


def test_a_need_must_be_chosen_and_never_everything_at_once(
    editor: HouseClient, session: Session
) -> None:
    assert editor.get("/desk/bulk?deed=add_need&status=active").status_code == 400
    assert "Choose the need" in Page(editor.tree).words
    assert editor.get("/desk/bulk?deed=set_inactive").status_code == 400
    assert "All at once is too many" in Page(editor.tree).words


def test_somebody_is_asked_to_ring(editor: HouseClient, session: Session) -> None:
    address = _address(session, BulkDeed.ASK_TO_CHECK, checked="365")
    assert editor.post(address, data=_press(editor, address)).status_code == 303
    review = session.exec(select(Review).where(Review.call_reason == CallReason.ASKED)).one()
    assert session.get_one(Service, review.service_id).name == "Choir"
    assert count_calls(session) == 1
    editor.get(address)
    assert "This would change 0 listings" in Page(editor.tree).words


def test_a_thousand_are_done_in_parts_and_the_chain_holds(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        organisation = make.make_organisation(session, name="Big")
        session.add_all(
            Service(organisation_id=organisation.id, name=f"S{n}", slug=f"s-{n}")
            for n in range(1100)
        )
        session.commit()
        ask = BulkAsk(BulkFilter(organisation="big"), BulkDeed.SET_INACTIVE)
        shown = bulk.preview(session, ask, TODAY)
        act = bulk.do_to_many(session, uuid4(), ask, shown.digest, by=COMMAND, today=TODAY)
        session.commit()
        assert act.changed == 1100
        assert session.exec(select(func.count(col(AuditEvent.number)))).one() == 1101
        assert find_break(session) is None


def test_only_moderators_change_many(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.CHAMPION)
    assert client.get("/desk/bulk").status_code == 404
