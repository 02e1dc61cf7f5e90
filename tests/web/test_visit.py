"""What is remembered for a visit, and how it is forgotten."""

from tests.client import HouseClient
from tests.pages import Page, of_class


def _near(visitor: HouseClient) -> str:
    visitor.get("/")
    return Page(visitor.tree).field("near").get("value", "")


def test_a_place_is_remembered_for_the_visit(visitor: HouseClient) -> None:
    assert _near(visitor) == ""
    visitor.get("/search?q=choir&near=Heacham&within=5")
    assert _near(visitor) == "Heacham"
    assert Page(visitor.tree).field("within").get("value") == "5"
    visitor.get("/needs/food")
    assert "nearest to Heacham first" in Page(visitor.tree).words


def test_the_cookie_goes_with_the_browser_and_holds_no_more(visitor: HouseClient) -> None:
    answer = visitor.get("/search?q=my+private+worry&near=Heacham&age=81")
    cookie = answer.headers["Set-Cookie"]
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "HttpOnly" in cookie
    with visitor.session_transaction() as kept:
        assert set(kept) <= {"near", "within", "csrf_token"}


def test_a_page_sets_no_cookie_before_a_place_is_given(visitor: HouseClient) -> None:
    for address in ("/", "/search?q=choir", "/needs", "/about", "/services/no-such"):
        assert "Set-Cookie" not in visitor.get(address).headers, address


def test_json_remembers_nothing(visitor: HouseClient) -> None:
    assert "Set-Cookie" not in visitor.get("/search.json?near=Heacham").headers
    assert _near(visitor) == ""


def test_a_mistaken_place_is_not_remembered(visitor: HouseClient) -> None:
    visitor.get("/search?near=Xyzzyville")
    visitor.get("/search?near=Newton")
    assert _near(visitor) == ""


def test_clearing_the_box_forgets(visitor: HouseClient) -> None:
    visitor.get("/search?near=Heacham")
    visitor.get("/search?q=choir&near=")
    assert _near(visitor) == ""


def test_a_press_forgets(visitor: HouseClient) -> None:
    visitor.get("/search?near=Heacham")
    form = next(of_class(visitor.tree, "forget"))
    token = next(e.get("value") for e in form.iter("input") if e.get("name") == "csrf_token")
    answer = visitor.post("/forget-place", data={"csrf_token": token})
    assert answer.status_code == 303
    assert _near(visitor) == ""
