"""Letters that nobody has sent, and some that came back."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.casework.models import Case, Referral
from lily.casework.queries.letters import find_latest_letter
from lily.post.choices import MessageState
from lily.post.models import Message


def lose_letter(session: Session, referral: Referral, template: str) -> None:
    """Let an e-mail about a referral come back."""
    session.execute(
        sa.update(Message)
        .where(col(Message.about_id) == referral.id, col(Message.template) == template)
        .values(state=MessageState.BOUNCED)
    )


def age_letter(session: Session, case: Case) -> None:
    """Let the letter of a case have been written a day ago."""
    letter = find_latest_letter(session, case.id)
    assert letter
    letter.made_at -= timedelta(days=1)
