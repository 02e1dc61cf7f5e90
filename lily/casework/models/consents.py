"""What a person has agreed to: for one purpose, with one recipient, until they say otherwise."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.casework.choices import ConsentHow, Purpose
from lily.database import Dated, choice, link


class Consent(Dated, table=True):
    """A person agreed to something on a day, or said no. A row changes only by being withdrawn.

    What was refused never allows anything; `given_on` is then the day on which they said no.
    `service_id` is with whom it may be shared, and stands for that purpose alone. It is agreement,
    not the lawful basis of the record, which is the team's to have.
    """

    __tablename__ = "consent"
    __table_args__ = (
        sa.CheckConstraint(
            "purpose = 'share_with_service' OR service_id IS NULL", name="a_recipient_to_share_with"
        ),
    )

    client_id: UUID = link("client.id")
    purpose: Purpose = Field(sa_type=choice(Purpose))
    service_id: UUID | None = link("service.id", default=None, on_delete="SET NULL")
    how: ConsentHow = Field(sa_type=choice(ConsentHow))
    given_on: date
    is_refused: bool = False
    expires_on: date | None = None
    recorded_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    withdrawn_on: date | None = None
    withdrawn_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
