"""Signing in, giving the second factor, proving it again, and signing out."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lily.accounts import authenticator, letters, passkeys, passphrases, recovery, sign_ins
from lily.accounts.choices import LinkKind
from lily.accounts.models import Account
from lily.accounts.queries import find_account, has_second_factor, tidy_email
from lily.audit.actors import PUBLIC
from lily.errors import Invalid
from lily.http import identity
from lily.http.access import open_to_all, own_path, signed_in
from lily.http.headers import keep_private
from lily.http.identity import SignedIn, find_signed_in, signed_in_account
from lily.http.limits import FOR_LETTERS, FOR_NETWORKS, limit
from lily.http.sessions import session
from lily.web import entering, oidc
from lily.web.forms.accounts import (
    CodeForm,
    ForgottenForm,
    PasskeyForm,
    ProofForm,
    RecoveryForm,
    SignInForm,
)
from lily.web.forms.base import PressForm
from lily.web.made_up import made_up_accounts, made_up_code

pages = Blueprint("sign_in", __name__)

SET_UP = "/account/second-factor"


def _next() -> str:
    """Return the page to go on to, where it is one of ours."""
    return own_path(request.values.get("next", ""))


@pages.before_request
def _private() -> None:
    keep_private()


@pages.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in with an address and a passphrase, a passkey, or an organisation's own provider."""
    form = SignInForm()
    if form.accepted():
        try:
            account = entering.check_passphrase(form.email.data, form.passphrase.data)
        except Invalid as error:
            form.refuse(error)
        else:
            passphrases.renew_hash(session(), account, form.passphrase.data)
            return entering.enter(account, next_page=_next())
    elif request.method == "GET" and (who := find_signed_in()):
        return entering.lead_on(who, _next())
    return _sign_in_page(form, PasskeyForm(formdata=None))


def _sign_in_page(form: SignInForm, passkey: PasskeyForm) -> ResponseReturnValue:
    status = 400 if form.mistakes or passkey.mistakes else 200
    return render_template(
        "sign_in/sign_in.html",
        form=form,
        passkey=passkey,
        options=entering.options_to_prove(),
        next=_next(),
        why=identity.why_signed_out() if request.method == "GET" else "",
        provider=oidc.name_of_provider(),
        made_up=made_up_accounts(),
    ), status


@pages.post("/sign-in/passkey")
@open_to_all
def sign_in_with_passkey() -> ResponseReturnValue:
    """Sign in with a passkey: where the device checked the person, that is both factors."""
    form = PasskeyForm()
    if form.accepted():
        try:
            proof = entering.check_passkey(form.credential.data)
            if not proof.is_person_checked:
                raise Invalid("credential", passkeys.REFUSED)
        except Invalid as error:
            form.refuse(error)
        else:
            return entering.enter(proof.account, has_second_factor=True, next_page=_next())
    return _sign_in_page(SignInForm(formdata=None), form)


@pages.route("/sign-in/second-factor", methods=["GET", "POST"])
@signed_in(with_one_factor=True)
def give_second_factor() -> ResponseReturnValue:
    """Give the second factor; who has none yet is led to set one up."""
    who = signed_in_account()
    if who.sign_in.has_second_factor:
        return entering.lead_on(who, _next())
    if not has_second_factor(session(), who.account.id):
        return redirect(entering.with_next(SET_UP, _next()))
    form = CodeForm()
    if form.accepted():
        try:
            entering.check_code(who.account, form.code.data)
        except Invalid as error:
            form.refuse(error)
        else:
            return entering.go_on(who, has_second_factor=True, next_page=_next())
    return _factor_page(who, form, PasskeyForm(formdata=None))


def _factor_page(who: SignedIn, form: CodeForm, passkey: PasskeyForm) -> ResponseReturnValue:
    status = 400 if form.mistakes or passkey.mistakes else 200
    return render_template(
        "sign_in/give_second_factor.html",
        form=form,
        passkey=passkey,
        has_app=authenticator.find_app(session(), who.account.id) is not None,
        options=entering.options_to_prove(who.account),
        next=_next(),
        code_now=made_up_code(session(), who.account),
    ), status


@pages.post("/sign-in/second-factor/passkey")
@signed_in(with_one_factor=True)
def give_passkey() -> ResponseReturnValue:
    """Give a passkey as the second factor."""
    who, form = signed_in_account(), PasskeyForm()
    if form.accepted():
        try:
            entering.check_passkey(form.credential.data, who.account)
        except Invalid as error:
            form.refuse(error)
        else:
            return entering.go_on(who, has_second_factor=True, next_page=_next())
    return _factor_page(who, CodeForm(formdata=None), form)


