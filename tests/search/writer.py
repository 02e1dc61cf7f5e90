"""A process that makes and changes listings: `python -m tests.search.writer EDITS NAME`.

EDITS: how many, 0 for without end; NAME: what its listings are called.
"""

import random
import sys
from itertools import count

from sqlmodel import Session, col, select

from lily.config import read_config
from lily.database import make_engine
from lily.directory.models import Service
from lily.search import catch_up, use_folder
from tests.factories import directory as make


def main() -> None:
    """Make, change and take away listings, each in a transaction, each into the index."""
    edits, name = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(name)
    config = read_config()
    engine = make_engine(config.database)
    use_folder(engine, config.data / "index")
    sys.stdout.write("working\n")
    sys.stdout.flush()
    for number in count(1):
        with Session(engine) as session:
            mine = session.exec(select(Service).where(col(Service.name).startswith(name))).all()
            what = chance.random()
            if mine and what < 0.2:
                session.delete(chance.choice(mine))
            elif mine and what < 0.5:
                chance.choice(mine).summary = f"Edition {number}"
            else:
                make.make_service(session, name=f"{name} {number}")
            session.commit()
        catch_up(engine)
        if number == edits:
            return


if __name__ == "__main__":
    main()
