"""The listing that somebody edits: as it is, and as their draft would have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, url_for

from lily.accounts.permissions import Permission
from lily.directory.choices import EvidenceHow
from lily.directory.models import Organisation, Service
from lily.directory.queries import organisations
from lily.errors import NotFound, Refused
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.actions.proposals import MovedOn, save_draft_section, start_draft
from lily.listings.choices import ChangeState, ProposalState, Trust
from lily.listings.document import empty_document, read_document, section_hash, section_values
from lily.listings.models import Proposal
from lily.listings.owners import queries as owners
from lily.listings.policies import trust_of
from lily.listings.queries.proposals import (
    find_draft,
    get_proposal,
    list_proposals,
    proposed_document,
)
from lily.listings.sayings import names_for
from lily.listings.values import tidy_changes
from lily.web import labels
from lily.web.edit_parts import Part

PRIVATE_PLACE = (
    "This listing has an address that is kept private for safety. Ask a moderator to change it."
)


@dataclass(frozen=True)
class Standing:
    """In what right somebody writes a change: as an owner, or as one of those who keep LILY."""

    is_owner: bool
    how: EvidenceHow
    trust: Trust


@dataclass(frozen=True)
class Edited:
    """A listing (None: a new one) that I may write a change to, and my draft of that change."""

    standing: Standing
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

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way here: my listings or, of a listing that is not mine, the page that all see."""
        if self.standing.is_owner:
            return [("Your listings", url_for("your_listings.list_listings"))]
        if self.service:
            return [(self.live["name"], url_for("directory.show_service", slug=self.service.slug))]
        slug = self.organisation.slug
        return [(self.organisation.name, url_for("directory.show_organisation", slug=slug))]

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
    """Return the listing of an address, if I may write a change to it.

    Raises NotFound, and Refused where a place is kept private from those who only propose.
    """
    account_id = signed_in_account().account.id
    if draft_id is not None:
        return _new_one(draft_id, account_id)
    service = owners.get_service(session(), slug)
    standing = standing_in(service.organisation_id)
    organisation = session().get_one(Organisation, service.organisation_id)
    draft = find_draft(
        session(),
        account_id=account_id,
        organisation_id=organisation.id,
        service_id=service.id,
    )
    live = read_document(session(), service.id)
    if standing.how is EvidenceHow.STAFF and any(each["confidential"] for each in live["places"]):
        raise Refused(PRIVATE_PLACE)
    return Edited(standing, organisation, service, draft, live, _over(live, draft))


def standing_in(organisation_id: UUID) -> Standing:
    """Return in what right I write changes to an organisation's listings. Raises NotFound."""
    who = signed_in_account()
    membership = owners.find_membership(session(), organisation_id, who.account.id)
    if membership:
        how = EvidenceHow.OWNER
        is_trusted = membership.is_trusted or Permission.MODERATE in who.permissions
        return Standing(True, how, Trust.ALL if is_trusted else trust_of(how))
    if Permission.PROPOSE_CHANGES not in who.permissions:
        raise NotFound(owners.MISSING)
    how = EvidenceHow.MODERATOR if Permission.MODERATE in who.permissions else EvidenceHow.STAFF
    return Standing(False, how, trust_of(how))


def organisation_to_write_for(slug: str) -> tuple[Organisation, Standing]:
    """Return an organisation that I may write a new listing for. Raises NotFound."""
    try:
        found = organisations.get_organisation(session(), slug).organisation
    except NotFound:
        raise NotFound(owners.MISSING) from None
    return found, standing_in(found.id)


def _over(live: dict[str, Any], draft: Proposal | None) -> dict[str, Any]:
    return proposed_document(live, draft) if draft else live


def _new_one(draft_id: UUID, account_id: UUID) -> Edited:
    draft = get_proposal(session(), draft_id)
    is_mine = draft.account_id == account_id and draft.state is ProposalState.DRAFT
    if not is_mine or draft.service_id is not None or draft.organisation_id is None:
        raise NotFound(owners.MISSING)
    standing = standing_in(draft.organisation_id)
    organisation = session().get_one(Organisation, draft.organisation_id)
    live = empty_document()
    return Edited(standing, organisation, None, draft, live, _over(live, draft))


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
        how=edited.standing.how,
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
