"""The lawful basis of a record, which is the team's to have and no agreement of the person."""

from uuid import UUID

from sqlmodel import Field

from lily.casework.choices import LawfulBasis, SpecialBasis
from lily.database import Dated, choice, link


class TeamBasis(Dated, table=True):
    """What stands for the people whom a team takes on from now."""

    __tablename__ = "team_basis"

    team_id: UUID = Field(foreign_key="team.id", ondelete="CASCADE", index=True, unique=True)
    lawful_basis: LawfulBasis = Field(sa_type=choice(LawfulBasis))
    special_basis: SpecialBasis = Field(sa_type=choice(SpecialBasis))


class RecordBasis(Dated, table=True):
    """What stands for one person's record. `decided_by` is empty where it came of the team's."""

    __tablename__ = "record_basis"

    client_id: UUID = Field(foreign_key="client.id", ondelete="CASCADE", index=True, unique=True)
    lawful_basis: LawfulBasis = Field(sa_type=choice(LawfulBasis))
    special_basis: SpecialBasis = Field(sa_type=choice(SpecialBasis))
    decided_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
