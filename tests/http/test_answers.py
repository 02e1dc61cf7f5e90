"""What every answer carries, and what a refusal looks like."""

import sqlite3

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask, render_template_string
from sqlmodel import Session

from lily.accounts.choices import Role
from lily.app import create_app
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Source
from lily.errors import Invalid, NotFound, Refused
from lily.http.access import open_to_all
from lily.http.sessions import session as open_session
from lily.web.forms.duplicates import DecidePairForm
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.pages import Page, of_class


def _fail_with(app: Flask, error: Exception) -> None:
    """Add a view, as JSON and as a page, that fails in this way."""

    @open_to_all
    def fails() -> str:
        raise error

    app._got_first_request = False
    app.testing = False
    app.add_url_rule("/fails.json", "fails-json", fails)
    app.add_url_rule("/fails", "fails", fails)


def test_the_process_says_that_it_lives(client: HouseClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_nothing_may_come_from_another_host(client: HouseClient) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "frame-ancestors 'none'" in policy


def test_tiles_may_come_from_the_operators_server_alone(config: Config) -> None:
    config = Config(
        data_dir=config.data_dir, secret_key="x", tile_url="https://tiles.example.org/{z}/{x}/{y}"
    )
    client = create_app(config).test_client()
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.org;" in policy
    assert "connect-src 'self';" in policy


def test_every_answer_carries_its_headers(client: HouseClient) -> None:
    for address in ("/healthz", "/nowhere.json"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_a_real_service_asks_for_https_and_hides_its_cookie(config: Config) -> None:
    config = Config(
        data_dir=config.data_dir,
        secret_key="x" * 40,
        field_keys=Fernet.generate_key().decode(),
        env="production",
        base_url="https://lily.example.org",
    )
    app = create_app(config)
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-lily"
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert "max-age" in app.test_client().get("/healthz").headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (Invalid("within", "Miles go from 1 to 100."), 400, "Miles go from 1 to 100."),
        (NotFound("There is no such service."), 404, "There is no such service."),
        (Refused("This listing is closed."), 409, "This listing is closed."),
    ],
)
def test_a_refusal_is_told_in_its_own_words(
    app: Flask, client: HouseClient, error: Exception, status: int, told: str
) -> None:
    _fail_with(app, error)
    answer = client.get("/fails.json")
    assert answer.status_code == status
    assert answer.json == {"error": {"field": getattr(error, "field", None), "message": told}}
    page = client.get("/fails")
    assert page.status_code == status
    assert told in page.text


@pytest.mark.parametrize(
    ("referrer", "way_back"),
    [
        ("http://localhost/cases/1?page=2", "/cases/1?page=2"),
        ("https://example.org/cases/1", "/"),
        ("", "/"),
    ],
)
def test_what_was_done_already_says_so_and_leads_back(
    app: Flask, client: HouseClient, referrer: str, way_back: str
) -> None:
    _fail_with(app, Refused("They took this back already."))
    headers = {"Referer": referrer} if referrer else {}
    client.get("/fails", headers=headers)
    [button] = of_class(client.tree, "button--main")
    assert button.get("href") == way_back
    assert "What are you looking for?" not in Page(client.tree).words


def test_a_mistake_of_no_field_is_said_at_the_top(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = DecidePairForm()
        form.refuse(Invalid("unheard_of", "This cannot be."))
        assert form.mistakes == {"": "This cannot be."}
        said = render_template_string(
            "{% from 'components/error_summary.html' import error_summary %}"
            "{{ error_summary(form.mistakes) }}",
            form=form,
        )
    assert "This cannot be." in said
    assert "href" not in said


def test_what_nobody_foresaw_says_nothing_of_its_cause(app: Flask, client: HouseClient) -> None:
    _fail_with(app, RuntimeError("the secret is 1234"))
    for address in ("/fails", "/fails.json"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "1234" not in answer.text
        assert "went wrong" in answer.text


@pytest.mark.parametrize("address", ["/", "/search?q=lunch", "/today", "/nowhere"])
def test_without_a_database_there_is_a_page_and_it_says_whom_to_ring(
    app: Flask, client: HouseClient, session: Session, engine: sa.Engine, address: str
) -> None:
    """A full disk, or a server that is away: not even who is signed in can be asked."""

    def is_away(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    app.testing = False
    sign_in_as(client, session, Role.LINK_WORKER)
    session.commit()
    session.close()
    engine.dispose()
    sa.event.listen(engine, "do_connect", is_away)
    answer = client.get(address)
    assert answer.status_code in {404, 500}
    page = Page(client.tree)
    assert "It is our mistake" in page.words or address == "/nowhere"
    assert "01632 960500" in page.words
    assert "disk" not in page.words


def test_what_was_typed_is_given_back_where_a_form_could_not_be_taken(
    app: Flask, client: HouseClient
) -> None:
    @open_to_all
    def fails() -> str:
        raise RuntimeError

    app.testing = False
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/fails", "fails", fails, methods=["POST"])
    typed = "She spoke of her garden, of her sister\nand of the <b>choir</b>."
    secret = "a passphrase that is as long as what anybody types of a garden"
    answer = client.post("/fails", data={"note": typed, "passphrase": secret, "name": "Ann"})
    assert answer.status_code == 500
    assert "of her sister and of the <b>choir</b>." in Page(client.tree).words
    assert "passphrase that is" not in answer.text
    client.get("/nowhere")
    assert "What you typed" not in Page(client.tree).words


def test_a_database_that_refused_leaves_a_page_for_somebody_signed_in(
    app: Flask, client: HouseClient, session: Session
) -> None:
    """The session of the request failed, and the page still says who is signed in."""

    @open_to_all
    def fails() -> str:
        held = open_session()
        for _ in range(2):
            held.add(Source(slug="twice", name="The same"))
        held.flush()
        return ""

    app.testing = False
    app.add_url_rule("/fails", "fails", fails)
    sign_in_as(client, session, Role.LINK_WORKER)
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert "went wrong" in answer.text


def test_an_address_that_is_not_there_helps(client: HouseClient) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert [link for link in client.tree.iter("a") if link.get("href") == "/"]


def test_a_method_that_is_not_allowed_is_refused(client: HouseClient) -> None:
    assert client.delete("/healthz").status_code == 405


def test_a_site_with_tables_and_an_index_is_ready(client: HouseClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "checks": {"database": "ok", "index": "ok"}}


def test_a_site_whose_index_cannot_be_kept_is_not_ready(
    config: Config, client: HouseClient
) -> None:
    (config.data / "index").write_text("not a folder")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "lily search rebuild" in answer.json["checks"]["index"]


def test_a_database_that_is_behind_is_not_ready(config: Config) -> None:
    engine = make_engine(config.database)
    answer = create_app(config, engine).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["ready"] is False
    assert "lily db upgrade" in answer.json["checks"]["database"]
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("room", ["services", "organisations", "needs", "places", "advice"])
def test_an_address_with_a_nul_is_not_found(
    config: Config, postgresql: sa.Engine, room: str
) -> None:
    client = create_app(config, postgresql).test_client()
    assert client.get(f"/{room}/%00").status_code == 404
