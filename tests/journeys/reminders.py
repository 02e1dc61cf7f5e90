"""Many listings due at once, and a tick that is killed: `python -m tests.journeys.reminders 10000`.

Prints how long the ticks took, how much memory, and whether each listing got its letter once.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock, schema, sealing
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Organisation, Service
from lily.listings.models import Review, ReviewLink
from lily.post.models import Message
from lily.sealing import hash_of

LILY = Path(sys.executable).parent / "lily"
KILLS = 10
LOOKING = 2


@dataclass(frozen=True)
class Figures:
    """What the ticks came to, the killed ones and the last."""

    listings: int
    after_kills: list[int]
    seconds: float
    last_seconds: float
    megabytes: float


def make_due(engine: sa.Engine, count: int) -> None:
    """Add so many listings that are due today, each with an address of its own."""
    day = clock.today() - timedelta(days=100)
    with Session(engine) as session:
        body = Organisation(name="A body", slug="a-body")
        session.add(body)
        session.flush()
        for number in range(count):
            session.add(
                Service(
                    organisation_id=body.id,
                    slug=f"listing-{number}",
                    name=f"Listing {number}",
                    email=f"listing{number}@example.org",
                    assured_on=day,
                )
            )
        session.commit()


def _begin(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([LILY, "tick"], env=environ, stdout=subprocess.PIPE)


def _read_peak(tick: subprocess.Popen[bytes]) -> float:
    """Return the most memory that a running tick has held, in megabytes; 0 when it has ended.

    Read from the process itself: what a parent is told of its children counts the parent's own
    memory at the fork, and every browser that it ever started.
    """
    status = Path(f"/proc/{tick.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _kill(tick: subprocess.Popen[bytes]) -> float:
    """Kill a tick, and return the most memory that it held."""
    assert tick.poll() is None, "The tick was done before it was killed"
    peak = _read_peak(tick)
    tick.send_signal(signal.SIGKILL)
    tick.communicate()
    return peak


def _let_end(tick: subprocess.Popen[bytes]) -> float:
    """Wait until a tick has ended well, and return the most memory that it held."""
    peak = 0.0
    while tick.poll() is None:
        peak = max(peak, _read_peak(tick))
        time.sleep(0.02)
    said, _ = tick.communicate()
    assert said.startswith(b"Done."), said
    return peak


def _count_letters(engine: sa.Engine) -> int:
    with Session(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Message)) or 0


def run(engine: sa.Engine, config: Config, count: int, chance: random.Random) -> Figures:
    """Make listings due, kill ten ticks, let the last end; return the figures.

    The first two are killed about when a tick that finds nothing would be done, while they look
    for what is due; each other one a random moment after it has put some more letters in.
    """
    environ = {
        **os.environ,
        "LILY_DATA_DIR": config.data_dir,
        "LILY_DATABASE_URL": config.database,
        "LILY_SECRET_KEY": config.secret_key,
    }
    idle = time.monotonic()
    _let_end(_begin(environ))
    idle_s = time.monotonic() - idle
    make_due(engine, count)
    left: list[int] = []
    peaks: list[float] = []
    began = time.monotonic()
    for number in range(KILLS):
        tick = _begin(environ)
        if number < LOOKING:
            time.sleep(idle_s * (0.9 + chance.random() / 5))
        else:
            share = (count - left[-1]) // (KILLS - number + 1)
            wanted = left[-1] + chance.randrange(1, share)
            while _count_letters(engine) < wanted and tick.poll() is None:
                time.sleep(0.02)
            time.sleep(chance.random() / 20)
        peaks.append(_kill(tick))
        left.append(_count_letters(engine))
    last = time.monotonic()
    peaks.append(_let_end(_begin(environ)))
    ended = time.monotonic()
    return Figures(count, left, ended - began, ended - last, max(peaks))


def check(engine: sa.Engine, count: int) -> None:
    """Raise AssertionError unless each listing got one letter, with a link of its own."""
    with Session(engine) as session:
        letters = session.exec(select(Message)).all()
        services = {service.email: service for service in session.exec(select(Service))}
        assert len(letters) == count
        assert sorted(letter.recipient for letter in letters) == sorted(services)
        links = {link.token_hash: link for link in session.exec(select(ReviewLink))}
        assert len(links) == count
        for letter in letters:
            token = json.loads(letter.fields)["link"].removeprefix("/still-right/")
            service = services[letter.recipient]
            assert links[hash_of(token)].service_id == service.id
            assert letter.key == f"review/{service.id}/1/still-right"
        assert {review.reminders for review in session.exec(select(Review))} == {1}
        steps = select(sa.func.count()).where(col(AuditEvent.action) == "take_review_step")
        assert session.exec(steps).one() == count
        assert find_break(session) is None


def main() -> None:
    """Measure with as many listings as were asked for."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=folder, secret_key="only for measuring")
        sealing.use_keys(config)
        engine = make_engine(config.database)
        schema.upgrade(engine)
        figures = run(engine, config, count, random.Random(20261123))
        check(engine, count)
        engine.dispose()
    sys.stdout.write(
        f"{count} listings, letters after each kill {figures.after_kills}: each once.\n"
        f"{figures.seconds:.1f} s in all, {figures.last_seconds:.1f} s of it the tick left "
        f"alone; {figures.megabytes:.0f} MB at most.\n"
    )


if __name__ == "__main__":
    main()
