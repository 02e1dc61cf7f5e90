"""Following a link that we sent. Opening it changes nothing; a button does, once.

The token stands in the address for one moment only: it is put into the cookie, and the browser
goes on to an address without it.
"""

from flask import Blueprint, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts import actions, letters, links, passphrases, sign_ins
from lily.accounts.choices import LinkKind
from lily.accounts.links import FoundLink
from lily.audit.actors import Actor
from lily.errors import Invalid
from lily.http import identity
from lily.http.access import open_to_all
from lily.http.headers import keep_private
from lily.http.limits import FOR_NETWORKS, limit
from lily.http.sessions import config, session
from lily.web import entering
from lily.web.forms.accounts import PassphraseForm
from lily.web.forms.base import PressForm

pages = Blueprint("account_links", __name__)

_HELD = "account_link"


@pages.get("/account-links/<string:token>")
@open_to_all
def follow_link(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    keep_private(without_address=True)
    cookie[_HELD] = token[:100]
    return redirect("/account-links")


@pages.route("/account-links", methods=["GET", "POST"])
@open_to_all
def open_link() -> ResponseReturnValue:
    """Show what a link is for, and do it at a press."""
    keep_private()
    limit("link", rates=FOR_NETWORKS)
    found = links.find_link(session(), cookie.get(_HELD, ""))
    if found.is_asleep(clock.now()):
        return render_template("account_links/asleep.html", opens_at=found.link.opens_at)
    if found.link.kind in {LinkKind.INVITATION, LinkKind.RESET}:
        return _choose_passphrase(found)
    return _confirm(found)


def _choose_passphrase(found: FoundLink) -> ResponseReturnValue:
    """Take a new passphrase, then sign its owner in with this one factor."""
    form, account = PassphraseForm(), found.account
    is_invitation = found.link.kind == LinkKind.INVITATION
    if form.accepted():
        try:
            passphrases.choose_passphrase(
                session(),
                account,
                form.passphrase.data,
                by=Actor(account.id),
                site_name=config().site_name,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            found = links.find_link(session(), cookie.get(_HELD, ""))
        else:
            links.use_link(session(), found)
            if form.end_others.data or is_invitation:
                sign_ins.end_all(session(), account.id, by=Actor(account.id))
            entering.forgive_tries(account)
            return entering.enter(account)
    return render_template(
        "account_links/choose_passphrase.html",
        form=form,
        email=found.account.email,
        is_invitation=is_invitation,
    ), 400 if form.mistakes else 200


def _confirm(found: FoundLink) -> ResponseReturnValue:
    """Change the address, or take the lost second factor away, at one press."""
    form, account = PressForm(), found.account
    is_lost_factor = found.link.kind == LinkKind.LOST_FACTOR
    if not form.accepted():
        return render_template(
            "account_links/confirm.html", form=form, is_lost_factor=is_lost_factor
        )
    links.use_link(session(), found)
    if is_lost_factor:
        actions.forget_factors(session(), account, by=Actor(account.id))
        entering.say("Your old second factor is gone. Sign in, and set up a new one.")
    else:
        old = account.email
        actions.change_address(session(), account, found.link.new_email, by=Actor(account.id))
        letters.tell_address_changed(session(), account, old)
        entering.say("Your new e-mail address is set. Sign in with it from now on.")
    session().commit()
    cookie.pop(_HELD, None)
    return redirect("/account" if identity.find_signed_in() else "/sign-in")
