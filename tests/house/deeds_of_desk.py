"""How each page of the editor's desk is used once."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.directory.choices import ServiceStatus
from lily.directory.models import Service
from lily.listings import desk_items
from lily.listings.desk import deciding, empty_searches
from lily.listings.desk.choices import DeskKind
from lily.listings.desk.counting import Counted
from lily.listings.desk.duplicates import look_for_duplicates
from lily.listings.models import LikelyDuplicate
from lily.search import word_lists
from lily.search.word_lists import GroupDraft, StopDraft
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.directory import (
    make_location,
    make_organisation,
    make_service,
    make_taxonomy,
    make_term,
    place_service,
)
from tests.house.deeds import deed
from tests.pages import Page
from tests.web.desk.forms import press


def _press(
    client: HouseClient, session: Session, page: str, action: str = "", **values: str
) -> None:
    """As a moderator, open a page and send a form of it, which is accepted."""
    make.sign_in_as(client, session, Role.MODERATOR)  # commits
    assert press(client, page, action, **values).status_code == 303, Page(client.tree).words


def _pair(session: Session) -> LikelyDuplicate:
    for summary in ("Soup and company.", "Soup, company and a quiz."):
        service = make_service(session, name="Soup club", summary=summary)
        place_service(session, service, make_location(session))
    session.commit()
    look_for_duplicates(session)
    return session.exec(select(LikelyDuplicate)).one()


def _group(session: Session) -> str:
    draft = GroupDraft(("luncheon club", "nosh"))
    return f"/desk/words/synonyms/{word_lists.add_group(session, draft, by=SYSTEM).id}"


def _stop_word(session: Session) -> str:
    made = word_lists.add_stop_word(session, StopDraft("please"), by=SYSTEM)
    return f"/desk/words/stop-words/{made.id}"


def _terms(session: Session) -> tuple[str, UUID]:
    """Make two needs; return the page of one, and the other."""
    needs = make_taxonomy(session)
    food, company = make_term(session, needs, "food"), make_term(session, needs, "company")
    return f"/desk/needs/{food.id}", company.id


@deed("desk.change_many")
def _(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session, name="Old Mill Trust")
    service = make_service(session, name="Larder", organisation_id=organisation.id)
    service_id = service.id
    make.sign_in_as(client, session, Role.MODERATOR)
    address = "/desk/bulk?organisation=mill&deed=set_inactive"
    client.get(address)
    page = Page(client.tree)
    sent = {name: page.field(name).get("value") for name in ("act", "digest", "csrf_token")}
    assert client.post(address, data=sent).status_code == 303
    session.expire_all()
    assert session.get_one(Service, service_id).status is ServiceStatus.INACTIVE


@deed("desk.show_duplicate")
def _(client: HouseClient, session: Session) -> None:
    pair = _pair(session)
    _press(client, session, f"/desk/duplicates/{pair.id}", keep=str(pair.one_id))


@deed("desk.undo_duplicate")
def _(client: HouseClient, session: Session) -> None:
    pair = _pair(session)
    deciding.keep_one(session, pair, pair.one_id, by=SYSTEM)
    page = f"/desk/duplicates/{pair.id}"
    _press(client, session, page, f"{page}/undo")


@deed("desk.show_item")
def _(client: HouseClient, session: Session) -> None:
    kind = DeskKind.NO_REPLY
    item = desk_items.open_desk_item(session, kind=kind, key="call 1", words="Ring them.")
    _press(client, session, f"/desk/items/{item.id}", outcome="Rang them: it is right now.")


@deed("desk.ignore_search")
def _(client: HouseClient, session: Session) -> None:
    counted = Counted("pizza delivery", "", clock.today() - timedelta(days=clock.today().weekday()))
    empty_searches.add_counts(session, {counted: 7})
    _press(client, session, "/desk/searches", "/desk/searches/ignore", words="pizza delivery")


@deed("desk.count_search_again")
def _(client: HouseClient, session: Session) -> None:
    empty_searches.ignore_search(session, "pizza delivery", by=SYSTEM)
    _press(client, session, "/desk/searches", "/desk/searches/count-again", words="pizza delivery")


@deed("desk.new_synonyms")
def _(client: HouseClient, session: Session) -> None:
    members = "luncheon club\nnosh"
    _press(client, session, "/desk/words/synonyms/new", members=members, kind="same")


@deed("desk.change_synonyms")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, _group(session), members="luncheon club\ngrub", kind="same")


@deed("desk.remove_synonyms")
def _(client: HouseClient, session: Session) -> None:
    page = _group(session)
    _press(client, session, page, f"{page}/remove")


@deed("desk.new_stop_word")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, "/desk/words/stop-words/new", word="please", kind="stop")


@deed("desk.change_stop_word")
def _(client: HouseClient, session: Session) -> None:
    _press(client, session, _stop_word(session), word="please", kind="filler")


@deed("desk.remove_stop_word")
def _(client: HouseClient, session: Session) -> None:
    page = _stop_word(session)
    _press(client, session, page, f"{page}/remove")


@deed("desk.new_term")
def _(client: HouseClient, session: Session) -> None:
    _terms(session)
    _press(client, session, "/desk/needs/new", name="Cooking together", parent="", order="1")


@deed("desk.change_term")
def _(client: HouseClient, session: Session) -> None:
    page, _ = _terms(session)
    _press(client, session, page, name="Nosh and natter", parent="", order="1", slug="food")


@deed("desk.merge_term")
def _(client: HouseClient, session: Session) -> None:
    page, into = _terms(session)
    _press(client, session, f"{page}/merge", into=str(into), sure=str(into))


@deed("desk.retire_term")
def _(client: HouseClient, session: Session) -> None:
    page, _ = _terms(session)
    _press(client, session, f"{page}/retire")
