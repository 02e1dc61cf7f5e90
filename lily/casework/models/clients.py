"""The people whom a team supports."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily import clock
from lily.casework.choices import KeyKind, SearchKind
from lily.database import Dated, Row, choice, link
from lily.directory.choices import Answer
from lily.sealing import SealedText


def _sealed() -> str:
    made: str = Field(default="", sa_type=SealedText)
    return made


class Client(Dated, table=True):
    """A person whom a team supports. What could tell who it is, is sealed.

    `birth_on` is a day as ISO 8601 writes it, or empty. A team sees its own people only. How it is
    safe to reach them is in the four that begin with may, who and when. `version` counts changes.
    `is_restricted` hides them from most of their team; when, by which account and why are of the
    last change of that. `also_known` is JSON: the details (PersonDetails) by which they are found
    again too.
    """

    __tablename__ = "client"

    team_id: UUID = link("team.id", on_delete="RESTRICT")
    first_name: str = _sealed()
    last_name: str = _sealed()
    birth_on: str = _sealed()
    phone: str = _sealed()
    email: str = _sealed()
    postcode: str = _sealed()
    address: str = _sealed()
    nhs_number: str = _sealed()
    surgery_name: str = _sealed()
    surgery_address: str = _sealed()
    may_leave_word: Answer = Field(
        default=Answer.NOT_KNOWN, sa_type=choice(Answer, "may_leave_word")
    )
    may_text: Answer = Field(default=Answer.NOT_KNOWN, sa_type=choice(Answer, "may_text"))
    who_may_answer: str = _sealed()
    when_to_ring: str = _sealed()
    version: int = 1
    is_restricted: bool = Field(default=False, index=True)
    restricted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    restricted_by: UUID | None = None
    restricted_reason: str = _sealed()
    also_known: str = _sealed()


class ClientKey(Row, table=True):
    """A keyed hash by which a person is found again, without a name that anybody could read."""

    __tablename__ = "client_key"
    __table_args__ = (sa.UniqueConstraint("client_id", "kind", "hash"),)

    client_id: UUID = link("client.id")
    kind: KeyKind = Field(sa_type=choice(KeyKind))
    hash: str = Field(index=True)


class ClientWord(Row, table=True):
    """A keyed hash of what a person can be searched for within their team.

    The team is part of what is hashed, so that equal names of two teams do not look alike.
    """

    __tablename__ = "client_word"
    __table_args__ = (sa.UniqueConstraint("client_id", "kind", "hash"),)

    client_id: UUID = link("client.id")
    kind: SearchKind = Field(sa_type=choice(SearchKind))
    hash: str = Field(index=True)


class FormerDetails(Row, table=True):
    """What was known of a person before somebody put it right: the fields that were something else.

    `details` is JSON by the names of the fields. Such a row is never changed: data that were wrong
    stay readable to whoever leads the team (UK GDPR, article 5(2)), and are in the person's copy.
    """

    __tablename__ = "former_details"

    client_id: UUID = link("client.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    details: str = _sealed()
