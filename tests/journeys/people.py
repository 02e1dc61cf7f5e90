"""Many people and how fast their pages are: `python -m tests.journeys.people 50 20000 60000`.

Fills a database with workers, persons and contacts, then asks each page as one of the workers.
"""

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import Session

from lily import clock, schema, sealing
from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.accounts.teams import add_member
from lily.app import create_app
from lily.audit.actors import SYSTEM
from lily.casework.choices import (
    CaseState,
    ContactOutcome,
    FeedbackHow,
    FollowUpKind,
    FollowUpState,
    LetterTo,
    OnwardKind,
    OnwardState,
    Priority,
    SaidBy,
)
from lily.casework.details import keys_of
from lily.casework.models import (
    Case,
    CaseContact,
    CaseLetter,
    Client,
    ClientKey,
    ClientWord,
    FollowUp,
    OnwardReferral,
    OnwardStep,
)
from lily.casework.search_keys import word_keys
from lily.cli.tick import do_what_is_due
from lily.config import Config
from lily.database import make_engine
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import make_person, make_team, refer
from tests.factories.directory import make_organisation, make_service
from tests.pages import Page

Row = dict[str, Any]
TEAMS = 5
SERVICES = 20
TIMES = 40


def fill(session: Session, workers: int, people: int, contacts: int) -> tuple[UUID, UUID]:
    """Fill the tables; return a worker and one of their cases."""
    chance = random.Random(20261126)
    teams = [make_team(session, f"Team {number}") for number in range(TEAMS)]
    staff = [make_account(session, Role.LINK_WORKER) for _ in range(workers)]
    for number, account in enumerate(staff):
        add_member(session, teams[number % TEAMS], account.id, by=SYSTEM)
    for team in teams:
        for number in range(10):
            refer(session, team, first_name=f"New{number}")
    today, now = clock.today(), clock.now()
    clients, keys, words, cases = [], [], [], []
    for number in range(people):
        person = make_person(
            first_name=f"Ann{number}", phone=f"01632 96{chance.randrange(10_000):04}"
        )
        at, has_ended = number % workers, _has_ended(number // workers)
        client = {"id": uuid4(), "team_id": teams[at % TEAMS].id, "made_at": now, "changed_at": now}
        told = person.model_dump(exclude={"birth_on"})
        blank = {"may_leave_word": "not_known", "may_text": "not_known", "version": 1}
        empty = {"who_may_answer": "", "when_to_ring": "", "birth_on": str(person.birth_on)}
        clients.append(client | told | blank | empty)
        keys += [
            {"id": uuid4(), "client_id": client["id"], "kind": kind, "hash": made}
            for kind, made in keys_of(person)
        ]
        words += [
            {"id": uuid4(), "client_id": client["id"], "kind": kind, "hash": made}
            for kind, made in word_keys(teams[at % TEAMS].id, person)
        ]
        cases.append(
            {
                "id": uuid4(),
                "team_id": client["team_id"],
                "client_id": client["id"],
                "worker_id": staff[at].id,
                "priority": Priority.ROUTINE,
                "state": CaseState.CLOSED if has_ended else CaseState.OPEN,
                "closed_on": today if has_ended else None,
                "opened_on": today,
                "next_call_on": today + timedelta(days=chance.randrange(-2, 60)),
                "made_at": now,
                "changed_at": now,
            }
        )
    rung = [
        {
            "id": uuid4(),
            "case_id": cases[number % people]["id"],
            "account_id": staff[0].id,
            "outcome": ContactOutcome.SPOKE,
            "note": "She would like to sing again.",
            "next_call_on": None,
            "made_at": now,
            "changed_at": now,
        }
        for number in range(contacts)
    ]
    case_ids = [UUID(str(row["id"])) for row in cases]
    checks, sent_on, steps = _follow(session, chance, case_ids, workers)
    letters = [
        {
            "id": uuid4(),
            "case_id": case_id,
            "opening": 1,
            "addressed_to": LetterTo.REFERRER,
            "how": FeedbackHow.PRINTED,
            "words": "What was agreed.",
            "made_at": now,
            "changed_at": now,
        }
        for number, case_id in enumerate(case_ids)
        if _has_ended(number // workers)
    ]
    for table, rows in (
        (Client, clients),
        (ClientKey, keys),
        (ClientWord, words),
        (Case, cases),
        (CaseContact, rung),
        (FollowUp, checks),
        (OnwardReferral, sent_on),
        (OnwardStep, steps),
        (CaseLetter, letters),
    ):
        session.execute(sa.insert(table), rows)
    session.commit()
    made = cases[0]["id"]
    assert isinstance(made, UUID)
    return staff[0].id, made


def _has_ended(of_worker: int) -> bool:
    """Say whether a case of a worker, counted from 0, is closed and its letter waits."""
    return of_worker % 50 == 7


def _follow(
    session: Session, chance: random.Random, case_ids: list[UUID], workers: int
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return a check for each case, and for every second where the person was sent, and steps.

    Of a worker's, one in ten who were sent has no answer yet and is to be asked after, one in ten
    was declined, and one in fifty has an answer that nobody has read.
    """
    today, now = clock.today(), clock.now()
    organisation = make_organisation(session)
    services = [make_service(session, organisation_id=organisation.id).id for _ in range(SERVICES)]
    dated = {"made_at": now, "changed_at": now}
    checks, sent_on, steps = [], [], []
    for number, case_id in enumerate(case_ids):
        due = today + timedelta(days=chance.randrange(-2, 60))
        check = {"counted_from_on": today, "first_due_on": due, "due_on": due, "attempts": 0}
        kind = {"kind": FollowUpKind.THREE_WEEKS, "opening": 1, "state": FollowUpState.DUE}
        checks.append({"id": uuid4(), "case_id": case_id, **check, **kind, **dated})
        of_worker = number // workers
        if of_worker % 2:
            continue
        is_silent, is_declined = of_worker % 20 == 0, of_worker % 20 == 10
        state = OnwardState.DECLINED if is_declined else OnwardState.ACCEPTED
        made = {
            "id": uuid4(),
            "case_id": case_id,
            "service_id": services[number % SERVICES],
            "kind": OnwardKind.REFERRED,
            "state": OnwardState.SENT if is_silent else state,
            "reason": "Company.",
            "shared": '[["Name", "Ann"]]',
            "reference": f"R{number}",
            "sent_at": now,
            "chase_on": today if is_silent else None,
            "chasers": 0,
            **dated,
        }
        sent_on.append(made)
        said = {"state": state, "said_by": SaidBy.PROVIDER, "words": "From Monday."}
        steps.append(
            {
                "id": uuid4(),
                "onward_id": made["id"],
                "is_read": of_worker % 100 != 4,
                **said,
                **dated,
            }
        )
    return checks, sent_on, steps


def _measure(name: str, ask: Callable[[], None]) -> None:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p95 = took[int(len(took) * 0.95) - 1]
    sys.stdout.write(f"{name:16} {statistics.median(took):6.0f} {p95:6.0f}\n")


def main() -> None:
    """Print median and 95th percentile of each page, in milliseconds, and how long a tick takes."""
    workers, people, contacts = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=folder, secret_key="only for measuring")
        sealing.use_keys(config)
        engine = make_engine(config.database)
        schema.upgrade(engine)
        app = create_app(config, engine)
        app.test_client_class = HouseClient
        with Session(engine) as session, app.test_client() as client:
            worker, case = fill(session, workers, people, contacts)
            gc.collect()
            gc.freeze()  # what filled the tables is not part of a server
            sign_in(client, session, get_account(session, worker))
            plain = FlaskClient(app, app.response_class)
            cookie = client.get_cookie("lily")
            assert cookie
            plain.set_cookie("lily", cookie.value)

            def get(page: str) -> None:
                assert plain.get(page).status_code == 200

            for page in ("/today", "/cases", "/cases?of=team", f"/cases/{case}"):
                _measure(page.partition(str(case))[0], partial(get, page))
            assert isinstance(client, HouseClient)
            client.get("/cases/search")
            token = Page(client.tree).field("csrf_token").get("value", "")

            def search(term: str) -> None:
                asked = {"csrf_token": token, "term": term}
                found = FlaskClient.open(client, "/cases/search", method="POST", data=asked)
                assert found.status_code == 200

            for term in ("Ann", "Ann77", "Canary Ann", "01632 960555", "27/03/1941", "Nobody"):
                _measure(term, partial(search, term))
        for name in ("first tick", "second tick"):
            began = time.perf_counter()
            do_what_is_due(engine)
            sys.stdout.write(f"{name:16} {time.perf_counter() - began:6.1f} s\n")
        engine.dispose()


if __name__ == "__main__":
    main()
