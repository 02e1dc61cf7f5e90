"""Referrals in: made by anybody, then accepted or declined by a team."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.models import Team
from lily.accounts.teams import list_members
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.bases import put_team_basis
from lily.casework.actions.clients import put_details
from lily.casework.choices import DeclineReason, Priority, ReferralState, ReferrerKind
from lily.casework.details import (
    LONGEST_REASON,
    PersonDetails,
    ReferrerDetails,
    tidy_person,
)
from lily.casework.models import Case, Client, Referral
from lily.casework.policies import why_not_decide
from lily.casework.practice import practice_of
from lily.casework.queries import person_of, referrer_of
from lily.casework.working_days import after_working_days
from lily.errors import Invalid, Refused
from lily.post.outbox import send
from lily.sealing import hash_of, new_token

FIRST_CALL_DAYS = 2
URGENT_CALL_DAYS = 0
LONGEST_WORDS = 1000
_KIND = "referral"


@dataclass(frozen=True)
class Asked:
    """What is asked of a team: by what kind of person, why, and how soon."""

    kind: ReferrerKind
    reason: str
    is_urgent: bool = False


def make_referral(
    session: Session,
    team: Team,
    person: PersonDetails,
    referrer: ReferrerDetails,
    asked: Asked,
    *,
    by: Actor,
) -> Referral:
    """Refer a person to a team. The referrer gets a letter with the way to see where it stands.

    The letter and the audit hold nothing of the person. Raises Invalid with the field.
    """
    reason = asked.reason.strip()
    if not reason:
        raise Invalid("reason", "Say in a few words what would help.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"Use at most {LONGEST_REASON:,} characters.")
    token = new_token()
    referral = Referral(
        team_id=team.id,
        kind=asked.kind,
        person=tidy_person(person).model_dump_json(),
        referrer=referrer.model_dump_json(),
        reason=reason,
        is_urgent=asked.is_urgent,
        token=token,
        token_hash=hash_of(token),
        made_by=by.account_id,
    )
    session.add(referral)
    session.flush()
    changes = {"kind": (None, asked.kind), "is_urgent": (None, asked.is_urgent)}
    record(session, "make_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)
    _write(session, referral, "referral-received")
    return referral


def accept_referral(
    session: Session,
    referral: Referral,
    *,
    by: Actor,
    worker_id: UUID | None = None,
    client: Client | None = None,
) -> Case:
    """Take a referral: a case is opened, of a new person or of one whom the team knows.

    The first call is due on the second working day, an urgent one at once. Raises Refused where
    it was decided already, or the worker is of another team.
    """
    _take(session, referral, ReferralState.ACCEPTED, by)
    if worker_id and worker_id not in {each.id for each in list_members(session, referral.team_id)}:
        raise Refused("Choose somebody of this team.")
    client = client or _make_client(session, referral)
    today, nation = clock.today(), practice_of(session, referral.team_id).nation
    days = URGENT_CALL_DAYS if referral.is_urgent else FIRST_CALL_DAYS
    case = Case(
        team_id=referral.team_id,
        client_id=client.id,
        worker_id=worker_id,
        opened_on=today,
        next_call_on=after_working_days(today, days, nation),
        priority=Priority.URGENT if referral.is_urgent else Priority.ROUTINE,
    )
    session.add(case)
    session.flush()
    referral.case_id = case.id
    session.flush()
    changes = {"state": (ReferralState.RECEIVED, ReferralState.ACCEPTED), "case": (None, case.id)}
    record(session, "accept_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)
    return case


def decline_referral(
    session: Session, referral: Referral, reason: DeclineReason, words: str, *, by: Actor
) -> None:
    """Say no to a referral, with a reason that the referrer reads.

    `words` are for the referrer too, on the page behind their link and in no letter. Raises
    Refused where it was decided already, Invalid where the words are too long.
    """
    if len(words) > LONGEST_WORDS:
        raise Invalid("words", f"Use at most {LONGEST_WORDS:,} characters.")
    _take(session, referral, ReferralState.DECLINED, by)
    referral.decline_reason, referral.decline_words = reason, words.strip()
    session.flush()
    changes = {"state": (ReferralState.RECEIVED, ReferralState.DECLINED), "reason": (None, reason)}
    record(session, "decline_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)
    _write(session, referral, "referral-declined")


def _take(session: Session, referral: Referral, state: ReferralState, by: Actor) -> None:
    """Bring a referral to a state, where nobody was first. Raises Refused."""
    why_not = why_not_decide(referral)
    if why_not:
        raise Refused(why_not)
    now = clock.now()
    done = session.execute(
        sa.update(Referral)
        .where(col(Referral.id) == referral.id, col(Referral.state) == ReferralState.RECEIVED)
        .values(state=state, decided_at=now, decided_by=by.account_id, changed_at=now)
    )
    session.refresh(referral)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(why_not_decide(referral) or "Look at your list, and try again.")


def _make_client(session: Session, referral: Referral) -> Client:
    client = Client(team_id=referral.team_id)
    session.add(client)
    put_details(session, client, person_of(referral))
    put_team_basis(session, client)
    return client


def _write(session: Session, referral: Referral, template: str) -> None:
    """Write to the referrer, where we know how. The letter holds a link and nothing of anybody."""
    to = referrer_of(referral).email
    if not to:
        return
    send(
        session,
        template=template,
        to=to,
        fields={"link": f"/referral-status/{referral.token}"},
        about=(_KIND, referral.id),
        key=f"{template}:{referral.id}",
    )
