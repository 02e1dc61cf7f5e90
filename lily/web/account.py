"""Your own account: name, address, passphrase, and where you are signed in."""

from uuid import UUID

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from lily.accounts import (
    actions,
    authenticator,
    letters,
    links,
    passkeys,
    passphrases,
    recovery,
    sign_ins,
    teams,
)
from lily.accounts.choices import LinkKind
from lily.accounts.words import ROLES
from lily.errors import Invalid
from lily.http import identity
from lily.http.access import signed_in
from lily.http.identity import signed_in_account
from lily.http.limits import FOR_LETTERS, limit
from lily.http.sessions import config, session
from lily.web import entering
from lily.web.forms.accounts import (
    AddressForm,
    NameForm,
    PassphraseForm,
)
from lily.web.forms.base import PressForm

pages = Blueprint("account", __name__)


@pages.get("/account")
@signed_in()
def show_account() -> ResponseReturnValue:
    """All that LILY knows of you as somebody who signs in."""
    who = signed_in_account()
    account = who.account
    return render_template(
        "account/show_account.html",
        account=account,
        roles=[ROLES[each.role] for each in account.roles],
        teams=teams.teams_of(session(), account.id),
        app=authenticator.find_app(session(), account.id),
        passkeys=passkeys.list_passkeys(session(), account.id),
        codes_left=recovery.count_codes(session(), account.id),
        sign_ins=sign_ins.list_sign_ins(session(), account.id),
        here=who.sign_in.id,
        lost_factor=links.find_waiting(session(), account.id, LinkKind.LOST_FACTOR),
        press_form=PressForm(formdata=None),
    )


@pages.route("/account/name", methods=["GET", "POST"])
@signed_in()
def change_name() -> ResponseReturnValue:
    """Change the name that colleagues see."""
    who = signed_in_account()
    form = NameForm(name=who.account.name)
    if form.accepted():
        actions.rename_account(session(), who.account, form.name.data, by=who.actor)
        session().commit()
        entering.say("Your name is changed.")
        return redirect("/account")
    return render_template("account/change_name.html", form=form), 400 if form.mistakes else 200


@pages.route("/account/email", methods=["GET", "POST"])
@signed_in(fresh=True)
def change_address() -> ResponseReturnValue:
    """Ask for another address; it counts once the link that goes there was followed."""
    who, form = signed_in_account(), AddressForm()
    if form.accepted():
        try:
            email = actions.check_new_address(who.account, form.email.data)
        except Invalid as error:
            form.refuse(error)
        else:
            limit("new address", str(who.account.id), rates=FOR_LETTERS)
            letters.send_link(
                session(), who.account, LinkKind.NEW_ADDRESS, by=who.actor, new_email=email
            )
            session().commit()
            entering.say("We sent a link to your new address. Follow it within a day.")
            return redirect("/account")
    return render_template("account/change_address.html", form=form), 400 if form.mistakes else 200


@pages.route("/account/passphrase", methods=["GET", "POST"])
@signed_in(fresh=True)
def change_passphrase() -> ResponseReturnValue:
    """Choose another passphrase, and sign out everywhere else."""
    who, form = signed_in_account(), PassphraseForm()
    if form.accepted():
        try:
            passphrases.choose_passphrase(
                session(),
                who.account,
                form.passphrase.data,
                by=who.actor,
                site_name=config().site_name,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            if form.end_others.data:
                sign_ins.end_all(session(), who.account.id, by=who.actor, but=who.sign_in.id)
            answer = entering.go_on(who, has_second_factor=who.sign_in.has_second_factor)
            entering.say("Your passphrase is changed.")
            return answer
    return render_template(
        "account/change_passphrase.html", form=form, email=who.account.email
    ), 400 if form.mistakes else 200


@pages.post("/account/sign-ins/<uuid:sign_in_id>/end")
@signed_in()
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """End one sign-in of yours, on another device or on this one."""
    who = signed_in_account()
    if PressForm().accepted():
        sign_ins.end_sign_in(session(), who.account.id, sign_in_id, by=who.actor)
        is_here = sign_in_id == who.sign_in.id
        session().commit()
        if is_here:
            identity.forget()
            return redirect("/sign-out")
        entering.say("That device is signed out.")
    return redirect("/account")


@pages.post("/account/sign-ins/end-others")
@signed_in()
def end_other_sign_ins() -> ResponseReturnValue:
    """End every other sign-in of yours."""
    who = signed_in_account()
    if PressForm().accepted():
        sign_ins.end_all(session(), who.account.id, by=who.actor, but=who.sign_in.id)
        session().commit()
        entering.say("You are signed out everywhere else.")
    return redirect("/account")


@pages.post("/account/lost-factor/stop")
@signed_in()
def stop_lost_factor() -> ResponseReturnValue:
    """Make a link void that would take your second factor away: you did not ask for it."""
    who = signed_in_account()
    if PressForm().accepted():
        links.stop_links(session(), who.account, LinkKind.LOST_FACTOR, by=who.actor)
        session().commit()
        entering.say("That link does not work any more. Your second factor stays.")
    return redirect("/account")
