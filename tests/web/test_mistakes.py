"""What cannot be read is said beside its field, with status 400, and nothing breaks a page."""

from urllib.parse import quote

import pytest

from tests.client import HouseClient, words_of
from tests.pages import Page, of_class

MISTAKES = [
    ("within", "-1", "number above 0"),
    ("within", "0", "number above 0"),
    ("within", "nan", "number above 0"),
    ("within", "inf", "number above 0"),
    ("within", "far", "number above 0"),
    ("age", "old", "age in years"),
    ("age", "-3", "age in years"),
    ("age", "1000", "age in years"),
    ("page", "0", "1 or more"),
    ("page", "-1", "1 or more"),
    ("page", "two", "1 or more"),
    ("day", "someday", "We do not know “someday”"),
    ("time", "dawn", "We do not know “dawn”"),
    ("cost", "cheap", "We do not know “cheap”"),
    ("kind", "thing", "We do not know “thing”"),
    ("access", "stairs", "We do not know “stairs”"),
    ("delivery", "pigeon", "We do not know “pigeon”"),
    ("sort", "luck", "We do not know “luck”"),
    ("referral", "maybe", "We do not know “maybe”"),
    ("checked", "never", "whole number from 1 to 120"),
    ("language", "en gb!", "We do not know “en gb!”"),
    ("need", "no-such-need", "We do not know “no-such-need”"),
    ("audience", "nobody", "We do not know “nobody”"),
    ("near", "Xyzzyville", "could not find that place"),
    ("near", "ZZ9 9ZZ", "do not know the postcode"),
    ("near", "x" * 200, "too long"),
    ("q", "x" * 501, "too long"),
    ("near", "0.0, 0.0", "outside the United Kingdom"),
]
IN_JSON_TOO = [each for each in MISTAKES if each[0] not in {"need", "audience"}]


@pytest.mark.parametrize(("field", "value", "said"), MISTAKES)
def test_a_mistake_is_said_beside_its_field(
    visitor: HouseClient, field: str, value: str, said: str
) -> None:
    answer = visitor.get(f"/search?{field}={quote(value)}")
    assert answer.status_code == 400
    page = Page(visitor.tree)
    assert said in " ".join(page.mistakes)
    beside = next(e for e in page.tree.iter() if e.get("id") in {f"f-{field}-error", f"f-{field}"})
    if beside.tag == "input":
        assert beside.get("aria-invalid") == "true"
        beside = next(e for e in page.tree.iter() if e.get("id") == beside.get("aria-describedby"))
    assert said in words_of(beside)


@pytest.mark.parametrize(("field", "value", "said"), IN_JSON_TOO)
def test_the_same_mistake_is_said_in_json(
    visitor: HouseClient, field: str, value: str, said: str
) -> None:
    answer = visitor.get(f"/search.json?{field}={quote(value)}")
    assert answer.status_code == 400
    assert answer.json["error"]["field"] == field
    assert said in answer.json["error"]["message"]


@pytest.mark.parametrize("size", ["0", "101", "-1", "many", "1.5"])
def test_a_size_that_cannot_be_is_refused(visitor: HouseClient, size: str) -> None:
    answer = visitor.get(f"/search.json?size={size}")
    assert answer.status_code == 400
    assert answer.json["error"]["field"] == "size"


def test_several_mistakes_are_said_together(visitor: HouseClient) -> None:
    visitor.get("/search?q=lunch&within=-1&age=old&near=Xyzzyville")
    assert len(Page(visitor.tree).mistakes) == 3


def test_what_was_right_is_kept(visitor: HouseClient) -> None:
    visitor.get("/search?q=lunch&day=tue&need=food&within=-1")
    page = Page(visitor.tree)
    assert page.field("q").get("value") == "lunch"
    assert page.field("day").get("value") == "tue"
    assert page.field("need").get("value") == "food"
    assert not any(e.get("name") == "within" for e in page.tree.iter("input"))


def test_a_page_past_the_last_says_how_many_there_are(visitor: HouseClient) -> None:
    answer = visitor.get("/search?near=Heacham&page=9999")
    assert answer.status_code == 400
    assert "There is no page 9999" in Page(visitor.tree).words
    in_json = visitor.get("/search.json?near=Heacham&page=9999")
    assert in_json.status_code == 200
    assert in_json.json["results"] == []
    assert in_json.json["total"] > 0


HOSTILE = [
    "",
    " ",
    "x" * 500,
    "🌷🧓🏽 ❤️",
    "'; DROP TABLE service; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "%00",
    "\x00\x01\x1b[31m",
    "../../etc/passwd",
    "AND OR NOT ( ) [ ] { } ^ ~ * ? : \\ /",
    '"unclosed phrase',
    "name:* OR *:*",
    "\ufdfa\u202e\u200f right to left",
    "a" + "\u0301" * 200,
    "١٢٣ 数学 ѣ",
    "-" * 400,
    "* " * 200,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["q", "near", "need", "age", "within", "language", "page"])
def test_nothing_that_is_typed_breaks_a_search(visitor: HouseClient, field: str, text: str) -> None:
    for path in ("/search", "/search.json", "/suggest.json"):
        answer = visitor.get(f"{path}?{field}={quote(text)}")
        assert answer.status_code in {200, 400}, answer.status
        if path == "/search":
            assert "alert(1)" not in [s.text for s in visitor.tree.iter("script")]
            assert not any(e.get("onerror") for e in visitor.tree.iter())


def test_what_was_typed_is_shown_as_it_was_typed(visitor: HouseClient) -> None:
    visitor.get(f"/search?q={quote('<b>tea</b> & cake')}")
    assert Page(visitor.tree).field("q").get("value") == "<b>tea</b> & cake"


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/no-such-page", 404, "We cannot find that page"),
        ("/services/no-such-listing", 404, "We cannot find that page"),
        ("/organisations/nobody", 404, "We cannot find that page"),
        ("/needs/nothing", 404, "We cannot find that page"),
        ("/places/nowhere", 404, "We cannot find that page"),
        ("/advice/nonsense", 404, "We cannot find that page"),
        ("/services/00000000-0000-0000-0000-000000000000", 404, "We cannot find that page"),
    ],
)
def test_a_page_that_is_not_there_helps_on(
    visitor: HouseClient, address: str, status: int, heading: str
) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    page = Page(visitor.tree)
    assert page.heading == heading
    assert page.field("q") is not None
    assert "/needs" in page.links.values()
    assert any(of_class(page.tree, "phone-line"))


@pytest.mark.parametrize("address", ["/services/x.json", "/nothing.json"])
def test_json_is_told_in_json(visitor: HouseClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "message" in answer.json["error"]


def test_a_form_without_its_token_changes_nothing(visitor: HouseClient) -> None:
    visitor.get("/search?near=Heacham")
    for data in ({}, {"csrf_token": "old"}):
        assert visitor.post("/forget-place", data=data).status_code == 400
        assert "Nothing was changed" in Page(visitor.tree).words
    with visitor.session_transaction() as cookie:
        assert cookie["near"] == "Heacham"
