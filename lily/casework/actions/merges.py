"""Making two records of one person one, in one transaction; and the way back from that."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.clients import (
    ChangedMeanwhile,
    also_known,
    details_of,
    put_keys,
)
from lily.casework.details import PersonDetails, keys_of, tidy_known
from lily.casework.merge_policies import (
    ANSWERS,
    WAY_BACK,
    choices_of,
    find_narrowed,
    is_name_typed,
    narrowest,
    why_not_merge,
    why_not_undo,
)
from lily.casework.models import Client, ClientMerge, Consent
from lily.casework.moving import Plain, move_back, move_rows, read_row, values_of
from lily.casework.queries.emergencies import find_by_keys, latest_cases, list_seen
from lily.casework.queries.merges import consents_of, list_merges
from lily.errors import Invalid, Refused

WRONG_NAME = "This is not the family name of the person who stays. Look again at who is who."
_TABLE: sa.Table = SQLModel.metadata.tables["client"]
_EMPTIED: dict[str, Any] = {
    "gone": "",
    "kept": "",
    "moved": "{}",
    "set_aside": "",
    "narrowed": "{}",
}


def find_other(
    session: Session,
    client: Client,
    known: PersonDetails,
    *,
    teams: Collection[UUID],
    by: Actor,
) -> UUID | None:
    """Return a case of the one other person of the team who has all that is known, or None.

    That somebody looked is in the audit, and not for whom. Raises Invalid with the field.
    """
    hashes = [made for _, made in keys_of(tidy_known(known))]
    others = {
        each.id: each for each in find_by_keys(session, hashes) if not why_not_merge(client, each)
    }
    seen = list_seen(session, others, teams=teams)
    changes = {"found": (None, len(seen))}
    record(session, "find_other", by=by, kind="client", subject_id=client.id, changes=changes)
    return latest_cases(session, seen).get(seen.pop()) if len(seen) == 1 else None


def merge_people(
    session: Session,
    kept: Client,
    gone: Client,
    *,
    from_gone: Collection[str],
    typed_name: str,
    versions: tuple[int, int],
    by: Actor,
) -> ClientMerge:
    """Make two records of one person one: all that belongs to `gone` belongs to `kept` then.

    `from_gone` names the fields that are taken from the record that goes, `versions` are those
    that the page showed, of the kept and the other. The narrowest agreements stay, and a
    restriction of either. Raises Refused where they cannot be merged, ChangedMeanwhile where
    another change came first, Invalid where the family name of the kept is not typed.
    """
    why_not = why_not_merge(kept, gone)
    if why_not:
        raise Refused(why_not)
    if not is_name_typed(typed_name, kept):
        raise Invalid("typed_name", WRONG_NAME)
    _take(session, [(kept, versions[0]), (gone, versions[1])])
    before, left = _as_it_was(session, kept), _as_it_was(session, gone)
    narrowed = _narrow(session, kept, gone, by)
    moved, aside = move_rows(session, "client", gone.id, kept.id)
    _put_together(kept, gone, from_gone)
    _let_go(session, gone)
    put_keys(session, kept)
    after = read_row(session, _TABLE, kept.id)
    merge = ClientMerge(
        kept_id=kept.id,
        gone_id=UUID(left["id"]),
        account_id=by.account_id,
        gone=json.dumps(left),
        kept=json.dumps({"before": before, "after": after}),
        moved=json.dumps(moved),
        set_aside=json.dumps(aside),
        narrowed=json.dumps(narrowed),
    )
    session.add(merge)
    session.flush()
    session.expire_all()
    _note(session, "merge_people", merge, len(narrowed), by)
    return merge


def _let_go(session: Session, gone: Client) -> None:
    """Take a record out to which nothing links any more."""
    session.flush()
    gone_id = gone.id
    session.expunge(gone)
    session.execute(sa.delete(Client).where(col(Client.id) == gone_id))


def _take(session: Session, held: Collection[tuple[Client, int]]) -> None:
    """Take both records for this transaction, always in one order; who comes second is refused."""
    for client, version in sorted(held, key=lambda each: str(each[0].id)):
        taken = session.execute(
            sa.update(Client)
            .where(col(Client.id) == client.id, col(Client.version) == version)
            .values(version=version + 1)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise ChangedMeanwhile
        session.refresh(client, with_for_update=True)


def _as_it_was(session: Session, client: Client) -> Plain:
    """Return a record that was taken as it was before that."""
    plain = read_row(session, _TABLE, client.id)
    return plain | {"version": plain["version"] - 1}


def _narrow(session: Session, kept: Client, gone: Client, by: Actor) -> dict[str, str]:
    """Take back the agreements that do not stay; return when each had changed before."""
    today = clock.today()
    ours, theirs = consents_of(session, kept.id), consents_of(session, gone.id)
    before: dict[str, str] = {}
    for consent in find_narrowed(ours, theirs, today):
        before[str(consent.id)] = consent.changed_at.isoformat()
        consent.withdrawn_on, consent.withdrawn_by = today, by.account_id
        consent.changed_at = clock.now()
    session.flush()
    return before


def _put_together(kept: Client, gone: Client, from_gone: Collection[str]) -> None:
    known = [*also_known(kept), *map(details_of, (kept, gone)), *also_known(gone)]
    for name, value in choices_of(kept, gone, from_gone).items():
        setattr(kept, name, value)
    for name in ANSWERS:
        setattr(kept, name, narrowest(getattr(kept, name), getattr(gone, name)))
    if gone.is_restricted and not kept.is_restricted:
        _restrict_like(kept, gone)
    others = dict.fromkeys(_as_found(each) for each in known)
    others.pop(_as_found(details_of(kept)), None)
    kept.also_known = json.dumps([each.model_dump(mode="json") for each in others])
    kept.changed_at = clock.now()


def _restrict_like(client: Client, other: Client) -> None:
    client.is_restricted = other.is_restricted
    client.restricted_at, client.restricted_by = other.restricted_at, other.restricted_by
    client.restricted_reason = other.restricted_reason


def _as_found(person: PersonDetails) -> PersonDetails:
    """Return of a person no more than what they are found again by."""
    return person.model_copy(update={"email": "", "postcode": "", "address": ""})


def undo_merge(session: Session, merge: ClientMerge, *, by: Actor) -> Client:
    """Make of one record the two that they were; return the one that is back.

    What was moved goes back to it, as far as it is there still; what was written since stays with
    the record that was kept, and so does what was put right of it since. Where that was restricted
    since, both are. Raises Refused where it cannot be undone.
    """
    later = [each for each, _ in list_merges(session, merge.kept_id)]
    why_not = why_not_undo(merge, later, clock.now())
    if why_not:
        raise Refused(why_not)
    done = session.execute(
        sa.update(ClientMerge)
        .where(col(ClientMerge.id) == merge.id, col(ClientMerge.undone_at).is_(None))
        .values(undone_at=clock.now(), undone_by=by.account_id)
    )
    session.refresh(merge)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Somebody undid this first. Look at the case again.")
    kept = session.get_one(Client, merge.kept_id, with_for_update=True)
    session.execute(sa.insert(_TABLE).values(values_of(_TABLE, json.loads(merge.gone))))
    aside = [(name, plain) for name, plain in json.loads(merge.set_aside or "[]")]
    move_back(session, json.loads(merge.moved), aside, kept.id, merge.gone_id)
    narrowed = json.loads(merge.narrowed)
    _widen(session, narrowed)
    told = json.loads(merge.kept)
    was_restricted_since = kept.is_restricted and not told["after"]["is_restricted"]
    _take_apart(session, kept, told)
    session.expire_all()
    gone = session.get_one(Client, merge.gone_id)
    if was_restricted_since:
        _restrict_like(gone, kept)
    for client in (kept, gone):
        put_keys(session, client)
    _note(session, "undo_merge", merge, len(narrowed), by)
    return gone


def _widen(session: Session, narrowed: dict[str, str]) -> None:
    """Let the agreements hold again that the merge took back."""
    table = SQLModel.metadata.tables["consent"]
    for consent_id, changed_at in narrowed.items():
        back = {"withdrawn_on": None, "withdrawn_by": None, "changed_at": changed_at}
        session.execute(
            sa.update(Consent)
            .where(col(Consent.id) == UUID(consent_id))
            .values(values_of(table, back))
        )


def _take_apart(session: Session, kept: Client, told: dict[str, Plain]) -> None:
    """Make the kept record what it was; where it was put right since, only what was not."""
    before, after = told["before"], told["after"]
    now = read_row(session, _TABLE, kept.id)
    if now == after:
        back = before
    else:
        untouched = {name for name in before if now.get(name) == after[name]}
        back = {name: before[name] for name in untouched}
        back |= {"version": now["version"] + 1, "changed_at": clock.now().isoformat()}
    session.execute(sa.update(_TABLE).where(_TABLE.c.id == kept.id).values(values_of(_TABLE, back)))


def _note(session: Session, action: str, merge: ClientMerge, narrowed: int, by: Actor) -> None:
    moved = {name: len(ids) for name, ids in json.loads(merge.moved).items()}
    changes: dict[str, tuple[Any, Any]] = {
        "gone": (merge.gone_id, None) if action == "merge_people" else (None, merge.gone_id),
        "moved": ({}, moved),
        "narrowed": (0, narrowed),
    }
    record(session, action, by=by, kind="client", subject_id=merge.kept_id, changes=changes)


def forget_merged(session: Session) -> None:
    """Empty what would undo a merge, where it can no longer be undone."""
    session.execute(
        sa.update(ClientMerge)
        .where(
            col(ClientMerge.made_at) < clock.now() - WAY_BACK,
            col(ClientMerge.moved) != _EMPTIED["moved"],
        )
        .values(**_EMPTIED)
    )
    session.flush()
