"""Putting messages in the outbox: once each, sealed, and taken back."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.models import AuditEvent
from lily.audit.queries import list_events
from lily.config import Config
from lily.errors import Invalid, Refused
from lily.post import outbox, queries
from lily.post.choices import Channel, MessageState
from lily.post.models import Message
from tests.factories.post import make_message

LISTING = {"listing": "Lunch club", "link": "/still-right/abc"}
CODE = {"organisation": "The hall", "code": "1234"}


def put(session: Session, key: str = "one", to: str = "ida@example.org") -> bool:
    return outbox.send(session, template="still-right", to=to, key=key, fields=LISTING)


def test_the_same_key_is_put_in_once(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        assert put(session)
        session.commit()
        assert not put(session)
        assert not put(session, to="another@example.org")
        session.commit()
        assert session.exec(select(Message)).one().recipient == "ida@example.org"


def test_many_are_put_in_at_once_and_only_the_new_ones_count(any_engine: sa.Engine) -> None:
    drafts = [
        outbox.Draft("still-right", "ida@example.org", f"key {number % 7}", LISTING)
        for number in range(10)
    ]
    with Session(any_engine) as session:
        assert outbox.send_all(session, drafts) == 7
        assert outbox.send_all(session, drafts) == 0
        assert list_events(session, action="send_message")[1] == 7


def test_what_is_not_committed_is_not_sent(session: Session) -> None:
    put(session)
    session.rollback()
    assert session.exec(select(Message)).all() == []


def test_neither_address_nor_link_can_be_read_in_the_database(
    session: Session, config: Config
) -> None:
    about = ("service", uuid4())
    make_message(session, to="canary@example.org", fields={"link": "/t/CANARY"}, about=about)
    make_message(
        session, template="claim-code", channel=Channel.TEXT, to="07700 900999", about=about
    )
    session.commit()
    stored = b"".join(path.read_bytes() for path in Path(config.data_dir).glob("lily.db*"))
    assert b"still-right" in stored
    for canary in (b"canary@", b"CANARY", b"900999", b"4821"):
        assert canary not in stored


def test_the_audit_says_what_was_put_in_and_not_to_whom(session: Session) -> None:
    about = ("service", uuid4())
    make_message(session, to="canary@example.org", about=about)
    event = session.exec(select(AuditEvent)).one()
    assert (event.action, event.subject_kind, event.subject_id) == ("send_message", *about)
    assert "canary" not in str(event.content())


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a b@example.org",
        "a@example.org\nBcc: all@example.org",
        "a@example.org\r\nX: 1",
        "a@b@example.org",
        "ida@example..org",
        "ida@exämple.org",
        "<ida@example.org>, b@example.org",
    ],
)
def test_an_address_that_is_none_is_refused(session: Session, to: str) -> None:
    with pytest.raises(Invalid) as refused:
        put(session, to=to)
    assert refused.value.field == "to"
    assert session.exec(select(Message)).all() == []


@pytest.mark.parametrize("typed", ["07700 900123", "+447700900123", "(07700) 900 123"])
def test_a_number_is_kept_in_one_way(session: Session, typed: str) -> None:
    made = make_message(session, template="claim-code", channel=Channel.TEXT, to=typed)
    assert made.recipient == "+447700900123"


@pytest.mark.parametrize("typed", ["", "12", "ring me", "07700 900123 900123"])
def test_a_number_that_is_none_is_refused(session: Session, typed: str) -> None:
    with pytest.raises(Invalid):
        outbox.tidy_recipient(typed, Channel.TEXT)


@pytest.mark.parametrize("typed", ["", "Ida\nPE31 7AA", "\n".join("abcdefgh")])
def test_a_postal_address_has_three_to_seven_lines(typed: str) -> None:
    with pytest.raises(Invalid):
        outbox.tidy_recipient(typed, Channel.LETTER)


def test_a_number_gets_no_more_than_its_texts_a_day(session: Session) -> None:
    now = clock.now()

    def text(number: str = "07700 900123", *, days: int = 0) -> None:
        make_message(
            session,
            template="claim-code",
            channel=Channel.TEXT,
            to=number,
            now=now + timedelta(days=days),
        )

    for _ in range(outbox.TEXTS_A_DAY):
        text()
    with pytest.raises(Refused, match="many texts") as refused:
        text("+44 7700 900123")
    assert "900123" not in str(refused.value)
    text("07700 900124")
    text(days=2)


def test_many_texts_put_in_together_are_counted_together(session: Session) -> None:
    drafts = [
        outbox.Draft("claim-code", "07700 900123", f"key {number}", CODE, Channel.TEXT)
        for number in range(outbox.TEXTS_A_DAY + 1)
    ]
    with pytest.raises(Refused):
        outbox.send_all(session, drafts)
    assert outbox.send_all(session, drafts[1:]) == outbox.TEXTS_A_DAY


@pytest.mark.parametrize(
    ("template", "fields", "channel"),
    [
        ("still-right", {}, Channel.EMAIL),
        ("still-right", {**LISTING, "name": "Ida"}, Channel.EMAIL),
        ("still-right", LISTING, Channel.TEXT),
        ("still-right", {**LISTING, "link": "https://elsewhere.example"}, Channel.EMAIL),
        ("still-right", {**LISTING, "link": "//elsewhere.example"}, Channel.EMAIL),
        ("claim-code", CODE, Channel.EMAIL),
    ],
)
def test_a_message_is_filled_as_its_template_says(
    session: Session, template: str, fields: dict[str, str], channel: Channel
) -> None:
    with pytest.raises(ValueError, match=template):
        outbox.send(
            session, template=template, to="a@b.uk", key="k", fields=fields, channel=channel
        )


def test_what_waits_is_taken_back_by_what_it_is_about_or_by_its_key(any_engine: sa.Engine) -> None:
    about = ("service", uuid4())
    with Session(any_engine) as session:
        for number in range(3):
            make_message(session, key=f"review_1:{number}", about=about)
        kept = make_message(session, key="review11:9")
        sent = make_message(session, key="review_1:sent", about=about)
        sent.state = MessageState.SENT
        session.commit()
        assert outbox.cancel(session, about=about, key_prefix="review_1:2") == 1
        assert outbox.cancel(session, key_prefix="review_1:") == 2
        assert outbox.cancel(session, about=about) == 0
        session.commit()
        session.refresh(kept)
        assert kept.state is MessageState.WAITING
        cancelled, count = queries.list_messages(session, states=[MessageState.CANCELLED])
        assert count == 3
        assert {(each.recipient, each.fields) for each in cancelled} == {("", "")}
        assert not outbox.send(
            session, template="still-right", to="a@b.uk", key="review_1:0", fields=LISTING
        )
        with pytest.raises(ValueError, match="Say which"):
            outbox.cancel(session)


def test_the_file_of_the_database_is_plain_sqlite(config: Config, session: Session) -> None:
    """The test of canaries above reads the right file: what is not sealed is found in it."""
    put(session, key="a-key-in-the-clear")
    session.commit()
    path = Path(config.data_dir) / "lily.db"
    rows = sqlite3.connect(path).execute("SELECT key, recipient FROM message").fetchall()
    assert rows[0][0] == "a-key-in-the-clear"
    assert rows[0][1].startswith("gAAAA")
