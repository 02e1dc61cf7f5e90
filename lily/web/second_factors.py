"""Second factors: setting them up, taking them away, and recovery codes."""

from uuid import UUID

from flask import Blueprint, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts import authenticator, passkeys, recovery
from lily.accounts.queries import has_second_factor
from lily.errors import Invalid, Refused
from lily.http.access import GIVE_FACTOR, PROVE_AGAIN, signed_in
from lily.http.identity import SignedIn, signed_in_account
from lily.http.sessions import config, session
from lily.sealing import seal, unseal
from lily.web import entering, qr
from lily.web.forms.accounts import AppForm, NewPasskeyForm
from lily.web.forms.base import PressForm

pages = Blueprint("second_factors", __name__)

_CODES = "recovery_codes"
LAST_FACTOR = "Your role needs a second factor. Add another one before you take this one away."


def _sent_before_adding(who: SignedIn) -> ResponseReturnValue | None:
    """Return where somebody must go before they may add a factor: a thief is not to add theirs."""
    if who.sign_in.awaits_factor:
        return redirect(GIVE_FACTOR)
    return None if who.is_fresh else redirect(f"{PROVE_AGAIN}?next=/account/second-factor")


def _added(who: SignedIn, words: str) -> ResponseReturnValue:
    """Count the new factor as given, make recovery codes where there are none, and lead on."""
    needs_codes = not recovery.count_codes(session(), who.account.id)
    codes = recovery.make_codes(session(), who.account, by=who.actor) if needs_codes else []
    next_page = "/account/recovery-codes" if codes else ""
    answer = entering.go_on(who, has_second_factor=True, next_page=next_page)
    entering.say(words)
    if codes:
        cookie[_CODES] = seal(" ".join(codes))
    return answer


@pages.get("/account/second-factor")
@signed_in(with_one_factor=True)
def set_up_second_factor() -> ResponseReturnValue:
    """Choose how to prove who you are, besides a passphrase."""
    who = signed_in_account()
    sent = _sent_before_adding(who)
    if sent:
        return sent
    return render_template(
        "second_factors/set_up_second_factor.html",
        is_compulsory=who.lacks_factor,
        has_one=has_second_factor(session(), who.account.id),
        takes_passkeys=entering.site().takes_passkeys,
    )


@pages.route("/account/app", methods=["GET", "POST"])
@signed_in(with_one_factor=True)
def set_up_app() -> ResponseReturnValue:
    """Set up an authenticator app, confirmed by its first code."""
    who, form = signed_in_account(), AppForm()
    sent = _sent_before_adding(who)
    if sent:
        return sent
    secret = _secret_of(form, who) or authenticator.new_secret()
    if form.accepted():
        entering.limit_codes(who.account)
        try:
            authenticator.set_up_app(session(), who.account, secret, form.code.data, by=who.actor)
        except Invalid as error:
            form.refuse(error)
        else:
            return _added(who, "Your authenticator app is set up.")
    form.sealed.data = seal(f"{who.account.id} {secret}")
    return render_template(
        "second_factors/set_up_app.html",
        form=form,
        picture=qr.as_svg(authenticator.address_for_app(secret, who.account, config().site_name)),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    ), 400 if form.mistakes else 200


def _secret_of(form: AppForm, who: SignedIn) -> str:
    """Return the secret that this page gave to this account, from its sealed field."""
    try:
        owner, _, secret = unseal(form.sealed.data or "").partition(" ")
    except Refused:
        return ""
    return secret if owner == str(who.account.id) else ""


@pages.post("/account/app/remove")
@signed_in(fresh=True)
def remove_app() -> ResponseReturnValue:
    """Take the authenticator app away."""
    who = signed_in_account()
    if PressForm().accepted():
        _check_not_last(who)
        authenticator.remove_app(session(), who.account, by=who.actor)
        session().commit()
        entering.say("Your authenticator app is taken away.")
    return redirect("/account")


@pages.route("/account/passkeys", methods=["GET", "POST"])
@signed_in(with_one_factor=True)
def add_passkey() -> ResponseReturnValue:
    """Add a passkey: this device, or a key that you carry."""
    who, form = signed_in_account(), NewPasskeyForm()
    sent = _sent_before_adding(who)
    if sent:
        return sent
    if form.accepted():
        try:
            passkeys.add_passkey(
                session(),
                who.account,
                form.credential.data,
                entering.spend_challenge(),
                entering.site(),
                name=form.name.data,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            return _added(who, "Your passkey is added.")
    options = ""
    if entering.site().takes_passkeys:
        challenge = entering.new_challenge()
        options = passkeys.options_to_add(session(), who.account, entering.site(), challenge)
    return render_template(
        "second_factors/add_passkey.html", form=form, options=options
    ), 400 if form.mistakes else 200


@pages.post("/account/passkeys/<uuid:passkey_id>/remove")
@signed_in(fresh=True)
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Take a passkey away."""
    who = signed_in_account()
    passkeys.get_passkey(session(), who.account.id, passkey_id)
    if PressForm().accepted():
        _check_not_last(who)
        passkeys.remove_passkey(session(), who.account.id, passkey_id, by=who.actor)
        session().commit()
        entering.say("Your passkey is taken away.")
    return redirect("/account")


def _check_not_last(who: SignedIn) -> None:
    """Raise Refused where a role needs a second factor and this is the last one."""
    app = authenticator.find_app(session(), who.account.id)
    count = len(passkeys.list_passkeys(session(), who.account.id)) + (app is not None)
    if count == 1 and who.needs_two_factors:
        raise Refused(LAST_FACTOR)


@pages.route("/account/recovery-codes", methods=["GET", "POST"])
@signed_in(fresh=True)
def make_recovery_codes() -> ResponseReturnValue:
    """Make ten recovery codes, and show them this once."""
    who, form = signed_in_account(), PressForm()
    if form.accepted():
        if not has_second_factor(session(), who.account.id):
            raise Refused("Recovery codes stand in for a second factor. Set one up first.")
        codes = recovery.make_codes(session(), who.account, by=who.actor)
        session().commit()
        cookie[_CODES] = seal(" ".join(codes))
        return redirect("/account/recovery-codes")
    sealed = cookie.pop(_CODES, "")
    return render_template(
        "second_factors/make_recovery_codes.html",
        form=form,
        codes=unseal(sealed).split() if sealed else [],
        today=clock.today(),
    )
