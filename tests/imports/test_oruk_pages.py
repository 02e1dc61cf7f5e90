"""Live feeds, played by a stub server on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session, select

from lily.cli import main
from lily.config import Config
from lily.directory.models import Source
from lily.errors import Invalid, NotFound, Refused
from lily.imports.oruk.client import Client
from lily.imports.oruk.files import read_file
from lily.imports.oruk.pages import read_address


class Stub:
    """A server that answers what a test tells it to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.waits: list[float] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stub.asked.append(self.path)
                stub.agents.add(self.headers["User-Agent"])
                stub.answer(self)

            def log_message(self, *_words: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        found = self.answers.get(handler.path)
        if isinstance(found, list) and found and isinstance(found[0], int):
            found = found.pop(0) if len(found) > 1 else found[0]
        status, headers, body = 200, {}, found
        if isinstance(found, int):
            status, headers, body = found, {"Retry-After": "7"}, {}
        if isinstance(found, str) and found.startswith("to "):
            status, headers, body = 302, {"Location": found[3:]}, {}
        if found is None:
            status, body = 404, {}
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    def client(self, **how: Any) -> Client:
        return Client(sleep=self.waits.append, **how)


@pytest.fixture
def stub() -> Iterator[Stub]:
    stub = Stub()
    thread = threading.Thread(target=stub.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield stub
    stub.server.shutdown()
    stub.server.server_close()
    thread.join()


def listing(number: int | str, **more: Any) -> dict[str, Any]:
    return {"id": f"s{number}", "name": f"N{number}", "status": "active", **more}


def page(number: int, of: int, *items: Any) -> dict[str, Any]:
    flags = {"first_page": number == 1, "last_page": number == of, "empty": not items}
    size = {"total_items": 3, "total_pages": of, "page_number": number, "size": len(items)}
    return {**size, **flags, "contents": list(items)}


def ids(listings: list[Any]) -> list[str]:
    return [item["id"] for item in listings]


def test_pages_of_version_3_are_asked_for_until_the_last(stub: Stub) -> None:
    whole: dict[str, Any] = {"attributes": []}
    stub.answers = {
        "/services": page(1, 2, listing(1, **whole), listing(2, **whole)),
        "/services?page=2": page(2, 2, listing(3, **whole)),
    }
    told: list[tuple[int, int]] = []
    found = read_address(
        f"{stub.address}/services", stub.client(), progress=lambda done, of: told.append((done, of))
    )
    assert ids(found) == ["s1", "s2", "s3"]
    assert stub.asked == ["/services", "/services?page=2"]
    assert told == [(2, 3), (3, 3)]
    assert stub.agents == {"LILY directory import (Open Referral UK)"}
    assert stub.waits == [0, 0.2]


def test_pages_of_version_1_keep_the_question_that_was_asked(stub: Stub) -> None:
    first = {"content": [listing(1, contacts=[])], "totalPages": 2, "last": False}
    last = {"content": [listing(2, contacts=[])], "totalPages": 2, "last": True}
    stub.answers = {"/services?text=a": first, "/services?text=a&page=2": last}
    assert ids(read_address(f"{stub.address}/services?text=a", stub.client())) == ["s1", "s2"]


def test_the_root_of_a_feed_leads_to_its_services(stub: Stub) -> None:
    stub.answers = {
        "/oruk/": {"version": "HSDS-UK-3.0", "openapi_url": "https://x.example.org"},
        "/oruk/services": page(1, 1, listing(1, schedules=[])),
    }
    assert ids(read_address(f"{stub.address}/oruk/", stub.client())) == ["s1"]


def test_a_list_that_tells_little_is_followed_to_each_listing(stub: Stub) -> None:
    stub.answers = {
        "/services": page(1, 1, listing(1), listing("a/b"), listing(3)),
        "/services/s1": listing(1, service_at_locations=[{"id": "at"}]),
        "/services/sa%2Fb": listing("a/b", contacts=[{"name": "Jean"}]),
    }
    found = read_address(f"{stub.address}/services", stub.client())
    assert ids(found) == ["s1", "sa/b", "s3"]
    assert found[0]["service_at_locations"] == [{"id": "at"}]
    assert found[1]["contacts"] == [{"name": "Jean"}]


def test_listings_that_say_no_more_on_their_own_pages_are_not_all_asked_for(stub: Stub) -> None:
    stub.answers = {"/services": page(1, 1, listing(1), listing(2)), "/services/s1": listing(1)}
    assert ids(read_address(f"{stub.address}/services", stub.client())) == ["s1", "s2"]
    assert stub.asked == ["/services", "/services/s1"]


def test_a_server_that_sends_the_same_page_for_ever_is_stopped(stub: Stub) -> None:
    same = {"contents": [listing(1, phones=[], contacts=[])]}
    stub.answers = {"/services": same, "/services?page=2": same, "/services?page=3": same}
    assert ids(read_address(f"{stub.address}/services", stub.client())) == ["s1"]
    assert len(stub.asked) == 2


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(stub: Stub) -> None:
    stub.answers = {"/services": [503, page(1, 1, listing(1, contacts=[]))]}
    assert ids(read_address(f"{stub.address}/services", stub.client())) == ["s1"]
    assert 7 in stub.waits


def test_a_server_that_stays_busy_is_given_up_with_a_sentence(stub: Stub) -> None:
    stub.answers = {"/services": [429]}
    with pytest.raises(Refused, match=r"answered 429 .* Nothing was changed"):
        read_address(f"{stub.address}/services", stub.client())
    assert len(stub.asked) == 3


def test_a_page_that_is_not_there_is_said_to_be_so(stub: Stub) -> None:
    with pytest.raises(NotFound, match="404"):
        read_address(f"{stub.address}/services", stub.client())
    assert len(stub.asked) == 1


def test_a_server_that_cannot_be_reached_is_said_to_be_so(stub: Stub) -> None:
    client = stub.client()
    stub.server.server_close()
    with pytest.raises(Refused, match="could not be reached"):
        client.get(f"{stub.address}/services")


def test_a_server_that_never_answers_is_given_up(stub: Stub) -> None:
    done = threading.Event()
    stub.answer = lambda _handler: done.wait(5)  # type: ignore[assignment,method-assign]
    try:
        with pytest.raises(Refused, match="could not be reached"):
            stub.client(timeout=0.2, tries=1).get(f"{stub.address}/services")
    finally:
        done.set()


@pytest.mark.parametrize(
    "body", [b"<html>Welcome</html>", b"", b"{", b'{"contents": [', b"[" * 100_000]
)
def test_what_is_not_json_is_refused_with_a_sentence(stub: Stub, body: bytes) -> None:
    stub.answers = {"/services": body}
    with pytest.raises(Invalid, match="is not JSON that can be read"):
        read_address(f"{stub.address}/services", stub.client())


def test_letters_that_are_not_utf_8_are_refused(stub: Stub) -> None:
    stub.answers = {"/services": b"\xff\xfe\x00"}
    with pytest.raises(Refused, match="UTF-8"):
        stub.client().get(f"{stub.address}/services")


def test_a_redirect_is_followed_over_http_alone(stub: Stub) -> None:
    stub.answers = {
        "/old": f"to {stub.address}/services",
        "/services": page(1, 1, listing(1, contacts=[])),
        "/file": "to file:///etc/hostname",
        "/ftp": "to ftp://127.0.0.1/x",
    }
    assert ids(read_address(f"{stub.address}/old", stub.client())) == ["s1"]
    for path in ("/file", "/ftp"):
        with pytest.raises(Refused):
            stub.client().get(f"{stub.address}{path}")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://x.org/feed", "gopher://x"])
def test_only_http_and_https_are_asked(stub: Stub, address: str) -> None:
    with pytest.raises(Invalid, match="neither a file nor an http or https address"):
        stub.client().get(address)


def test_the_page_number_replaces_one_that_was_there(stub: Stub) -> None:
    stub.answers = {
        "/services?page=1": page(1, 2, listing(1, contacts=[])),
        "/services?page=2": page(2, 2, listing(2, contacts=[])),
    }
    read_address(f"{stub.address}/services?page=1", stub.client())
    queries = [parse_qs(urlsplit(asked).query)["page"] for asked in stub.asked]
    assert queries == [["1"], ["2"]]


def test_a_file_may_hold_a_listing_on_each_line(tmp_path: Any) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_text("\ufeff" + "\n".join(json.dumps(listing(number)) for number in (1, 2)) + "\n")
    assert ids(read_file(path)) == ["s1", "s2"]


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Any) -> None:
    with pytest.raises(Invalid, match="could not read"):
        read_file(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b'"caf\xe9"')
    with pytest.raises(Invalid, match="not UTF-8"):
        read_file(tmp_path / "latin.json")


def test_a_live_feed_comes_in_by_the_command(stub: Stub, config: Config, engine: sa.Engine) -> None:
    whole = {"organization": {"id": "o1", "name": "Circle"}, "contacts": []}
    stub.answers = {
        "/services": page(1, 2, listing(1, **whole)),
        "/services?page=2": page(2, 2, listing(2, **whole)),
    }
    words = ["import", "oruk", f"{stub.address}/services"]
    done = CliRunner().invoke(main, words, env={"LILY_DATA_DIR": config.data_dir})
    assert done.exit_code == 0, done.output
    assert "listings: 2 read, 2 made" in done.stdout
    assert "2 of 3 listings" in done.stderr
    with Session(engine) as session:
        source = session.exec(select(Source)).one()
        assert (source.slug, source.address) == ("127-0-0-1", f"{stub.address}/services")
