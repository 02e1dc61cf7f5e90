"""Passphrases: which are good enough, how they are kept, and how one is checked.

8 to 128 characters of any kind, no rules of composition, and nothing that is easily guessed
(NIST SP 800-63B-4, 3.1.1; OWASP ASVS 5.0, 6.2). Kept as argon2id with OWASP's least parameters:
19 MiB, two passes.
"""

import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session
from zxcvbn import zxcvbn

from lily import clock
from lily.accounts.models import Account
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid

LEAST, MOST = 8, 128
GOOD_ENOUGH = 3
"""Of zxcvbn's 0 to 4: more than 10^8 guesses."""
READ_BY_ZXCVBN = 72

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = _hasher.hash("no account has this passphrase")

_REASONS = {
    "row": "It is a row of keys on the keyboard. Use a few words that do not belong together.",
    "short keyboard": "It follows the keys of the keyboard. Use a few unrelated words.",
    "repeat": "It repeats itself. Use a few words that do not belong together.",
    "sequence": "It follows an order like abc or 123. Use a few unrelated words.",
    "year": "It is built on a year. Use a few words that do not belong together.",
    "date": "It is built on a date. Use a few words that do not belong together.",
    "name": "It is built on a name. Use a few words that do not belong together.",
    "common": "Many people use this one, so it is tried first. Choose one that nobody else would.",
    "top-": "Many people use this one, so it is tried first. Choose one that nobody else would.",
    "word by itself": "One word is guessed quickly. Put a few unrelated words together.",
}
_WEAK = "It could be guessed. Make it longer: four words that do not belong together are good."


def tidy(passphrase: str) -> str:
    """Return a passphrase as it is hashed: the same letters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", passphrase)


def why_not(passphrase: str, about: Sequence[str] = ()) -> str | None:
    """Return why a passphrase is not good enough, or None where it is.

    `about` is what a guesser would know: name, e-mail address, name of the site.
    """
    wanted = tidy(passphrase)
    if len(wanted) < LEAST:
        return f"It is too short. Use {LEAST} characters or more; a few words are best."
    if len(wanted) > MOST:
        return f"It is too long. Use at most {MOST} characters."
    known = [part for each in about for part in (each, *each.replace("@", " ").split()) if part]
    found = zxcvbn(wanted[:READ_BY_ZXCVBN], user_inputs=known)
    if found["score"] >= GOOD_ENOUGH:
        return None
    if any(word.casefold() in wanted.casefold() for word in known if len(word) > 3):
        return "It holds your name, your address or the name of this site. Leave them out."
    said = found["feedback"]["warning"].lower()
    return next((reason for sign, reason in _REASONS.items() if sign in said), _WEAK)


def choose_passphrase(
    session: Session, account: Account, passphrase: str, *, by: Actor, site_name: str = ""
) -> None:
    """Keep a new passphrase for an account. Raises Invalid where it is not good enough."""
    reason = why_not(passphrase, (account.name, account.email, site_name))
    if reason:
        raise Invalid("passphrase", reason)
    account.password_hash = _hasher.hash(tidy(passphrase))
    account.changed_at = clock.now()
    session.add(account)
    session.flush()
    record(session, "choose_passphrase", by=by, kind="account", subject_id=account.id)


def is_passphrase_of(account: Account | None, passphrase: str) -> bool:
    """Say whether it is the account's.

    As much work is done for an address that nobody has, and for an account without a passphrase,
    so that the time that it takes tells nothing.
    """
    kept = account.password_hash if account else ""
    try:
        is_right = _hasher.verify(kept or _NOBODYS, tidy(passphrase))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and bool(kept)


def renew_hash(session: Session, account: Account, passphrase: str) -> None:
    """Hash a passphrase that was right anew, where it was hashed with older parameters."""
    if _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(tidy(passphrase))
        session.add(account)
        session.flush()
