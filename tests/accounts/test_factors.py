"""Second factors: codes of an app, recovery codes and passkeys, each good once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts import authenticator, passkeys, recovery
from lily.accounts.choices import Role
from lily.accounts.models import Account, AuthenticatorApp, Passkey, RecoveryCode
from lily.audit.actors import SYSTEM
from lily.errors import Invalid
from tests.accounts.keys import DOMAIN, ORIGIN, Device
from tests.factories import accounts as make

NOW = datetime(2026, 11, 24, 10, 0, 5, tzinfo=UTC)
SITE = passkeys.Site(DOMAIN, "LILY", ORIGIN)


@pytest.fixture
def account(any_engine: sa.Engine) -> Any:
    with Session(any_engine) as session:
        yield session, make.make_account(session, Role.MODERATOR, with_app=True)


Both = tuple[Session, Account]


def test_a_code_is_good_once_and_in_its_own_half_minute(account: Both) -> None:
    session, owner = account
    code = authenticator.code_of(make.SECRET, NOW)
    for wrong in (NOW - timedelta(seconds=30), NOW + timedelta(seconds=30)):
        assert not authenticator.take_code(session, owner.id, code, now=wrong)
    assert authenticator.take_code(session, owner.id, f" {code[:3]} {code[3:]} ", now=NOW)
    assert not authenticator.take_code(session, owner.id, code, now=NOW)
    assert not authenticator.take_code(session, owner.id, code, now=NOW + timedelta(seconds=10))


@pytest.mark.parametrize("typed", ["", "12345", "१२३४५६", "abcdef", "0" * 50, "-1"])
def test_what_is_no_code_is_refused(account: Both, typed: str) -> None:
    session, owner = account
    assert not authenticator.take_code(session, owner.id, typed, now=NOW)


def test_an_older_code_is_not_taken_after_a_newer(account: Both) -> None:
    session, owner = account
    later = NOW + timedelta(seconds=30)
    assert authenticator.take_code(
        session, owner.id, authenticator.code_of(make.SECRET, later), now=later
    )
    assert not authenticator.take_code(
        session, owner.id, authenticator.code_of(make.SECRET, NOW), now=NOW
    )


def test_the_secret_is_sealed_in_the_database(account: Both) -> None:
    session, _ = account
    held = session.execute(sa.text("SELECT secret FROM authenticator_app")).scalar_one()
    assert make.SECRET not in held
    assert session.exec(select(AuthenticatorApp.secret)).one() == make.SECRET


def test_an_app_is_confirmed_by_a_code_before_it_counts(account: Both) -> None:
    session, owner = account
    new = authenticator.new_secret()
    with pytest.raises(Invalid, match="That code is not right"):
        authenticator.set_up_app(session, owner, new, "000000", by=SYSTEM, now=NOW)
    code = authenticator.code_of(new, NOW)
    authenticator.set_up_app(session, owner, new, code, by=SYSTEM, now=NOW)
    assert not authenticator.take_code(session, owner.id, code, now=NOW)
    assert session.exec(select(AuthenticatorApp.secret)).one() == new


def test_a_recovery_code_is_good_once_and_kept_hashed(account: Both) -> None:
    session, owner = account
    codes = recovery.make_codes(session, owner, by=SYSTEM)
    assert len(set(codes)) == 10
    kept = " ".join(session.exec(select(RecoveryCode.code_hash)))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert recovery.use_code(session, owner.id, codes[0].upper().replace("-", " "), by=SYSTEM)
    assert not recovery.use_code(session, owner.id, codes[0], by=SYSTEM)
    assert recovery.count_codes(session, owner.id) == 9


def test_a_recovery_code_of_somebody_else_or_of_before_is_refused(account: Both) -> None:
    session, owner = account
    other = make.make_account(session, Role.MODERATOR)
    codes = recovery.make_codes(session, owner, by=SYSTEM)
    assert not recovery.use_code(session, other.id, codes[0], by=SYSTEM)
    recovery.make_codes(session, owner, by=SYSTEM)
    assert not recovery.use_code(session, owner.id, codes[0], by=SYSTEM)


def _challenge() -> str:
    return passkeys.new_challenge()


def _show(session: Session, device: Device, challenge: str, asked: str = "") -> passkeys.Proof:
    """Show a passkey for one challenge, where `asked` (the same, unless given) was asked."""
    credential = device.show(None, challenge)  # type: ignore[arg-type]
    return passkeys.take_passkey(session, credential, asked or challenge, SITE)


def test_a_passkey_is_added_and_shown(account: Both) -> None:
    session, owner = account
    device, challenge = Device(), _challenge()
    made = device.make(None, challenge)  # type: ignore[arg-type]
    passkey = passkeys.add_passkey(session, owner, made, challenge, SITE, name="my phone")
    proof = _show(session, device, _challenge())
    assert proof.account.id == owner.id
    assert proof.is_person_checked
    session.expire_all()
    assert session.get(Passkey, passkey.id).sign_count == 1


def test_a_key_that_does_not_check_the_person_is_known(account: Both) -> None:
    session, owner = account
    assert not _show(
        session, Device.of(session, owner, checks=False), _challenge()
    ).is_person_checked


def _elsewhere(device: Device) -> None:
    device.origin = "https://evil.example"


def _other_domain(device: Device) -> None:
    device.domain = "evil.example"


def _other_key(device: Device) -> None:
    device.key = Device().key


def _unknown(device: Device) -> None:
    device.credential_id = b"no such credential"


@pytest.mark.parametrize("spoil", [_elsewhere, _other_domain, _other_key, _unknown])
def test_what_a_wrong_site_or_key_shows_is_refused(
    account: Both, spoil: Callable[[Device], None]
) -> None:
    session, owner = account
    device = Device.of(session, owner)
    spoil(device)
    with pytest.raises(Invalid):
        _show(session, device, _challenge())


def test_an_answer_to_another_challenge_is_refused(account: Both) -> None:
    session, owner = account
    with pytest.raises(Invalid):
        _show(session, Device.of(session, owner), _challenge(), asked=_challenge())


def test_a_copied_key_is_seen_by_its_counter(account: Both) -> None:
    session, owner = account
    device = Device.of(session, owner)
    device.count = 9
    _show(session, device, _challenge())
    session.expire_all()
    device.count = 5
    with pytest.raises(Invalid):
        _show(session, device, _challenge())


def test_a_passkey_of_somebody_else_is_no_second_factor(account: Both) -> None:
    session, owner = account
    other = make.make_account(session, Role.MODERATOR)
    device, challenge = Device.of(session, other), _challenge()
    with pytest.raises(Invalid):
        passkeys.take_passkey(
            session,
            device.show(None, challenge),  # type: ignore[arg-type]
            challenge,
            SITE,
            account_id=owner.id,
        )


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", "not json", json.dumps({"id": "x"})])
def test_rubbish_is_refused(account: Both, rubbish: str) -> None:
    session, owner = account
    with pytest.raises(Invalid):
        passkeys.take_passkey(session, rubbish, _challenge(), SITE)
    with pytest.raises(Invalid):
        passkeys.add_passkey(session, owner, rubbish, _challenge(), SITE, name="x")
