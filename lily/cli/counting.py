"""What a served LILY counts in memory, brought to the database once a minute and at the end."""

import logging
import threading
import time

import sqlalchemy as sa

from lily.database import opened_engine
from lily.listings.desk.counting import bring_counts

EVERY_S = 60.0

_log = logging.getLogger(__name__)


def bring_now(engine: sa.Engine) -> None:
    """Bring the counts of this process; where that cannot be done, they wait for the next time."""
    try:
        bring_counts(engine)
    except sa.exc.SQLAlchemyError:
        _log.warning("The counts of searches that found nothing wait for the next minute.")


def keep_bringing(database: str) -> None:
    """Bring the counts every minute, in a thread of this process that ends with it."""

    def work() -> None:
        with opened_engine(database) as engine:
            while True:
                time.sleep(EVERY_S)
                bring_now(engine)

    threading.Thread(target=work, name="lily-counting", daemon=True).start()


def bring_last(database: str) -> None:
    """Bring the counts as the process ends."""
    with opened_engine(database) as engine:
        bring_now(engine)
