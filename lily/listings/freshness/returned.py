"""Letters that came back: the address is wrong, so somebody rings instead of writing again."""

from sqlmodel import Session, col, select

from lily.directory.models import Service
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import NewItem
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.rounds import desk_key, returned_key, want_call
from lily.listings.models import Review
from lily.post.choices import MessageState
from lily.post.models import Message

CAME_BACK = (MessageState.DEAD, MessageState.BOUNCED)
WORDS = "Our letter about this listing came back. Ring them, and ask where to write."


def take_up_returned(session: Session) -> int:
    """Bring each listing whose letter of this round came back to the desk and to the telephone.

    Returns how many were new. A round is taken up once, however many of its letters come back.
    """
    rows = session.exec(
        select(Message, Review, Service)
        .join(Review, col(Review.service_id) == col(Message.about_id))
        .join(Service, col(Service.id) == col(Review.service_id))
        .where(
            col(Message.state).in_(CAME_BACK),
            col(Message.acknowledged_at).is_(None),
            col(Message.about_kind) == "service",
        )
        .order_by(col(Message.made_at))
    )
    count = 0
    for message, review, service in rows:
        if message.key.startswith(f"{desk_key(review)}/"):
            item = NewItem(DeskKind.MAIL_FAILED, returned_key(review), WORDS, service.id)
            if desk_items.open_desk_items(session, [item]):
                want_call(session, service, CallReason.LETTER_RETURNED)
                count += 1
    return count
