"""Passphrases: any characters, no rules of composition, nothing that is easily guessed."""

import statistics
import time

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session

from lily.accounts import passphrases
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.errors import Invalid
from tests.factories import accounts as make


@pytest.mark.parametrize(
    "good",
    [
        "gravel otter sunday teapot",
        "qoxbelnu vrapsti",
        "żółw ęąłć śnieg ojczyzna",
        "🦦🫖🌂🧦🦔🪁🐚🧭🥁🪴",
        " spaces count too at the ends ",
        "kq7#mVz!p2",
        "x7 gravel otter " * 8,
    ],
)
def test_any_characters_are_taken(good: str) -> None:
    assert passphrases.why_not(good[: passphrases.MOST]) is None


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("short", "too short"),
        ("x" * 129, "too long"),
        ("password", "Many people use this one"),
        ("Password1!", "Many people use this one"),
        ("qwertyuiop", "Many people use this one"),
        ("abcdefgh", "order like abc"),
        ("aaaaaaaaaaaa", "repeats itself"),
        ("marshida", "your name"),
        ("ida.marsh1", "your name"),
        ("lilynorfolk", "your name, your address or the name of this site"),
        ("1945-05-08", "date"),
    ],
)
def test_what_is_guessed_easily_is_refused_with_its_reason(bad: str, said: str) -> None:
    why = passphrases.why_not(bad, ("Ida Marsh", "ida.marsh@example.org", "Lily Norfolk"))
    assert why is not None
    assert said in why


def test_the_same_letters_are_the_same_passphrase(session: Session) -> None:
    account = make.make_account(session, Role.EDITOR)
    passphrases.choose_passphrase(session, account, "caf\u00e9 gravel otter", by=SYSTEM)
    assert passphrases.is_passphrase_of(account, "cafe\u0301 gravel otter")
    assert not passphrases.is_passphrase_of(account, "cafe gravel otter")


def test_it_is_kept_as_argon2id_alone(session: Session) -> None:
    account = make.make_account(session, Role.EDITOR, passphrase=make.PASSPHRASE)
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert make.PASSPHRASE not in account.password_hash


def test_a_weak_one_is_not_kept(session: Session) -> None:
    account = make.make_account(session, Role.EDITOR)
    with pytest.raises(Invalid):
        passphrases.choose_passphrase(session, account, "12345678", by=SYSTEM)
    assert account.password_hash == ""


def test_a_hash_of_older_parameters_is_made_anew(session: Session) -> None:
    account = make.make_account(session, Role.EDITOR)
    account.password_hash = PasswordHasher(1, 8192, 1).hash(make.PASSPHRASE)
    assert passphrases.is_passphrase_of(account, make.PASSPHRASE)
    passphrases.renew_hash(session, account, make.PASSPHRASE)
    assert "m=19456,t=2,p=1" in account.password_hash
    renewed = account.password_hash
    passphrases.renew_hash(session, account, make.PASSPHRASE)
    assert account.password_hash == renewed


def test_no_address_answers_faster_than_another(session: Session) -> None:
    """Each kind is hashed, so none is answered in less than half the time of the slowest."""
    known = make.make_account(session, Role.EDITOR, passphrase=make.PASSPHRASE)
    invited = make.make_account(session, Role.EDITOR)
    kinds: dict[str, Account | None] = {"known": known, "invited": invited, "unknown": None}
    took: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(15):
        for name, account in kinds.items():
            began = time.perf_counter()
            assert not passphrases.is_passphrase_of(account, "not this one at all")
            took[name].append(time.perf_counter() - began)
    medians = [statistics.median(each) for each in took.values()]
    assert min(medians) > 0.002
    assert max(medians) < 2 * min(medians)
