"""What a sender that died left behind, and what is made of it."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.config import Config
from lily.post import journal as journals
from lily.post import worker
from lily.post.choices import Channel, MessageState
from lily.post.forgetting import forget_old
from lily.post.journal import Journal, Step, abandoned_journals
from lily.post.models import Message
from lily.post.outbox import HEAD_START
from lily.post.rules import LEASE, MOST_TRIES, TRY_AFTER, next_try
from lily.post.worker import folder_of, opened_sender, send_what_is_due
from tests.factories.post import make_message
from tests.post.mail_servers import MailServer


@pytest.fixture
def dead(production: Config) -> Journal:
    """Return the journal of a sender that is about to die: closing its file is the death."""
    return Journal(folder_of(production))


def claimed(engine: sa.Engine, by: Journal) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        message = make_message(session)
        message.state, message.attempts = MessageState.SENDING, 1
        message.claimed_by, message.claimed_until = by.name, clock.now() + LEASE
        session.commit()
        return message


def send(engine: sa.Engine, config: Config, *, hours: float = 0) -> int:
    now = clock.now() + timedelta(hours=hours)
    with opened_sender(engine, config, now=lambda: now) as sender:
        return send_what_is_due(sender)


def state(engine: sa.Engine, message: Message) -> MessageState:
    with Session(engine) as session:
        return session.get_one(Message, message.id).state


@pytest.mark.parametrize(
    ("steps", "then", "mails"),
    [
        ([], MessageState.SENT, 1),
        ([Step.READY], MessageState.SENT, 1),
        ([Step.READY, Step.HANDED], MessageState.UNSURE, 0),
        ([Step.READY, Step.HANDED, Step.SENT], MessageState.SENT, 0),
        ([Step.READY, Step.HANDED, Step.REFUSED], MessageState.BOUNCED, 0),
        ([Step.READY, Step.HANDED, Step.PUT_OFF], MessageState.SENT, 1),
    ],
)
def test_a_message_goes_on_from_the_last_step_of_the_dead(
    engine: sa.Engine,
    by_smtp: Config,
    server: MailServer,
    dead: Journal,
    steps: list[Step],
    then: MessageState,
    mails: int,
) -> None:
    message = claimed(engine, dead)
    for step in steps:
        dead.write(step, message.id)
    assert send(engine, by_smtp) == 0, "While it lives, nobody touches what it has"
    assert state(engine, message) is MessageState.SENDING
    os.close(dead._file)
    send(engine, by_smtp)
    assert (state(engine, message), len(server.mails)) == (then, mails)
    assert list(folder_of(by_smtp).iterdir()) == []
    send(engine, by_smtp, hours=99)
    assert len(server.mails) == mails


def test_after_a_power_failure_what_was_ready_may_have_left(
    engine: sa.Engine,
    by_smtp: Config,
    server: MailServer,
    dead: Journal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = claimed(engine, dead)
    dead.write(Step.READY, message.id)
    os.close(dead._file)
    monkeypatch.setattr(journals, "_boot", lambda: "another start of the machine")
    send(engine, by_smtp)
    assert (state(engine, message), server.mails) == (MessageState.UNSURE, [])


def test_a_line_cut_short_is_no_step(production: Config, dead: Journal) -> None:
    first, second = uuid4(), uuid4()
    dead.write(Step.SENT, first)
    os.write(dead._file, f"sent {second}".encode())
    assert dead.steps() == {first: Step.SENT}


def test_a_sender_on_a_machine_that_is_gone_is_in_doubt_after_its_lease(
    engine: sa.Engine, by_smtp: Config, server: MailServer, dead: Journal
) -> None:
    message = claimed(engine, dead)
    send(engine, by_smtp)
    assert state(engine, message) is MessageState.SENDING
    send(engine, by_smtp, hours=1)
    assert (state(engine, message), server.mails) == (MessageState.UNSURE, [])
    with Session(engine) as session:
        assert "may have arrived" in session.get_one(Message, message.id).last_error


def test_what_was_sent_while_the_database_was_away_is_not_sent_again(
    engine: sa.Engine, by_smtp: Config, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(engine) as session:
        make_message(session)
        session.commit()

    def away(*_: object) -> None:
        raise sa.exc.OperationalError("UPDATE", {}, Exception("away"))

    with opened_sender(engine, by_smtp) as sender:
        with monkeypatch.context() as patch:
            patch.setattr(worker, "_record", away)
            with pytest.raises(sa.exc.OperationalError):
                send_what_is_due(sender)
        assert send_what_is_due(sender) == 0
    assert len(server.mails) == 1
    with Session(engine) as session:
        found = session.exec(select(Message)).one()
        assert found.state is MessageState.SENT


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    with Session(engine) as session:
        first, second = make_message(session), make_message(session)
        first.fields = '{"listing": "no link"}'
        session.commit()
        ids = first.id, second.id
    send(engine, by_smtp)
    with Session(engine) as session:
        states = [session.get_one(Message, each).state for each in ids]
    assert states == [MessageState.WAITING, MessageState.SENT]


def test_a_key_that_is_missing_for_a_while_loses_nothing(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    with Session(engine) as session:
        message = make_message(session)
        session.commit()
        message_id = message.id
        whole = session.execute(sa.text("SELECT fields FROM message")).scalar_one()
        session.execute(sa.text("UPDATE message SET fields = 'sealed by another key'"))
        session.commit()
    send(engine, by_smtp)
    with Session(engine) as session:
        session.execute(sa.text("UPDATE message SET fields = :whole"), {"whole": whole})
        session.commit()
    send(engine, by_smtp, hours=1)
    with Session(engine) as session:
        assert session.get_one(Message, message_id).state is MessageState.SENT


def test_what_somebody_waits_for_goes_before_a_pile_of_reminders(
    engine: sa.Engine, by_smtp: Config, server: MailServer
) -> None:
    with Session(engine) as session:
        for number in range(3):
            make_message(session, to=f"reminder{number}@example.org")
        make_message(session, template="reset", to="waiting@example.org")
        session.commit()
    send(engine, by_smtp)
    assert server.mails[0]["To"] == "waiting@example.org"
    assert timedelta() < HEAD_START


def test_tries_come_ever_later_and_end(session: Session) -> None:
    now, message = clock.now(), make_message(session)
    waits = [next_try(message.id, attempt, now) for attempt in range(1, MOST_TRIES)]
    for wait, least in zip(waits, TRY_AFTER, strict=True):
        assert wait is not None
        assert least <= wait - now <= least * 1.2
    assert next_try(message.id, MOST_TRIES, now) is None


def test_a_demonstration_sends_nothing(
    engine: sa.Engine, config: Config, server: MailServer
) -> None:
    with Session(engine) as session:
        make_message(session)
        session.commit()
    settings = replace(config, smtp_url=f"smtp://127.0.0.1:{server.port}")
    assert send(engine, settings) == 0
    assert server.mails == []


def test_old_hashes_are_forgotten_and_keys_are_not(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        old = clock.now() - timedelta(days=40)
        kept = make_message(session, key="kept", now=old)
        text = make_message(
            session, key="text", template="claim-code", channel=Channel.TEXT, now=old
        )
        session.commit()
        assert forget_old(session, is_production=True) == 1
        session.commit()
        session.refresh(text)
        session.refresh(kept)
        assert text.recipient_hash == ""
        assert kept.state is MessageState.WAITING
        assert forget_old(session, is_production=False) == 2
        session.commit()
        session.refresh(kept)
        assert (kept.key, kept.fields, kept.state) == ("kept", "", MessageState.CANCELLED)


def test_a_journal_that_somebody_holds_is_not_abandoned(tmp_path: Path) -> None:
    living = Journal(tmp_path)
    assert list(abandoned_journals(tmp_path)) == []
    living.close()
    assert list(tmp_path.iterdir()) == []
