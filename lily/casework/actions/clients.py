"""What a team knows of a person, put right; nobody's change is lost."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.details import ContactSafety, PersonDetails, keys_of, tidy_person
from lily.casework.models import Client, ClientKey, ClientWord, FormerDetails
from lily.casework.search_keys import word_keys
from lily.errors import Invalid, Refused

LONGEST_ADDRESS = 500
AT_ONCE = 250
_DETAILS = TypeAdapter(list[PersonDetails])


class ChangedMeanwhile(Refused):
    """Somebody else changed it since it was opened; the page shows both."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this while you had it open. Look at both.")


def put_details(session: Session, client: Client, person: PersonDetails) -> None:
    """Give a person these details, and the keys by which they are found again."""
    told = person.model_dump(exclude={"birth_on"})
    told["birth_on"] = person.birth_on.isoformat() if person.birth_on else ""
    for name, value in told.items():
        setattr(client, name, value)
    session.flush()
    _put_keys(session, client, person)


def details_of(client: Client) -> PersonDetails:
    """Return what a person is known by."""
    told = {name: getattr(client, name) for name in PersonDetails.model_fields}
    return PersonDetails.model_validate(told | {"birth_on": client.birth_on or None})


def also_known(client: Client) -> list[PersonDetails]:
    """Return by what else a person is found again: what a record said that was merged."""
    return _DETAILS.validate_json(client.also_known) if client.also_known else []


def _put_keys(session: Session, client: Client, person: PersonDetails) -> None:
    session.execute(sa.delete(ClientKey).where(col(ClientKey.client_id) == client.id))
    known = [person, *also_known(client)]
    keys = dict.fromkeys(key for each in known for key in keys_of(each))
    session.add_all(ClientKey(client_id=client.id, kind=kind, hash=made) for kind, made in keys)
    session.execute(sa.delete(ClientWord).where(col(ClientWord.client_id) == client.id))
    words = {key for each in known for key in word_keys(client.team_id, each)}
    session.add_all(
        ClientWord(client_id=client.id, kind=kind, hash=made) for kind, made in sorted(words)
    )
    session.flush()


def put_keys(session: Session, client: Client) -> None:
    """Make anew the keys by which a person is found again."""
    _put_keys(session, client, details_of(client))


def rekey_people(session: Session) -> int:
    """Make anew the hashes by which people are found, after the first key changed.

    Commits in batches; returns how many people there are.
    """
    count, after = 0, UUID(int=0)
    while True:
        some = session.exec(
            select(Client).where(col(Client.id) > after).order_by(col(Client.id)).limit(AT_ONCE)
        ).all()
        if not some:
            return count
        for client in some:
            put_keys(session, client)
        after, count = some[-1].id, count + len(some)
        session.commit()


def change_person(
    session: Session,
    client: Client,
    person: PersonDetails,
    safety: ContactSafety,
    *,
    version: int,
    by: Actor,
) -> None:
    """Put right what is known of a person, and how it is safe to reach them.

    `version` is the one that the page showed. What it said before is kept, sealed; the audit has
    the names of the fields alone. Raises Invalid with the field, ChangedMeanwhile where another
    change came first.
    """
    for name in ("address", "surgery_address"):
        if len(getattr(person, name)) > LONGEST_ADDRESS:
            raise Invalid(name, f"Use at most {LONGEST_ADDRESS} characters.")
    person = tidy_person(person)
    before = _known(client)
    taken = session.execute(
        sa.update(Client)
        .where(col(Client.id) == client.id, col(Client.version) == version)
        .values(version=version + 1, changed_at=clock.now())
    )
    session.refresh(client)
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile
    put_details(session, client, person)
    for name, value in safety.model_dump().items():
        setattr(client, name, value)
    session.flush()
    after = _known(client)
    fields = sorted(name for name in before if before[name] != after[name])
    if any(before[name] for name in fields):
        _keep_former(session, client, {name: before[name] for name in fields}, by)
    record(
        session,
        "change_person",
        by=by,
        kind="client",
        subject_id=client.id,
        changes={"fields": ([], fields)},
    )


def _keep_former(session: Session, client: Client, details: Mapping[str, Any], by: Actor) -> None:
    told = json.dumps(details, ensure_ascii=False)
    session.add(FormerDetails(client_id=client.id, account_id=by.account_id, details=told))
    session.flush()


def _known(client: Client) -> Mapping[str, Any]:
    names = {*PersonDetails.model_fields, *ContactSafety.model_fields}
    return {name: getattr(client, name) for name in names}
