"""What somebody began to type and did not send, for the page of today."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from lily.accounts.drafts import list_drafts
from lily.accounts.models import Draft
from lily.casework import queries
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.forms.drafted import LABELS

_OF_A_PERSON = re.compile(r"/cases/(referrals/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
UNKNOWN = "Something that you typed"


@dataclass(frozen=True)
class OwnDraft:
    """A draft in a list: what it is, and whose page it is on, empty where it is nobody's."""

    draft: Draft
    label: str
    name: str = ""


def list_own_drafts(teams: Collection[UUID]) -> list[OwnDraft]:
    """Return the drafts of whoever asks. Those on pages of other teams' people are left out."""
    drafts = list_drafts(session(), signed_in_account().account.id)
    found = {each.id: _OF_A_PERSON.match(each.path) for each in drafts}
    cases = {UUID(match[2]) for match in found.values() if match and not match[1]}
    referrals = {UUID(match[2]) for match in found.values() if match and match[1]}
    names = queries.names_of_cases(session(), cases, teams=teams)
    names |= queries.names_of_referrals(session(), referrals, teams=teams)
    listed = []
    for draft in drafts:
        match, label = found[draft.id], LABELS.get(draft.form, UNKNOWN)
        if match is None:
            listed.append(OwnDraft(draft, label))
        elif UUID(match[2]) in names:
            listed.append(OwnDraft(draft, label, names[UUID(match[2])]))
    return listed
