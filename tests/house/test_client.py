"""The careful client does refuse what it says it refuses."""

import pytest
from flask import Flask

from lily.directory.models import Organisation
from lily.http.access import open_to_all
from lily.http.sessions import session
from tests.client import HouseClient, check_page
from tests.factories import directory as make

GOOD = """<!doctype html><html lang="en"><head><title>Find help: LILY</title></head><body>
<h1>Find help</h1><form><label for="q">What?</label><input id="q" name="q"></form>
<form method="post"><input type="hidden" name="csrf_token" value="1"></form></body></html>"""

CARELESS = {
    "Ids used twice": ("</body>", '<p id="q"></p></body>'),
    "Fields without a label": ('for="q"', 'for="other"'),
    "Forms without CSRF": ("csrf_token", "token"),
    "The title": ("<h1>Find help", "<h1>Something else"),
    "A page has one h1": ("</body>", "<h1>Again</h1></body>"),
    "The page says its language": (' lang="en"', ""),
    "does not parse": ("</h1>", "</h2>"),
}


def test_a_careful_page_is_taken() -> None:
    assert check_page(GOOD).tag == "html"


@pytest.mark.parametrize("complaint", CARELESS)
def test_a_careless_page_is_refused(complaint: str) -> None:
    careless = GOOD.replace(*CARELESS[complaint], 1)
    assert careless != GOOD
    with pytest.raises(AssertionError, match=complaint):
        check_page(careless)


@pytest.mark.parametrize("flushed", [True, False])
def test_work_left_uncommitted_is_refused(app: Flask, client: HouseClient, flushed: bool) -> None:
    @open_to_all
    def forgets() -> str:
        make.make_organisation(session())
        if not flushed:
            session().commit()
            session().add(Organisation(name="Another", slug="another"))
        return "saved, or so it says"

    app._got_first_request = False
    app.add_url_rule("/forgets.json", "forgets", forgets)
    with pytest.raises(AssertionError, match="uncommitted" if flushed else "unflushed"):
        client.get("/forgets.json")
