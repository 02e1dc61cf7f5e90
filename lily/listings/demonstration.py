"""What waits in a demonstration: changes, a claim, reports, from seed/waiting.toml."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from lily import clock
from lily.accounts.queries import find_account, get_account
from lily.audit.actors import COMMAND, PUBLIC, Actor
from lily.directory.choices import EvidenceHow
from lily.directory.models import Organisation, Service
from lily.listings.actions.proposals import propose_change
from lily.listings.desk.counting import Counted
from lily.listings.desk.empty_searches import add_counts
from lily.listings.freshness.choices import ReportKind
from lily.listings.freshness.reports import report_problem
from lily.listings.owners.choices import ClaimEvidence
from lily.listings.owners.claims import About, Evidence, claim_organisation
from lily.listings.owners.members import add_member
from lily.resources import SEED

_Row = Mapping[str, Any]


def load_waiting(session: Session) -> None:
    """Put in what waits. The accounts and listings of the demonstration were loaded before."""
    plan = tomllib.loads((SEED / "waiting.toml").read_text())
    for row in plan["members"]:
        _add_member(session, row)
    for row in plan["claims"]:
        _claim(session, row)
    for row in plan["changes"]:
        _ask_for_change(session, row)
    for row in plan["reports"]:
        kind = ReportKind(row["kind"])
        report_problem(session, _listing(session, row), kind=kind, words=row["words"])
    monday = clock.today() - timedelta(days=clock.today().weekday())
    add_counts(
        session, {Counted(row["words"], "", monday): row["count"] for row in plan["searches"]}
    )


def _listing(session: Session, row: _Row) -> Service:
    return session.exec(select(Service).where(Service.slug == row["listing"])).one()


def _organisation(session: Session, row: _Row) -> Organisation:
    return session.exec(select(Organisation).where(Organisation.slug == row["organisation"])).one()


def _actor(session: Session, row: _Row) -> Actor:
    """Return the account that does it, or a visitor where none is named."""
    account = find_account(session, row.get("account", ""))
    return Actor(account.id) if account else PUBLIC


def _add_member(session: Session, row: _Row) -> None:
    found = find_account(session, row["account"])
    if found:
        account = get_account(session, found.id)
        add_member(session, _organisation(session, row).id, account, by=COMMAND)


def _claim(session: Session, row: _Row) -> None:
    evidence = Evidence(ClaimEvidence.WORDS, words=row["words"])
    about = About(_organisation(session, row).id)
    claim_organisation(session, about, evidence, by=_actor(session, row))


def _ask_for_change(session: Session, row: _Row) -> None:
    actor = _actor(session, row)
    how = EvidenceHow.OWNER if actor.account_id else EvidenceHow.REFERRAL
    propose_change(
        session, _listing(session, row).id, row["values"], by=actor, how=how, note=row["note"]
    )
