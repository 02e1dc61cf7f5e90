"""What accounts are told by e-mail. Links stand in letters alone: never in logs or the audit."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from lily import clock
from lily.accounts.choices import LinkKind
from lily.accounts.links import HOLDS, make_link
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM, Actor
from lily.post.outbox import send
from lily.sealing import hash_of

LINKS = "/account-links"
_TEMPLATES = {
    LinkKind.INVITATION: "invitation",
    LinkKind.RESET: "reset",
    LinkKind.LOST_FACTOR: "lost-factor",
    LinkKind.NEW_ADDRESS: "new-address",
}


def path_of(token: str) -> str:
    """Return the path of the page on which a link's token is taken."""
    return f"{LINKS}/{token}"


def until_words(instant: datetime) -> str:
    """Return until when a link works, as a letter says it: on the clock of the country."""
    local = instant.astimezone(clock.UK)
    hour = local.strftime("%I.%M%p").lstrip("0").lower().replace(".00", "")
    if local.date() == clock.today():
        return f"{hour} today"
    return f"{hour} on {local:%A} {local.day} {local:%B}"


def send_link(
    session: Session, account: Account, kind: LinkKind, *, by: Actor, new_email: str = ""
) -> None:
    """Make a link and send it: to the account's address, or to the new one that it confirms."""
    now = clock.now()
    token = make_link(session, account, kind, by=by, new_email=new_email, now=now)
    send(
        session,
        template=_TEMPLATES[kind],
        to=new_email or account.email,
        key=f"{kind.value}:{hash_of(token)[:32]}",
        fields={"link": path_of(token), "until": until_words(now + HOLDS[kind])},
        about=("account", account.id),
        by=by,
    )


def tell_new_sign_in(session: Session, account: Account) -> None:
    """Tell somebody that their account was used on a device that is new to us."""
    _tell(session, account, "new-sign-in", account.email)


def tell_address_changed(session: Session, account: Account, old_email: str) -> None:
    """Tell the old address that the account has another one now."""
    _tell(session, account, "address-changed", old_email)


def _tell(session: Session, account: Account, template: str, to: str) -> None:
    send(
        session,
        template=template,
        to=to,
        key=f"{template}:{uuid4()}",
        about=("account", account.id),
        by=SYSTEM,
    )
