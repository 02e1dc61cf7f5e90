"""A process that empties the outbox until it is killed: `python -m tests.post.postman`.

It says `working`, then `idle` each time that nothing is left to do.
"""

import sys
import time

from lily.config import read_config
from lily.database import make_engine
from lily.post.worker import opened_sender, send_what_is_due


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    config = read_config()
    engine = make_engine(config.database)
    with opened_sender(engine, config) as sender:
        say("working")
        while True:
            if not send_what_is_due(sender, limit=20):
                say("idle")
                time.sleep(0.05)


if __name__ == "__main__":
    main()
