"""Mails that come back mark their message; all other mails change nothing."""

import pytest
from sqlmodel import Session

from lily.audit.actors import COMMAND
from lily.audit.queries import list_events
from lily.errors import NotFound, Refused
from lily.post import queries
from lily.post.bounces import take_bounce
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.outbox import acknowledge
from lily.post.smtp import message_id_of
from tests.factories.post import make_message

NOTICE = """\
From: MAILER-DAEMON@mx.example.net
To: lily@lily.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ida@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: {kind}

From: lily@lily.example
To: ida@example.org
Subject: Is it still right?
Message-ID: {message_id}

{body}
--b--
"""


@pytest.fixture
def sent(session: Session) -> Message:
    message = make_message(session)
    message.state, message.recipient, message.fields = MessageState.SENT, "", ""
    session.commit()
    return message


def notice(message_id: str, *, action: str = "failed", kind: str = "message/rfc822") -> bytes:
    body = "The letter" if kind == "message/rfc822" else ""
    filled = NOTICE.format(action=action, kind=kind, message_id=message_id, body=body)
    return filled.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_comes_back_marks_its_message(
    session: Session, sent: Message, kind: str
) -> None:
    raw = notice(message_id_of(sent.id, "lily@lily.example"), kind=kind)
    found = take_bounce(session, raw, by=COMMAND)
    session.commit()
    assert found is not None
    assert found.state is MessageState.BOUNCED
    assert "ida" not in found.last_error
    assert list(queries.list_dead(session)) == [found]
    take_bounce(session, raw, by=COMMAND)
    assert list_events(session, action="take_bounce")[1] == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_delay_is_no_loss(session: Session, sent: Message, action: str) -> None:
    raw = notice(message_id_of(sent.id, "lily@lily.example"), action=action)
    assert take_bounce(session, raw, by=COMMAND) is None
    session.refresh(sent)
    assert sent.state is MessageState.SENT


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"Subject: Out of office\r\n\r\nBack on Monday", notice("<other@x>")],
)
def test_a_mail_that_is_no_notice_of_ours_is_refused(
    session: Session, sent: Message, raw: bytes
) -> None:
    with pytest.raises(Refused):
        take_bounce(session, raw, by=COMMAND)


def test_a_message_that_we_do_not_know_is_not_found(session: Session) -> None:
    raw = notice(f"<lily.{'0' * 32}@lily.example>")
    with pytest.raises(NotFound):
        take_bounce(session, raw, by=COMMAND)


def test_what_was_lost_is_on_the_list_until_somebody_has_seen_to_it(session: Session) -> None:
    for state in MessageState:
        make_message(session, key=state.value).state = state
    session.commit()
    lost = queries.list_dead(session)
    assert {message.key for message in lost} == {"unsure", "dead", "bounced"}
    for message in lost:
        acknowledge(session, message, by=COMMAND)
    session.commit()
    assert list(queries.list_dead(session)) == []
    fine, _ = queries.list_messages(session, states=[MessageState.SENT])
    with pytest.raises(Refused):
        acknowledge(session, fine[0], by=COMMAND)
