"""Reading of a case what may be told to a surgery: no note, no flag, nothing that is kept apart."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.accounts.teams import get_team
from lily.casework.choices import Purpose
from lily.casework.models import Case, Client
from lily.casework.policies import find_valid
from lily.casework.prsb.file import CaseFile
from lily.casework.queries.cases import list_contacts
from lily.casework.queries.clients import list_consents
from lily.casework.queries.conversations import (
    find_conversation,
    latest_results,
    list_judgements,
    talk_of,
)
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.letters import find_latest_letter
from lily.casework.queries.onward import ListedOnward, list_onward
from lily.casework.queries.readings import list_readings
from lily.casework.queries.referrals import list_referrals_of
from lily.directory.models import Organisation
from lily.directory.queries.needs import NEEDS, names_of_terms


def read_case_file(session: Session, case: Case, today: date) -> CaseFile:
    """Return what may be told of a case, under the agreement that holds today."""
    held = [each for each, _, _ in list_consents(session, case.client_id)]
    conversation = find_conversation(session, case.id)
    talk, sent_on = talk_of(conversation), list_onward(session, case.id)
    names = names_of_terms(session, talk.needs)
    letter = find_latest_letter(session, case.id)
    return CaseFile(
        case=case,
        client=session.get_one(Client, case.client_id),
        team=get_team(session, case.team_id).name,
        worker=_name(session, case.worker_id),
        letter=letter.words if letter else "",
        consent=find_valid(held, Purpose.TELL_GP, today),
        referrals=list_referrals_of(session, case),
        contacts=list_contacts(session, case),
        conversation=conversation,
        talk=talk,
        judged=latest_results(list_judgements(session, case.id)),
        checks=list_follow_ups(session, case.id),
        sent_on=sent_on,
        readings=list_readings(session, case.id),
        needs={slug: name for (of, slug), name in names.items() if of == NEEDS},
        organisations=_organisations(session, sent_on),
    )


def _name(session: Session, account_id: UUID | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.name if account else ""


def _organisations(session: Session, sent_on: Sequence[ListedOnward]) -> dict[UUID, str]:
    ids = {each.service.organisation_id for each in sent_on if each.service}
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name)).where(col(Organisation.id).in_(ids))
    )
    return {row_id: name for row_id, name in rows}
