"""Who looks after an organisation's listings together: inviting, handing over, leaving."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.audit.actors import LINK
from lily.directory.models import Organisation
from lily.errors import Invalid, NotFound
from lily.http.access import needs, open_to_all
from lily.http.identity import signed_in_account
from lily.http.limits import FOR_FORMS, FOR_NETWORKS, limit
from lily.http.sessions import session
from lily.listings.models import Membership
from lily.listings.owners import letters, members, queries
from lily.web.forms.base import PressForm
from lily.web.forms.claims import InviteForm

pages = Blueprint("members", __name__)


def _mine(slug: str) -> tuple[Organisation, Membership]:
    return queries.get_own_organisation(session(), slug, signed_in_account().account.id)


@pages.route("/your-organisations/<string:slug>/members", methods=["GET", "POST"])
@needs(Permission.EDIT_OWN_LISTINGS)
def list_members(slug: str) -> ResponseReturnValue:
    """Who looks after these listings; the lead invites others here."""
    organisation, membership = _mine(slug)
    form = InviteForm()
    if form.accepted():
        try:
            _invite(membership, form)
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for(".list_members", slug=slug), 303)
    return render_template(
        "members/list_members.html",
        organisation=organisation,
        membership=membership,
        members=queries.list_members(session(), organisation.id),
        invitations=queries.list_invitations(session(), organisation.id),
        form=form,
        now=clock.now(),
    ), (400 if form.errors else 200)


def _invite(membership: Membership, form: InviteForm) -> None:
    limit("invite", str(membership.account_id), rates=FOR_FORMS)
    members.invite_member(
        session(),
        membership,
        name=form.name.data,
        email=form.email.data,
        by=signed_in_account().actor,
    )


@pages.post("/your-organisations/<string:slug>/members/<uuid:membership_id>/lead")
@needs(Permission.EDIT_OWN_LISTINGS)
def hand_over(slug: str, membership_id: UUID) -> ResponseReturnValue:
    """Make another member the lead."""
    organisation, membership = _mine(slug)
    to = queries.get_member(session(), organisation.id, membership_id)
    if PressForm().accepted():
        members.hand_over(session(), membership, to, by=signed_in_account().actor)
        session().commit()
    return redirect(url_for(".list_members", slug=slug), 303)


@pages.post("/your-organisations/<string:slug>/members/<uuid:membership_id>/remove")
@needs(Permission.EDIT_OWN_LISTINGS)
def remove_member(slug: str, membership_id: UUID) -> ResponseReturnValue:
    """End another member's looking after these listings."""
    organisation, membership = _mine(slug)
    who = queries.get_member(session(), organisation.id, membership_id)
    if PressForm().accepted():
        members.remove_member(session(), membership, who, by=signed_in_account().actor)
        session().commit()
    return redirect(url_for(".list_members", slug=slug), 303)


@pages.post("/your-organisations/<string:slug>/leave")
@needs(Permission.EDIT_OWN_LISTINGS)
def leave(slug: str) -> ResponseReturnValue:
    """End my own looking after these listings."""
    organisation, membership = _mine(slug)
    if PressForm().accepted():
        members.leave(session(), membership, by=signed_in_account().actor)
        session().commit()
        flash(f"You no longer look after {organisation.name}.")
    return redirect(url_for("your_listings.list_listings"), 303)


@pages.post("/your-organisations/<string:slug>/invitations/<uuid:invitation_id>/withdraw")
@needs(Permission.EDIT_OWN_LISTINGS)
def withdraw_invitation(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    _, membership = _mine(slug)
    if PressForm().accepted():
        by = signed_in_account().actor
        members.withdraw_invitation(session(), membership, invitation_id, by=by)
        session().commit()
    return redirect(url_for(".list_members", slug=slug), 303)


@pages.route("/member-invitations/<string:token>", methods=["GET", "POST"])
@open_to_all
def accept_invitation(token: str) -> ResponseReturnValue:
    """Take up an invitation with a press; opening the link changes nothing."""
    limit("member link", rates=FOR_NETWORKS)
    invitation = queries.find_invitation(session(), token)
    if invitation is None or members.is_over(invitation, clock.now()):
        raise NotFound(queries.LINK_OVER)
    if PressForm().accepted():
        account = members.accept_invitation(session(), invitation)
        way = letters.way_in(session(), account, by=LINK)
        session().commit()
        return redirect(way, 303)
    organisation = session().get_one(Organisation, invitation.organisation_id)
    return render_template(
        "members/accept_invitation.html", organisation=organisation, form=PressForm()
    )
