"""Reading lists of referrals before they are taken: each row looked at beside what is known."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.casework.details import keys_of
from lily.casework.models import Client, ClientKey, ReferralBatch, ReferralRow
from lily.casework.pasted import Column, PastedReferrals, ReadRow, read_rows
from lily.casework.sight import Sight, clients_in
from lily.errors import NotFound

KEPT = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
GONE = "We no longer have this list. Paste it again."
TAKEN = "This was referred already, from a list like this one."
TWICE = "This is in the list twice. We take it once."


@dataclass(frozen=True)
class LookedAt:
    """A row beside what is known: why it is left out, and whether the person may be known."""

    row: ReadRow
    key: str
    why_not: str = ""
    is_known: bool = False


def get_batch(session: Session, batch_id: UUID, *, account_id: UUID) -> ReferralBatch:
    """Return a list that an account sent within a day. Raises NotFound for any other."""
    found = session.exec(
        select(ReferralBatch).where(
            ReferralBatch.id == batch_id,
            ReferralBatch.account_id == account_id,
            ReferralBatch.made_at > clock.now() - KEPT,
        )
    ).first()
    if found is None:
        raise NotFound(GONE)
    return found


def sheet_of(batch: ReferralBatch) -> PastedReferrals:
    """Return a list as it was sent."""
    return PastedReferrals.model_validate_json(batch.content)


def columns_of(batch: ReferralBatch) -> list[Column]:
    """Return what each column of a list stands for."""
    return [Column(each) for each in json.loads(batch.columns)]


def look_at(session: Session, batch: ReferralBatch, sight: Sight) -> list[LookedAt]:
    """Return each row of a list: fine, with a mistake, taken before, or known to who looks."""
    rows = read_rows(sheet_of(batch), columns_of(batch))
    keys = [row.key(batch.team_id) for row in rows]
    taken = _taken(session, batch.team_id, keys)
    known = _known(session, batch.team_id, rows, sight)
    looked, seen = [], set()
    for row, key in zip(rows, keys, strict=True):
        why_not = row.mistake or (TAKEN if key in taken else TWICE if key in seen else "")
        seen.add(key)
        looked.append(LookedAt(row, key, why_not, row.number in known))
    return looked


def _taken(session: Session, team_id: UUID, keys: Sequence[str]) -> set[str]:
    wanted = select(ReferralRow.hash).where(
        ReferralRow.team_id == team_id,
        col(ReferralRow.hash).in_(keys),
        ReferralRow.made_at > clock.now() - KNOWN_FOR,
    )
    return set(session.exec(wanted))


def _known(session: Session, team_id: UUID, rows: Sequence[ReadRow], sight: Sight) -> set[int]:
    """Return the numbers of the rows whose person the team may have, and whoever looks may see."""
    by_hash: dict[str, set[int]] = {}
    for row in rows:
        for _, made in keys_of(row.person) if row.person else ():
            by_hash.setdefault(made, set()).add(row.number)
    wanted = (
        select(ClientKey.hash)
        .join(Client, col(Client.id) == col(ClientKey.client_id))
        .where(Client.team_id == team_id, clients_in(sight), col(ClientKey.hash).in_(by_hash))
    )
    return {number for made in session.exec(wanted) for number in by_hash[made]}
