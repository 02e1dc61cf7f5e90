"""A person with words that nobody else has goes the whole way, and the words stay where they are.

Every place where they must not stand is looked at, and each look is tried with a planted word.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.models import AuditEvent
from lily.casework.choices import FollowUpKind
from lily.casework.models import CaseLetter, FollowUp, OnwardReferral, Referral
from lily.config import Config
from lily.directory.models import Organisation, Service, Source
from lily.http.access import open_to_all
from lily.post.models import Message
from lily.post.outbox import send
from lily.search import rebuild
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import make_team
from tests.factories.directory import make_location, make_service, place_service
from tests.factories.owners import make_member
from tests.house.traces import Traces
from tests.pages import Page, submit

FIRST, LAST = "Wilhelmina", "Zanzibarova"
BORN = date(1937, 2, 19)
PERSON = (
    *(FIRST, LAST, "960987", "960 987", "9990000018", "999 000 0018", "PE31 7DB", "PE317DB"),
    *("1937-02-19", "19 February 1937", "zebra"),
)
"""What tells who it is; and what begins every word that is written of the person."""


def words(part: str) -> str:
    """Return words of the person for one part of the record."""
    return f"She says zebra{part} and sings."


class Desk(NamedTuple):
    """Who works on the way, and the service at its end."""

    team_id: object
    leader: Account
    provider: Account
    service: Service


@pytest.fixture
def traces(app: Flask, config: Config, caplog: pytest.LogCaptureFixture) -> Traces:
    """Return what the application leaves behind from now on."""
    caplog.set_level(logging.DEBUG)
    return Traces(app, config.data, caplog)


@pytest.fixture
def desk(client: HouseClient, session: Session, engine: sa.Engine) -> Desk:
    """Return a team that takes referrals, and a service with somebody who answers."""
    leader = make_account(session, Role.TEAM_LEADER, name="Lena Holme")
    team = make_team(session, "Coast", leader)
    service = make_service(session, name="Heacham choir")
    place_service(session, service, make_location(session))
    provider = make_account(session, Role.EDITOR, name="Sam Staithe")
    make_member(session, session.get_one(Organisation, service.organisation_id), provider)
    session.commit()
    rebuild(engine)
    return Desk(team.id, leader, provider, service)


def _send(client: HouseClient, page: str, action: str = "", **typed: str | list[str]) -> str:
    """Open a page, send its form, and return where that leads."""
    assert client.get(page).status_code == 200, page
    answer = submit(client, action or page, **typed)
    assert answer.status_code == 303, (action or page, Page(client.tree).mistakes)
    return str(answer.location)


def _refer(client: HouseClient, session: Session) -> Referral:
    _send(
        client, "/refer/professional", name=f"{FIRST} {LAST}", birth_on="19 2 1937",
        phone="01632 960987", postcode="PE31 7DB", reason=words("reason"), who="Dr Sedge",
        contact="surgery@example.org", agrees="y",
    )  # fmt: skip
    return session.exec(select(Referral)).one()


def _write_down(client: HouseClient, case: str) -> None:
    """Write into every part of the record."""
    _send(
        client, f"{case}/person", nhs_number="999 000 0018", address=words("address"),
        who_may_answer=words("answerer"), when_to_ring=words("when"),
    )  # fmt: skip
    _keep_draft(client, case)
    _send(client, case, f"{case}/contacts", outcome="spoke", note=words("contact"))
    for layer in ("shared", "record", "named"):
        _send(client, f"{case}/notes", words=words(layer), layer=layer)
    soon = str(clock.today())
    _send(client, f"{case}/flags", kind="health", words=words("flag"), review_on=soon)
    _send(
        client, f"{case}/escalations", told="gp", how="phone", words=words("concern"),
        whom=words("whom"), told_on="", told_time="",
    )  # fmt: skip
    _send(
        client, f"{case}/conversation", matters=words("matters"), going_well=words("well"),
        barrier_words=words("barrier"), way="home", held_on=soon,
        **{"goals-0-words": words("goal"), "goals-0-actions-0-what": words("step")},
        **{"statements-0-words": words("statement")},
    )  # fmt: skip
    _send(client, f"{case}/restriction", reason=words("restriction"))
    _send(client, f"{case}/consents", purpose="tell_gp", how="spoken")


def _keep_draft(client: HouseClient, case: str) -> None:
    typed = [["note", words("draft")]]
    sent = {"path": case, "form": "contact", "key": "k" * 24, "turn": 1, "fields": typed}
    token = client.get("/drafts/token.json").json["csrf_token"]
    assert client.post("/drafts", json=sent, headers={"X-CSRFToken": token}).status_code < 300


def _send_on(client: HouseClient, session: Session, case: str, desk: Desk) -> str:
    _send(
        client, f"{case}/help/{desk.service.slug}", kind="referred", reason=words("why"),
        pieces=["name", "phone", "postcode", "born"], agrees="y", press="send",
    )  # fmt: skip
    there = f"{case}/onward/{session.exec(select(OnwardReferral)).one().id}"
    _send(client, there, f"{there}/words", message=words("message"))
    return there


def _answer(client: HouseClient, session: Session, desk: Desk) -> None:
    sign_in(client, session, desk.provider)
    client.get("/referrals-to-us")
    here = f"/referrals-to-us/{session.exec(select(OnwardReferral)).one().id}"
    _send(client, here, f"{here}/words", message=words("question"))
    _send(client, here, f"{here}/answer", state="accepted", words=words("answer"))
    sign_in(client, session, desk.leader)


def _check(client: HouseClient, session: Session, case: str) -> None:
    for kind, typed in (
        (FollowUpKind.THREE_WEEKS, {"got_there": "yes"}),
        (FollowUpKind.SIX_WEEKS, {"what_next": "close", "quote": words("quote"), "may_quote": "y"}),
    ):
        check = session.exec(select(FollowUp).where(FollowUp.kind == kind)).one()
        _send(client, f"{case}/follow-ups/{check.id}", words=words(f"at{kind}"), **typed)


def _close(client: HouseClient, case: str) -> None:
    _send(
        client, f"{case}/close", reason="finished", how="printed", no_second="no_time",
        letter=words("letter"), to="surgery", sent_way="post", sent_to=words("sent"),
    )  # fmt: skip


def _go_the_whole_way(client: HouseClient, session: Session, desk: Desk) -> str:
    """Go from the referral to the letter; return the address of the case."""
    referral = f"/cases/referrals/{_refer(client, session).id}"
    sign_in(client, session, desk.leader)
    client.get("/today")
    case = _send(client, referral, f"{referral}/accept", person="new", worker=str(desk.leader.id))
    _write_down(client, case)
    there = _send_on(client, session, case, desk)
    _answer(client, session, desk)
    client.get(there)
    _check(client, session, case)
    client.get(f"{case}/close")
    _close(client, case)
    for page in ("", "/letter", "/plan", "/timeline", "/notes", "/conversation/versions", "/views"):
        assert client.get(f"{case}{page}").status_code == 200, page
    return case


def _search(client: HouseClient, typed: str) -> None:
    client.get("/cases/search")
    answer = submit(client, "/cases/search", term=typed)
    assert answer.status_code == 200, (typed, Page(client.tree).mistakes)
    assert FIRST in answer.text


def test_no_word_of_a_person_stands_where_it_must_not(
    client: HouseClient, session: Session, desk: Desk, traces: Traces
) -> None:
    case = _go_the_whole_way(client, session, desk)
    for typed in (LAST, "01632 960987", "999 000 0018", "19 February 1937"):
        _search(client, typed)
    for address in ("/today", "/cases", "/cases?of=team", f"{case}/no-such-page", "/audit"):
        client.get(address)
    sign_in(client, session, make_account(session, Role.LINK_WORKER))
    assert client.get(case).status_code == 404
    session.commit()
    assert len(session.exec(select(Message)).all()) >= 2
    assert session.exec(select(CaseLetter)).one().words == words("letter"), "It is there, sealed"
    assert traces.find(PERSON, session) == {}
    told = "".join(each.changes for each in session.exec(select(AuditEvent)))
    assert not any(each.lower() in told.lower() for each in PERSON)


def test_a_failure_says_nothing_of_whoever_it_happened_to(
    app: Flask, client: HouseClient, session: Session, desk: Desk, traces: Traces
) -> None:
    """The database refuses in the middle of a deed: with a traceback in the log."""
    app.testing = False
    referral = f"/cases/referrals/{_refer(client, session).id}"
    sign_in(client, session, desk.leader)
    refuse = "CREATE TRIGGER refuse BEFORE INSERT ON {} BEGIN SELECT RAISE(ABORT, 'no'); END"
    session.execute(sa.text(refuse.format("client_key")))
    session.commit()
    client.get(referral)
    failed = submit(client, f"{referral}/accept", person="new", worker="")
    assert failed.status_code == 500
    assert any(each.exc_info for each in traces.lines), "It is in the log"
    assert traces.find(PERSON, session) == {}


def test_an_error_of_the_database_does_not_tell_what_it_was_given(session: Session) -> None:
    for _ in range(2):
        session.add(Source(slug=LAST, name=FIRST))
    with pytest.raises(sa.exc.IntegrityError) as refused:
        session.flush()
    assert not any(each in str(refused.value) for each in PERSON)


SECRET = words("planted")
PAGE = "<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1>{body}"
Planter = Callable[[Flask, HouseClient, Session, Config], None]


def _answers(title: str = "A page", body: str = "", status: int = 200, where: str = "") -> Planter:
    """Return a way to plant words in what a page answers."""

    def plant(app: Flask, client: HouseClient, _session: Session, _config: Config) -> None:
        headers = {"Location": where} if where else {}
        page = open_to_all(lambda: (PAGE.format(title=title, body=body), status, headers))
        app.add_url_rule("/planted", "planted", page)
        client.get("/planted")

    return plant


def _log(app: Flask, _client: HouseClient, _session: Session, _config: Config) -> None:
    app.logger.error("It failed for %s", SECRET)


def _ask(_app: Flask, client: HouseClient, _session: Session, _config: Config) -> None:
    client.get("/search", query_string={"q": "zebraplanted"})


def _remember(app: Flask, client: HouseClient, _session: Session, _config: Config) -> None:
    with client.session_transaction() as cookie:
        cookie["said"] = SECRET
    client.get("/healthz")


def _write(_app: Flask, _client: HouseClient, session: Session, _config: Config) -> None:
    fields = {"link": f"/referral-status/{SECRET}"}
    send(session, template="referral-received", to="a@example.org", fields=fields, key="planted")
    session.commit()


def _store(_app: Flask, _client: HouseClient, session: Session, _config: Config) -> None:
    make_account(session, Role.EDITOR, name=SECRET)
    session.commit()


def _index(_app: Flask, _client: HouseClient, session: Session, config: Config) -> None:
    make_service(session, name=SECRET)
    session.commit()
    (config.data / "index").mkdir(exist_ok=True)
    (config.data / "index" / "planted").write_text(SECRET)


PLANTS: dict[str, Planter] = {
    "a log line": _log,
    "a title": _answers(title=SECRET),
    "an error page": _answers(body=SECRET, status=409),
    "an address": _ask,
    "a header": _answers(status=303, where=f"/cases?{SECRET}"),
    "a cookie": _remember,
    "a letter": _write,
    "the database": _store,
    "the index": _index,
}


@pytest.mark.parametrize("where", PLANTS)
def test_a_word_that_is_planted_is_found(
    app: Flask,
    client: HouseClient,
    session: Session,
    config: Config,
    traces: Traces,
    where: str,
) -> None:
    assert traces.find(PERSON, session) == {}
    PLANTS[where](app, client, session, config)
    assert "zebra" in traces.find(PERSON, session).get(where, set())
