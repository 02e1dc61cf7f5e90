"""The tree of needs is changed with its effects in sight; old addresses and searches follow."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.choices import Role
from lily.audit.models import AuditEvent
from lily.directory.models import Crosswalk, FormerTerm, Taxonomy, TaxonomyTerm, TermLink
from lily.directory.terms import LASTING
from lily.imports.vocabulary import load_vocabulary
from lily.search import SearchRequest, catch_up, search
from lily.web.sensitive import _BY_NEED
from tests.client import HouseClient
from tests.factories import directory as make
from tests.factories.accounts import sign_in_as
from tests.pages import Page
from tests.web.desk.forms import press, token_of


class Tree:
    """Food (eating together, food banks) and company, with listings."""

    def __init__(self, session: Session) -> None:
        needs = self.needs = make.make_taxonomy(session)
        self.food = make.make_term(session, needs, "food")
        self.company = make.make_term(session, needs, "company")
        self.eating = make.make_term(session, needs, "eating-together", parent=self.food.id)
        self.banks = make.make_term(session, needs, "food-banks", parent=self.food.id)
        self.lunch = make.make_service(session, name="Lunch club")
        self.tea = make.make_service(session, name="Tea dance")
        make.say_term(session, self.lunch, self.eating)
        make.say_term(session, self.tea, self.eating)
        make.say_term(session, self.tea, self.company)
        session.add(Crosswalk(term_id=self.eating.id, scheme="esdServiceType", identifier="298"))
        session.commit()


@pytest.fixture
def tree(session: Session, client: HouseClient, engine: sa.Engine) -> Tree:
    tree = Tree(session)
    sign_in_as(client, session, Role.MODERATOR)
    catch_up(engine)
    return tree


def _found(engine: sa.Engine, need: str) -> int:
    catch_up(engine)
    with Session(engine) as session:
        return search(session, SearchRequest(needs=(need,))).total


def _deeds(session: Session, term_id: UUID) -> list[str]:
    return list(session.exec(select(AuditEvent.action).where(AuditEvent.subject_id == term_id)))


def _page(term: TaxonomyTerm, act: str = "") -> str:
    return f"/desk/needs/{term.id}{act}"


def _typed(term: TaxonomyTerm, **changed: str) -> dict[str, str]:
    typed = {
        "name": term.name,
        "parent": str(term.parent_id or ""),
        "slug": term.slug,
        "order": "1",
        "codes": "",
        "description": "",
        "sure": "",
    }
    return typed | changed


def test_the_tree_says_how_many_listings_each_has(client: HouseClient, tree: Tree) -> None:
    client.get("/desk/needs")
    assert "Food 0 Eating together 2 Food banks 0" in Page(client.tree).words


def test_a_new_name_is_searched_for_at_once(
    client: HouseClient, tree: Tree, engine: sa.Engine, session: Session
) -> None:
    answer = press(client, _page(tree.eating), **_typed(tree.eating, name="Nosh and natter"))
    assert answer.status_code == 303
    catch_up(engine)
    with Session(engine) as other:
        assert search(other, SearchRequest(text="natter")).total == 2
    assert _deeds(session, tree.eating.id) == ["change_term"]


def test_a_new_address_is_warned_of_and_the_old_one_leads_on(
    client: HouseClient, tree: Tree, engine: sa.Engine
) -> None:
    typed = _typed(tree.eating, slug="meals together")
    assert press(client, _page(tree.eating), **typed).status_code == 200
    words = Page(client.tree).words
    assert "2 listings will be found under the new place or address" in words
    sure = Page(client.tree).field("sure").get("value") or ""
    assert press(client, _page(tree.eating), **{**typed, "sure": sure}).status_code == 303
    catch_up(engine)
    assert client.get("/needs/meals-together").status_code == 200
    answer = client.get("/needs/eating-together")
    assert (answer.status_code, answer.location) == (301, "/needs/meals-together")
    answer = client.get("/search?need=eating-together&q=lunch")
    assert (answer.status_code, answer.location) == (301, "/search?q=lunch&need=meals-together")
    answer = client.get("/search.json?need=eating-together&size=1")
    assert answer.json["total"] == 2
    assert answer.json["size"] == 1


def test_a_need_can_have_its_old_address_back(client: HouseClient, tree: Tree) -> None:
    for slug in ("meals", "eating-together"):
        typed = _typed(tree.eating, slug=slug, sure=f"at {slug}")
        assert press(client, _page(tree.eating), **typed).status_code == 303
        tree_session = sa.orm.object_session(tree.eating)
        assert tree_session is not None
        tree_session.expire_all()
    assert client.get("/needs/eating-together").status_code == 200
    assert client.get("/needs/meals").location == "/needs/eating-together"


def test_moving_is_warned_of_and_search_follows(
    client: HouseClient, tree: Tree, engine: sa.Engine
) -> None:
    assert (_found(engine, "food"), _found(engine, "company")) == (2, 1)
    typed = _typed(tree.eating, parent=str(tree.company.id))
    assert press(client, _page(tree.eating), **typed).status_code == 200
    sure = Page(client.tree).field("sure").get("value") or ""
    assert press(client, _page(tree.eating), **{**typed, "sure": sure}).status_code == 303
    assert (_found(engine, "food"), _found(engine, "company")) == (0, 2)


@pytest.mark.parametrize(
    ("of", "below", "said"),
    [
        ("food", "company", "It has narrower ones below it"),
        ("company", "eating", "Not a valid choice"),
        ("food", "food", "Not a valid choice"),
    ],
)
def test_there_are_no_loops_and_two_levels(
    client: HouseClient, tree: Tree, of: str, below: str, said: str
) -> None:
    term, parent = getattr(tree, of), getattr(tree, below)
    typed = _typed(term, parent=str(parent.id), sure=f"below {parent.id}")
    assert press(client, _page(term), **typed).status_code == 400
    assert said in Page(client.tree).words


def test_merging_moves_links_codes_and_addresses(
    client: HouseClient, tree: Tree, engine: sa.Engine, session: Session
) -> None:
    page = _page(tree.eating, "/merge")
    into = str(tree.company.id)
    assert press(client, page, into=into).status_code == 200
    words = Page(client.tree).words
    assert "1 listing will come to “Company”; 1 listing is there already" in words
    assert press(client, page, into=into, sure=into).status_code == 303
    session.expire_all()
    links = session.exec(select(TermLink.service_id, TermLink.term_id)).all()
    assert sorted(links) == sorted(
        [(tree.lunch.id, tree.company.id), (tree.tea.id, tree.company.id)]
    )
    code = session.exec(select(Crosswalk)).one()
    assert code.term_id == tree.company.id
    assert (_found(engine, "company"), _found(engine, "food")) == (2, 0)
    assert client.get("/needs/eating-together").location == "/needs/company"
    assert client.get(page).status_code == 404
    vocabulary = load_vocabulary(session)
    assert vocabulary.match("Eating together") == [("needs", "company")]
    former = session.exec(select(AuditEvent).where(AuditEvent.action == "merge_terms")).one()
    assert '"merged into": [null, "company"]' in former.changes


def test_addresses_of_addresses_lead_on(client: HouseClient, tree: Tree, session: Session) -> None:
    press(
        client,
        _page(tree.banks, "/merge"),
        into=str(tree.eating.id),
        sure=str(tree.eating.id),
    )
    press(
        client,
        _page(tree.eating, "/merge"),
        into=str(tree.company.id),
        sure=str(tree.company.id),
    )
    assert client.get("/needs/food-banks").location == "/needs/company"


def test_a_broad_need_with_narrower_ones_goes_only_into_a_broad_one(
    client: HouseClient, tree: Tree, session: Session
) -> None:
    page = _page(tree.food, "/merge")
    press(client, page, into=str(tree.eating.id), sure=str(tree.eating.id))
    assert "Move those first" in Page(client.tree).words
    press(client, page, into=str(tree.company.id), sure=str(tree.company.id))
    session.expire_all()
    parents = session.exec(
        select(TaxonomyTerm.parent_id).where(col(TaxonomyTerm.parent_id).is_not(None))
    ).all()
    assert parents == [tree.company.id, tree.company.id]


def test_a_need_in_use_is_not_retired_and_says_by_what(client: HouseClient, tree: Tree) -> None:
    page = _page(tree.eating, "/retire")
    client.get(page)
    assert "It is still said of something" in Page(client.tree).words
    assert "Lunch club" in Page(client.tree).words
    client.get("/desk/searches")
    client.get(_page(tree.banks, "/retire"))
    answer = client.post(page, data={"csrf_token": token_of(client)})
    assert answer.status_code == 409


def test_a_retired_need_says_so(client: HouseClient, tree: Tree, session: Session) -> None:
    assert press(client, _page(tree.banks, "/retire")).status_code == 303
    assert client.get("/needs/food-banks").status_code == 404
    assert "We no longer list by that need" in Page(client.tree).words
    assert session.exec(select(FormerTerm.term_id)).one() is None
    assert "retire_term" in _deeds(session, tree.banks.id)


def test_needs_by_which_danger_is_known_keep_their_address(
    client: HouseClient, tree: Tree, session: Session
) -> None:
    assert set(_BY_NEED) == LASTING
    needs = session.exec(select(Taxonomy)).one()
    refuge = make.make_term(session, needs, "refuges")
    session.commit()
    typed = _typed(refuge, slug="safe-homes", sure="at safe-homes")
    assert press(client, _page(refuge), **typed).status_code == 400
    into = str(tree.company.id)
    press(client, _page(refuge, "/merge"), into=into, sure=into)
    assert "Change its name, and leave its address" in Page(client.tree).words
    client.get(_page(refuge, "/retire"))
    assert "Change its name, and leave its address" in Page(client.tree).words


def test_a_new_need_has_its_place_and_codes(
    client: HouseClient, tree: Tree, session: Session
) -> None:
    new = "/desk/needs/new"
    typed = {
        "name": "Cooking together",
        "parent": str(tree.food.id),
        "order": "1",
        "codes": "esdNeed: 12\nopenActive: cooking",
    }
    assert press(client, new, **{**typed, "codes": "esdNeed"}).status_code == 400
    assert press(client, new, **typed).status_code == 303
    assert press(client, new, **typed).status_code == 400
    client.get("/desk/needs")
    assert "Food 0 Cooking together 0 Eating together 2" in Page(client.tree).words
    codes = session.exec(select(Crosswalk.scheme)).all()
    assert sorted(codes) == ["esdNeed", "esdServiceType", "openActive"]
