"""Looking after accounts: for administrators, who see nobody's notes here."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts import actions, letters, sign_ins, teams
from lily.accounts.choices import LinkKind
from lily.accounts.links import find_waiting
from lily.accounts.models import Account
from lily.accounts.permissions import Permission, needs_two_factors
from lily.accounts.queries import (
    PAGE,
    get_account,
    has_second_factor,
    search_accounts,
)
from lily.accounts.words import ROLES
from lily.errors import Invalid, NotFound, Refused
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.forms.accounts import NewAccountForm, RolesForm, SearchForm
from lily.web.forms.base import PressForm

pages = Blueprint("accounts", __name__)


def _shown(account_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("accounts.show_account", account_id=account_id))


@pages.get("/accounts")
@needs(Permission.MANAGE_ACCOUNTS)
def search() -> ResponseReturnValue:
    """Find an account by name or address."""
    form = SearchForm(request.args)
    number = max(1, request.args.get("page", 1, type=int))
    found, total = search_accounts(session(), form.q.data or "", page=number)
    return render_template(
        "accounts/search.html",
        form=form,
        accounts=found,
        total=total,
        page=number,
        pages=max(1, -(-total // PAGE)),
        names={role: name for role, (name, _) in ROLES.items()},
    )


@pages.route("/accounts/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS, fresh=True)
def open_account() -> ResponseReturnValue:
    """Open an account and send the invitation."""
    form, who = NewAccountForm(), signed_in_account()
    if form.accepted():
        try:
            account = actions.open_account(
                session(),
                email=form.email.data,
                name=form.name.data,
                roles=form.chosen,
                by=who.actor,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            letters.send_link(session(), account, LinkKind.INVITATION, by=who.actor)
            account_id = account.id
            session().commit()
            entering.say("The account is open, and an invitation is on its way.")
            return _shown(account_id)
    return render_template(
        "accounts/open_account.html", form=form, roles=ROLES
    ), 400 if form.mistakes else 200


@pages.get("/accounts/<uuid:account_id>")
@needs(Permission.MANAGE_ACCOUNTS)
def show_account(account_id: UUID) -> ResponseReturnValue:
    """One account: what it may do, and what may be done about it."""
    account = get_account(session(), account_id)
    return render_template(
        "accounts/show_account.html",
        account=account,
        is_invited=not account.password_hash,
        roles=[ROLES[each.role] for each in account.roles],
        needs_two=needs_two_factors(each.role for each in account.roles),
        has_factor=has_second_factor(session(), account.id),
        lost_factor=find_waiting(session(), account.id, LinkKind.LOST_FACTOR),
        teams=teams.teams_of(session(), account.id),
        sign_ins=sign_ins.list_sign_ins(session(), account.id),
        press_form=PressForm(formdata=None),
    )


@pages.route("/accounts/<uuid:account_id>/roles", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS, fresh=True)
def set_roles(account_id: UUID) -> ResponseReturnValue:
    """Say what somebody does with LILY, and so what they may do."""
    account = get_account(session(), account_id)
    form = RolesForm(roles=[each.role.value for each in account.roles])
    if form.accepted():
        actions.set_roles(session(), account, form.chosen, by=signed_in_account().actor)
        session().commit()
        entering.say("The roles are changed. They count from the next page on.")
        return _shown(account_id)
    return render_template(
        "accounts/set_roles.html", form=form, account=account, roles=ROLES
    ), 400 if form.mistakes else 200


def _pressed(account_id: UUID) -> Account | None:
    """Return the account of a page whose button was pressed. Raises NotFound."""
    account = get_account(session(), account_id)
    return account if PressForm().accepted() else None


@pages.post("/accounts/<uuid:account_id>/invite")
@needs(Permission.MANAGE_ACCOUNTS)
def invite_again(account_id: UUID) -> ResponseReturnValue:
    """Send the invitation anew; the one before does not work any more."""
    account = _pressed(account_id)
    if account:
        if account.password_hash or account.is_disabled:
            raise Refused("They have a passphrase, or the account is closed. No need to invite.")
        letters.send_link(session(), account, LinkKind.INVITATION, by=signed_in_account().actor)
        session().commit()
        entering.say("A new invitation is on its way.")
    return _shown(account_id)


@pages.post("/accounts/<uuid:account_id>/close")
@needs(Permission.MANAGE_ACCOUNTS, fresh=True)
def disable_account(account_id: UUID) -> ResponseReturnValue:
    """Close an account: whoever is signed in with it is out at once."""
    account = _pressed(account_id)
    if account:
        actions.disable_account(session(), account, by=signed_in_account().actor)
        session().commit()
        entering.say("The account is closed. Nobody can sign in with it.")
    return _shown(account_id)


@pages.post("/accounts/<uuid:account_id>/open-again")
@needs(Permission.MANAGE_ACCOUNTS, fresh=True)
def enable_account(account_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    account = _pressed(account_id)
    if account:
        actions.enable_account(session(), account, by=signed_in_account().actor)
        session().commit()
        entering.say("The account is open again.")
    return _shown(account_id)


@pages.post("/accounts/<uuid:account_id>/sign-out")
@needs(Permission.MANAGE_ACCOUNTS)
def end_sign_ins(account_id: UUID) -> ResponseReturnValue:
    """End every sign-in of an account."""
    account = _pressed(account_id)
    if account:
        sign_ins.end_all(session(), account.id, by=signed_in_account().actor)
        session().commit()
        entering.say("They are signed out everywhere.")
    return _shown(account_id)


@pages.route("/accounts/<uuid:account_id>/lost-factor", methods=["GET", "POST"])
@needs(Permission.CONFIRM_IDENTITY, fresh=True)
def send_lost_factor(account_id: UUID) -> ResponseReturnValue:
    """Say that you checked who somebody is, and send the link that takes their factor away."""
    account, who = get_account(session(), account_id), signed_in_account()
    may_manage = Permission.MANAGE_ACCOUNTS in who.permissions
    if not may_manage and not teams.share_a_team(session(), who.account.id, account_id):
        raise NotFound("We do not know that account. Choose one from the list.")
    form = PressForm()
    if not form.accepted():
        return render_template("accounts/send_lost_factor.html", form=form, account=account)
    if account_id == who.account.id:
        raise Refused("Somebody else must confirm who you are. Ask another administrator.")
    if not has_second_factor(session(), account_id) or account.is_disabled:
        raise Refused("They have no second factor to take away, or the account is closed.")
    letters.send_link(session(), account, LinkKind.LOST_FACTOR, by=who.actor)
    session().commit()
    entering.say("The link is on its way. It works in one hour, so that its owner can stop it.")
    return _shown(account_id) if may_manage else redirect("/team")
