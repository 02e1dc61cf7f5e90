"""What sorts a caseload: a team's own labels, invited lists, and who covers for whom."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.casework.choices import CohortStatus
from lily.database import Dated, Row, choice, link


class CaseTag(Dated, table=True):
    """A team's own short label for cases. Never a person's name. One that is retired stays on."""

    __tablename__ = "case_tag"
    __table_args__ = (sa.UniqueConstraint("team_id", "name"),)

    team_id: UUID = link("team.id")
    name: str
    retired_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class CaseTagLink(Row, table=True):
    """A case has a label."""

    __tablename__ = "case_tag_link"
    __table_args__ = (sa.UniqueConstraint("case_id", "tag_id"),)

    case_id: UUID = link("support_case.id")
    tag_id: UUID = link("case_tag.id")


class Cohort(Dated, table=True):
    """People whom a team invites to something together. None is added to one that is closed."""

    __tablename__ = "cohort"
    __table_args__ = (sa.UniqueConstraint("team_id", "name"),)

    team_id: UUID = link("team.id")
    name: str
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class CohortMember(Dated, table=True):
    """A case stands on an invited list. `changed_at` is when its status was last changed."""

    __tablename__ = "cohort_member"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "case_id"),)

    cohort_id: UUID = link("cohort.id")
    case_id: UUID = link("support_case.id")
    status: CohortStatus = Field(default=CohortStatus.INVITED, sa_type=choice(CohortStatus))


class Cover(Dated, table=True):
    """A colleague looks after the cases of one who is away, both days included.

    `ended_at` is when it was ended by hand, before its last day.
    """

    __tablename__ = "cover"
    __table_args__ = (
        sa.CheckConstraint("until_on >= from_on", name="it_ends_after_it_begins"),
        sa.CheckConstraint("away_id <> covering_id", name="by_somebody_else"),
    )

    team_id: UUID = link("team.id")
    away_id: UUID = link("account.id")
    covering_id: UUID = link("account.id")
    from_on: date
    until_on: date
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
