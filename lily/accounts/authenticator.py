"""Authenticator apps: six-digit codes that change every 30 seconds (TOTP, RFC 6238)."""

import hmac
from datetime import datetime
from uuid import UUID

import pyotp
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Account, AuthenticatorApp
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid, NotFound

STEP_S = 30
WRONG = "That code is not right. Type the six digits that the app shows now."


def new_secret() -> str:
    """Return a secret of 160 bits in base32, as apps take it."""
    return pyotp.random_base32()


def address_for_app(secret: str, account: Account, site_name: str) -> str:
    """Return the `otpauth://` address that the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=site_name)


def step_of(now: datetime) -> int:
    """Return the number of the 30-second step."""
    return int(now.timestamp()) // STEP_S


def code_of(secret: str, now: datetime) -> str:
    """Return the code that an app shows at an instant."""
    return pyotp.TOTP(secret).at(step_of(now) * STEP_S)


def _is_code(secret: str, typed: str, now: datetime) -> bool:
    digits = "".join(typed.split())
    return hmac.compare_digest(code_of(secret, now).encode(), digits.encode())


def find_app(session: Session, account_id: UUID) -> AuthenticatorApp | None:
    """Return the authenticator app of an account, or None."""
    return session.exec(
        select(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id)
    ).first()


def set_up_app(
    session: Session,
    account: Account,
    secret: str,
    code: str,
    *,
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Keep an app's secret once a code shows that the app has it; the app before is forgotten.

    Raises Invalid where the code is not the one of this moment.
    """
    now = now or clock.now()
    if not _is_code(secret, code, now):
        raise Invalid("code", WRONG)
    app = find_app(session, account.id) or AuthenticatorApp(account_id=account.id, secret=secret)
    app.secret, app.last_step, app.changed_at = secret, step_of(now), now
    session.add(app)
    session.flush()
    record(session, "set_up_app", by=by, kind="account", subject_id=account.id)


def take_code(
    session: Session, account_id: UUID, typed: str, *, now: datetime | None = None
) -> bool:
    """Say whether a code is right, and take it: no code is taken twice, in whatever process.

    Only the code of this very step is right (OWASP ASVS 5.0, 6.5.5).
    """
    now = now or clock.now()
    app = find_app(session, account_id)
    if app is None or not _is_code(app.secret, typed, now):
        return False
    step = step_of(now)
    taken = session.execute(
        sa.update(AuthenticatorApp)
        .where(col(AuthenticatorApp.id) == app.id, col(AuthenticatorApp.last_step) < step)
        .values(last_step=step)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def remove_app(session: Session, account: Account, *, by: Actor) -> None:
    """Forget the authenticator app. Raises NotFound where there is none."""
    app = find_app(session, account.id)
    if app is None:
        raise NotFound("You have no authenticator app here.")
    session.delete(app)
    session.flush()
    record(session, "remove_app", by=by, kind="account", subject_id=account.id)
