"""Reading the lawful basis of records."""

from uuid import UUID

from sqlmodel import Session, select

from lily.casework.models import RecordBasis, TeamBasis


def find_basis(session: Session, client_id: UUID) -> RecordBasis | None:
    """Return what stands for a person's record, or None where nobody has said."""
    return session.exec(select(RecordBasis).where(RecordBasis.client_id == client_id)).first()


def find_team_basis(session: Session, team_id: UUID) -> TeamBasis | None:
    """Return what stands for those whom a team takes on, or None where nobody has said."""
    return session.exec(select(TeamBasis).where(TeamBasis.team_id == team_id)).first()