@pages.route("/sign-in/recovery-code", methods=["GET", "POST"])
@signed_in(with_one_factor=True)
def use_recovery_code() -> ResponseReturnValue:
    """Use a recovery code in the place of a second factor that is lost."""
    who, form = signed_in_account(), RecoveryForm()
    if not who.lacks_factor:
        return entering.lead_on(who, _next())
    if form.accepted():
        try:
            entering.check_recovery_code(who, form.recovery.data)
        except Invalid as error:
            form.refuse(error)
        else:
            left = recovery.count_codes(session(), who.account.id)
            answer = entering.go_on(who, has_second_factor=True)
            entering.say(
                f"You have {left} recovery codes left. If you lost your app or passkey, "
                "take it away below and set up a new one."
            )
            return answer
    return render_template(
        "sign_in/use_recovery_code.html", form=form, next=_next()
    ), 400 if form.mistakes else 200


@pages.route("/sign-in/again", methods=["GET", "POST"])
@signed_in(with_one_factor=True)
def prove_again() -> ResponseReturnValue:
    """Prove who you are once more, with everything you have, before a dangerous act."""
    who = signed_in_account()
    form = _proof_form(who.account)
    if _can_prove(form) and form.accepted():
        try:
            return _prove(who, form)
        except Invalid as error:
            form.refuse(error)
    return _proof_page(who, form, PasskeyForm(formdata=None))


def _proof_form(account: Account) -> ProofForm:
    """Return a form that asks for what the account has."""
    form = ProofForm()
    if not account.password_hash:
        del form.passphrase
    if authenticator.find_app(session(), account.id) is None:
        del form.code
    return form


def _can_prove(form: ProofForm) -> bool:
    return "passphrase" in form or "code" in form


def _prove(who: SignedIn, form: ProofForm) -> ResponseReturnValue:
    """Check all that the form asked for, and lead on. Raises Invalid."""
    if "passphrase" in form:
        try:
            entering.check_passphrase(who.account.email, form.passphrase.data)
        except Invalid:
            raise Invalid("passphrase", "That is not your passphrase. Try again.") from None
    if "code" in form:
        entering.check_code(who.account, form.code.data)
    return entering.go_on(who, has_second_factor="code" in form, next_page=_next())


def _proof_page(who: SignedIn, form: ProofForm, passkey: PasskeyForm) -> ResponseReturnValue:
    status = 400 if form.mistakes or passkey.mistakes else 200
    return render_template(
        "sign_in/prove_again.html",
        form=form,
        can_prove=_can_prove(form),
        passkey=passkey,
        options=entering.options_to_prove(who.account),
        next=_next(),
        provider=oidc.name_of_provider(),
        code_now=made_up_code(session(), who.account),
    ), status


@pages.post("/sign-in/again/passkey")
@signed_in(with_one_factor=True)
def prove_with_passkey() -> ResponseReturnValue:
    """Prove who you are once more with a passkey that checks you."""
    who, form = signed_in_account(), PasskeyForm()
    if form.accepted():
        try:
            proof = entering.check_passkey(form.credential.data, who.account)
            if not proof.is_person_checked:
                raise Invalid("credential", "Use your passphrase: this key did not check you.")
        except Invalid as error:
            form.refuse(error)
        else:
            return entering.go_on(who, has_second_factor=True, next_page=_next())
    return _proof_page(who, ProofForm(formdata=None), form)


@pages.route("/sign-in/forgotten", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose a new passphrase; says the same whether we know the address."""
    form = ForgottenForm()
    if form.accepted():
        limit("reset", rates=FOR_NETWORKS)
        limit("reset", tidy_email(form.email.data), rates=FOR_LETTERS)
        account = find_account(session(), form.email.data)
        if account and identity.is_welcome(account) and not form.is_trapped:
            letters.send_link(session(), account, LinkKind.RESET, by=PUBLIC)
        else:
            passphrases.is_passphrase_of(None, "as much work as for one that we know")
        session().commit()
        return redirect("/sign-in/link-sent")
    return render_template("sign_in/forgotten.html", form=form), 400 if form.mistakes else 200


@pages.get("/sign-in/link-sent")
@open_to_all
def link_sent() -> ResponseReturnValue:
    """Say what happens next, whoever asked."""
    return render_template("sign_in/link_sent.html")


@pages.route("/sign-out", methods=["GET", "POST"])
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out at a press: the sign-in ends on the server, and the browser forgets the pages."""
    form, who = PressForm(), find_signed_in()
    if not form.accepted():
        return render_template("sign_in/sign_out.html", form=form, is_in=who is not None)
    if who:
        sign_ins.end_sign_in(session(), who.account.id, who.sign_in.id, by=who.actor)
        session().commit()
    identity.forget()
    return redirect("/sign-out"), 302, {"Clear-Site-Data": '"cache", "storage"'}
