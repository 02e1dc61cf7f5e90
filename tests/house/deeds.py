"""How each page that writes is used: what `test_audited.py` does before it looks at the audit.

To add a view of yours that takes POST, PUT, PATCH or DELETE, write a function that does it once,
as a person would, and mark it with the view's name:

    @deed("listings.confirm")
    def _(client: HouseClient, session: Session) -> None:
        listing = make_listing(session)
        make.sign_in_as(client, session, Role.EDITOR)  # commits
        client.get(f"/listings/{listing.id}")
        submit(client, f"/listings/{listing.id}/confirm")

The test fails where the deed leaves no new row in the audit, or one without who did it. A view
that changes nothing that is kept is named in CHANGES_NOTHING instead, with the reason.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from lily import clock
from lily.accounts import links, recovery, teams
from lily.accounts.authenticator import code_of
from lily.accounts.choices import LinkKind, Role
from lily.accounts.models import Account, Passkey, Team
from lily.accounts.queries import get_account
from lily.accounts.sign_ins import begin_sign_in
from lily.audit.actors import SYSTEM
from lily.post.choices import MessageState
from tests.accounts.keys import Device
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.post import make_message
from tests.pages import submit

Deed = Callable[[HouseClient, Session], None]

DEEDS: dict[str, Deed] = {}

CHANGES_NOTHING = {
    "drafts.keep_draft": "What is being typed is nobody's record yet.",
    "drafts.drop_draft": "What was never sent was nobody's record; only its author had it.",
    "search.forget_place": "It takes a place out of the visitor's own cookie; we never had it.",
}

NEW = "walnut harbour thimble cloud"


def deed(*views: str) -> Callable[[Deed], Deed]:
    """Say which view a function uses."""

    def keep(made: Deed) -> Deed:
        DEEDS.update(dict.fromkeys(views, made))
        return made

    return keep


def _me(client: HouseClient, session: Session, *roles: Role, app: bool = True) -> Account:
    account = make.make_account(
        session, *(roles or (Role.EDITOR,)), passphrase=make.PASSPHRASE, with_app=app
    )
    make.sign_in(client, session, account)
    return get_account(session, account.id)


def _other(session: Session, *, with_app: bool = False) -> Account:
    account = make.make_account(session, Role.EDITOR, passphrase=make.PASSPHRASE, with_app=with_app)
    session.commit()
    return account


@deed("sign_in.sign_in")
def _(client: HouseClient, session: Session) -> None:
    account = _other(session)
    client.get("/sign-in")
    submit(client, "/sign-in", email=account.email, passphrase=make.PASSPHRASE)


@deed("sign_in.give_second_factor")
def _(client: HouseClient, session: Session) -> None:
    make.sign_in(client, session, _other(session, with_app=True), has_second_factor=False)
    client.get("/sign-in/second-factor")
    submit(client, "/sign-in/second-factor", code=make.code_now())


@deed("sign_in.use_recovery_code")
def _(client: HouseClient, session: Session) -> None:
    account = _other(session, with_app=True)
    code = recovery.make_codes(session, account, by=SYSTEM)[0]
    make.sign_in(client, session, account, has_second_factor=False)
    client.get("/sign-in/recovery-code")
    submit(client, "/sign-in/recovery-code", recovery=code)


@deed("sign_in.prove_again")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/sign-in/again")
    submit(client, "/sign-in/again", passphrase=make.PASSPHRASE, code=make.code_now())


@deed("sign_in.sign_in_with_passkey")
def _(client: HouseClient, session: Session) -> None:
    device = Device.of(session, _other(session))
    client.get("/sign-in")
    submit(client, "/sign-in/passkey", credential=device.show(client.tree))


@deed("sign_in.give_passkey")
def _(client: HouseClient, session: Session) -> None:
    account = _other(session)
    device = Device.of(session, account)
    make.sign_in(client, session, account, has_second_factor=False)
    client.get("/sign-in/second-factor")
    submit(client, "/sign-in/second-factor/passkey", credential=device.show(client.tree))


@deed("sign_in.prove_with_passkey")
def _(client: HouseClient, session: Session) -> None:
    device = Device.of(session, _me(client, session))
    client.get("/sign-in/again")
    submit(client, "/sign-in/again/passkey", credential=device.show(client.tree))


@deed("sign_in.forgotten")
def _(client: HouseClient, session: Session) -> None:
    account = _other(session)
    client.get("/sign-in/forgotten")
    submit(client, "/sign-in/forgotten", email=account.email)


@deed("sign_in.sign_out")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account")
    submit(client, "/sign-out")


@deed("account_links.open_link")
def _(client: HouseClient, session: Session) -> None:
    token = links.make_link(session, _other(session), LinkKind.RESET, by=SYSTEM)
    session.commit()
    client.get(client.get(f"/account-links/{token}").location)
    submit(client, "/account-links", passphrase=NEW)


@deed("account.change_name")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account/name")
    submit(client, "/account/name", name="Another Name")


@deed("account.change_address")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account/email")
    submit(client, "/account/email", email="new@example.org")


@deed("account.change_passphrase")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account/passphrase")
    submit(client, "/account/passphrase", passphrase=NEW)


@deed("account.end_sign_in")
def _(client: HouseClient, session: Session) -> None:
    account = _me(client, session)
    other = begin_sign_in(session, account, device="another")[1].id
    session.commit()
    client.get("/account")
    submit(client, f"/account/sign-ins/{other}/end")


@deed("account.end_other_sign_ins")
def _(client: HouseClient, session: Session) -> None:
    account = _me(client, session)
    begin_sign_in(session, account, device="another")
    session.commit()
    client.get("/account")
    submit(client, "/account/sign-ins/end-others")


@deed("account.stop_lost_factor")
def _(client: HouseClient, session: Session) -> None:
    account = _me(client, session)
    links.make_link(session, account, LinkKind.LOST_FACTOR, by=SYSTEM)
    session.commit()
    client.get("/account")
    submit(client, "/account/lost-factor/stop")


@deed("second_factors.set_up_app")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session, app=False)
    client.get("/account/app")
    shown = next(e for e in client.tree.iter("strong") if e.get("class") == "code")
    code = code_of("".join((shown.text or "").split()), clock.now())
    submit(client, "/account/app", code=code)


@deed("second_factors.remove_app")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account")
    submit(client, "/account/app/remove")


@deed("second_factors.add_passkey")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account/passkeys")
    submit(client, "/account/passkeys", name="my key", credential=Device().make(client.tree))


@deed("second_factors.remove_passkey")
def _(client: HouseClient, session: Session) -> None:
    account = _me(client, session)
    key = Passkey(account_id=account.id, credential_id="x", public_key="", name="a key")
    session.add(key)
    session.flush()
    key_id = key.id
    session.commit()
    client.get("/account")
    submit(client, f"/account/passkeys/{key_id}/remove")


@deed("second_factors.make_recovery_codes")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session)
    client.get("/account/recovery-codes")
    submit(client, "/account/recovery-codes")


@deed("accounts.open_account")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session, Role.ADMINISTRATOR)
    client.get("/accounts/new")
    roles = ["editor", "champion"]
    submit(client, "/accounts/new", name="A Person", email="new@example.org", roles=roles)


def _about(client: HouseClient, session: Session, other: Account, page: str) -> None:
    """As an administrator, press the button of a page about somebody else."""
    address = f"/accounts/{other.id}"
    _me(client, session, Role.ADMINISTRATOR)
    client.get(f"{address}/{page}" if page in {"roles", "lost-factor"} else address)
    submit(client, f"{address}/{page}", roles=["moderator"])


@deed("accounts.set_roles")
def _(client: HouseClient, session: Session) -> None:
    _about(client, session, _other(session), "roles")


@deed("accounts.send_lost_factor")
def _(client: HouseClient, session: Session) -> None:
    _about(client, session, _other(session, with_app=True), "lost-factor")


@deed("accounts.invite_again")
def _(client: HouseClient, session: Session) -> None:
    other = make.make_account(session, Role.EDITOR)
    session.commit()
    _about(client, session, other, "invite")


@deed("accounts.disable_account")
def _(client: HouseClient, session: Session) -> None:
    _about(client, session, _other(session), "close")


@deed("accounts.enable_account")
def _(client: HouseClient, session: Session) -> None:
    other = _other(session)
    other.disabled_at = clock.now() - timedelta(days=1)
    session.add(other)
    session.commit()
    _about(client, session, other, "open-again")


@deed("accounts.end_sign_ins")
def _(client: HouseClient, session: Session) -> None:
    other = _other(session)
    begin_sign_in(session, other, device="another")
    session.commit()
    _about(client, session, other, "sign-out")


@deed("post.mark_seen")
def _(client: HouseClient, session: Session) -> None:
    message = make_message(session)
    message.state = MessageState.DEAD
    session.add(message)
    session.flush()
    message_id = message.id
    session.commit()
    _me(client, session, Role.ADMINISTRATOR)
    client.get("/desk/post")
    submit(client, f"/desk/post/{message_id}/seen")


def _team(client: HouseClient, session: Session, *members: Account) -> Team:
    """Make a team, and look at it as an administrator."""
    team = teams.make_team(session, "Coast", by=SYSTEM)
    for member in members:
        teams.add_member(session, team, member.id, by=SYSTEM)
    _me(client, session, Role.ADMINISTRATOR)
    client.get(f"/teams/{team.id}")
    return team


@deed("teams.list_teams")
def _(client: HouseClient, session: Session) -> None:
    _me(client, session, Role.ADMINISTRATOR)
    client.get("/teams")
    submit(client, "/teams", name="Villages")


@deed("teams.rename_team")
def _(client: HouseClient, session: Session) -> None:
    team = _team(client, session)
    submit(client, f"/teams/{team.id}/name", name="Marsh")


@deed("teams.add_member")
def _(client: HouseClient, session: Session) -> None:
    other = _other(session)
    team = _team(client, session)
    submit(client, f"/teams/{team.id}/members", account=str(other.id))


@deed("teams.remove_member")
def _(client: HouseClient, session: Session) -> None:
    other = _other(session)
    team = _team(client, session, other)
    submit(client, f"/teams/{team.id}/members/{other.id}/remove")


import tests.house.deeds_of_caseload  # noqa: E402  it marks its own
import tests.house.deeds_of_casework  # noqa: E402  it marks its own
import tests.house.deeds_of_conversations  # noqa: E402  it marks its own
import tests.house.deeds_of_desk  # noqa: E402  it marks its own
import tests.house.deeds_of_follow_ups  # noqa: E402  it marks its own
import tests.house.deeds_of_freshness  # noqa: E402  it marks its own
import tests.house.deeds_of_measures  # noqa: E402  it marks its own
import tests.house.deeds_of_moderation  # noqa: E402  it marks its own
import tests.house.deeds_of_onward  # noqa: E402  it marks its own
import tests.house.deeds_of_owners  # noqa: E402  it marks its own  # noqa: E402  it marks its own
import tests.house.deeds_of_restricted  # noqa: E402  it marks its own
import tests.house.deeds_of_retention  # noqa: E402  it marks its own
import tests.house.deeds_of_safety  # noqa: E402, F401  it marks its own
