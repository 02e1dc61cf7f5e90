"""Writing a guided conversation down, and what the person says later of what they wanted."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.cases import log_contact, planned_call
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.choices import ContactOutcome, CountedFrom, Result, Way
from lily.casework.models import Case, CaseNeed, Conversation, Judgement
from lily.casework.policies import why_not_work
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.talk import Talk, check_held_on, check_talk, subjects_of
from lily.directory.models import Taxonomy, TaxonomyTerm
from lily.directory.queries.needs import NEEDS
from lily.errors import Invalid, Refused

NOTHING_SAID = "Write down something of what they said. A call alone is written down as a contact."


def hold_conversation(
    session: Session,
    case: Case,
    talk: Talk,
    *,
    held_on: date,
    way: Way,
    version: int,
    by: Actor,
) -> Conversation:
    """Write down a guided conversation. `version` is the one that the page showed, 0 for none.

    Where nothing of it is different, it stays as it was kept.
    Raises Invalid with the field, Refused where the case is closed, ChangedMeanwhile where
    somebody else wrote first.
    """
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    check_held_on(held_on)
    check_talk(talk)
    before = find_conversation(session, case.id)
    if (before.version if before else 0) != version:
        raise ChangedMeanwhile
    if before is None and talk == Talk():
        raise Invalid("matters", NOTHING_SAID)
    if before and (talk_of(before), before.held_on, before.way) == (talk, held_on, way):
        return before
    conversation = Conversation(
        case_id=case.id,
        account_id=by.account_id,
        version=version + 1,
        held_on=held_on,
        way=way,
        talk=talk.model_dump_json(),
    )
    session.add(conversation)
    try:
        session.flush()
    except IntegrityError:
        raise ChangedMeanwhile from None
    _put_needs(session, case.id, talk)
    if before is None:
        log_contact(
            session,
            case,
            ContactOutcome.SPOKE,
            by=by,
            way=way,
            next_call_on=_call_after(case, held_on),
        )
    from_on = max(held_on, case.reopened_on or held_on)
    plan_follow_ups(session, case, CountedFrom.CONVERSATION, from_on, by=by)
    changed = [name for name in Talk.model_fields if _differ(talk_of(before), talk, name)]
    record(
        session,
        "hold_conversation",
        by=by,
        kind="case",
        subject_id=case.id,
        changes={"version": (version, version + 1), "parts": ([], changed)},
    )
    return conversation


def _call_after(case: Case, held_on: date) -> date | None:
    """Return the call that is still planned: one of the day on which they talked is done."""
    planned = planned_call(case)
    return planned if planned != held_on else None


def _differ(before: Talk, after: Talk, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _put_needs(session: Session, case_id: UUID, talk: Talk) -> None:
    """Keep what the goals are about as needs of the case. Raises Invalid for one we do not have."""
    found: dict[str, UUID] = {
        slug: made
        for slug, made in session.execute(
            sa.select(col(TaxonomyTerm.slug), col(TaxonomyTerm.id))
            .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
            .where(col(Taxonomy.slug) == NEEDS, col(TaxonomyTerm.slug).in_(talk.needs))
        )
    }
    for at, goal in enumerate(talk.goals):
        if goal.need and goal.need not in found:
            raise Invalid(f"goals-{at}-need", "Choose one from the list.")
    wanted = set(found.values())
    held = set(session.exec(select(CaseNeed.term_id).where(CaseNeed.case_id == case_id)).all())
    session.execute(
        sa.delete(CaseNeed).where(
            col(CaseNeed.case_id) == case_id, col(CaseNeed.term_id).in_(held - wanted)
        )
    )
    session.add_all(CaseNeed(case_id=case_id, term_id=each) for each in wanted - held)
    session.flush()


def judge(session: Session, case: Case, results: Mapping[UUID, Result], *, by: Actor) -> None:
    """Write down what the person says of goals and I statements today.

    Raises Refused for what is not of this case's conversation.
    """
    known = {each for each, _ in subjects_of(talk_of(find_conversation(session, case.id)))}
    if set(results) - known:
        raise Refused("These goals were changed meanwhile. Open the page again.")
    session.add_all(
        Judgement(
            case_id=case.id,
            subject_id=subject,
            result=result,
            judged_on=clock.today(),
            account_id=by.account_id,
        )
        for subject, result in results.items()
    )
    session.flush()
    if results:
        said = sorted(each.value for each in results.values())
        changes = {"results": (None, said)}
        record(session, "judge", by=by, kind="case", subject_id=case.id, changes=changes)
