"""The taxonomy editor's acts on needs and audiences: each audited, and old addresses lead on.

Two levels are all that pages show: broad terms, and narrower ones below them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.audit.actions import changed, record
from lily.audit.actors import Actor
from lily.directory.models import Crosswalk, FormerTerm, TaxonomyTerm, TermLink
from lily.directory.queries.terms import (
    below,
    count_links,
    crosswalks_of,
    find_term,
    former_slugs,
    siblings,
)
from lily.directory.text import slug as slug_of
from lily.errors import Invalid, Refused

LASTING = frozenset(
    {
        *("domestic-abuse", "refuges", "sexual-abuse", "suicide-and-self-harm", "crisis"),
        *("child-safety", "adults-at-risk", "modern-slavery"),
    }
)
"""Slugs by which pages know that somebody may be in danger: they stay as they are."""

KEEPS_ITS_ADDRESS = (
    "Pages know by this address that somebody may be in danger, and show who helps now. "
    "Change its name, and leave its address."
)
LONGEST_NAME = 80
_KIND = "taxonomy_term"
Codes = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TermDraft:
    """A term as it is to be. `order` is its place among its siblings, from 1.

    `codes` are (public list, identifier there). An empty slug is made from the name.
    """

    name: str
    slug: str = ""
    description: str = ""
    parent_id: UUID | None = None
    order: int = 1
    codes: Codes = ()


def _facts(session: Session, term: TaxonomyTerm) -> dict[str, Any]:
    return {
        "name": term.name,
        "slug": term.slug,
        "description": term.description,
        "parent": term.parent_id,
        "position": term.position,
        "crosswalks": sorted(f"{c.scheme}: {c.identifier}" for c in crosswalks_of(session, term)),
    }


def add_term(session: Session, taxonomy_id: UUID, draft: TermDraft, *, by: Actor) -> TaxonomyTerm:
    """Add a term. Raises Invalid."""
    term = TaxonomyTerm(taxonomy_id=taxonomy_id, slug="", name="")
    term.slug = _free_slug(session, term, draft.slug or slug_of(draft.name))
    term.name, term.description = _name(draft.name), draft.description.strip()
    term.parent_id = _checked_parent(session, term, draft.parent_id)
    session.add(term)
    session.flush()
    _place(session, term, draft.order)
    _set_codes(session, term, draft.codes)
    session.flush()
    changes = changed({}, _facts(session, term))
    record(session, "add_term", by=by, kind=_KIND, subject_id=term.id, changes=changes)
    return term


def change_term(session: Session, term: TaxonomyTerm, draft: TermDraft, *, by: Actor) -> None:
    """Rename, move, describe or place a term. Its former slug leads to it. Raises Invalid."""
    before = _facts(session, term)
    slug = draft.slug or term.slug
    if slug != term.slug:
        if term.slug in LASTING:
            raise Invalid("slug", KEEPS_ITS_ADDRESS)
        new = _free_slug(session, term, slug)
        session.execute(
            sa.delete(FormerTerm).where(
                col(FormerTerm.taxonomy_id) == term.taxonomy_id, col(FormerTerm.slug) == new
            )
        )
        session.add(FormerTerm(taxonomy_id=term.taxonomy_id, slug=term.slug, term_id=term.id))
        term.slug = new
    term.name, term.description = _name(draft.name), draft.description.strip()
    term.parent_id = _checked_parent(session, term, draft.parent_id)
    session.flush()
    _place(session, term, draft.order)
    _set_codes(session, term, draft.codes)
    session.flush()
    if changes := changed(before, _facts(session, term)):
        record(session, "change_term", by=by, kind=_KIND, subject_id=term.id, changes=changes)


def why_not_merge(session: Session, term: TaxonomyTerm, into: TaxonomyTerm) -> str | None:
    """Say why a term cannot go into another, or None where it can."""
    if term.id == into.id or term.taxonomy_id != into.taxonomy_id:
        return "Choose another one from the same list."
    if term.slug in LASTING:
        return KEEPS_ITS_ADDRESS
    if into.parent_id and below(session, term):
        return "It has narrower ones below it, which need a broad one above. Move those first."
    return None


def merge_terms(session: Session, term: TaxonomyTerm, into: TaxonomyTerm, *, by: Actor) -> int:
    """Put a term into another: its links, its narrower terms, its codes and its addresses.

    Returns how many links came over; what both were said of is said once. Raises Refused.
    """
    if reason := why_not_merge(session, term, into):
        raise Refused(reason)
    before = _facts(session, term)
    moved = _move_links(session, term, into)
    for child in below(session, term):
        child.parent_id = into.id
    held = {(each.scheme, each.identifier) for each in crosswalks_of(session, into)}
    for each in crosswalks_of(session, term):
        if (each.scheme, each.identifier) not in held:
            each.term_id = into.id
    _hand_over(session, term, into)
    record(
        session,
        "merge_terms",
        by=by,
        kind=_KIND,
        subject_id=term.id,
        changes={**changed(before, {}), "merged into": (None, into.slug), "links": (None, moved)},
    )
    return moved


def why_not_retire(session: Session, term: TaxonomyTerm) -> str | None:
    """Say why a term cannot be retired without another in its place, or None where it can."""
    if term.slug in LASTING:
        return KEEPS_ITS_ADDRESS
    if below(session, term):
        return "It has narrower ones below it. Move or merge those first."
    if any(count_links(session, term.id)):
        return "It is still said of something. Merge it into another, or take it off those first."
    return None


def retire_term(session: Session, term: TaxonomyTerm, *, by: Actor) -> None:
    """Take away a term that nothing is listed under. Its address says so. Raises Refused."""
    if reason := why_not_retire(session, term):
        raise Refused(reason)
    before = _facts(session, term)
    _hand_over(session, term, None)
    changes = changed(before, {})
    record(session, "retire_term", by=by, kind=_KIND, subject_id=term.id, changes=changes)


def _move_links(session: Session, term: TaxonomyTerm, into: TaxonomyTerm) -> int:
    def owner(link: TermLink) -> UUID | None:
        return link.service_id or link.organisation_id or link.location_id or link.advice_page_id

    links = session.exec(
        select(TermLink).where(col(TermLink.term_id).in_((term.id, into.id)))
    ).all()
    held = {owner(each) for each in links if each.term_id == into.id}
    moved = 0
    for each in links:
        if each.term_id != term.id:
            continue
        if owner(each) in held:
            session.delete(each)
        else:
            each.term_id, moved = into.id, moved + 1
    return moved


def _hand_over(session: Session, term: TaxonomyTerm, into: TaxonomyTerm | None) -> None:
    """Delete a term and let its addresses, of now and of before, lead to another (or nowhere)."""
    to = into.id if into else None
    former = session.exec(select(FormerTerm).where(FormerTerm.term_id == term.id)).all()
    for each in former:
        each.term_id = to
    session.add(FormerTerm(taxonomy_id=term.taxonomy_id, slug=term.slug, term_id=to))
    session.flush()
    session.delete(term)
    session.flush()


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", f"Give a name of at most {LONGEST_NAME} letters.")
    return name


def _free_slug(session: Session, term: TaxonomyTerm, typed: str) -> str:
    slug = slug_of(typed)
    if not slug:
        raise Invalid("slug", "Give an address of letters and numbers, with dashes between.")
    other = find_term(session, term.taxonomy_id, slug)
    if other and other.id != term.id:
        raise Invalid("slug", f"“{other.name}” has this address. Choose another.")
    if former_slugs(session, term.taxonomy_id).get(slug, term.id) != term.id:
        raise Invalid("slug", "Another one had this address, and old links lead there.")
    return slug


def _checked_parent(session: Session, term: TaxonomyTerm, parent_id: UUID | None) -> UUID | None:
    if parent_id is None:
        return None
    parent = session.get(TaxonomyTerm, parent_id)
    if parent is None or parent.taxonomy_id != term.taxonomy_id:
        raise Invalid("parent", "Choose a broad one from the list.")
    if parent.id == term.id:
        raise Invalid("parent", "It cannot stand below itself.")
    if parent.parent_id:
        raise Invalid("parent", f"“{parent.name}” is a narrow one. Choose a broad one.")
    if below(session, term):
        raise Invalid("parent", "It has narrower ones below it. Move those first.")
    return parent.id


def _place(session: Session, term: TaxonomyTerm, order: int) -> None:
    """Give a term its place among its siblings; where it has it already, nothing is touched."""
    there = siblings(session, term.taxonomy_id, term.parent_id)
    others = [each for each in there if each.id != term.id]
    wanted = min(max(order, 1), len(others) + 1) - 1
    if [each.id for each in there].index(term.id) == wanted:
        return
    others.insert(wanted, term)
    for position, each in enumerate(others):
        each.position = position


def _set_codes(session: Session, term: TaxonomyTerm, codes: Codes) -> None:
    wanted, held = set(codes), crosswalks_of(session, term)
    for each in held:
        if (each.scheme, each.identifier) not in wanted:
            session.delete(each)
    kept = {(each.scheme, each.identifier) for each in held}
    for scheme, identifier in sorted(wanted - kept):
        session.add(Crosswalk(term_id=term.id, scheme=scheme, identifier=identifier))
