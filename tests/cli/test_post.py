"""`lily post`, and the post of a LILY that is served or ticks."""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import Session

from lily import sealing
from lily.cli import main
from lily.config import Config
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.smtp import message_id_of
from tests.factories.post import make_message
from tests.post.mail_servers import MailServer, mail_server
from tests.post.test_bounces import notice
from tests.servers import serving

KEYS = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
LILY = Path(sys.executable).parent / "lily"


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["post", *words], input=given)


@pytest.fixture
def demonstration_settings(config: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("LILY_DATA_DIR", config.data_dir)
    monkeypatch.setenv("LILY_SECRET_KEY", config.secret_key)
    return config


@pytest.fixture
def production_settings(demonstration_settings: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("LILY_ENV", "production")
    monkeypatch.setenv("LILY_FIELD_KEYS", KEYS)
    made = replace(demonstration_settings, env="production", field_keys=KEYS)
    sealing.use_keys(made)
    return made


def put(engine: sa.Engine) -> Message:
    with Session(engine, expire_on_commit=False) as session:
        message = make_message(session, to="ida@example.org")
        session.commit()
        return message


def test_a_demonstration_says_that_it_sends_nothing_and_lets_it_be_read(
    engine: sa.Engine, demonstration_settings: Config
) -> None:
    put(engine)
    said = run("status")
    assert "nothing is sent" in said.output
    assert "email: no way out, so they wait; 1 waiting" in said.output
    assert "ida" not in said.output
    assert "/still-right/" in run("read").output
    refused = run("send")
    assert (refused.exit_code, "demonstration" in refused.stderr) == (1, True)


def test_a_real_service_shows_no_message(engine: sa.Engine, production_settings: Config) -> None:
    put(engine)
    refused = run("read")
    assert refused.exit_code == 1
    assert "sealed" in refused.stderr
    assert "ida" not in refused.output
    assert "LILY_SMTP_URL" in run("send").stderr


def test_post_is_sent_by_the_command_and_by_tick(
    engine: sa.Engine, production_settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as server:
        monkeypatch.setenv("LILY_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        put(engine)
        assert run("send").output == "Messages taken up: 1.\n"
        assert "email: Smtp; 1 sent" in run("status").output
        put(engine)
        assert CliRunner().invoke(main, ["tick"]).exit_code == 0
        assert len(server.mails) == 2


def test_a_mail_that_came_back_is_read_from_standard_input(
    engine: sa.Engine, production_settings: Config
) -> None:
    message = put(engine)
    raw = notice(message_id_of(message.id, "lily@lily.example"))
    said = run("bounce", given=raw)
    assert said.exit_code == 0, said.output
    with Session(engine) as session:
        assert session.get_one(Message, message.id).state is MessageState.BOUNCED
    assert run("bounce", given=b"Subject: Hello\r\n\r\nHello").exit_code == 1


@pytest.mark.slow
def test_a_served_lily_sends_by_itself(
    engine: sa.Engine, production_settings: Config, server: MailServer, tmp_path: Path
) -> None:
    environ = {**os.environ, "LILY_SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
    put(engine)
    with serving(LILY, environ, tmp_path, workers=2):
        until = time.monotonic() + 20
        while not server.mails and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(6)
    assert len(server.mails) == 1
