"""`/search.json` has the shape that others rely on."""

import re

from tests.client import HouseClient
from tests.pages import Page

RESULT = {
    *("id", "reference", "slug", "name", "organisation", "summary", "distance_miles"),
    *("next_session", "score", "url"),
}


def test_an_answer_has_its_parts(visitor: HouseClient) -> None:
    answer = visitor.get("/search.json?q=lunch+club&near=Heacham").json
    assert answer.keys() == {
        *("total", "page", "size", "took_ms", "understood", "did_you_mean", "results"),
        *("facets", "relax"),
    }
    assert answer["page"] == 1
    assert answer["size"] == 20
    assert isinstance(answer["took_ms"], float)
    assert len(answer["results"]) == min(20, answer["total"])


def test_a_result_has_its_parts(visitor: HouseClient) -> None:
    first = visitor.get("/search.json?q=lunch+club&near=Heacham").json["results"][0]
    assert first.keys() >= RESULT
    assert first["url"] == f"/services/{first['slug']}"
    assert 0 <= first["distance_miles"] < 10
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", first["next_session"])
    assert visitor.get(f"/services/{first['id']}").status_code == 301


def test_what_was_understood_is_said_by_the_parameters_names(visitor: HouseClient) -> None:
    asked = "q=club&near=PE31&within=5&day=tue&day=wed&cost=free&age=70&access=step-free"
    understood = visitor.get(f"/search.json?{asked}").json["understood"]
    assert understood["text"] == "club"
    assert understood["near"] == "PE31"
    assert understood["within"] == 5
    assert understood["day"] == ["tue", "wed"]
    assert understood["cost"] == ["free"]
    assert understood["age"] == 70
    assert understood["access"] == ["step-free"]
    assert understood["place"]["precision"] == "outcode"
    assert "PE31" in understood["place"]["words"]


def test_facets_have_values_labels_and_counts(visitor: HouseClient) -> None:
    facets = visitor.get("/search.json?near=Heacham").json["facets"]
    assert {"need", "kind", "day", "time", "cost", "access", "delivery"} <= facets.keys()
    for values in facets.values():
        for each in values:
            assert each.keys() == {"value", "label", "count"}
            assert each["label"]


def test_a_way_out_is_an_address_of_the_page(visitor: HouseClient) -> None:
    relax = visitor.get("/search.json?q=choir&near=Heacham&day=sun&cost=free").json["relax"]
    assert relax
    for way in relax:
        assert way.keys() == {"label", "url", "gains"}
        assert visitor.get(way["url"]).status_code == 200


def test_pages_of_any_size_follow_each_other(visitor: HouseClient) -> None:
    first = visitor.get("/search.json?near=Heacham&size=3").json["results"]
    second = visitor.get("/search.json?near=Heacham&size=3&page=2").json["results"]
    both = visitor.get("/search.json?near=Heacham&size=6").json["results"]
    assert [r["id"] for r in first + second] == [r["id"] for r in both]


def test_an_ambiguous_place_is_a_question(visitor: HouseClient) -> None:
    answer = visitor.get("/search.json?near=Newton")
    assert answer.status_code == 400
    assert answer.json["error"]["field"] == "near"
    message = answer.json["error"]["message"]
    assert "more than one place" in message
    one = message.split("Ask for one of: ")[1].split(";")[0]
    assert visitor.get("/search.json", query_string={"near": one}).status_code == 200


def test_json_and_page_find_the_same(visitor: HouseClient) -> None:
    found = visitor.get("/search.json?q=memory&near=King's+Lynn").json
    visitor.get("/search?q=memory&near=King's+Lynn")
    page = Page(visitor.tree)
    assert [r["id"] for r in found["results"]] == [r.service_id for r in page.results]
    assert page.heading.startswith(f"{found['total']} found ")


def test_typing_is_helped(visitor: HouseClient) -> None:
    assert "Heacham" in visitor.get("/suggest.json?near=heac").json["suggestions"]
    words = visitor.get("/suggest.json?q=lunch").json["suggestions"]
    assert any("lunch" in each.lower() for each in words)
    assert visitor.get("/suggest.json?q=l").json == {"suggestions": []}
    assert visitor.get("/suggest.json").json == {"suggestions": []}


def test_of_many_places_of_one_name_the_nearest_are_offered(visitor: HouseClient) -> None:
    message = visitor.get("/search.json?near=Newton").json["error"]["message"]
    assert "; " in message
    assert message.count(";") < 8
