"""A person who is there twice, and all that can belong to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, UTCDateTime

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.casework.actions.cases import log_contact
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.merges import merge_people
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import ConsentHow, ContactOutcome, Purpose
from lily.casework.models import Client, ClientMerge
from lily.casework.moving import links_to
from lily.directory.choices import Answer
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_organisation, make_service

LOGS = {"audit_event", "audit_head", "client_merge", "alembic_version"}
"""What keeps growing whatever is undone."""
MADE_ANEW = {"client_key", "client_word"}
"""By what people are found: made from what is known of them, with identifiers of their own."""


class Twice:
    """A team that has one person twice: “Winifred Canary” and “Win Canary-Wren”."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.leader = make_account(session, Role.TEAM_LEADER)
        self.team = make_team(session, "Coast", self.leader)
        self.kept_case = make_case(session, self.team, self.leader)
        self.gone_case = make_case(
            session, self.team, first_name="Win", last_name="Canary-Wren",
            phone="01632 960777", nhs_number="999 000 0018",
        )  # fmt: skip
        self.gone_id = self.gone_case.client_id
        for case in (self.kept_case, self.gone_case):
            log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She sings.")

    @property
    def kept(self) -> Client:
        return self.session.get_one(Client, self.kept_case.client_id)

    @property
    def gone(self) -> Client:
        return self.session.get_one(Client, self.gone_id)

    def merge(self, *from_gone: str, typed: str = "canary") -> ClientMerge:
        kept, gone = self.kept, self.gone
        return merge_people(
            self.session, kept, gone, from_gone=from_gone, typed_name=typed,
            versions=(kept.version, gone.version), by=Actor(self.leader.id),
        )  # fmt: skip


def dump(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table, but for logs; what is made anew, without identifiers."""
    session.flush()
    found = {}
    for name, table in SQLModel.metadata.tables.items():
        if name not in LOGS:
            columns = [c for c in table.c if not (name in MADE_ANEW and c.name == "id")]
            rows = session.execute(sa.select(*columns)).all()
            found[name] = sorted(map(repr, rows))
    return found


def _some_value(column: sa.Column[Any], known: dict[str, UUID]) -> Any:
    for key in column.foreign_keys:
        return known[key.column.table.name]
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if kind.enum_class is None else next(iter(kind.enum_class))
    kinds: list[tuple[Any, Any]] = [
        (UTCDateTime, clock.now()), (sa.Uuid, uuid4()), (sa.Boolean, False), (sa.Integer, 1),
        (sa.Date, date(2026, 3, 2)), (sa.DateTime, datetime(2026, 3, 2)),
    ]  # fmt: skip
    return next((value for each, value in kinds if isinstance(kind, each)), "{}")


def links_of_people() -> list[sa.Column[Any]]:
    """Return what links to a person, but for what is made anew."""
    return [link for link in links_to("client") if link.table.name not in MADE_ANEW]


def fill_every_link(twice: Twice, client_id: UUID) -> None:
    """Put a row into each table that links to a person, for those that come later too."""
    session = twice.session
    service = make_service(session, organisation_id=make_organisation(session).id)
    known = {
        "client": client_id, "team": twice.team.id, "account": twice.leader.id,
        "support_case": twice.kept_case.id, "service": service.id,
    }  # fmt: skip
    for link in links_of_people():
        wanted = [c for c in link.table.c if c is link or not (c.nullable or c.name == "id")]
        values = {c.name: _some_value(c, known) for c in wanted} | {"id": uuid4()}
        session.execute(sa.insert(link.table).values(values))


def everything_of_two(twice: Twice) -> None:
    """Give both records all that a merge decides about, and commit it."""
    fill_every_link(twice, twice.gone_id)
    session, agreed = twice.session, Agreed(Purpose.TEXT, ConsentHow.SPOKEN)
    for client in (twice.kept, twice.gone):
        record_consent(session, client, agreed, by=SYSTEM)
    withdraw_consent(session, record_consent(session, twice.gone, agreed, by=SYSTEM), by=SYSTEM)
    restrict(session, twice.gone, "Her former husband works here.", by=SYSTEM)
    twice.kept.may_text = Answer.YES
    session.commit()
