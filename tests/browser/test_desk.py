"""Pages of those who keep the directory true: for everyone, narrow, by keyboard, without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.audit.actors import PUBLIC, SYSTEM
from lily.config import Config
from lily.database import make_engine
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service, TaxonomyTerm
from lily.listings import desk_items
from lily.listings.actions.deciding import approve_proposal
from lily.listings.actions.proposals import propose_change
from lily.listings.desk import empty_searches
from lily.listings.desk.choices import DeskKind, PairKind
from lily.listings.desk.counting import Counted
from lily.listings.models import LikelyDuplicate
from lily.search.models import StopWord, SynonymGroup
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_accessible import mistakes
from tests.factories.post import make_message

SLUG = "carers-drop-in"
NARROW = {"width": 320, "height": 568}
PAGES = [
    *("/desk", "/desk/items", "{item}", "/desk/recent"),
    *("/desk/bulk", "/desk/bulk?need=eating-together&deed=ask_to_check"),
    *("/desk/duplicates", "{pair}", "/desk/searches"),
    *("/desk/words", "/desk/words?list=stop", "/desk/words/synonyms/new?words=pizza&q=lunch"),
    *("{group}", "/desk/words/stop-words/new", "{stop_word}"),
    *("/desk/needs", "/desk/needs/new", "{need}", "{need}/merge", "{need}/retire"),
    *("/moderation", "{change}", "{change}/preview", "{overtaken}"),
    *("{listing}/history", "{listing}/versions/1"),
    *("{listing}/rename", "{listing}/move", "{listing}/archive", "{listing}/remove"),
]
OF_ADMINISTRATORS = [
    *("/desk/post", "{letter}", "/desk/post/templates", "/desk/post/templates/still-right"),
    *("/audit", "/reviews/settings"),
]


def _ask(session: Session, service: Service, **wanted: object) -> str:
    made = propose_change(session, service.id, wanted, by=PUBLIC, how=EvidenceHow.REFERRAL)
    return f"/moderation/{made.id}"


def _fill(session: Session) -> dict[str, str]:
    """Put something in every list; return the addresses by what they are of."""
    service = session.exec(select(Service).where(Service.slug == SLUG)).one()
    listing = f"/moderation/services/{service.id}"
    passed = propose_change(
        session, service.id, {"who_for": "Carers."}, by=PUBLIC, how=EvidenceHow.REFERRAL
    )
    overtaken = _ask(session, service, who_for="Carers and those they care for.")
    approve_proposal(session, passed, by=SYSTEM)
    item = desk_items.open_desk_item(
        session, kind=DeskKind.OTHER, key="a test", words="Look at it.", service_id=service.id
    )
    monday = clock.today() - timedelta(days=clock.today().weekday())
    empty_searches.add_counts(session, {Counted("pizza delivery", "", monday): 7})
    one, other = sorted(session.exec(select(Service.id).limit(2)))
    pair = LikelyDuplicate(
        kind=PairKind.SERVICE, one_id=one, other_id=other, score=0.9, reasons="The same name."
    )
    session.add(pair)
    group = session.exec(select(SynonymGroup).limit(1)).one()
    stop_word = session.exec(select(StopWord).limit(1)).one()
    need = session.exec(select(TaxonomyTerm).where(TaxonomyTerm.slug == "eating-together")).one()
    return {
        "listing": listing,
        "overtaken": overtaken,
        "change": _ask(session, service, summary="Tea and a talk.", name="Carers' tea"),
        "item": f"/desk/items/{item.id}",
        "pair": f"/desk/duplicates/{pair.id}",
        "group": f"/desk/words/synonyms/{group.id}",
        "stop_word": f"/desk/words/stop-words/{stop_word.id}",
        "need": f"/desk/needs/{need.id}",
        "letter": f"/desk/post/{make_message(session).id}",
    }


@pytest.fixture(scope="module")
def addresses(demonstration_settings: Config) -> Iterator[dict[str, str]]:
    """Return the addresses of what waits on the site."""
    sealing.use_keys(demonstration_settings)  # those of the site: what is sealed here is read there
    engine = make_engine(demonstration_settings.database)
    with Session(engine) as session:
        found = _fill(session)
        session.commit()
    yield found
    engine.dispose()


@pytest.mark.parametrize(
    ("role", "wanted"), [(Role.MODERATOR, PAGES), (Role.ADMINISTRATOR, OF_ADMINISTRATORS)]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_is_for_everyone_and_fits_a_narrow_screen(
    open_page_as: Opener,
    axe: str,
    addresses: dict[str, str],
    role: Role,
    wanted: list[str],
    scheme: str,
) -> None:
    page = open_page_as(role, "/account", dark=scheme == "dark", size=NARROW)
    faults = {}
    for address in (each.format(**addresses) for each in wanted):
        answer = page.goto(address)
        assert getattr(answer, "status", None) == 200, address
        found = mistakes(page, axe)
        if page.evaluate("document.scrollingElement.scrollWidth") > NARROW["width"]:
            found.append("too wide")
        if found:
            faults[address] = found
    assert faults == {}


def test_a_moderator_decides_without_script_and_by_keyboard(
    open_page_as: Opener, addresses: dict[str, str]
) -> None:
    page = open_page_as(Role.MODERATOR, addresses["change"], size=PHONE, java_script_enabled=False)
    page.get_by_label("Approve: Name").focus()
    page.keyboard.press("Space")  # it was ticked
    page.get_by_label("A note to whoever asked").focus()
    page.keyboard.type("We keep the name.")
    page.get_by_role("button", name="Approve what is ticked").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"/services/{SLUG}")
    words = page.inner_text("main")
    assert "Tea and a talk." in words
    assert "Carers' tea" not in words


def test_an_item_is_closed_without_script(open_page_as: Opener, addresses: dict[str, str]) -> None:
    page = open_page_as(Role.MODERATOR, addresses["item"], size=PHONE, java_script_enabled=False)
    page.get_by_role("main").get_by_role("textbox").fill("Rang them: it is right.")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("textbox").press("Enter")
    page.goto(addresses["item"])
    expect(page.get_by_role("main")).to_contain_text("Rang them: it is right.")


def test_enter_tries_a_question_and_saves_nothing(
    open_page_as: Opener, addresses: dict[str, str]
) -> None:
    page = open_page_as(Role.MODERATOR, addresses["group"], java_script_enabled=False)
    page.get_by_label("A question to try").fill("lunch")
    page.get_by_label("A question to try").press("Enter")
    assert page.url.endswith(addresses["group"])
    expect(page.get_by_role("status")).to_contain_text("With your change")
