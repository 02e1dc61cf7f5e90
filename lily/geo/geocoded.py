"""The online geocoder's answers and the turn to ask it, kept in the database for all processes.

Each function works in a transaction of its own, committed before it returns.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic, sleep

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from lily import clock
from lily.geo.models import GeocodeAnswer, GeocodeTurn

BETWEEN = timedelta(seconds=1)
"""The whole installation asks no more often than this: the rule of the public service."""
KEPT_FOUND, KEPT_NOT_FOUND = timedelta(days=180), timedelta(days=30)
CLOCK_WENT_BACK = timedelta(seconds=60)

Bind = sa.Engine | sa.Connection


@dataclass(frozen=True)
class Answer:
    """What the service said: a position, or nothing."""

    name: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    uncertainty_m: int = 0

    @property
    def is_found(self) -> bool:
        """Whether the service knew the place."""
        return self.uncertainty_m > 0


def find_answer(bind: Bind, text: str) -> Answer | None:
    """Return what the service said before about a text, or None when it must be asked (again)."""
    with Session(bind) as own:
        row = own.exec(
            select(GeocodeAnswer).where(GeocodeAnswer.text_hash == _hash(text))
        ).one_or_none()
    if row is None or clock.now() - row.asked_at > _kept(row):
        return None
    if row.latitude is None or row.longitude is None or row.uncertainty_m is None:
        return Answer()
    return Answer(row.name, row.latitude, row.longitude, row.uncertainty_m)


def keep_answer(bind: Bind, text: str, answer: Answer) -> None:
    """Keep an answer, in the place of an older one to the same text."""
    row = GeocodeAnswer(text_hash=_hash(text), name=answer.name)
    if answer.is_found:
        row.latitude, row.longitude = answer.latitude, answer.longitude
        row.uncertainty_m = answer.uncertainty_m
    try:
        with Session(bind) as own:
            own.exec(delete(GeocodeAnswer).where(col(GeocodeAnswer.text_hash) == row.text_hash))
            own.add(row)
            own.commit()
    except IntegrityError:
        pass  # another process has just kept the same answer


def forget_old(bind: Bind) -> int:
    """Delete answers past their time and return how many there were: housekeeping."""
    with Session(bind) as own:
        found = own.exec(
            delete(GeocodeAnswer).where(col(GeocodeAnswer.asked_at) < clock.now() - KEPT_FOUND)
        )
        own.commit()
        return found.rowcount


def take_turn(bind: Bind, patience_s: float) -> bool:
    """Take the turn to ask, waiting for it; False when it did not come within our patience."""
    until = monotonic() + patience_s
    while True:
        with Session(bind) as own:
            now = _now(own)
            taken = col(GeocodeTurn.taken_at)
            is_free = sa.or_(taken <= now - BETWEEN, taken > now + CLOCK_WENT_BACK)
            done = own.exec(update(GeocodeTurn).where(is_free).values(taken_at=now))
            own.commit()
        if done.rowcount == 1:
            return True
        if monotonic() >= until:
            return False
        sleep(0.05)


def rest(bind: Bind, how_long: timedelta) -> None:
    """Let nobody ask for so long: the service did not answer."""
    with Session(bind) as own:
        own.exec(update(GeocodeTurn).values(away_until=_now(own) + how_long))
        own.commit()


def is_away(bind: Bind) -> bool:
    """Whether the service lately did not answer."""
    with Session(bind) as own:
        turn = own.exec(select(GeocodeTurn)).one()
        return turn.away_until > _now(own)


def _now(session: Session) -> datetime:
    """Return the time by the database's clock where several machines share it."""
    if session.get_bind().dialect.name == "postgresql":
        found: datetime = session.exec(select(sa.func.clock_timestamp())).one()
        return found
    return clock.now()


def _kept(row: GeocodeAnswer) -> timedelta:
    return KEPT_NOT_FOUND if row.latitude is None else KEPT_FOUND


def _hash(text: str) -> str:
    return sha256(" ".join(text.casefold().split()).encode()).hexdigest()
