"""Texts, letters and e-mails by GOV.UK Notify, against a server with its API."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.config import Config
from lily.errors import Refused
from lily.post.choices import Channel, MessageState
from lily.post.models import Message
from lily.post.notify import templates_of
from lily.post.worker import opened_sender, send_what_is_due
from tests.factories.post import make_message
from tests.post.notify_stub import DROP, KEY, NotifyStub, notify_stub

IDS = {"email": "template-e", "text": "template-t", "letter": "template-l"}


@pytest.fixture
def stub() -> Iterator[NotifyStub]:
    with notify_stub() as running:
        yield running


@pytest.fixture
def by_notify(production: Config, stub: NotifyStub) -> Config:
    return replace(
        production, notify_key=KEY, notify_url=stub.address, notify_templates=json.dumps(IDS)
    )


def put(engine: sa.Engine, channel: Channel = Channel.TEXT) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        template = "still-right" if channel is Channel.EMAIL else "claim-code"
        message = make_message(session, template=template, channel=channel)
        session.commit()
        return message


def send(engine: sa.Engine, config: Config, *, hours: float = 0) -> int:
    now = clock.now() + timedelta(hours=hours)
    with opened_sender(engine, config, now=lambda: now) as sender:
        return send_what_is_due(sender)


def again(engine: sa.Engine, message: Message) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Message, message.id)


def test_a_text_goes_out(engine: sa.Engine, by_notify: Config, stub: NotifyStub) -> None:
    message = put(engine)
    assert send(engine, by_notify) == 1
    (taken,) = stub.taken
    assert (taken["kind"], taken["phone_number"]) == ("sms", "+447700900123")
    assert taken["template_id"] == "template-t"
    assert taken["reference"] == str(message.id)
    assert taken["personalisation"]["body"].startswith("Your code for Heacham Village Hall")
    sent = again(engine, message)
    assert (sent.state, sent.provider_reference) == (MessageState.SENT, taken["id"])
    assert (sent.recipient, sent.fields) == ("", "")


def test_a_letter_goes_out_line_by_line(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub
) -> None:
    put(engine, Channel.LETTER)
    send(engine, by_notify)
    said = stub.taken[0]["personalisation"]
    assert [said[f"address_line_{n}"] for n in (1, 2, 3, 4)] == [
        "Ida Marsh",
        "1 High Street",
        "Heacham",
        "PE31 7AA",
    ]
    assert said["subject"] == "Your code for Heacham Village Hall"
    assert "4821 7735" in said["body"]


def test_an_email_goes_by_notify_where_there_is_no_mail_server(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub
) -> None:
    put(engine, Channel.EMAIL)
    send(engine, by_notify)
    assert stub.taken[0]["email_address"] == "ida@example.org"
    assert "https://lily.example/still-right/" in stub.taken[0]["personalisation"]["body"]


def test_what_notify_took_without_saying_so_is_not_sent_again(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub
) -> None:
    stub.refusals = [(DROP, "")]
    message = put(engine)
    send(engine, by_notify)
    assert again(engine, message).state is MessageState.WAITING
    send(engine, by_notify, hours=1)
    sent = again(engine, message)
    assert (sent.state, sent.attempts) == (MessageState.SENT, 2)
    assert len(stub.taken) == 1
    assert sent.provider_reference == stub.taken[0]["id"]


@pytest.mark.parametrize("status", [429, 500, 503, 403])
def test_what_is_put_off_is_tried_again(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub, status: int
) -> None:
    stub.refusals = [(status, "Not now")]
    message = put(engine)
    send(engine, by_notify)
    assert again(engine, message).state is MessageState.WAITING
    send(engine, by_notify, hours=1)
    assert again(engine, message).state is MessageState.SENT
    assert len(stub.taken) == 1


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("phone_number Not enough digits", MessageState.BOUNCED),
        ("Template not found", MessageState.WAITING),
        ("Can't send to this recipient using a team-only API key", MessageState.WAITING),
    ],
)
def test_a_number_that_is_none_comes_back_and_our_own_mistakes_wait(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub, said: str, state: MessageState
) -> None:
    stub.refusals = [(400, said)]
    message = put(engine)
    send(engine, by_notify)
    assert again(engine, message).state is state


@pytest.mark.parametrize(
    ("status", "state", "asks_again"),
    [
        ("delivered", MessageState.SENT, False),
        ("received", MessageState.SENT, False),
        ("sending", MessageState.SENT, True),
        ("permanent-failure", MessageState.BOUNCED, False),
        ("temporary-failure", MessageState.BOUNCED, False),
        ("validation-failed", MessageState.BOUNCED, False),
    ],
)
def test_notify_is_asked_what_became_of_a_message(
    engine: sa.Engine,
    by_notify: Config,
    stub: NotifyStub,
    status: str,
    state: MessageState,
    asks_again: bool,
) -> None:
    message = put(engine)
    send(engine, by_notify)
    stub.status = status
    assert send(engine, by_notify) == 0
    assert stub.asked == [], "Not at once"
    send(engine, by_notify, hours=1)
    found = again(engine, message)
    assert (found.state, found.due_at is not None) == (state, asks_again)
    send(engine, by_notify, hours=24 * 8)
    assert again(engine, message).due_at is None
    send(engine, by_notify, hours=24 * 9)
    assert len(stub.asked) == 1 + asks_again


def test_a_claim_that_was_never_finished_is_asked_for_before_it_is_sent_again(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub
) -> None:
    """As after a kill on a machine that is gone: the lease runs out, then Notify is asked."""
    message = put(engine)
    with Session(engine) as session:
        lost = session.get_one(Message, message.id)
        lost.state, lost.attempts, lost.claimed_by = MessageState.SENDING, 1, "gone"
        lost.claimed_until = clock.now() + timedelta(minutes=10)
        session.commit()
    stub.take("sms", {"reference": str(message.id)})
    assert send(engine, by_notify) == 0
    assert send(engine, by_notify, hours=1) == 1
    assert again(engine, message).state is MessageState.SENT
    assert len(stub.taken) == 1


def test_the_log_names_no_number(
    engine: sa.Engine, by_notify: Config, stub: NotifyStub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stub.refusals = [(400, "+447700900123 is not a number"), (500, "+447700900123")]
    put(engine)
    put(engine)
    send(engine, by_notify)
    assert "bounced" in caplog.text
    assert "900123" not in caplog.text


@pytest.mark.parametrize("setting", ["{", "[1]", '{"pigeon": "x"}', '"x"'])
def test_a_setting_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(Refused, match="LILY_NOTIFY_TEMPLATES"):
        templates_of(Config(notify_templates=setting))
