"""Claims: nobody claims in another's name, and a moderator decides, once, with words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import find_account, get_account
from lily.audit.actors import LINK, PUBLIC, Actor
from lily.audit.models import AuditEvent
from lily.directory.models import Organisation, OrganisationIdentifier, Phone
from lily.errors import Invalid, Refused
from lily.listings.models import Claim
from lily.listings.owners import claims, codes, queries
from lily.listings.owners.choices import ClaimEvidence, ClaimState
from lily.listings.owners.claims import About, Evidence
from lily.listings.owners.details import NewOrganisation
from lily.post.models import Message
from lily.sealing import hash_of
from tests.factories.accounts import make_account
from tests.factories.directory import make_organisation
from tests.factories.owners import make_claim, make_member, make_moderator

WORDS = Evidence(ClaimEvidence.WORDS, "I make the tea.")
MAIL = "tea@example.org"


def _asked(session: Session, organisation: Organisation, email: str = MAIL) -> Claim:
    claim = claims.ask_to_claim(
        session, About(organisation.id), WORDS, name="Tea Maker", email=email, by=PUBLIC
    )
    assert claim
    return claim


def _letters(session: Session) -> list[tuple[str, str]]:
    return [(each.template, each.recipient) for each in session.exec(select(Message))]


def test_a_visitors_claim_does_not_count_before_the_link_was_followed(session: Session) -> None:
    claim = _asked(session, make_organisation(session))
    assert claim.state is ClaimState.UNCONFIRMED
    assert queries.list_claims(session) == []
    assert find_account(session, MAIL) is None
    assert _letters(session) == [("claim-confirm", MAIL)]
    with pytest.raises(Refused, match="has not followed the link"):
        claims.approve_claim(session, claim, by=Actor(make_moderator(session).id))


def test_a_confirmed_claim_waits_with_an_account_that_may_do_nothing(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        claim = claims.confirm_claim(session, _asked(session, make_organisation(session)))
        session.commit()
        account = find_account(session, MAIL)
        assert account
        assert account.roles == []
        assert (claim.state, claim.account_id) == (ClaimState.WAITING, account.id)
        assert (claim.name, claim.email) == ("", "")
        assert [each.claimant for each in queries.list_claims(session)] == ["Tea Maker"]


def test_a_claim_goes_to_the_account_that_the_address_has(session: Session) -> None:
    account = make_account(session, email=MAIL)
    claim = claims.confirm_claim(session, _asked(session, make_organisation(session)))
    assert claim.account_id == account.id
    assert len(session.exec(select(Account)).all()) == 1


def test_a_link_confirms_once_and_not_for_ever(session: Session) -> None:
    organisation = make_organisation(session)
    claim = claims.confirm_claim(session, _asked(session, organisation))
    with pytest.raises(Refused):
        claims.confirm_claim(session, claim)
    other = _asked(session, organisation, "b@example.org")
    with pytest.raises(Refused):
        claims.confirm_claim(session, other, now=other.expires_at)


def test_nobodys_mailbox_is_filled_with_claims(session: Session) -> None:
    organisation = make_organisation(session)
    for _ in range(claims.MOST_UNCONFIRMED):
        _asked(session, organisation)
    about = About(organisation.id)
    again = claims.ask_to_claim(session, about, WORDS, name="X", email=MAIL.upper(), by=PUBLIC)
    assert again is None
    assert len(_letters(session)) == claims.MOST_UNCONFIRMED


def test_names_of_those_who_never_confirmed_are_forgotten(session: Session) -> None:
    _asked(session, make_organisation(session))
    assert claims.forget_unconfirmed(session) == 0
    assert claims.forget_unconfirmed(session, now=clock.now() + claims.HOLDS) == 1
    assert session.exec(select(Claim)).all() == []


def test_an_approved_claim_gives_the_role_the_lead_and_a_way_in(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        organisation, moderator = make_organisation(session), make_moderator(session)
        claim = claims.confirm_claim(session, _asked(session, organisation))
        claims.approve_claim(session, claim, by=Actor(moderator.id), words="Welcome.")
        session.commit()
        account = find_account(session, MAIL)
        assert account
        assert [each.role for each in account.roles] == [Role.EDITOR]
        membership = queries.find_membership(session, organisation.id, account.id)
        assert membership
        assert membership.is_lead
        letter = session.exec(select(Message).where(Message.template == "claim-approved")).one()
        assert letter.recipient == MAIL
        assert "/account-links/" in letter.fields
        assert "Welcome." in letter.fields


def test_the_second_to_be_approved_is_a_member_and_no_lead(session: Session) -> None:
    organisation, moderator = make_organisation(session), make_moderator(session)
    make_member(session, organisation)
    claim = make_claim(session, organisation)
    claims.approve_claim(session, claim, by=Actor(moderator.id))
    members = queries.list_members(session, organisation.id)
    assert [each.membership.is_lead for each in members] == [True, False]


def test_a_new_organisation_is_made_when_it_is_approved_and_not_before(session: Session) -> None:
    details = NewOrganisation(
        name="The Sewing Bee",
        description="We sew.\n\nAll are welcome.",
        charity_number="1234567",
        phone="01632 960 123",
        website="https://sew.example.org",
    )
    account, moderator = make_account(session), make_moderator(session)
    claim = claims.claim_organisation(session, About(details=details), WORDS, by=Actor(account.id))
    assert session.exec(select(Organisation)).all() == []
    made = claims.approve_claim(session, claim, by=Actor(moderator.id))
    assert (made.name, made.slug) == ("The Sewing Bee", "the-sewing-bee")
    assert made.description == "<p>We sew.</p>\n<p>All are welcome.</p>"
    assert session.exec(select(OrganisationIdentifier.identifier)).all() == ["1234567"]
    assert session.exec(select(Phone.number)).all() == ["01632 960123"]
    assert claim.organisation_id == made.id


def test_no_organisation_takes_the_address_of_a_page(session: Session) -> None:
    account, moderator = make_account(session), make_moderator(session)
    about = About(details=NewOrganisation(name="Register"))
    claim = claims.claim_organisation(session, about, WORDS, by=Actor(account.id))
    made = claims.approve_claim(session, claim, by=Actor(moderator.id))
    assert made.slug == "register-2"


def test_a_claim_is_turned_down_with_words_that_are_sent(session: Session) -> None:
    organisation, moderator = make_organisation(session), make_moderator(session)
    claim = claims.confirm_claim(session, _asked(session, organisation))
    with pytest.raises(Invalid):
        claims.reject_claim(session, claim, by=Actor(moderator.id), words="  ")
    claims.reject_claim(session, claim, by=Actor(moderator.id), words="Nobody there knows you.")
    assert claim.state is ClaimState.REJECTED
    assert _letters(session)[-1] == ("claim-rejected", MAIL)
    assert not queries.is_claimed(session, organisation.id)


def test_a_claim_is_decided_once_even_when_two_decide_at_once(any_engine: sa.Engine) -> None:
    with (
        Session(any_engine) as first,
        Session(any_engine, expire_on_commit=False) as second,
    ):
        by = Actor(make_moderator(first).id)
        claim = make_claim(first, make_organisation(first))
        first.commit()
        seen = queries.get_claim(second, claim.id)
        second.commit()  # it keeps what it read, as a page does
        claims.reject_claim(first, claim, by=by, words="No.")
        first.commit()
        assert seen.state is ClaimState.WAITING
        with pytest.raises(Refused, match="decided"):
            claims.approve_claim(second, seen, by=by)
        second.rollback()


def test_whoever_asks_twice_is_told(session: Session) -> None:
    organisation, account = make_organisation(session), make_account(session)
    make_claim(session, organisation, account)
    with pytest.raises(Refused, match="asked for this already"):
        make_claim(session, organisation, account)
    member = make_member(session, organisation)
    with pytest.raises(Refused, match="look after this organisation already"):
        make_claim(session, organisation, get_account(session, member.account_id))


def test_a_code_is_kept_as_a_hash_and_taken_as_people_type_it(session: Session) -> None:
    claim = make_claim(session, make_organisation(session))
    code = claims.make_code(session, claim, by=Actor(make_moderator(session).id))
    assert len(code) == codes.LENGTH
    assert code not in claim.code_hash
    assert claim.code_hash.startswith("$argon2id$")
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert claims.enter_code(session, claim, typed, by=LINK)
    assert claim.code_confirmed_at is not None
    assert claim.state is ClaimState.WAITING, "A moderator still decides"


def test_a_code_is_void_after_five_tries_and_after_thirty_days(session: Session) -> None:
    moderator = Actor(make_moderator(session).id)
    claim = make_claim(session, make_organisation(session))
    code = claims.make_code(session, claim, by=moderator)
    for _ in range(codes.MOST_TRIES):
        assert not claims.enter_code(session, claim, "WRONGONE", by=LINK)
    with pytest.raises(Refused, match="too often"):
        claims.enter_code(session, claim, code, by=LINK)
    code = claims.make_code(session, claim, by=moderator)
    late = clock.now() + codes.HOLDS + timedelta(minutes=1)
    with pytest.raises(Refused, match="run out"):
        claims.enter_code(session, claim, code, by=LINK, now=late)
    assert claims.enter_code(session, claim, code, by=LINK)


def test_no_word_of_the_claimant_and_no_code_is_in_the_audit(session: Session) -> None:
    claim = claims.confirm_claim(session, _asked(session, make_organisation(session)))
    code = claims.make_code(session, claim, by=Actor(make_moderator(session).id))
    session.flush()
    written = " ".join(
        f"{each.changes} {each.by_words}" for each in session.exec(select(AuditEvent))
    )
    for secret in (code, hash_of(code), "I make the tea"):
        assert secret not in written
    actions = {each.action for each in session.exec(select(AuditEvent))}
    assert {"ask_to_claim", "confirm_claim", "make_code"} <= actions
