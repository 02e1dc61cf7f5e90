"""Opening a record in an emergency, and signing that off."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.details import PersonDetails, keys_of, tidy_known
from lily.casework.emergency_policies import (
    HOLDS_FOR,
    LONGEST_REASON,
    is_one_person,
    why_not_reason,
    why_not_sign_off,
)
from lily.casework.models import Client, EmergencyLook
from lily.casework.queries.emergencies import find_by_keys, find_open_look, list_seen
from lily.casework.sight import Sight
from lily.errors import Invalid, Refused
from lily.post.outbox import send

TOO_LITTLE = "Type a name with a date of birth, or an NHS number, or a number to ring."
NOBODY = "We found nobody. Check what you typed, and type more of it if you can."
SEEN = "You see this person without this. Look among your cases."
NO_TEAM = "You are in no team. Ask an administrator to put you into one."
LETTER = "emergency-look"


def open_in_emergency(
    session: Session, known: PersonDetails, reason: str, *, sight: Sight, by: Actor
) -> Sequence[EmergencyLook]:
    """Open the record of somebody for an hour, and tell whoever looks after their team.

    Empty where nobody has all that is known, or it may be several people: that too is in the
    audit. Somebody of whom two teams have a record is opened in both. Raises Invalid with the
    field, Refused for somebody of no team.
    """
    account_id = by.account_id
    if account_id is None or not sight:
        raise Refused(NO_TEAM)
    why_not = why_not_reason(reason.strip())
    if why_not:
        raise Invalid("reason", why_not)
    keys = {made: kind for kind, made in keys_of(tidy_known(known))}
    if not keys:
        raise Invalid("name", TOO_LITTLE)
    found = find_by_keys(session, keys.keys())
    seen = list_seen(session, [each.id for each in found], teams=sight)
    hidden = [each for each in found if each.id not in seen]
    if found and not hidden:
        raise Invalid("name", SEEN)
    if not is_one_person(keys.values(), len(hidden)):
        record(session, "find_nobody_in_emergency", by=by, kind="client")
        return []
    return [_open(session, each, reason.strip(), account_id) for each in hidden]


def _open(session: Session, client: Client, reason: str, account_id: UUID) -> EmergencyLook:
    _take_turn(session, client)
    now = clock.now()
    held = find_open_look(session, client.id, account_id, now)
    if held:
        return held
    leaders = list_members_who_may(session, client.team_id, Permission.LOOK_AFTER_CASES)
    look = EmergencyLook(
        client_id=client.id,
        account_id=account_id,
        reason=reason,
        opened_at=now,
        ends_at=now + HOLDS_FOR,
        told=len(leaders),
    )
    session.add(look)
    session.flush()
    changes = {"look": (None, look.id), "ends_at": (None, look.ends_at)}
    record(
        session,
        "open_in_emergency",
        by=Actor(account_id),
        kind="client",
        subject_id=client.id,
        changes=changes,
    )
    for leader in leaders:
        send(
            session,
            template=LETTER,
            to=leader.email,
            fields={"link": "/cases/emergency-looks"},
            about=("emergency_look", look.id),
            key=f"{LETTER}:{look.id}:{leader.id}",
        )
    return look


def _take_turn(session: Session, client: Client) -> None:
    """Wait for whoever opens the same record, so that a double press makes one look."""
    same = sa.update(Client).where(col(Client.id) == client.id).values(version=col(Client.version))
    session.execute(same)


def sign_off(session: Session, look: EmergencyLook, words: str, *, by: Actor) -> None:
    """Say that a look in an emergency was looked at, and what was found.

    Raises Invalid without words, Refused where it is one's own or was signed off.
    """
    words = words.strip()
    if not words:
        raise Invalid("words", "Say in a few words what you found.")
    if len(words) > LONGEST_REASON:
        raise Invalid("words", f"Use at most {LONGEST_REASON:,} characters.")
    why_not = why_not_sign_off(look, by.account_id)
    if why_not:
        raise Refused(why_not)
    now = clock.now()
    done = session.execute(
        sa.update(EmergencyLook)
        .where(col(EmergencyLook.id) == look.id, col(EmergencyLook.reviewed_at).is_(None))
        .values(reviewed_at=now, reviewed_by=by.account_id, review_words=words, changed_at=now)
    )
    session.refresh(look)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(why_not_sign_off(look, by.account_id) or "Load the page again.")
    record(session, "sign_off_look", by=by, kind="emergency_look", subject_id=look.id)
