"""Who may use a page. Silence means no: a view that declares no access is refused.

Three answers to somebody who may not: a visitor is sent to sign in, an account that lacks the
permission is told that there is no such page, and one that must first prove itself (a second
factor, or once more before a dangerous act) is sent to do so and comes back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from lily.accounts.choices import Role
from lily.accounts.permissions import Permission, needs_two_factors, roles_with
from lily.errors import NotFound
from lily.http.identity import SignedIn, find_signed_in
from lily.http.kept import keep_what_was_typed

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "_lily_access"
SIGN_IN, GIVE_FACTOR, PROVE_AGAIN = "/sign-in", "/sign-in/second-factor", "/sign-in/again"
NO_SUCH_PAGE = "There is no page at this address, or it is not open to you."


@dataclass(frozen=True)
class Access:
    """What a view asks of whoever wants it.

    `is_open`: nothing. Otherwise to be signed in, with every factor that the account's roles make
    compulsory unless `with_one_factor`, with the permission where one is named, and with a recent
    proof where it is `fresh`. `two_factors`: with a second factor, whatever the role.
    """

    is_open: bool = False
    permission: Permission | None = None
    fresh: bool = False
    with_one_factor: bool = False
    two_factors: bool = False

    @property
    def who(self) -> str:
        """Say who may use the view, as docs/reference/access.md does."""
        if self.is_open:
            return "everybody"
        if self.permission is None:
            return "everybody signed in"
        return ", ".join(role.value.replace("_", " ") for role in roles_with(self.permission))

    @property
    def second_factor(self) -> str:
        """Say whether the view wants a second factor."""
        if self.is_open or self.with_one_factor:
            return "no"
        if self.two_factors:
            return "yes"
        roles = roles_with(self.permission) if self.permission else list(Role)
        needed = [needs_two_factors([role]) for role in roles]
        return "yes" if all(needed) else "where the role needs one" if any(needed) else "no"


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark


def open_to_all(view: View) -> View:
    """Declare that anybody may use this view."""
    return _mark(Access(is_open=True))(view)


def signed_in(*, fresh: bool = False, with_one_factor: bool = False) -> Callable[[View], View]:
    """Declare that every account may use this view, for what is its own.

    `with_one_factor` is for the pages on which the second factor is given or set up.
    """
    return _mark(Access(fresh=fresh, with_one_factor=with_one_factor))


def needs(
    permission: Permission, *, fresh: bool = False, two_factors: bool = False
) -> Callable[[View], View]:
    """Declare that this view is for accounts with a permission; `fresh` for a dangerous act.

    `two_factors` where the page shows people to a role that may do its other work with one.
    """
    return _mark(Access(permission=permission, fresh=fresh, two_factors=two_factors))


def declared_access(view: Callable[..., Any]) -> Access | None:
    """Return what a view declares, or None where it declares nothing."""
    mark: Access | None = getattr(view, _MARK, None)
    return mark


def own_path(address: str) -> str:
    """Return the path of an address that is on this site; empty for any other.

    Browsers read `//host`, `/\\host` and what holds control characters as another site's.
    """
    is_plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    return address if is_plain and address.startswith("/") else ""


def came_from() -> str:
    """Return the page of ours on which a button was pressed; empty where it is not known."""
    came = urlsplit(request.referrer or "")
    path = urlunsplit(("", "", came.path, came.query, ""))
    return own_path(path) if came.netloc == request.host else ""


def _sent_to(address: str) -> ResponseReturnValue:
    """Send somebody to a page, and let them come back: here, to what they typed, to a button."""
    here = request.full_path.rstrip("?")
    if request.method != "GET":
        here = keep_what_was_typed() or came_from()
    return redirect(f"{address}?{urlencode({'next': here})}" if here else address)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = declared_access(current_app.view_functions[request.endpoint])
    if access is None:
        current_app.logger.error("No access is declared for %s", request.endpoint)
        abort(403)
    if request.endpoint == "static":
        return None
    who = (
        find_signed_in()
    )  # asked now: it may note that the sign-in is in use, before a view writes
    return None if access.is_open else _check_account(access, who)


def _check_account(access: Access, who: SignedIn | None) -> ResponseReturnValue | None:
    if who is None:
        return _sent_to(SIGN_IN)
    if access.with_one_factor:
        return None
    lacks_it = access.two_factors and not who.sign_in.has_second_factor
    if who.lacks_factor or lacks_it:
        return _sent_to(GIVE_FACTOR)
    if access.permission and access.permission not in who.permissions:
        raise NotFound(NO_SUCH_PAGE)
    if access.fresh and not who.is_fresh:
        return _sent_to(PROVE_AGAIN)
    return None


def init_app(app: Flask) -> None:
    """Check every request; Flask's own static files are open to all."""
    app.before_request(_check)
    open_to_all(app.view_functions["static"])
