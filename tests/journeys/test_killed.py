"""Killed at any moment: nothing half-saved, and the index is equal to the database or made so.

Each round is a process of its own that edits, imports and indexes, a SIGKILL at a random moment,
and then what an operator would run: `lily search check --repair`. There are 12 rounds; `ROUNDS=50`
does as many as were measured.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.config import Config
from lily.directory.models import CostOption, Phone, Service, Source
from lily.search import SearchRequest, search
from tests.journeys.editor import EDITED, IMPORTED, LISTINGS, bring

ROUNDS = int(os.environ.get("ROUNDS", "12"))
LONGEST_LIFE_S = 0.8
ROOT = Path(__file__).resolve().parents[2]
LILY = Path(sys.executable).parent / "lily"

pytestmark = pytest.mark.slow


def kill_at_random(environ: Mapping[str, str], seed: int, chance: random.Random) -> None:
    command = [sys.executable, "-m", "tests.journeys.editor", str(seed)]
    with subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE) as editor:
        assert editor.stdout is not None
        assert editor.stdout.readline() == b"working\n"
        time.sleep(chance.random() * LONGEST_LIFE_S)
        assert editor.poll() is None, "The editor stopped by itself"
        editor.send_signal(signal.SIGKILL)


def editions(session: Session) -> dict[str, list[set[str]]]:
    """Return, by source, what each listing says: one saying each, unless it is half-saved."""
    said: dict[UUID, set[str]] = {}
    listings = session.exec(
        select(Service, Source.slug).join(Source, col(Service.source_id) == Source.id)
    ).all()
    for service, _ in listings:
        said[service.id] = {service.summary, service.who_for}
    children = Counter[UUID]()
    rows = [*session.exec(select(CostOption)), *session.exec(select(Phone))]
    for row in rows:
        assert row.service_id is not None
        said[row.service_id].add(row.words)
        children[row.service_id] += 1
    assert set(children.values()) == {2}, "A listing lost its cost or its phone"
    return {
        slug: [said[service.id] for service, of in listings if of == slug]
        for slug in (EDITED, IMPORTED)
    }


def test_nothing_is_half_saved_and_the_index_is_whole_after_many_kills(
    config: Config, engine: sa.Engine
) -> None:
    environ = {**os.environ, "LILY_DATA_DIR": config.data_dir, "LILY_SECRET_KEY": "for tests"}
    with Session(engine) as session:
        bring(session, EDITED, "Edition 0")
        session.commit()
    chance = random.Random(20261123)
    sayings = set()
    for seed in range(ROUNDS):
        kill_at_random(environ, seed, chance)
        check = subprocess.run(
            [LILY, "search", "check", "--repair"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert check.returncode == 0, check.stdout + check.stderr
        sayings.add(check.stdout.split(".")[0])
        with Session(engine) as session:
            said = editions(session)
            assert all(len(words) == 1 for source in said.values() for words in source), said
            assert len(said[EDITED]) == LISTINGS
            assert len(said[IMPORTED]) in {0, LISTINGS}
            assert len(set.union(set(), *said[IMPORTED])) <= 1, "An import was half-loaded"
            found = search(session, SearchRequest(size=100))
            shown = sorted(hit.card.summary for hit in found.hits)
            assert shown == sorted(words.pop() for source in said.values() for words in source)
    assert sayings
