"""Being signed in: how a sign-in begins, goes on, is renewed and ends."""

from datetime import datetime, timedelta

from sqlmodel import Session

from lily import clock
from lily.accounts.models import Account, SignIn
from lily.sealing import hash_of, new_token

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=30)


def why_over(sign_in: SignIn, account: Account, now: datetime) -> str | None:
    """Return why a sign-in no longer holds, or None where it does.

    Idle after 15 minutes, over after 12 hours (OWASP ASVS 5.0, 7.3.1 and 7.3.2: chosen after the
    values of NHS screening's own systems).
    """
    if account.is_disabled:
        return "This account is closed."
    if sign_in.ended_at is not None:
        return "You signed out on this device."
    if now - sign_in.seen_at > IDLE:
        return "You were away for a while, so we signed you out."
    if now - sign_in.made_at > ABSOLUTE:
        return "You were signed in for a whole day, so we signed you out."
    return None


def begin_sign_in(
    session: Session, account: Account, *, device: str, has_second_factor: bool = False
) -> tuple[str, SignIn]:
    """Begin a sign-in; return the token for the cookie, which is kept only as a hash."""
    token, now = new_token(), clock.now()
    sign_in = SignIn(
        account_id=account.id,
        token_hash=hash_of(token),
        device=device,
        made_at=now,
        seen_at=now,
        proved_at=now,
        has_second_factor=has_second_factor,
    )
    account.last_signed_in_at = now
    session.add(sign_in)
    session.flush()
    return token, sign_in
