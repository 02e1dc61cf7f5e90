"""What an organisation says of itself, changed on one page."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.directory import text as texts
from lily.directory.choices import EvidenceHow
from lily.directory.models import Organisation
from lily.errors import Invalid, NotFound, Refused
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.choices import Trust
from lily.listings.owners import queries
from lily.listings.owners.organisations import Details, change_details, read_details
from lily.sealing import hash_of
from lily.web.edited import organisation_to_write_for
from lily.web.forms.claims import DetailsForm

pages = Blueprint("organisation_details", __name__)

CONFLICT = 409


@pages.route("/your-organisations/<string:slug>/details", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def change(slug: str) -> ResponseReturnValue:
    """Its name, what it does, and how to reach it."""
    keep_private()
    organisation, standing = organisation_to_write_for(slug)
    if standing.how is EvidenceHow.STAFF:
        raise NotFound(queries.MISSING)
    form = DetailsForm(data=_typed(organisation))
    if standing.trust is not Trust.ALL:
        del form.name
    status = 200
    if form.accepted():
        if form.base.data != _base(organisation):
            return _page(organisation, form, has_moved_on=True), CONFLICT
        try:
            _keep(organisation, form, standing.trust)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            return redirect(url_for("directory.show_organisation", slug=organisation.slug), 303)
    status = 400 if form.mistakes else 200
    return _page(organisation, form), status


def _page(organisation: Organisation, form: DetailsForm, *, has_moved_on: bool = False) -> str:
    if has_moved_on:
        form.base.process_data(_base(organisation))
        form.base.raw_data = None
    return render_template(
        "organisation_details/change.html",
        organisation=organisation,
        now=read_details(organisation) if has_moved_on else None,
        form=form,
    )


def _base(organisation: Organisation) -> str:
    """Return a name of what an organisation says now."""
    return hash_of(repr(read_details(organisation)))


def _typed(organisation: Organisation) -> dict[str, str]:
    now = read_details(organisation)
    return {
        "base": _base(organisation),
        "name": now.name,
        "description": texts.editable(now.description),
        "phones": "\n".join(now.phones),
        "email": now.email,
        "homepage": now.website,
    }


def _keep(organisation: Organisation, form: DetailsForm, trust: Trust) -> None:
    now = read_details(organisation)
    is_same = form.description.data == texts.editable(now.description)
    details = Details(
        name=form.name.data if "name" in form else now.name,
        description=now.description if is_same else form.description.data or "",
        email=form.email.data or "",
        website=form.homepage.data or "",
        phones=tuple(filter(None, map(str.strip, (form.phones.data or "").split("\n")))),
    )
    try:
        change_details(session(), organisation, details, trust=trust, by=signed_in_account().actor)
    except Refused as error:
        flash(str(error))
        return
    session().commit()
    flash("Kept. Everybody sees it now.")
