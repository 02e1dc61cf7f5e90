"""The taxonomy editor: needs and audiences as a tree; what an act changes is shown before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.directory import terms as acts
from lily.directory.models import Taxonomy, TaxonomyTerm
from lily.directory.queries import terms
from lily.directory.queries.terms import Branch
from lily.directory.terms import TermDraft
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.desk.blueprint import pages
from lily.web.forms.base import PressForm
from lily.web.forms.terms import AT_THE_TOP, MergeTermForm, TermForm

LISTS = {"needs": "Needs", "audiences": "Whom things are for"}


@dataclass(frozen=True)
class Reach:
    """What hangs on a term: listings, other things, and the narrower terms with theirs."""

    listings: int
    others: int
    children: tuple[TaxonomyTerm, ...]
    listings_below: int


def _reach(term: TaxonomyTerm) -> Reach:
    listings, others = terms.count_links(session(), term.id)
    children = tuple(terms.below(session(), term))
    under = sum(terms.count_links(session(), child.id)[0] for child in children)
    return Reach(listings, others, children, under)


def _taxonomy() -> Taxonomy:
    return terms.get_taxonomy(session(), request.args.get("list", "needs"))


def _taxonomy_of(term: TaxonomyTerm) -> Taxonomy:
    return session().get_one(Taxonomy, term.taxonomy_id)


@pages.get("/desk/needs")
@needs(Permission.EDIT_WORDS)
def list_terms() -> ResponseReturnValue:
    """Needs (or audiences) as a tree, with how many listings each has."""
    taxonomy = _taxonomy()
    return render_template(
        "desk/list_terms.html",
        taxonomy=taxonomy,
        title=LISTS.get(taxonomy.slug, taxonomy.name),
        lists=LISTS,
        branches=terms.list_branches(session(), taxonomy.id),
    )


def _broad(taxonomy: Taxonomy, but: UUID | None = None) -> list[SelectChoice]:
    branches = terms.list_branches(session(), taxonomy.id)
    return [
        SelectChoice(AT_THE_TOP, "Nothing: it is a broad one"),
        *(
            SelectChoice(str(branch.term.id), branch.term.name)
            for branch in branches
            if branch.term.id != but
        ),
    ]


@pages.route("/desk/needs/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def new_term() -> ResponseReturnValue:
    """A new need or audience."""
    taxonomy = _taxonomy()
    form = TermForm(parent=request.args.get("below", AT_THE_TOP), order=500)
    form.parent.choices = _broad(taxonomy)
    if form.accepted():
        try:
            acts.add_term(session(), taxonomy.id, form.draft(), by=signed_in_account().actor)
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for(".list_terms", list=taxonomy.slug), 303)
    return render_template("desk/new_term.html", form=form, taxonomy=taxonomy, lists=LISTS), (
        400 if form.errors else 200
    )


def _form_of(term: TaxonomyTerm, taxonomy: Taxonomy) -> TermForm:
    there = terms.siblings(session(), term.taxonomy_id, term.parent_id)
    codes = terms.crosswalks_of(session(), term)
    form = TermForm(
        name=term.name,
        description=term.description,
        parent=str(term.parent_id or AT_THE_TOP),
        order=[each.id for each in there].index(term.id) + 1,
        slug=term.slug,
        codes="\n".join(f"{each.scheme}: {each.identifier}" for each in codes),
    )
    form.parent.choices = _broad(taxonomy, but=term.id)
    return form


def _warned_of(term: TaxonomyTerm, draft: TermDraft) -> str:
    """Return what a change needs a second press for: another address, or another parent."""
    moved = f"below {draft.parent_id}" if draft.parent_id != term.parent_id else ""
    renamed = f"at {draft.slug}" if draft.slug not in {"", term.slug} else ""
    return " ".join(filter(None, (moved, renamed)))


@pages.route("/desk/needs/<uuid:term_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def change_term(term_id: UUID) -> ResponseReturnValue:
    """A term: its words, place, address and codes. Moving it warns before it is done."""
    term = terms.get_term(session(), term_id)
    taxonomy = _taxonomy_of(term)
    form, warning = _form_of(term, taxonomy), ""
    if form.accepted():
        try:
            draft = form.draft()
            warning = _warned_of(term, draft)
            if warning == (form.sure.data or ""):
                acts.change_term(session(), term, draft, by=signed_in_account().actor)
                session().commit()
                return redirect(url_for(".list_terms", list=taxonomy.slug), 303)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            warning = ""
    return render_template(
        "desk/change_term.html",
        form=form,
        term=terms.get_term(session(), term_id),
        taxonomy=taxonomy,
        lists=LISTS,
        reach=_reach(term),
        warning=warning,
    ), (400 if form.errors else 200)


def _flat(branches: Iterable[Branch], but: UUID, above: str = "") -> list[SelectChoice]:
    """Return every term of a tree to choose from, the narrower ones with what is above them."""
    found = []
    for branch in branches:
        if branch.term.id != but:
            found.append(SelectChoice(str(branch.term.id), f"{above}{branch.term.name}"))
        found += _flat(branch.children, but, f"{branch.term.name}: ")
    return found


@pages.route("/desk/needs/<uuid:term_id>/merge", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def merge_term(term_id: UUID) -> ResponseReturnValue:
    """Put a term into another: first what would change, then a second press."""
    term = terms.get_term(session(), term_id)
    taxonomy = _taxonomy_of(term)
    form = MergeTermForm()
    form.into.choices = [
        SelectChoice("", "Choose one"),
        *_flat(terms.list_branches(session(), taxonomy.id), but=term.id),
    ]
    into, reason, both = None, None, 0
    if form.accepted():
        into = terms.get_term(session(), UUID(form.into.data))
        reason = acts.why_not_merge(session(), term, into)
        both = terms.count_in_both(session(), term.id, into.id)
        if form.sure.data == form.into.data and not reason:
            acts.merge_terms(session(), term, into, by=signed_in_account().actor)
            session().commit()
            return redirect(url_for(".change_term", term_id=into.id), 303)
    return render_template(
        "desk/merge_term.html",
        form=form,
        term=term,
        taxonomy=taxonomy,
        lists=LISTS,
        into=into,
        reason=reason,
        both=both,
        reach=_reach(term),
    ), (400 if form.errors else 200)


@pages.route("/desk/needs/<uuid:term_id>/retire", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def retire_term(term_id: UUID) -> ResponseReturnValue:
    """Take away a term that nothing is listed under; else show what is."""
    term = terms.get_term(session(), term_id)
    taxonomy = _taxonomy_of(term)
    form = PressForm()
    if form.accepted():
        acts.retire_term(session(), term, by=signed_in_account().actor)
        session().commit()
        return redirect(url_for(".list_terms", list=taxonomy.slug), 303)
    return render_template(
        "desk/retire_term.html",
        form=form,
        term=term,
        taxonomy=taxonomy,
        lists=LISTS,
        reason=acts.why_not_retire(session(), term),
        reach=_reach(term),
        listings=terms.list_listings(session(), term.id),
    )
