"""Who is asking: Flask-Login's user, which is one sign-in of an account on one device.

The cookie holds a random token and nothing else; the sign-in is a row, so that it ends when its
owner, an administrator or the clock says so.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, g
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError

from lily import clock
from lily.accounts import queries, sign_ins
from lily.accounts.choices import Role
from lily.accounts.models import Account, SignIn
from lily.accounts.permissions import Permission, needs_two_factors, permissions_of
from lily.audit.actors import Actor
from lily.http.sessions import config, engine, session

PROOF_HOLDS = timedelta(minutes=10)
ENDED = "You were signed out on this device."
_WHY_OVER = "why_over"


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """An account that is signed in on this device."""

    token: str
    sign_in: SignIn
    account: Account

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the cookie."""
        return self.token

    @property
    def roles(self) -> frozenset[Role]:
        """What this account does with LILY."""
        return frozenset(each.role for each in self.account.roles)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What its roles allow."""
        return permissions_of(self.roles)

    @property
    def needs_two_factors(self) -> bool:
        """Whether one of its roles makes a second factor compulsory."""
        return needs_two_factors(self.roles)

    @property
    def lacks_factor(self) -> bool:
        """Whether a second factor must still be given, or set up, on this device."""
        has_given = self.sign_in.has_second_factor
        return not has_given and (self.needs_two_factors or self.sign_in.awaits_factor)

    @property
    def is_fresh(self) -> bool:
        """Whether it proved itself lately enough for a dangerous act."""
        return clock.now() - self.sign_in.proved_at < PROOF_HOLDS

    @property
    def actor(self) -> Actor:
        """Who acts, for actions and the audit."""
        return Actor(self.account.id)

    def may(self, permission: str) -> bool:
        """Say whether its roles allow a thing, by the permission's name: for templates."""
        return Permission[permission] in self.permissions


def find_signed_in() -> SignedIn | None:
    """Return who is signed in, or None for a visitor."""
    return current_user if current_user.is_authenticated else None


def find_reader() -> SignedIn | None:
    """Return who reads a page; None where that cannot be asked, since errors have pages too."""
    try:
        return find_signed_in()
    except SQLAlchemyError:
        return None


def signed_in_account() -> SignedIn:
    """Return who is signed in; only for views that declare that somebody is."""
    found = find_signed_in()
    assert found is not None, "This view is open to visitors"  # noqa: S101
    return found


def why_signed_out() -> str:
    """Return why the sign-in in the cookie no longer holds; empty where there is none."""
    find_signed_in()
    return str(g.get(_WHY_OVER, ""))


def remember(token: str, sign_in: SignIn, account: Account) -> None:
    """Put a sign-in into a new cookie; whatever the old one held is gone."""
    cookie.clear()
    login_user(SignedIn(token, sign_in, account))


def forget() -> None:
    """Take the sign-in out of the cookie."""
    logout_user()
    cookie.clear()


def is_welcome(account: Account) -> bool:
    """Say whether an account may sign in here: one of a demonstration not to a real service."""
    return not account.is_disabled and not (account.is_demonstration and config().is_production)


def _load(token: str) -> SignedIn | None:
    found, now = queries.find_sign_in(session(), token), clock.now()
    if found is None:
        setattr(g, _WHY_OVER, ENDED)
        return None
    why = sign_ins.why_over(*found, now)
    if why or not is_welcome(found[1]):
        setattr(g, _WHY_OVER, why or ENDED)
        return None
    sign_ins.note_seen(engine(), found[0], now)
    return SignedIn(token, *found)


def init_app(app: Flask) -> None:
    """Let Flask-Login find who is asking by the token in the cookie.

    Not for every template: a page that says that the database is away cannot ask it.
    """
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)
