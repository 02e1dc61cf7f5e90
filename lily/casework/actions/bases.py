"""Saying why a team may hold a record, for one person or for all whom it takes on."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import LawfulBasis, SpecialBasis
from lily.casework.models import Client, RecordBasis, TeamBasis
from lily.casework.queries.bases import find_basis, find_team_basis


@dataclass(frozen=True)
class Basis:
    """Why what is personal may be held, and what is of health."""

    lawful: LawfulBasis
    special: SpecialBasis


def set_basis(session: Session, client: Client, basis: Basis, *, by: Actor) -> None:
    """Say why a person's record may be held; the same again does nothing."""
    found = find_basis(session, client.id)
    before = (found.lawful_basis, found.special_basis) if found else (None, None)
    if before == (basis.lawful, basis.special):
        return
    row = found or RecordBasis(
        client_id=client.id, lawful_basis=basis.lawful, special_basis=basis.special
    )
    row.lawful_basis, row.special_basis = basis.lawful, basis.special
    row.decided_by, row.changed_at = by.account_id, clock.now()
    session.add(row)
    session.flush()
    changes = _changes(before, basis)
    record(session, "set_basis", by=by, kind="client", subject_id=client.id, changes=changes)


def _changes(
    before: tuple[LawfulBasis | None, SpecialBasis | None], basis: Basis
) -> dict[str, tuple[object, object]]:
    return {
        "lawful_basis": (before[0], basis.lawful),
        "special_basis": (before[1], basis.special),
    }


def set_team_basis(session: Session, team_id: UUID, basis: Basis, *, by: Actor) -> int:
    """Say what stands for those whom a team takes on, and for those of whom nobody has said.

    What was said of a person stays as it is. Returns for how many it now stands.
    """
    found = find_team_basis(session, team_id)
    before = (found.lawful_basis, found.special_basis) if found else (None, None)
    row = found or TeamBasis(
        team_id=team_id, lawful_basis=basis.lawful, special_basis=basis.special
    )
    row.lawful_basis, row.special_basis = basis.lawful, basis.special
    row.changed_at = clock.now()
    session.add(row)
    session.flush()
    said = select(RecordBasis.client_id)
    unsaid = select(Client.id).where(Client.team_id == team_id, col(Client.id).not_in(said))
    rows = [_row(each, row) for each in session.exec(unsaid)]
    session.add_all(rows)
    session.flush()
    changes = {**_changes(before, basis), "people": (None, len(rows))}
    record(session, "set_team_basis", by=by, kind="team", subject_id=team_id, changes=changes)
    return len(rows)


def _row(client_id: UUID, basis: TeamBasis) -> RecordBasis:
    return RecordBasis(
        client_id=client_id, lawful_basis=basis.lawful_basis, special_basis=basis.special_basis
    )


def put_team_basis(session: Session, client: Client) -> None:
    """Give somebody who is new the basis of their team, where it has one."""
    basis = find_team_basis(session, client.team_id)
    if basis:
        session.add(_row(client.id, basis))
        session.flush()
