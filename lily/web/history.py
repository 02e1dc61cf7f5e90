"""A listing in a moderator's hands: its versions, a new name, another organisation, its end."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import select

from lily.accounts.permissions import Permission
from lily.directory.models import Organisation, Service
from lily.errors import Invalid, Refused
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.actions import listings
from lily.listings.actions.listings import get_listing
from lily.listings.differences import Piece, word_difference
from lily.listings.document import Document, read_document
from lily.listings.fields import FIELDS
from lily.listings.queries.versions import compare_documents, get_version, list_versions
from lily.listings.sayings import names_for, say
from lily.web import labels
from lily.web.forms.base import HouseForm, PressForm
from lily.web.forms.moderation import ArchiveForm, MoveForm, RemoveForm, RenameForm

pages = Blueprint("history", __name__, url_prefix="/moderation/services/<uuid:service_id>")


@pages.get("/history")
@needs(Permission.MODERATE)
def show_history(service_id: UUID) -> ResponseReturnValue:
    """Every version of a listing, the latest first, and how any two of them differ."""
    service = get_listing(session(), service_id)
    lines = list_versions(session(), service_id)
    numbers = [line.version.number for line in lines]
    one, other = (request.args.get(name, 0, type=int) for name in ("from", "to"))
    rows = None
    if one in numbers and other in numbers:
        documents = {line.version.number: line.version.document for line in lines}
        rows = _differences(documents[one], documents[other])
    return render_template(
        "history/show_history.html",
        service=service,
        lines=lines,
        fields=FIELDS,
        rows=rows,
        chosen={"from": one or (numbers[1:2] or [0])[0], "to": other or (numbers or [0])[0]},
    )


@pages.route("/versions/<int:number>", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def show_version(service_id: UUID, number: int) -> ResponseReturnValue:
    """What a version says otherwise than the listing now, and a button to put it back."""
    service = get_listing(session(), service_id)
    version = get_version(session(), service_id, number)
    form = PressForm()
    if form.accepted():
        by = signed_in_account().actor
        listings.restore_version(session(), service_id, number, by=by)
        session().commit()
        return redirect(url_for(".show_history", service_id=service_id))
    return render_template(
        "history/show_version.html",
        service=service,
        version=version,
        form=form,
        rows=_differences(read_document(session(), service_id), version.document),
    )


@pages.route("/rename", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def rename_listing(service_id: UUID) -> ResponseReturnValue:
    """Give a listing a new name and address."""
    service = get_listing(session(), service_id)
    form = RenameForm(name=service.name)
    mistakes: Mapping[str, str] = {}
    if form.accepted():
        mistakes = _tried(
            form,
            lambda: listings.rename_listing(
                session(), service_id, form.name.data, by=signed_in_account().actor
            ),
        )
        if not mistakes:
            session().commit()
            return redirect(url_for(".show_history", service_id=service_id))
    return _form_page("history/rename_listing.html", service, form, mistakes)


@pages.route("/move", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def move_listing(service_id: UUID) -> ResponseReturnValue:
    """Say that another organisation runs a listing."""
    service, form = get_listing(session(), service_id), MoveForm()
    mistakes: Mapping[str, str] = {}
    if form.accepted():
        mistakes = _tried(form, lambda: _move(service_id, form.organisation.data))
        if not mistakes:
            session().commit()
            return redirect(url_for(".show_history", service_id=service_id))
    return _form_page("history/move_listing.html", service, form, mistakes)


@pages.route("/archive", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def archive_listing(service_id: UUID) -> ResponseReturnValue:
    """Say that a listing has stopped for good."""
    service, form = get_listing(session(), service_id), ArchiveForm()
    mistakes: Mapping[str, str] = {}
    if form.accepted():
        mistakes = _tried(
            form,
            lambda: listings.archive_listing(
                session(), service_id, by=signed_in_account().actor, reason=form.reason.data
            ),
        )
        if not mistakes:
            session().commit()
            return redirect(url_for(".show_history", service_id=service_id))
    return _form_page("history/archive_listing.html", service, form, mistakes)


@pages.route("/remove", methods=["GET", "POST"])
@needs(Permission.MODERATE, fresh=True)
def remove_listing(service_id: UUID) -> ResponseReturnValue:
    """Take a listing out of LILY with its history, and let its address lead to another."""
    service, form = get_listing(session(), service_id), RemoveForm()
    mistakes: Mapping[str, str] = {}
    if form.accepted():
        mistakes = _tried(
            form, lambda: _remove(service_id, form.reason.data, form.instead.data or "")
        )
        if not mistakes:
            session().commit()
            return redirect(url_for("moderation.list_proposals"))
    return _form_page("history/remove_listing.html", service, form, mistakes)


def _form_page(
    template: str, service: Service, form: HouseForm, mistakes: Mapping[str, str]
) -> ResponseReturnValue:
    mistakes = {**form.mistakes, **mistakes}
    page = render_template(
        template,
        service=service,
        organisation=session().get(Organisation, service.organisation_id),
        form=form,
        mistakes=mistakes,
    )
    return page, 400 if mistakes else 200


def _tried(form: HouseForm, act: Callable[[], None]) -> dict[str, str]:
    """Do it, and return what is wrong by field: the page shows it beside what was typed."""
    try:
        act()
    except Invalid as error:
        session().rollback()
        form.refuse(error)
        return form.mistakes
    except Refused as error:
        session().rollback()
        return {"decision": str(error)}
    return {}


def _last_part(address: str) -> str:
    """Return the slug at the end of a page's address, or what was typed itself."""
    return address.strip().rstrip("/").rpartition("/")[2].split("?")[0]


def _move(service_id: UUID, typed: str) -> None:
    slug = _last_part(typed)
    found = session().exec(select(Organisation).where(Organisation.slug == slug)).one_or_none()
    if found is None:
        raise Invalid("organisation", "We know no organisation at that address. Copy it again.")
    listings.move_listing(session(), service_id, found, by=signed_in_account().actor)


def _remove(service_id: UUID, reason: str, typed: str) -> None:
    slug = _last_part(typed)
    instead = None
    if slug:
        instead = session().exec(select(Service).where(Service.slug == slug)).one_or_none()
        if instead is None:
            raise Invalid("instead", "We know no listing at that address. Copy it again.")
    by = signed_in_account().actor
    listings.remove_listing(session(), service_id, by=by, reason=reason, instead=instead)


def _differences(before: Document, after: Document) -> list[tuple[str, list[Piece]]]:
    names = {**labels.LANGUAGES, **labels.ACCESS_QUESTIONS}
    names |= names_for(session(), [before, after])
    return [
        (
            FIELDS[each.field].label,
            word_difference(
                say(each.field, each.before, names), say(each.field, each.after, names)
            ),
        )
        for each in compare_documents(before, after)
    ]
