"""Editing a listing, one part at a time; kept as it goes, and sent when it is ready."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.directory.queries.needs import list_needs
from lily.errors import Invalid, NotFound
from lily.geo import postcodes
from lily.geo.areas import name_of
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import config, session
from lily.listings.actions.proposals import (
    MovedOn,
    send_proposal,
    start_draft,
    withdraw_proposal,
)
from lily.listings.choices import ProposalState, Section, Trust
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import open_desk_item
from lily.listings.document import section_hash
from lily.listings.fields import FIELDS
from lily.listings.owners import queries as owners
from lily.listings.owners.matching import Wanted, likely_services
from lily.listings.queries.proposals import three_ways
from lily.listings.sayings import say
from lily.listings.values import why_not_whole
from lily.web.edit_parts import COUNTED, PARTS, Part, after, filled, part_of
from lily.web.edited import (
    Edited,
    Standing,
    keep,
    names_of,
    open_edited,
    organisation_to_write_for,
    say_kept,
    waiting_for,
)
from lily.web.forms.base import PressForm
from lily.web.forms.fields import options
from lily.web.forms.listing import NewListingForm, NoteForm, SectionForm
from lily.web.forms.listing_lines import ListForm
from lily.web.map_names import names_around

pages = Blueprint("editing", __name__)

CONFLICT = 409
_OWN = ("csrf_token", "base", "go")


@pages.route("/your-organisations/<string:slug>/new-listing", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def begin_listing(slug: str) -> ResponseReturnValue:
    """A new listing begins with its name, so that we can look whether it is there."""
    organisation, standing = organisation_to_write_for(slug)
    form = NewListingForm()
    likely = []
    if form.accepted():
        wanted = Wanted(form.name.data, form.postcode.data or "", phone=form.phone.data or "")
        likely = [] if form.is_new.data else likely_services(session(), wanted)
        if not likely:
            return _begin(organisation.id, standing, form)
        form.refuse(Invalid("is_new", "Look at these first. Tick here if it is none of them."))
    return render_template(
        "editing/begin_listing.html",
        organisation=organisation,
        standing=standing,
        form=form,
        likely=likely,
    ), (400 if form.errors or likely else 200)


def _begin(organisation_id: UUID, standing: Standing, form: NewListingForm) -> ResponseReturnValue:
    by = signed_in_account().actor
    draft = start_draft(session(), organisation_id=organisation_id, by=by, how=standing.how)
    edited = open_edited(draft_id=draft.id)
    keep(edited, PARTS["about"], {"name": form.name.data}, edited.base(PARTS["about"]))
    if form.phone.data:
        phones = [{"number": form.phone.data, "words": "", "extension": ""}]
        edited = open_edited(draft_id=draft.id)
        keep(edited, PARTS["contact"], {"phones": phones}, edited.base(PARTS["contact"]))
    session().commit()
    return redirect(url_for(".show_parts", draft_id=draft.id), 303)


@pages.get("/your-listings/<string:slug>")
@pages.get("/your-drafts/<uuid:draft_id>")
@needs(Permission.WRITE_CHANGES)
def show_parts(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """The parts of a listing: what is filled in, what is changed, and the way to send it."""
    keep_private()
    edited = open_edited(slug, draft_id)
    return _parts(edited, NoteForm(formdata=None))


def _parts(edited: Edited, form: NoteForm, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "editing/show_parts.html",
        edited=edited,
        parts=PARTS.values(),
        filled=filled(edited.proposed),
        whole=len(COUNTED),
        waiting=waiting_for(edited),
        missing=why_not_whole(edited.proposed) if edited.service is None else {},
        part_of=part_of,
        form=form,
    ), status


@pages.route("/your-listings/<string:slug>/<string:part>", methods=["GET", "POST"])
@pages.route("/your-drafts/<uuid:draft_id>/<string:part>", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def edit_part(part: str, slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """One part of a listing."""
    keep_private()
    edited, asked = open_edited(slug, draft_id), PARTS.get(part)
    if asked is None or asked.form is None:
        raise NotFound(owners.MISSING)
    form = asked.form(data=_shown(asked, edited))
    _offer(form)
    if isinstance(form, ListForm) and "more" in request.form and PressForm().accepted():
        form.add_line()
        return _part(edited, asked, form)
    if form.accepted():
        try:
            return _keep(edited, asked, form)
        except Invalid as error:
            session().rollback()
            refuse(form, error)
            edited = open_edited(slug, draft_id)
    if isinstance(form, ListForm) and request.method == "GET":
        form.show_a_line()
    return _part(edited, asked, form)


def _shown(part: Part, edited: Edited) -> dict[str, Any]:
    assert part.form is not None  # noqa: S101
    return part.form.data_of(edited.proposed) | {"base": edited.base(part)}


def _offer(form: SectionForm) -> None:
    """Give the fields that are terms their choices."""
    if "needs" in form:
        form.tree = list_needs(session())
        every = [term for top in form.tree for term in (top, *top.children)]
        form["needs"].choices = options({term.slug: term.name for term in every})
    if "audiences" in form:
        form["audiences"].choices = options(owners.list_audiences(session()))


def refuse(form: SectionForm, error: Invalid) -> None:
    """Say beside its field what was refused; beside the first one where the field is a list's."""
    names = {name: name for name in form._fields}
    for name, field in form._fields.items():
        names |= {each.name: each for entry in getattr(field, "entries", ()) for each in entry.form}
        del name
    target = names.get(error.field, next(iter(form._fields)))
    field = form[target] if isinstance(target, str) else target
    field.errors = [*field.errors, error.message]


