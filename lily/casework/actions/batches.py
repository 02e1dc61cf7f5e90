"""Referrals by a list: kept sealed for a look, then taken all at once, and nothing twice."""

import json
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.models import Team
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.referrals import Asked, make_referral
from lily.casework.choices import ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.models import ReferralBatch, ReferralRow
from lily.casework.pasted import Column, PastedReferrals, guess_columns
from lily.casework.queries.batches import (
    GONE,
    KEPT,
    KNOWN_FOR,
    LookedAt,
    columns_of,
    look_at,
    sheet_of,
)
from lily.casework.sight import Sight
from lily.errors import Refused

_KIND = "referral_batch"
NOTHING_FINE = "No row can be taken as they stand. Look at what each of them says."


def keep_batch(
    session: Session, team: Team, account_id: UUID, sheet: PastedReferrals, *, by: Actor
) -> ReferralBatch:
    """Keep a list sealed for its author, with what its columns seem to stand for."""
    batch = ReferralBatch(
        team_id=team.id,
        account_id=account_id,
        content=sheet.model_dump_json(),
        columns=json.dumps(guess_columns(sheet.headings)),
    )
    session.add(batch)
    session.flush()
    changes = {"rows": (None, len(sheet.rows))}
    record(session, "keep_batch", by=by, kind=_KIND, subject_id=batch.id, changes=changes)
    return batch


def set_columns(
    session: Session, batch: ReferralBatch, columns: Sequence[Column], *, by: Actor
) -> None:
    """Say what each column of a list stands for."""
    before, batch.columns = columns_of(batch), json.dumps(list(columns))
    batch.changed_at = clock.now()
    session.flush()
    changes = {"columns": (list(before), list(columns))}
    record(session, "set_columns", by=by, kind=_KIND, subject_id=batch.id, changes=changes)


def take_batch(
    session: Session,
    batch: ReferralBatch,
    team: Team,
    *,
    sight: Sight,
    with_known: bool,
    by: Actor,
) -> int:
    """Refer the people of a list whose rows are fine, and forget the list; return how many.

    Those who may be known to who takes them are left out unless they are wanted too. Raises Refused
    where somebody took it first, or nothing in it can be taken.
    """
    rows = [
        each
        for each in look_at(session, batch, sight)
        if not each.why_not and (with_known or not each.is_known)
    ]
    if not rows:
        raise Refused(NOTHING_FINE)
    sheet = sheet_of(batch)
    batch_id, referrer = batch.id, ReferrerDetails(name=sheet.who, email=sheet.email)
    done = session.execute(
        sa.delete(ReferralBatch)
        .where(col(ReferralBatch.id) == batch_id)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(GONE)
    session.expunge(batch)
    _know_again(session, team, rows)
    for each in rows:
        _refer(session, team, referrer, each, by)
    changes = {"referrals": (None, len(rows))}
    record(session, "take_batch", by=by, kind=_KIND, subject_id=batch_id, changes=changes)
    return len(rows)


def _know_again(session: Session, team: Team, rows: Sequence[LookedAt]) -> None:
    """Keep the hashes of rows for ninety days. Raises Refused where one was taken this moment."""
    _forget_rows(session)
    session.add_all(ReferralRow(team_id=team.id, hash=each.key) for each in rows)
    try:
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Refused("Somebody took some of these first. Paste the list again.") from error


def _refer(
    session: Session, team: Team, referrer: ReferrerDetails, each: LookedAt, by: Actor
) -> None:
    if each.row.person:
        row = each.row
        asked = Asked(ReferrerKind.PROFESSIONAL, row.reason, row.is_urgent, is_agreed=True)
        make_referral(session, team, each.row.person, referrer, asked, by=by)


def drop_batch(session: Session, batch: ReferralBatch, *, by: Actor) -> None:
    """Forget a list that is not to be taken."""
    batch_id = batch.id
    session.delete(batch)
    session.flush()
    record(session, "drop_batch", by=by, kind=_KIND, subject_id=batch_id)


def _forget_rows(session: Session) -> None:
    old = col(ReferralRow.made_at) <= clock.now() - KNOWN_FOR
    session.execute(sa.delete(ReferralRow).where(old))


def forget_batches(session: Session) -> None:
    """Take away lists that nobody took within a day, and hashes of rows after ninety."""
    old = col(ReferralBatch.made_at) <= clock.now() - KEPT
    session.execute(sa.delete(ReferralBatch).where(old))
    _forget_rows(session)
