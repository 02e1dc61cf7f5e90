"""Writing down what a person agrees to, that they said no, and that they changed their mind."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.onward_letters import tell_no_longer_agreed
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.models import Client, Consent, Referral
from lily.casework.policies import find_valid, is_valid, own_words, said_no, why_not_agree_on
from lily.casework.queries import list_consents
from lily.errors import Invalid, Refused


@dataclass(frozen=True)
class Agreed:
    """What a person says to one thing, and how; `given_on` is the day, None for today."""

    purpose: Purpose
    how: ConsentHow
    service_id: UUID | None = None
    expires_on: date | None = None
    given_on: date | None = None


def record_consent(session: Session, client: Client, agreed: Agreed, *, by: Actor) -> Consent:
    """Write down that a person agrees to one thing, today or on the day that is given.

    The very same, pressed twice, is written down once.
    Raises Invalid where it is to be shared and not said with whom, has run out already, is of a
    day to come, or where they said no or took it back on a later day.
    """
    given_on = _day_of(agreed)
    if agreed.expires_on and agreed.expires_on < clock.today():
        raise Invalid("expires_on", "This day has passed. Choose a later one, or none.")
    like = list(_like(session, client, agreed))
    for each in like:
        told = (each.how, each.given_on, each.expires_on)
        if is_valid(each, clock.today()) and told == (agreed.how, given_on, agreed.expires_on):
            return each
    why_not = why_not_agree_on(given_on, like)
    if why_not:
        raise Invalid("given_on", why_not)
    consent = _add(session, client, agreed, by=by, expires_on=agreed.expires_on)
    _record(session, "record_consent", agreed, consent, by=by)
    return consent


def record_refusal(session: Session, client: Client, said: Agreed, *, by: Actor) -> Consent:
    """Write down that a person was asked for one thing and said no.

    It allows nothing, and what they agreed to before that day is taken back with it. Raises
    Invalid as `record_consent` does.
    """
    day = _day_of(said)
    held = [
        each
        for each in _like(session, client, said)
        if is_valid(each, clock.today()) and each.given_on <= day
    ]
    _take_back(session, held, day, by=by)
    refusal = _add(session, client, said, by=by, is_refused=True)
    _record(session, "record_refusal", said, refusal, by=by)
    return refusal


def record_word_of_referrer(
    session: Session, client: Client, referral: Referral, *, by: Actor
) -> None:
    """Write down that whoever referred said that a person agrees, on the day when they did.

    Nothing is written where they did not say so, or where we have the person's own word.
    """
    day = referral.made_at.astimezone(clock.UK).date()
    told = Agreed(Purpose.HOLD_RECORD, ConsentHow.BY_REFERRER, given_on=day)
    like = list(_like(session, client, told))
    has_said = bool(own_words(like)) or any(each.withdrawn_on for each in like)
    if not referral.is_agreed or has_said:
        return
    row = _add(session, client, told, by=by)
    _record(session, "record_consent", told, row, by=by)


def record_answers(
    session: Session, client: Client, said: Iterable[tuple[Agreed, bool]], *, by: Actor
) -> int:
    """Write down several answers, each with whether it is a yes; return how many are new.

    What they said last already is not written down again: pressed twice, it counts once. Raises
    Invalid as `record_consent` does.
    """
    count = 0
    for each, is_yes in said:
        held = [row for row, _, _ in list_consents(session, client.id)]
        is_known = (
            find_valid(own_words(held), each.purpose, clock.today(), each.service_id) is not None
        )
        if is_known if is_yes else said_no(held, each.purpose):
            continue
        write_down = record_consent if is_yes else record_refusal
        write_down(session, client, each, by=by)
        count += 1
    return count


def _day_of(said: Agreed) -> date:
    """Return on what day something was said. Raises Invalid for what nobody can have said."""
    if said.purpose is Purpose.SHARE_WITH_SERVICE and said.service_id is None:
        raise Invalid("service", "Say with whom. Look for it by its name, or copy its address.")
    if said.given_on and said.given_on > clock.today():
        raise Invalid("given_on", "This day is still to come. Choose today or before.")
    return said.given_on or clock.today()


def _like(session: Session, client: Client, said: Agreed) -> Iterable[Consent]:
    """Return what a person said before to the same thing."""
    wanted = said.service_id if said.purpose is Purpose.SHARE_WITH_SERVICE else None
    return [
        each
        for each, _, _ in list_consents(session, client.id)
        if (each.purpose, each.service_id) == (said.purpose, wanted)
    ]


def _add(
    session: Session,
    client: Client,
    said: Agreed,
    *,
    by: Actor,
    expires_on: date | None = None,
    is_refused: bool = False,
) -> Consent:
    is_shared = said.purpose is Purpose.SHARE_WITH_SERVICE
    row = Consent(
        client_id=client.id,
        purpose=said.purpose,
        service_id=said.service_id if is_shared else None,
        how=said.how,
        given_on=said.given_on or clock.today(),
        is_refused=is_refused,
        expires_on=expires_on,
        recorded_by=by.account_id,
    )
    session.add(row)
    session.flush()
    return row


def _record(session: Session, action: str, said: Agreed, row: Consent, *, by: Actor) -> None:
    changes = {"purpose": (None, said.purpose), "how": (None, said.how)}
    record(session, action, by=by, kind="consent", subject_id=row.id, changes=changes)


def withdraw_consent(session: Session, consent: Consent, *, by: Actor) -> None:
    """Write down that a person takes their agreement back, however often it was written down.

    A service that was told of them is told that a referral was taken back, and nothing of anybody.
    Raises Refused where they did before, or where they said no.
    """
    if consent.is_refused:
        raise Refused("They said no to this. There is nothing to take back.")
    if consent.withdrawn_on:
        raise Refused("They took this back already.")
    held = [
        each
        for each, _, _ in list_consents(session, consent.client_id)
        if (each.purpose, each.service_id) == (consent.purpose, consent.service_id)
        and not (each.withdrawn_on or each.is_refused)
    ]
    _take_back(session, held, clock.today(), by=by)


def _take_back(session: Session, held: Collection[Consent], day: date, *, by: Actor) -> None:
    for each in held:
        each.withdrawn_on, each.withdrawn_by = day, by.account_id
        each.changed_at = clock.now()
        session.flush()
        changes = {"purpose": (each.purpose, None)}
        record(
            session, "withdraw_consent", by=by, kind="consent", subject_id=each.id, changes=changes
        )
    for client_id, service_id in {(each.client_id, each.service_id) for each in held}:
        if service_id:
            tell_no_longer_agreed(session, client_id, service_id, by=by)
