"""Referrals in: made by anybody, then accepted or declined by a team."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.models import Account, Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.bases import put_team_basis
from lily.casework.actions.clients import ChangedMeanwhile, put_details
from lily.casework.actions.consents import record_word_of_referrer
from lily.casework.actions.once import keep_once
from lily.casework.choices import DeclineReason, Priority, ReferralState, ReferrerKind
from lily.casework.details import (
    LONGEST_REASON,
    PersonDetails,
    ReferrerDetails,
    tidy_known,
    tidy_person,
)
from lily.casework.models import Case, Client, Referral
from lily.casework.policies import why_not_decide, why_not_work
from lily.casework.practice import practice_of
from lily.casework.queries import person_of, referrer_of
from lily.casework.working_days import after_working_days
from lily.errors import Invalid, Refused
from lily.post.outbox import Draft, send, send_all
from lily.sealing import hash_of, new_token

FIRST_CALL_DAYS = 2
URGENT_CALL_DAYS = 0
LONGEST_WORDS = 1000
NOT_OPEN = "This case is not of the team that was asked. Look at the referral again."
WITH_ACCOUNT = (ReferrerKind.CHAMPION, ReferrerKind.PHONE_LINE)
_KIND = "referral"
_SAID = ("referrer", "reason", "is_urgent", "made_by")


@dataclass(frozen=True)
class Asked:
    """What is asked of a team: by what kind of person, why, and how soon.

    `is_agreed`: somebody else asks, and says that the person agrees.
    """

    kind: ReferrerKind
    reason: str
    is_urgent: bool = False
    is_agreed: bool = False


def make_referral(
    session: Session,
    team: Team,
    person: PersonDetails,
    referrer: ReferrerDetails,
    asked: Asked,
    *,
    by: Actor,
    key: UUID | None = None,
) -> Referral:
    """Refer a person to a team. The referrer gets a letter with the way to see where it stands.

    Of an urgent one the team gets a letter too. The letters and the audit hold nothing of the
    person. `key` is that of the form: the same sent twice is one referral. Raises Invalid with the
    field.
    """
    reason = asked.reason.strip()
    if not reason:
        raise Invalid("reason", "Say in a few words what would help.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"Use at most {LONGEST_REASON:,} characters.")
    token = new_token()
    referral = Referral(
        id=key or uuid4(),
        team_id=team.id,
        kind=asked.kind,
        person=tidy_person(person).model_dump_json(),
        referrer=referrer.model_dump_json(),
        reason=reason,
        is_urgent=asked.is_urgent,
        is_agreed=asked.is_agreed,
        token=token,
        token_hash=hash_of(token),
        made_by=by.account_id,
    )
    referral, is_new = keep_once(session, referral, "team_id", "kind", "person", *_SAID)
    if not is_new:
        return referral
    changes = {"kind": (None, asked.kind), "is_urgent": (None, asked.is_urgent)}
    record(session, "make_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)
    if referrer.email:
        _write(session, referral, "referral-received")
    if asked.is_urgent:
        _tell_team(session, referral, by)
    return referral


def complete_referral(
    session: Session,
    referral: Referral,
    *,
    birth_on: date | None,
    nhs_number: str,
    seen: str,
    by: Actor,
) -> None:
    """Say when somebody who is referred was born, and their NHS number, before it is decided.

    `seen` is when the referral had last changed, as the page said. The audit keeps the names of the
    fields alone. Raises Invalid with the field, Refused where it was decided already,
    ChangedMeanwhile where another change came first.
    """
    before = person_of(referral)
    told = {"birth_on": birth_on, "nhs_number": nhs_number}
    after = tidy_known(before.model_copy(update=told))
    done = session.execute(
        sa.update(Referral)
        .where(
            col(Referral.id) == referral.id,
            col(Referral.state) == ReferralState.RECEIVED,
            col(Referral.changed_at) == _moment(seen),
        )
        .values(person=after.model_dump_json(), changed_at=clock.now())
    )
    session.refresh(referral)
    why_not = why_not_decide(referral)
    if why_not:
        raise Refused(why_not)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile
    fields = sorted(name for name in told if getattr(before, name) != getattr(after, name))
    changes: dict[str, Any] = {"fields": ([], fields)}
    record(session, "complete_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)


def _moment(seen: str) -> datetime | None:
    """Return when it was that a page said; None for what no page says."""
    try:
        moment = datetime.fromisoformat(seen)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def accept_referral(
    session: Session,
    referral: Referral,
    *,
    by: Actor,
    worker_id: UUID | None = None,
    client: Client | None = None,
    case: Case | None = None,
) -> Case:
    """Take a referral: a case is opened, of a new person or of one whom the team knows.

    Or it joins an open `case` of the team, whose helper stays. The first call is due on the second
    working day, an urgent one at once. What whoever referred said of agreement is written down.
    Raises Refused where it was decided already, the worker is of another team, or the case is
    closed.
    """
    _take(session, referral, ReferralState.ACCEPTED, by)
    case = case or _open_case(session, referral, worker_id, client)
    _plan_first_call(session, referral, case)
    referral.case_id = case.id
    session.flush()
    record_word_of_referrer(session, session.get_one(Client, case.client_id), referral, by=by)
    changes = {"state": (ReferralState.RECEIVED, ReferralState.ACCEPTED), "case": (None, case.id)}
    record(session, "accept_referral", by=by, kind=_KIND, subject_id=referral.id, changes=changes)
    tell_news(session, referral, "accepted")
    return case


def _open_case(
    session: Session, referral: Referral, worker_id: UUID | None, client: Client | None
) -> Case:
    helpers = list_members_who_may(session, referral.team_id, Permission.WORK_CASES)
    if worker_id and worker_id not in {each.id for each in helpers}:
        raise Refused("Choose somebody of this team.")
    client = client or _make_client(session, referral)
    case = Case(
        team_id=referral.team_id,
        client_id=client.id,
        worker_id=worker_id,
        opened_on=clock.today(),
    )
    session.add(case)
    session.flush()
    return case


def _plan_first_call(session: Session, referral: Referral, case: Case) -> None:
    """Have the person rung soon: sooner than was planned, where a case was open already."""
    why_not = NOT_OPEN if case.team_id != referral.team_id else why_not_work(case)
    if why_not:
        raise Refused(why_not)
    days = URGENT_CALL_DAYS if referral.is_urgent else FIRST_CALL_DAYS
    nation = practice_of(session, referral.team_id).nation
    soon = after_working_days(clock.today(), days, nation)
    case.next_call_on = min(case.next_call_on or soon, soon)
    if referral.is_urgent:
        case.priority = Priority.URGENT
    case.changed_at = clock.now()


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


def tell_news(session: Session, referral: Referral, news: str) -> None:
    """Write to the referrer that there is news, once of each: which, their page says."""
    _write(session, referral, "referral-news", news)


def address_of(session: Session, referral: Referral) -> str:
    """Return the e-mail address of whoever referred, empty where we know none.

    A champion or an operator has the one of their account.
    """
    told = referrer_of(referral).email
    if told or referral.kind not in WITH_ACCOUNT:
        return told
    account = session.get(Account, referral.made_by) if referral.made_by else None
    return account.email if account else ""


def _write(session: Session, referral: Referral, template: str, news: str = "") -> None:
    """Write to the referrer, where we know how. The letter holds a link and nothing of anybody."""
    to = address_of(session, referral)
    if not to:
        return
    send(
        session,
        template=template,
        to=to,
        fields={"link": f"/referral-status/{referral.token}"},
        about=(_KIND, referral.id),
        key=":".join(filter(None, (template, str(referral.id), news))),
    )


def _tell_team(session: Session, referral: Referral, by: Actor) -> None:
    """Write to those who can take an urgent referral, but not to whoever made it."""
    welcome = list_members_who_may(session, referral.team_id, Permission.WORK_CASES)
    drafts = [
        Draft(
            "referral-urgent",
            account.email,
            f"referral-urgent:{referral.id}:{account.id}",
            {"link": f"/cases/referrals/{referral.id}"},
            about=(_KIND, referral.id),
        )
        for account in welcome
        if account.id != by.account_id
    ]
    send_all(session, drafts)
