"""E-mail by a real SMTP server: what arrives, and what comes of every refusal and failure."""

import logging
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.config import Config
from lily.errors import Refused
from lily.post import worker
from lily.post.choices import Channel, MessageState
from lily.post.models import Message
from lily.post.rules import MOST_TRIES
from lily.post.smtp import Smtp, find_message_id, server_of
from lily.post.worker import opened_sender, send_what_is_due
from tests.factories.post import make_message
from tests.post.mail_servers import DROP, MailServer, mail_server, make_certificate

NAUGHTY = "Lunch\r\nBcc: all@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>"


def put(engine: sa.Engine, **more: Any) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        message = make_message(session, **more)
        session.commit()
        return message


def send_all(engine: sa.Engine, config: Config, *, hours: float = 0) -> int:
    """Send what is due, some hours from now."""
    now = clock.now() + timedelta(hours=hours)
    with opened_sender(engine, config, now=lambda: now) as sender:
        return send_what_is_due(sender)


def words_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    words: str = plain.get_content()
    return words


def again(engine: sa.Engine, message: Message) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Message, message.id)


def test_an_email_arrives_as_text_and_page(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    message = put(engine, to="ida@example.org", fields={"listing": "Café & Ely", "link": "/x/1"})
    assert send_all(engine, by_smtp) == 1
    (mail,) = server.mails
    assert mail["To"] == "ida@example.org"
    assert mail["From"] == "LILY <lily@lily.example>"
    assert mail["Subject"] == "Is “Café & Ely” still right?"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert find_message_id(mail["Message-ID"]) == message.id
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    for part in mail.iter_parts():
        assert "https://lily.example/x/1" in part.get_content()
    assert server.envelopes[0].rcpt_tos == ["ida@example.org"]
    sent = again(engine, message)
    assert (sent.state, sent.recipient, sent.fields) == (MessageState.SENT, "", "")
    assert sent.sent_at
    assert send_all(engine, by_smtp, hours=99) == 0
    assert len(server.mails) == 1


def test_many_go_over_one_connection(
    engine: sa.Engine, by_smtp: Config, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    dialled = []
    plain_connect = smtplib.SMTP.connect

    def connect(line: smtplib.SMTP, *args: Any, **more: Any) -> Any:
        dialled.append(args)
        return plain_connect(line, *args, **more)

    monkeypatch.setattr(smtplib.SMTP, "connect", connect)
    for number in range(5):
        put(engine, to=f"person{number}@example.org")
    assert send_all(engine, by_smtp) == 5
    assert len({str(mail["To"]) for mail in server.mails}) == 5
    assert len(dialled) == 1


def test_lines_that_begin_with_a_dot_arrive_whole(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    reason = "First\n.\n..two\nQUIT\n.end"
    fields = {"listing": "Lunch", "link": "/x", "reason": reason}
    put(engine, template="change-rejected", fields=fields)
    send_all(engine, by_smtp)
    assert reason in words_of(server.mails[0]).replace("\r\n", "\n")


def test_a_name_cannot_add_a_header_or_a_recipient(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    settings = replace(by_smtp, site_name="LILY\r\nBcc: all@example.org")
    put(engine, fields={"listing": NAUGHTY, "link": "/x"})
    assert send_all(engine, settings) == 1
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert mail.get_all("To") == ["ida@example.org"]
    assert server.envelopes[0].rcpt_tos == ["ida@example.org"]
    assert mail["Subject"].startswith("Is “Lunch Bcc: all@example.org")


def test_what_is_put_off_is_tried_again_later(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    server.to_rcpt, server.to_data = ["450 4.2.1 Busy"], ["451 4.3.0 Later, ida@example.org"]
    message = put(engine)
    send_all(engine, by_smtp)
    first = again(engine, message)
    assert (first.state, first.attempts) == (MessageState.WAITING, 1)
    assert "450 4.2.1" in first.last_error
    assert send_all(engine, by_smtp) == 0, "Not before its time"
    assert send_all(engine, by_smtp, hours=0.1) == 1
    second = again(engine, message)
    assert second.due_at > first.due_at
    assert "ida" not in second.last_error
    send_all(engine, by_smtp, hours=1)
    third = again(engine, message)
    assert (third.state, third.last_error) == (MessageState.SENT, "")
    assert len(server.mails) == 1


def test_after_the_last_try_a_message_is_dead(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    server.to_data = ["451 Later"] * 20
    message = put(engine)
    hours = 0.0
    for _ in range(MOST_TRIES):
        assert send_all(engine, by_smtp, hours=hours) == 1
        hours += 30
    assert send_all(engine, by_smtp, hours=hours) == 0
    dead = again(engine, message)
    assert (dead.state, dead.attempts, dead.recipient) == (MessageState.DEAD, MOST_TRIES, "")


@pytest.mark.parametrize("at", ["to_rcpt", "to_data"])
def test_what_is_refused_for_good_is_not_tried_again(
    engine: sa.Engine, by_smtp: Config, server: MailServer, at: str
) -> None:
    setattr(server, at, ["550 5.1.1 No ida@example.org here"])
    message, other = put(engine), put(engine, to="other@example.org")
    send_all(engine, by_smtp)
    bounced = again(engine, message)
    assert (bounced.state, bounced.attempts) == (MessageState.BOUNCED, 1)
    assert "550 5.1.1" in bounced.last_error
    assert "ida" not in bounced.last_error
    assert again(engine, other).state is MessageState.SENT
    assert send_all(engine, by_smtp, hours=99) == 0


def test_what_a_policy_forbids_may_be_mended_and_is_tried_again(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    server.to_rcpt = ["554 5.7.1 Relay access denied"]
    message = put(engine)
    send_all(engine, by_smtp)
    assert again(engine, message).state is MessageState.WAITING


def test_a_line_that_breaks_before_the_end_is_tried_again(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    server.to_rcpt = [DROP]
    message = put(engine)
    send_all(engine, by_smtp)
    assert again(engine, message).state is MessageState.WAITING
    send_all(engine, by_smtp, hours=1)
    assert again(engine, message).state is MessageState.SENT
    assert len(server.mails) == 1


def test_a_line_that_breaks_after_the_end_is_a_doubt_and_not_sent_again(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    server.to_data = [DROP]
    message = put(engine)
    send_all(engine, by_smtp)
    unsure = again(engine, message)
    assert unsure.state is MessageState.UNSURE
    assert "may have arrived" in unsure.last_error
    assert send_all(engine, by_smtp, hours=99) == 0
    assert len(server.mails) == 1


@contextmanager
def breaking_in_the_middle(port_of: list[int]) -> Iterator[list[bytes]]:
    """Run a server that takes the beginning of a message, then breaks off before its end."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port_of.append(listening.getsockname()[1])

        def serve() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as words:
                line.sendall(b"220 ready\r\n")
                for word in words:
                    if word.startswith(b"DATA"):
                        line.sendall(b"354 go on\r\n")
                        heard.append(words.readline())
                        return
                    line.sendall(b"250 OK\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield heard
        thread.join(timeout=10)


def test_a_line_that_breaks_in_the_middle_of_a_message_loses_nothing(
    engine: sa.Engine, production: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break is noticed before the dot, or with it: then nobody can know, and it is said."""
    port: list[int] = []
    with breaking_in_the_middle(port) as heard:
        settings = replace(production, smtp_url=f"smtp://127.0.0.1:{port[0]}")
        message = put(engine, fields={"listing": "L" * 100_000, "link": "/x"})
        send_all(engine, settings)
    assert heard
    assert again(engine, message).state in {MessageState.WAITING, MessageState.UNSURE}


def test_a_server_that_never_answers_does_not_hold_us_for_ever(
    engine: sa.Engine, production: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = replace(production, smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(
            worker, "ways_of", lambda config: {Channel.EMAIL: Smtp(config, timeout=0.2)}
        )
        message = put(engine)
        send_all(engine, settings)
    assert again(engine, message).last_error == "The mail server could not be reached."


def test_a_server_that_is_away_loses_nothing(
    engine: sa.Engine, production: Config, server: MailServer
) -> None:
    settings = replace(production, smtp_url="smtp://127.0.0.1:1")
    message = put(engine)
    send_all(engine, settings)
    assert again(engine, message).state is MessageState.WAITING
    back = replace(production, smtp_url=f"smtp://127.0.0.1:{server.port}")
    send_all(engine, back, hours=1)
    assert len(server.mails) == 1


def test_email_goes_encrypted_and_with_our_name(
    engine: sa.Engine, production: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = make_certificate(tmp_path)
    with mail_server(context) as server:
        where = f"127.0.0.1:{server.port}?tls=yes"
        message = put(engine)
        send_all(engine, replace(production, smtp_url=f"smtp://lily:p%40ss%20word@{where}"))
        untrusted = again(engine, message)
        assert untrusted.last_error == "The mail server's certificate could not be trusted."
        assert (server.mails, server.logins) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        send_all(engine, replace(production, smtp_url=f"smtp://lily:wrong@{where}"), hours=1)
        assert "LILY_SMTP_URL" in again(engine, message).last_error
        send_all(
            engine, replace(production, smtp_url=f"smtp://lily:p%40ss%20word@{where}"), hours=2
        )
        assert server.was_encrypted == [True]
        assert ("lily", "p@ss word") in server.logins
    assert again(engine, message).state is MessageState.SENT


def test_nothing_goes_where_encryption_is_not_offered(
    engine: sa.Engine, production: Config, server: MailServer
) -> None:
    settings = replace(production, smtp_url=f"smtp://127.0.0.1:{server.port}?tls=yes")
    message = put(engine)
    send_all(engine, settings)
    assert "STARTTLS" in again(engine, message).last_error
    assert server.mails == []


@pytest.mark.parametrize(
    ("address", "wants_starttls", "port"),
    [
        ("smtp://mail.example.org", True, 587),
        ("smtp://mail.example.org:25?tls=no", False, 25),
        ("smtp://localhost:25", False, 25),
        ("smtps://mail.example.org", False, 465),
    ],
)
def test_encryption_is_wanted_unless_the_server_is_this_machine(
    address: str, wants_starttls: bool, port: int
) -> None:
    found = server_of(Config(smtp_url=address))
    assert (found.wants_starttls, found.port) == (wants_starttls, port)


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail", "smtp://", "smtp://a:b:c"])
def test_an_address_of_a_server_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="LILY_SMTP_URL"):
        server_of(Config(smtp_url=address))


def test_the_log_names_nobody(
    engine: sa.Engine, by_smtp: Config, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.to_rcpt = ["550 No canary@example.org here"]
    server.to_data = ["451 canary@example.org is busy"]
    for _ in range(3):
        put(engine, to="canary@example.org", fields={"link": "/t/CANARY"})
    send_all(engine, by_smtp)
    assert "bounced" in caplog.text
    for record in caplog.records:
        if record.name.startswith(("lily", "smtplib", "sqlalchemy")):
            assert "canary" not in record.getMessage().lower()
