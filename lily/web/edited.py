"""The listing that somebody edits: as it is, and as their draft would have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, url_for

from lily.directory.models import Organisation, Service
from lily.errors import NotFound
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.actions.proposals import MovedOn, save_draft_section, start_draft
from lily.listings.choices import ChangeState, ProposalState
from lily.listings.document import empty_document, read_document, section_hash, section_values
from lily.listings.models import Proposal
from lily.listings.owners import queries as owners
from lily.listings.queries.proposals import (
    find_draft,
    get_proposal_of,
    list_proposals,
    proposed_document,
)
from lily.listings.sayings import names_for
from lily.listings.values import tidy_changes
from lily.web import labels
from lily.web.edit_parts import Part


@dataclass(frozen=True)
class Edited:
    """A listing (None: a new one) of an organisation of mine, and my draft of a change to it."""

    organisation: Organisation
    service: Service | None
    draft: Proposal | None
    live: dict[str, Any]
    proposed: dict[str, Any]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.proposed["name"] or self.live["name"] or "New listing")

    @property
    def changed(self) -> list[str]:
        """The fields that the draft changes."""
        changes = self.draft.changes if self.draft else []
        return [each.field for each in changes if each.state is ChangeState.WAITING]

    def address(self, view: str, **more: Any) -> str:
        """Return the address of one of the editing views for this listing."""
        if self.service:
            return url_for(f"editing.{view}", slug=self.service.slug, **more)
        assert self.draft is not None, "A new listing has a draft"  # noqa: S101
        return url_for(f"editing.{view}", draft_id=self.draft.id, **more)

    def base(self, part: Part) -> str:
        """Return the name of what stands in a part's section now."""
        return section_hash(self.proposed, part.section)


def open_edited(slug: str = "", draft_id: UUID | None = None) -> Edited:
    """Return the listing of an address, if it is mine to edit. Raises NotFound."""
    account_id = signed_in_account().account.id
    if draft_id is not None:
        return _new_one(draft_id, account_id)
    service = owners.get_own_service(session(), slug, account_id)
    organisation = session().get_one(Organisation, service.organisation_id)
    draft = find_draft(
        session(),
        account_id=account_id,
        organisation_id=organisation.id,
        service_id=service.id,
    )
    live = read_document(session(), service.id)
    return Edited(organisation, service, draft, live, _over(live, draft))


def _over(live: dict[str, Any], draft: Proposal | None) -> dict[str, Any]:
    return proposed_document(live, draft) if draft else live


def _new_one(draft_id: UUID, account_id: UUID) -> Edited:
    mine = {each.id: each for each, _ in owners.list_own_organisations(session(), account_id)}
    draft = get_proposal_of(session(), draft_id, set(mine))
    is_mine = draft.account_id == account_id and draft.state is ProposalState.DRAFT
    if not is_mine or draft.service_id is not None or draft.organisation_id is None:
        raise NotFound(owners.MISSING)
    live = empty_document()
    return Edited(mine[draft.organisation_id], None, draft, live, _over(live, draft))


def waiting_for(edited: Edited) -> int:
    """Return how many changes to this listing wait for a moderator."""
    if edited.service is None:
        return 0
    return list_proposals(session(), service_id=edited.service.id)[1]


def keep(edited: Edited, part: Part, values: Mapping[str, Any], base: str) -> bool:
    """Keep what was typed in a part of the draft, begun where there is none; flushed.

    Returns whether anything is new: the same once more is no change, and is not asked about.
    Raises Invalid, or MovedOn where the section changed since the page was opened.
    """
    tidied = tidy_changes(values, edited.proposed)
    if all(edited.proposed[name] == value for name, value in tidied.items()):
        return False
    by = signed_in_account().actor
    if base != edited.base(part):
        raise MovedOn(part.section, tidied, section_values(edited.proposed, part.section))
    draft = edited.draft or start_draft(
        session(),
        organisation_id=edited.organisation.id,
        service_id=edited.service.id if edited.service else None,
        by=by,
    )
    save_draft_section(session(), draft, part.section, tidied, base, by=by)
    return True


def names_of(edited: Edited) -> dict[str, str]:
    """Return the words for what the values of a listing only name: terms, places, languages."""
    return {
        **labels.LANGUAGES,
        **labels.ACCESS_QUESTIONS,
        **names_for(session(), [edited.live, edited.proposed]),
    }


def say_kept(is_new: bool) -> None:
    """Tell whoever edits, on the next page, that it was kept."""
    flash("Kept. Nobody else sees it until you send it." if is_new else "Nothing was changed.")
