"""How somebody comes in: what the pages of signing in and of links share."""

import time
from urllib.parse import urlencode

from flask import Response, after_this_request, flash, redirect
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lily.accounts import authenticator, letters, passkeys, passphrases, recovery, sign_ins
from lily.accounts.models import Account
from lily.accounts.queries import find_account, tidy_email
from lily.errors import Invalid
from lily.http import identity
from lily.http.access import GIVE_FACTOR, own_path
from lily.http.devices import known_device, remember_device, this_device
from lily.http.identity import SignedIn
from lily.http.limits import FOR_NETWORKS, FOR_SECRETS, forgive, here, is_first_use, limit
from lily.http.sessions import config, session
from lily.web.site import own_pages

WRONG = "That address and that passphrase do not belong together. Check both, and try again."
ACCOUNT = "/account"
CHALLENGE_S = 300


def with_next(address: str, next_page: str) -> str:
    """Return an address that leads on to a page of ours afterwards."""
    on = own_path(next_page)
    return f"{address}?{urlencode({'next': on})}" if on else address


def _who_tries(email: str, account: Account | None) -> tuple[str, ...]:
    """Return whose tries are counted: a device that is known here, else the address itself."""
    device = known_device(account.id) if account else ""
    return ("device", device, email) if device else ("account", email)


def _count_try(what: str, who: tuple[str, ...]) -> None:
    if who[0] != "device":
        limit(what, "network", here(), rates=FOR_NETWORKS)
    limit(what, *who, rates=FOR_SECRETS)


def _forgive_afterwards(what: str, who: tuple[str, ...]) -> None:
    """Forget the wrong tries once this request is done: its own writes come first."""

    @after_this_request
    def _forgive(response: Response) -> Response:
        forgive(what, *who, rates=FOR_SECRETS)
        return response


def check_passphrase(email: str, passphrase: str) -> Account:
    """Return the account that they open. Raises Invalid in one sentence for all that may be wrong.

    Raises TooOften after five wrong ones.
    """
    account = find_account(session(), email)
    who = _who_tries(tidy_email(email), account)
    _count_try("passphrase", who)
    is_right = passphrases.is_passphrase_of(account, passphrase)
    if account is None or not is_right or not identity.is_welcome(account):
        raise Invalid("passphrase", WRONG)
    _forgive_afterwards("passphrase", who)
    return account


def limit_codes(account: Account) -> None:
    """Count a try at the first code of a new app. Raises TooOften."""
    limit("new app", str(account.id), rates=FOR_SECRETS)


def check_code(account: Account, code: str) -> None:
    """Take a code of the authenticator app. Raises Invalid, or TooOften after five wrong ones."""
    who = _who_tries(account.email, account)
    _count_try("code", who)
    if not authenticator.take_code(session(), account.id, code):
        raise Invalid("code", authenticator.WRONG)
    _forgive_afterwards("code", who)


def check_recovery_code(who: SignedIn, code: str) -> None:
    """Use a recovery code up. Raises Invalid, or TooOften after five wrong ones."""
    tries = _who_tries(who.account.email, who.account)
    _count_try("recovery", tries)
    if not recovery.use_code(session(), who.account.id, code, by=who.actor):
        raise Invalid("recovery", "That code is not one of yours, or it was used before.")
    _forgive_afterwards("recovery", tries)


def forgive_tries(account: Account) -> None:
    """Forget the wrong tries at an account: its owner came through a link."""
    for what in ("passphrase", "code", "recovery"):
        for who in {_who_tries(account.email, account), ("account", account.email)}:
            _forgive_afterwards(what, who)


def lead_on(who: SignedIn, next_page: str = "") -> ResponseReturnValue:
    """Lead somebody to where they were going, else to the first page of their work."""
    if who.lacks_factor:
        return redirect(with_next(GIVE_FACTOR, next_page))
    work = [address for _, address in own_pages(who) if address != ACCOUNT]
    return redirect(own_path(next_page) or next(iter(work), ACCOUNT))


def enter(
    account: Account, *, has_second_factor: bool = False, next_page: str = ""
) -> ResponseReturnValue:
    """Sign somebody in on this device, commit, and lead on."""
    is_first = account.last_signed_in_at is None
    token, sign_in = sign_ins.begin_sign_in(
        session(), account, device=this_device(), has_second_factor=has_second_factor
    )
    who = SignedIn(token, sign_in, account)
    if not who.lacks_factor:
        _welcome_device(account, is_first=is_first)
    session().commit()
    identity.remember(token, sign_in, account)
    return lead_on(who, next_page)


def go_on(who: SignedIn, *, has_second_factor: bool, next_page: str = "") -> ResponseReturnValue:
    """Renew a sign-in whose owner just proved who they are, commit, and lead on."""
    was_lacking = who.lacks_factor
    account, sign_in = who.account, who.sign_in
    token = sign_ins.renew(session(), sign_in, has_second_factor=has_second_factor)
    if was_lacking and not who.lacks_factor:
        _welcome_device(account, is_first=False)
    session().commit()
    identity.remember(token, sign_in, account)
    return lead_on(who, next_page)


def _welcome_device(account: Account, *, is_first: bool) -> None:
    """Remember the device; where it is a new one, tell the owner by e-mail."""
    if not known_device(account.id) and not is_first:
        letters.tell_new_sign_in(session(), account)
    remember_device(account.id)


def new_challenge() -> str:
    """Return a challenge for a passkey, kept in the cookie until it is answered."""
    cookie["challenge"], cookie["challenge_at"] = passkeys.new_challenge(), int(time.time())
    return str(cookie["challenge"])


def spend_challenge() -> str:
    """Return the challenge that this browser was given; it is good once, for five minutes.

    Raises Invalid where there is none: also where an old cookie is shown again.
    """
    challenge, made_at = cookie.pop("challenge", ""), cookie.pop("challenge_at", 0)
    is_fresh = challenge and time.time() - made_at < CHALLENGE_S
    if not is_fresh or not is_first_use("challenge", challenge, for_s=2 * CHALLENGE_S):
        raise Invalid("credential", "That took too long. Press the button again.")
    return str(challenge)


def site() -> passkeys.Site:
    """Return the site that passkeys are for."""
    return passkeys.site_of(config())


def options_to_prove(account: Account | None = None) -> str:
    """Return what a browser needs to show a passkey; empty where it cannot be done here."""
    if not site().takes_passkeys:
        return ""
    known = passkeys.list_passkeys(session(), account.id) if account else ()
    if account and not known:
        return ""
    return passkeys.options_to_prove(site(), new_challenge(), known)


def check_passkey(credential: str, account: Account | None = None) -> passkeys.Proof:
    """Take a passkey, of the account where one is given. Raises Invalid."""
    if account is None:
        limit("passkey", rates=FOR_NETWORKS)
    proof = passkeys.take_passkey(
        session(),
        credential,
        spend_challenge(),
        site(),
        account_id=account.id if account else None,
    )
    if not identity.is_welcome(proof.account):
        raise Invalid("credential", passkeys.REFUSED)
    return proof


def say(words: str) -> None:
    """Say something at the top of the next page."""
    flash(words)
