"""Killed at any moment: no message leaves twice, none is lost, and a doubt is said to somebody."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlmodel import Session, select

from lily import sealing
from lily.config import Config
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.outbox import Draft, send_all
from lily.post.templates import get_template
from lily.post.worker import folder_of
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = 300
KILLS = 15
LONGEST_LIFE_S = 0.25

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Running:
    """A mail server, and how to run senders to it."""

    environ: dict[str, str]
    kept: Path

    @contextmanager
    def postman(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "tests.post.postman"]
        with subprocess.Popen(
            command, env=self.environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as postman:
            assert postman.stdout is not None
            assert postman.stdout.readline() == b"working\n"
            try:
                yield postman
            finally:
                postman.kill()

    def arrivals(self) -> Counter[str]:
        return Counter(line.split()[1] for line in self.kept.read_text().splitlines())


@contextmanager
def running(config: Config, database: str) -> Iterator[Running]:
    port, kept = free_port(), config.data / "kept"
    kept.touch()
    environ = {
        **os.environ,
        "LILY_ENV": "production",
        "LILY_DATA_DIR": config.data_dir,
        "LILY_DATABASE_URL": database,
        "LILY_SECRET_KEY": "for tests",
        "LILY_FIELD_KEYS": Fernet.generate_key().decode(),
        "LILY_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "LILY_BASE_URL": "https://lily.example",
    }
    sealing.use_keys(Config(env="production", field_keys=environ["LILY_FIELD_KEYS"]))
    command = [sys.executable, "-W", "ignore", "-m", "tests.post.mailbox", str(port), str(kept)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        try:
            yield Running(environ, kept)
        finally:
            server.kill()


def fill(engine: sa.Engine) -> set[str]:
    to = {f"person{number}@example.org" for number in range(MESSAGES)}
    fields = get_template("still-right").sample
    with Session(engine) as session:
        send_all(session, [Draft("still-right", each, f"key {each}", fields) for each in to])
        session.commit()
    return to


def wait_until_idle(postman: subprocess.Popen[bytes]) -> None:
    assert postman.stdout is not None
    assert postman.stdout.readline() == b"idle\n"


def states(engine: sa.Engine) -> Counter[MessageState]:
    with Session(engine) as session:
        return Counter(message.state for message in session.exec(select(Message)))


def database_of(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_no_message_is_sent_twice_and_none_is_lost_after_many_kills(
    config: Config, any_engine: sa.Engine
) -> None:
    with running(config, database_of(any_engine)) as lily:
        to = fill(any_engine)
        chance, killed_at_work = random.Random(20261125), 0
        for _ in range(KILLS):
            with lily.postman() as postman:
                time.sleep(chance.random() * LONGEST_LIFE_S)
                postman.send_signal(signal.SIGKILL)
            killed_at_work += MessageState.WAITING in states(any_engine)
        assert killed_at_work > KILLS / 4, "The kills came after all was sent"
        with lily.postman() as postman:
            wait_until_idle(postman)
        arrived, after = lily.arrivals(), states(any_engine)
    assert max(arrived.values()) == 1, "A message was sent twice"
    assert set(after) <= {MessageState.SENT, MessageState.UNSURE}
    with Session(any_engine) as session:
        said_lost = session.exec(select(Message).where(Message.state == MessageState.UNSURE)).all()
        missing = len(to - set(arrived))
        assert missing <= len(said_lost), "A message is missing and nobody is told"
        assert len(said_lost) <= KILLS
        assert {message.recipient for message in said_lost} <= {""}
        sys.stdout.write(f"in doubt: {len(said_lost)}, of which did not arrive: {missing}\n")
    assert len(list(folder_of(config).glob("*.journal"))) <= 1, "Only that of the last one killed"


def test_two_senders_at_once_send_each_message_once(config: Config, any_engine: sa.Engine) -> None:
    with running(config, database_of(any_engine)) as lily:
        to = fill(any_engine)
        with lily.postman() as one, lily.postman() as other:
            wait_until_idle(one)
            wait_until_idle(other)
            time.sleep(0.2)
        assert lily.arrivals() == Counter(to)
        assert states(any_engine) == {MessageState.SENT: MESSAGES}
