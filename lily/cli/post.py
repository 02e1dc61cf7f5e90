"""`lily post`: the outbox. A served LILY sends by itself; `lily tick` sends too."""

import logging
import sys
import threading
import time

import click
import sqlalchemy as sa
from sqlmodel import Session

from lily import sealing
from lily.audit.actors import COMMAND
from lily.cli.importing import opened
from lily.config import Config, read_config
from lily.database import make_engine, opened_engine
from lily.errors import Refused
from lily.post import bounces, queries
from lily.post.choices import Channel, MessageState
from lily.post.reading import read_waiting
from lily.post.worker import opened_sender, send_what_is_due, ways_of

LOOK_EVERY_S = 5.0
AFTER_TROUBLE_S = 60.0
IN_A_DEMONSTRATION = "This is a demonstration: nothing is sent. `lily post read` shows what waits."

_log = logging.getLogger(__name__)


def send_all_due(engine: sa.Engine, config: Config) -> int:
    """Send until nothing is due; return how many messages were taken up."""
    total = 0
    with opened_sender(engine, config) as sender:
        while count := send_what_is_due(sender):
            total += count
    return total


def keep_sending(config: Config) -> None:
    """Send what is due every few seconds, in a thread of this process that ends with it."""
    if not ways_of(config):
        return

    def work() -> None:
        engine = make_engine(config.database)
        while True:
            try:
                with opened_sender(engine, config) as sender:
                    while True:
                        send_what_is_due(sender)
                        time.sleep(LOOK_EVERY_S)
            except Exception:
                _log.exception("Post could not be sent; it is tried again in a minute.")
                time.sleep(AFTER_TROUBLE_S)

    threading.Thread(target=work, name="lily-post", daemon=True).start()


@click.group()
def post() -> None:
    """Look after e-mails, texts and letters."""


@post.command()
def status() -> None:
    """Say what waits, what was sent and what was lost, and by which way each channel goes out.

    Example: lily post status
    """
    config = read_config()
    ways = ways_of(config)
    with opened() as session:
        counts = queries.count_messages(session)
        oldest = queries.find_oldest_waiting(session)
    if not config.is_production:
        click.echo(IN_A_DEMONSTRATION)
    for channel in Channel:
        way = type(ways[channel]).__name__ if channel in ways else "no way out, so they wait"
        found = [f"{counts[channel, s]} {s.value}" for s in MessageState if (channel, s) in counts]
        click.echo(f"{channel.value}: {way}; {', '.join(found) or 'none'}")
    if oldest:
        click.echo(f"The oldest that waits was put in at {oldest:%Y-%m-%d %H:%M} UTC.")


@post.command()
def send() -> None:
    """Send all that is due, once.

    Example: lily post send
    """
    config = read_config()
    if not ways_of(config):
        raise Refused(
            "There is no way out. Set LILY_SMTP_URL or LILY_NOTIFY_KEY."
            if config.is_production
            else IN_A_DEMONSTRATION
        )
    with opened_engine(config.database) as engine:
        click.echo(f"Messages taken up: {send_all_due(engine, config)}.")


@post.command()
@click.option("--count", default=10, show_default=True, help="How many, the newest first.")
def read(count: int) -> None:
    """Print what waits, in a demonstration, so that its links can be followed.

    Example: lily post read --count 1
    """
    config = read_config()
    sealing.use_keys(config)
    with opened_engine(config.database) as engine, Session(engine) as session:
        for waiting in read_waiting(session, config, count):
            click.echo(f"To: {waiting.to}\nSubject: {waiting.letter.subject}\n")
            click.echo(f"{waiting.letter.text}\n")


@post.command()
def bounce() -> None:
    """Read a mail that came back (RFC 3464) from standard input, and mark its message.

    Example: lily post bounce < returned.eml
    """
    with opened() as session:
        message = bounces.take_bounce(session, sys.stdin.buffer.read(), by=COMMAND)
        said = (
            f"Message {message.id} came back. It is on the list of lost post."
            if message
            else "It is late, and not lost. Nothing was changed."
        )
        session.commit()
    click.echo(said)
