"""Whether anybody looks after a case: without that it stands on nobody's Today.

Somebody does who is of the case's team, whose account works, and who may work with cases. A case
that nobody has, or whose worker has left, is disabled or does other work now, has nobody.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account, AccountRole, TeamMember
from lily.accounts.permissions import Permission, roles_with
from lily.casework.models import Case

WORKERS = (
    sa.select(col(TeamMember.team_id), col(TeamMember.account_id))
    .join(Account, col(Account.id) == col(TeamMember.account_id))
    .where(
        col(Account.disabled_at).is_(None),
        col(Account.id).in_(
            sa.select(col(AccountRole.account_id)).where(
                col(AccountRole.role).in_(roles_with(Permission.WORK_CASES))
            )
        ),
    )
    .subquery("worker")
)
"""Who can look after the cases of which team."""


def is_theirs() -> sa.ColumnElement[bool]:
    """Return the condition that joins a case to whoever looks after it, in WORKERS."""
    return sa.and_(
        WORKERS.c.account_id == col(Case.worker_id), WORKERS.c.team_id == col(Case.team_id)
    )


def has_nobody() -> sa.ColumnElement[bool]:
    """Return the condition on cases that nobody looks after."""
    return ~sa.select(sa.literal(1)).where(is_theirs()).correlate(Case).exists()


def find_without(session: Session, cases: Collection[Case]) -> set[UUID]:
    """Return which of these cases nobody looks after."""
    wanted = sa.select(col(Case.id)).where(
        col(Case.id).in_([each.id for each in cases]), has_nobody()
    )
    return set(session.scalars(wanted))