def _keep(edited: Edited, part: Part, form: SectionForm) -> ResponseReturnValue:
    """Keep the part and go on; or where it moved on, show both and let the person choose."""
    values = form.values(edited.proposed)
    try:
        values = _chosen(edited, values)
        is_new = keep(edited, part, values, form.base.data or "")
    except MovedOn as moved:
        session().rollback()
        return conflict_page(edited, part, moved)
    session().commit()
    say_kept(is_new)
    return redirect(way_on(part, edited), 303)


def way_on(part: Part, edited: Edited) -> str:
    """Return where to go after a part: on to the next, or back to the list of parts."""
    base, following = edited.address("show_parts"), after(part)
    is_next = request.form.get("go") == "next" and following
    return f"{base}/{following.slug}" if is_next and following else base


def _chosen(edited: Edited, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values, with those that stand now where the person chose to leave them."""
    return {
        name: edited.proposed[name] if request.form.get(f"keep-{name}") == "theirs" else value
        for name, value in values.items()
    }


def conflict_page(edited: Edited, part: Part, moved: MovedOn) -> ResponseReturnValue:
    """Show both versions of a part, with all that was typed kept in the page."""
    terms = names_of(edited)
    differing = [name for name in moved.mine if moved.mine[name] != moved.theirs[name]]
    return render_template(
        "editing/choose_version.html",
        edited=edited,
        part=part,
        base=section_hash(edited.proposed, part.section),
        typed=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in _OWN and not name.startswith("keep-")
        ],
        fields=[
            (
                name,
                FIELDS[name].label,
                say(name, moved.mine[name], terms),
                say(name, moved.theirs[name], terms),
            )
            for name in differing
        ],
        form=PressForm(formdata=None),
    ), CONFLICT


def _part(edited: Edited, part: Part, form: SectionForm) -> ResponseReturnValue:
    pins = _pins(edited) if part.section is Section.PLACES else []
    return render_template(
        "editing/edit_part.html",
        edited=edited,
        part=part,
        form=form,
        following=after(part),
        pins=pins,
        map_data={
            "pins": [
                {"number": at, "name": each["words"], "address": "#main", "at": each["at"]}
                for at, each in enumerate(pins, 1)
                if each["at"]
            ],
            "here": None,
            "names": names_around([each["at"] for each in pins if each["at"]]),
        },
        tiles=config().tile_url,
    ), (400 if form.mistakes else 200)


def _pins(edited: Edited) -> list[dict[str, Any]]:
    """Return each place with its pin, and where that is in words."""
    pins = []
    for each in edited.proposed["places"]:
        found = postcodes.find(each["postcode"]) if each["postcode"] else None
        names = (name_of(found.ward_code), name_of(found.district_code)) if found else ()
        words = ", ".join(filter(None, (each["postcode"], *names)))
        pins.append(
            {
                "id": each["id"],
                "words": each["name"] or each["address_1"] or each["postcode"],
                "where": words,
                "at": each["position"],
            }
        )
    return pins


@pages.get("/your-listings/<string:slug>/preview")
@pages.get("/your-drafts/<uuid:draft_id>/preview")
@needs(Permission.WRITE_CHANGES)
def preview(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """The listing as it is now, beside the listing as it will be."""
    keep_private()
    edited = open_edited(slug, draft_id)
    terms = names_of(edited)
    rows = [
        (
            field.label,
            say(name, edited.live[name], terms),
            say(name, edited.proposed[name], terms),
            name in edited.changed,
        )
        for name, field in FIELDS.items()
    ]
    return render_template(
        "editing/preview.html",
        edited=edited,
        rows=[row for row in rows if row[1] or row[2]],
        form=PressForm(formdata=None),
    )


@pages.post("/your-listings/<string:slug>/send")
@pages.post("/your-drafts/<uuid:draft_id>/send")
@needs(Permission.WRITE_CHANGES)
def send(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """Send the draft: what may pass at once is live at once, the rest waits for a moderator."""
    edited, form = open_edited(slug, draft_id), NoteForm()
    changed = edited.changed
    if edited.draft is None or not form.accepted():
        return redirect(edited.address("show_parts"), 303)
    moved = [each for each in three_ways(edited.live, edited.draft) if each.has_moved_on]
    if moved and edited.service:
        return _moved_under(edited, moved)
    try:
        by = signed_in_account().actor
        send_proposal(
            session(),
            edited.draft,
            by=by,
            trust=edited.standing.trust,
            note=form.note.data or "",
        )
    except Invalid as error:
        session().rollback()
        form.refuse(Invalid("note", error.message))
        return _parts(open_edited(slug, draft_id), form, 400)
    is_live = edited.draft.state is ProposalState.APPROVED
    if "times" in changed and edited.service:
        mark_times(edited.service.id, edited.draft.id, edited.proposed["times"])
    session().commit()
    flash(_what_became(is_live, edited.standing.trust))
    return redirect(_way_back(edited), 303)


def _what_became(is_live: bool, trust: Trust) -> str:
    if is_live:
        return "It is live now."
    if trust is Trust.NONE:
        return "Sent. A moderator looks at it, and writes to you."
    return "Sent. What may be shown at once is shown; we look at the rest, and write to you."


def _way_back(edited: Edited) -> str:
    """Return where somebody goes who is done with a listing: to where they came from."""
    return edited.crumbs[0][1]


def mark_times(service_id: UUID, draft_id: UUID, times: list[dict[str, Any]]) -> None:
    """Put times that we could not read on the desk, so that an editor looks at the words."""
    if any(not entry["schedules"] for entry in times):
        open_desk_item(
            session(),
            kind=DeskKind.TIMES,
            key=f"times:{draft_id}",
            words="The times are kept as words, since we could not read all of them.",
            service_id=service_id,
        )


def _moved_under(edited: Edited, moved: list[Any]) -> ResponseReturnValue:
    """Ask which to keep of the fields that somebody else changed since the draft was begun."""
    terms = names_of(edited)
    return render_template(
        "editing/moved_under.html",
        edited=edited,
        fields=[
            (
                each.change.field,
                FIELDS[each.change.field].label,
                say(each.change.field, each.change.after, terms),
                say(each.change.field, each.live, terms),
            )
            for each in moved
        ],
        form=PressForm(formdata=None),
    ), CONFLICT


@pages.post("/your-listings/<string:slug>/choose")
@needs(Permission.WRITE_CHANGES)
def choose(slug: str) -> ResponseReturnValue:
    """Settle what the draft keeps of fields that changed under it: mine, or theirs."""
    edited = open_edited(slug)
    if edited.draft is None or not PressForm().accepted():
        return redirect(edited.address("show_parts"), 303)
    for each in three_ways(edited.live, edited.draft):
        choice = request.form.get(f"keep-{each.change.field}")
        if each.has_moved_on and choice in {"mine", "theirs"}:
            _settle(slug, each.change.field, each.live, each.change.after, choice)
    session().commit()
    flash("Settled. Look at it once more, then send it.")
    return redirect(edited.address("show_parts"), 303)


def _settle(slug: str, field: str, theirs: Any, mine: Any, choice: str) -> None:
    """Let the draft begin anew from what is live, then say mine again where that was chosen."""
    for value in (theirs, mine) if choice == "mine" else (theirs,):
        edited = open_edited(slug)
        part = part_of(field)
        keep(edited, part, {field: value}, edited.base(part))


@pages.post("/your-listings/<string:slug>/withdraw")
@pages.post("/your-drafts/<uuid:draft_id>/withdraw")
@needs(Permission.WRITE_CHANGES)
def withdraw(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """Throw the draft away; the listing stays as it is."""
    edited = open_edited(slug, draft_id)
    if edited.draft and PressForm().accepted():
        withdraw_proposal(session(), edited.draft, by=signed_in_account().actor)
        session().commit()
        flash("Thrown away. The listing is as it was.")
    return redirect(_way_back(edited), 303)
