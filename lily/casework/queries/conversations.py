"""Reading guided conversations, and what came of what a person wanted."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.models import Conversation, Judgement
from lily.casework.talk import Talk


def talk_of(conversation: Conversation | None) -> Talk:
    """Return what was talked about; an empty talk where there was none."""
    return Talk.model_validate_json(conversation.talk) if conversation else Talk()


def find_conversation(session: Session, case_id: UUID) -> Conversation | None:
    """Return the conversation of a case as it stands now, or None."""
    return session.exec(
        select(Conversation)
        .where(Conversation.case_id == case_id)
        .order_by(col(Conversation.version).desc())
        .limit(1)
    ).first()


def list_versions(session: Session, case_id: UUID) -> list[tuple[Conversation, str]]:
    """Return every version of a conversation, the latest first, with who wrote it."""
    rows = session.execute(
        sa.select(Conversation, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(Conversation.account_id))
        .where(col(Conversation.case_id) == case_id)
        .order_by(col(Conversation.version).desc())
    )
    return [(version, name or "") for version, name in rows]


def list_judgements(session: Session, case_id: UUID) -> Sequence[Judgement]:
    """Return what the person said of goals and I statements, the latest first."""
    return session.exec(
        select(Judgement)
        .where(Judgement.case_id == case_id)
        .order_by(col(Judgement.judged_on).desc(), col(Judgement.made_at).desc())
    ).all()


def latest_results(judgements: Sequence[Judgement]) -> dict[UUID, Judgement]:
    """Return the latest of what was said, by what it is said of."""
    found: dict[UUID, Judgement] = {}
    for each in judgements:
        found.setdefault(each.subject_id, each)
    return found
