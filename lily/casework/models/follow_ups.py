"""The three-week check and the six-week follow-up."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.casework.choices import FollowUpKind, FollowUpState, GotThere, NotDone, WhatNext
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class FollowUp(Dated, table=True):
    """A check that is due some weeks after help began: one of a kind each time a case is open.

    `first_due_on` is the day that it had first, whatever it was moved to: reports go by it.
    `attempts` counts the calls that nobody answered. `in_the_way` is JSON, a list of InTheWay.
    """

    __tablename__ = "follow_up"
    __table_args__ = (sa.UniqueConstraint("case_id", "kind", "opening"),)

    case_id: UUID = link("support_case.id")
    kind: FollowUpKind = Field(sa_type=choice(FollowUpKind))
    opening: int
    counted_from_on: date
    first_due_on: date
    due_on: date = Field(index=True)
    state: FollowUpState = Field(default=FollowUpState.DUE, sa_type=choice(FollowUpState))
    attempts: int = 0
    done_on: date | None = None
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    got_there: GotThere | None = Field(default=None, sa_type=choice(GotThere))
    what_next: WhatNext | None = Field(default=None, sa_type=choice(WhatNext))
    not_done: NotDone | None = Field(default=None, sa_type=choice(NotDone))
    in_the_way: str = Field(default="", sa_type=SealedText)
    words: str = Field(default="", sa_type=SealedText)
    quote: str = Field(default="", sa_type=SealedText)
    may_quote: bool = False
