"""One-time links: an invitation, a reset, a lost second factor, a new address.

A link's token has 192 bits and is kept only as a hash. Looking at a link changes nothing; using
it does, once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.choices import LinkKind
from lily.accounts.models import Account, AccountLink
from lily.accounts.queries import get_account
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import NotFound
from lily.sealing import hash_of, new_token

HOLDS = {
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.RESET: timedelta(hours=1),
    LinkKind.LOST_FACTOR: timedelta(hours=25),
    LinkKind.NEW_ADDRESS: timedelta(hours=24),
}
WAITS = {LinkKind.LOST_FACTOR: timedelta(hours=1)}
"""A link that takes a second factor away sleeps first, so that its owner can stop it."""
OVER = "This link does not work any more. Ask for a new one, or ring us."


@dataclass(frozen=True)
class FoundLink:
    """A link that holds, and the account that it is for, with its roles."""

    link: AccountLink
    account: Account

    def is_asleep(self, now: datetime) -> bool:
        """Say whether it does not work yet."""
        return now < self.link.opens_at


def make_link(
    session: Session,
    account: Account,
    kind: LinkKind,
    *,
    by: Actor,
    new_email: str = "",
    now: datetime | None = None,
) -> str:
    """Make a link and return its token; the account's unused links of that kind are void."""
    now = now or clock.now()
    void_links(session, account.id, kind)
    token = new_token()
    session.add(
        AccountLink(
            account_id=account.id,
            kind=kind,
            token_hash=hash_of(token),
            new_email=new_email,
            made_at=now,
            opens_at=now + WAITS.get(kind, timedelta(0)),
            expires_at=now + HOLDS[kind],
        )
    )
    session.flush()
    record(session, f"send_{kind}_link", by=by, kind="account", subject_id=account.id)
    return token


def void_links(session: Session, account_id: UUID, *kinds: LinkKind) -> int:
    """Make unused links void (of all kinds, where none is named); return how many."""
    over = sa.update(AccountLink).where(
        col(AccountLink.account_id) == account_id, col(AccountLink.used_at).is_(None)
    )
    if kinds:
        over = over.where(col(AccountLink.kind).in_(kinds))
    done = session.execute(over.values(used_at=clock.now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def stop_links(session: Session, account: Account, kind: LinkKind, *, by: Actor) -> None:
    """Make an account's unused links of a kind void, since its owner did not ask for them."""
    if void_links(session, account.id, kind):
        record(session, f"stop_{kind}_link", by=by, kind="account", subject_id=account.id)


def find_link(session: Session, token: str, *, now: datetime | None = None) -> FoundLink:
    """Return a link that holds, changing nothing.

    Raises NotFound in the same words where it is unknown, used, void, expired or of a closed
    account.
    """
    now = now or clock.now()
    link = session.exec(
        select(AccountLink).where(
            AccountLink.token_hash == hash_of(token),
            col(AccountLink.used_at).is_(None),
            AccountLink.expires_at > now,
        )
    ).first()
    account = get_account(session, link.account_id) if link else None
    if link is None or account is None or account.is_disabled:
        raise NotFound(OVER)
    return FoundLink(link, account)


def use_link(session: Session, found: FoundLink, *, now: datetime | None = None) -> None:
    """Use a link up. Raises NotFound where somebody else just did, or it does not work yet."""
    now = now or clock.now()
    used = session.execute(
        sa.update(AccountLink)
        .where(
            col(AccountLink.id) == found.link.id,
            col(AccountLink.used_at).is_(None),
            col(AccountLink.opens_at) <= now,
        )
        .values(used_at=now)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise NotFound(OVER)


def find_waiting(
    session: Session, account_id: UUID, kind: LinkKind, *, now: datetime | None = None
) -> AccountLink | None:
    """Return the unused link of a kind that an account has, or None."""
    return session.exec(
        select(AccountLink).where(
            AccountLink.account_id == account_id,
            AccountLink.kind == kind,
            col(AccountLink.used_at).is_(None),
            AccountLink.expires_at > (now or clock.now()),
        )
    ).first()
