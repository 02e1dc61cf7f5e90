"""`lily tick`: all work that is due. A served LILY does it by itself, every hour."""

import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass

import click
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock, search
from lily.accounts.drafts import forget_old_drafts
from lily.accounts.kept_forms import forget_old_forms
from lily.casework.actions.batches import forget_batches
from lily.casework.actions.follow_ups import plan_missing
from lily.casework.actions.merges import forget_merged
from lily.casework.chasing import chase
from lily.cli.importing import opened
from lily.cli.post import send_all_due
from lily.config import read_config
from lily.database import make_engine
from lily.geo import geocoded
from lily.http import limits
from lily.listings.desk.duplicates import look_for_duplicates
from lily.listings.desk.empty_searches import forget_searches
from lily.listings.freshness.decay import decay_capacity
from lily.listings.freshness.ladder import climb
from lily.listings.freshness.returned import take_up_returned
from lily.listings.freshness.rules import take_turn
from lily.listings.owners.claims import forget_unconfirmed
from lily.post.forgetting import forget_old
from lily.post.worker import ways_of
from lily.search.following import read_position

HOUR_S = 3600.0
FIRST_S = 60.0

_looked_at: dict[str, int] = {}
"""The last change, by database, before which this process has looked for doubles."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What was due: dates of listings, steps of reviews, room forgotten, onward referrals."""

    renewed: int
    steps: Counter[str]
    forgotten: int
    chased: Counter[str]

    def words(self) -> str:
        """Say it in a sentence or two."""
        said = [f"The coming dates of {self.renewed} listings were worked out anew."]
        if letters := self.steps["reminded"]:
            said.append(f"{letters} letters ask whether a listing is still right.")
        if others := self.steps.total() - letters:
            said.append(f"{others} listings that nobody confirmed went a step further.")
        if self.forgotten:
            said.append(f"Of {self.forgotten} we no longer know whether there is room.")
        if asked := self.chased["asked"]:
            said.append(f"{asked} services were asked again about somebody referred to them.")
        if silent := self.chased["silent"]:
            said.append(f"{silent} onward referrals without an answer went back to their workers.")
        return " ".join(said)


def do_what_is_due(engine: sa.Engine) -> Done:
    """Ask whether listings are still right, renew coming sessions, and forget what is old.

    Returns what was done. Safe to run by several processes at once, and to be killed.
    """
    forgotten = decay_capacity(engine)
    steps = climb(engine)
    chased = chase(engine)
    plan_missing(engine)
    with Session(engine) as session:
        renewed = search.refresh_horizons(session)
        forget_old_forms(session)
        forget_old_drafts(session)
        forget_batches(session)
        forget_searches(session, clock.today())
        forget_merged(session)
        session.commit()
        take_turn(session)
        take_up_returned(session)
        forget_unconfirmed(session)
        forget_old(session, is_production=read_config().is_production)
        session.commit()
    _look_for_duplicates(engine)
    geocoded.forget_old(engine)
    search.tidy(engine)
    limits.forget_old(engine)
    return Done(renewed, steps, forgotten, chased)


def _look_for_duplicates(engine: sa.Engine) -> None:
    """Look for likely doubles where a listing changed since this process last looked."""
    with Session(engine) as session:
        newest = read_position(session).newest
        if _looked_at.get(str(engine.url)) == newest:
            return
        look_for_duplicates(session)
        session.commit()
    _looked_at[str(engine.url)] = newest


def keep_doing(database: str) -> None:
    """Do what is due every hour, in a thread of this process that ends with it."""

    def work() -> None:
        engine = make_engine(database)
        time.sleep(FIRST_S)
        while True:
            try:
                do_what_is_due(engine)
            except Exception:
                _log.exception("What was due could not be done; it is tried again in an hour.")
            time.sleep(HOUR_S)

    threading.Thread(target=work, name="lily-tick", daemon=True).start()


@click.command()
def tick() -> None:
    """Do all work that is due, once: for a scheduler, where LILY is not served all the time.

    Example: lily tick
    """
    with opened() as session:
        bound = session.get_bind()
        engine = bound if isinstance(bound, sa.Engine) else bound.engine
        done = do_what_is_due(engine)
        config = read_config()
        if ways_of(config):
            send_all_due(engine, config)
    click.echo(f"Done. {done.words()}")
