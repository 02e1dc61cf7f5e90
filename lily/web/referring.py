"""Referring a person, with or without an account; and where a referral stands."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.choices import Role
from lily.accounts.models import Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_taking_referrals
from lily.audit.actors import PUBLIC, Actor
from lily.casework.actions.referrals import Asked, make_referral
from lily.casework.choices import ReferralState, ReferrerKind
from lily.casework.practice import list_numbers
from lily.casework.queries import find_referral_by_token, has_contact, is_closed
from lily.directory.queries.services import find_service
from lily.errors import Invalid, NotFound
from lily.http.access import needs, open_to_all
from lily.http.headers import keep_private
from lily.http.identity import find_signed_in, signed_in_account
from lily.http.limits import FOR_NETWORKS, limit
from lily.http.sessions import session
from lily.web import entering
from lily.web.forms.concerns import key_of
from lily.web.forms.referrals import DECLINED, DECLINED_TO_SELF, CallersForm, ReferralForm

pages = Blueprint("referring", __name__)

RING_ME = "Please ring me."
OF_COLLEAGUES = (ReferrerKind.CHAMPION, ReferrerKind.PHONE_LINE)
KINDS = {
    "professional": ReferrerKind.PROFESSIONAL,
    "myself": ReferrerKind.SELF,
    "somebody-i-know": ReferrerKind.FAMILY,
}


@pages.app_template_global()
def somebody_rings() -> bool:
    """Say whether a team takes referrals, so that somebody can ask to be rung."""
    return bool(list_taking_referrals(session()))


@pages.get("/refer")
@open_to_all
def stop_first() -> ResponseReturnValue:
    """What to do first where somebody is in danger; then who refers, and to which team."""
    teams = list_taking_referrals(session())
    numbers = list_numbers(session(), [each.id for each in teams])
    about = find_service(session(), request.args.get("about", ""))
    return render_template("referring/stop_first.html", teams=teams, numbers=numbers, about=about)


@pages.route("/refer/<string:kind>", methods=["GET", "POST"])
@open_to_all
def refer(kind: str) -> ResponseReturnValue:
    """Refer a person, or oneself: at most nine questions, and no account."""
    if kind not in KINDS:
        raise NotFound("We do not know that way to refer. Begin at the first page of it.")
    who = find_signed_in()
    return _refer(KINDS[kind], who.actor if who else PUBLIC)


@pages.route("/refer/for-a-caller", methods=["GET", "POST"])
@needs(Permission.REFER)
def refer_for_a_caller() -> ResponseReturnValue:
    """Refer somebody who rings, or who stands at a stall."""
    who = signed_in_account()
    kind = ReferrerKind.CHAMPION if Role.CHAMPION in who.roles else ReferrerKind.PHONE_LINE
    return _refer(kind, who.actor)


def _team() -> Team | None:
    """Return the team that was chosen, or the only one; None where it must be chosen first."""
    teams = list_taking_referrals(session())
    chosen = request.args.get("team", "", type=str)
    if chosen:
        return next((each for each in teams if str(each.id) == chosen), None)
    return teams[0] if len(teams) == 1 else None


def _form(kind: ReferrerKind) -> ReferralForm:
    """Return the form without the questions that need not be asked of this referrer.

    Who is signed in and refers somebody need not type their name and address.
    """
    if kind in OF_COLLEAGUES:
        return CallersForm()
    if kind is ReferrerKind.SELF:
        form = ReferralForm()
        form.ask_for_oneself()
        return form
    who = find_signed_in()
    known = {"who": who.account.name, "contact": who.account.email} if who else {}
    form = ReferralForm(**known)
    if kind is ReferrerKind.FAMILY:
        form.ask_who_knows_them()
    return form


def _refer(kind: ReferrerKind, by: Actor) -> ResponseReturnValue:
    keep_private()
    team = _team()
    if team is None:
        about = request.args.get("about") or None
        return redirect(url_for(".stop_first", about=about))
    if request.method == "POST":
        limit("refer", rates=FOR_NETWORKS)
    form = _form(kind)
    if form.accepted():
        if form.is_trapped:
            return redirect(url_for(".stop_first"))
        try:
            token = _keep(team, kind, form, by)
        except Invalid as error:
            form.refuse(error)
        else:
            entering.say("Thank you. We have it.")
            return redirect(url_for(".show_status", token=token), 303)
    return render_template(
        "referring/refer.html",
        form=form,
        kind=kind,
        team=team,
        numbers=list_numbers(session(), [team.id]),
        about=find_service(session(), request.args.get("about", "")),
        is_drafted=kind in OF_COLLEAGUES,
    ), 400 if form.mistakes else 200


def _reason(form: ReferralForm, kind: ReferrerKind) -> str:
    """Return what would help; where somebody said no more, that they would like to be rung."""
    words = form.reason.data or (RING_ME if kind is ReferrerKind.SELF else "")
    about = find_service(session(), request.args.get("about", ""))
    return f"{words}\n\nThey were looking at: {about.name}." if about else words


def _keep(team: Team, kind: ReferrerKind, form: ReferralForm, by: Actor) -> str:
    is_urgent, is_agreed = (
        bool(name in form and form[name].data) for name in ("is_urgent", "agrees")
    )
    asked = Asked(kind, _reason(form, kind), is_urgent, is_agreed)
    referrer = form.referrer()
    made = make_referral(
        session(), team, form.person(), referrer, asked, by=by, key=key_of(form.key)
    )
    token = made.token
    if isinstance(form, CallersForm):
        form.finish_draft(session())
    session().commit()
    return token


@pages.get("/referral-status/<string:token>")
@open_to_all
def show_status(token: str) -> ResponseReturnValue:
    """Where a referral stands, for whoever made it; nothing of the person."""
    keep_private(without_address=True)
    limit("referral-status", rates="60 per minute")
    referral = find_referral_by_token(session(), token)
    is_accepted = referral.state is ReferralState.ACCEPTED
    is_own = referral.kind is ReferrerKind.SELF
    declined = DECLINED_TO_SELF if is_own else DECLINED
    is_in_contact = bool(referral.case_id and has_contact(session(), referral.case_id))
    return render_template(
        "referring/show_status.html",
        referral=referral,
        is_declined=referral.state is ReferralState.DECLINED,
        is_new=referral.state is ReferralState.RECEIVED,
        is_own=is_own,
        why=declined.get(referral.decline_reason) if referral.decline_reason else "",
        steps=[
            ("We have it", True),
            ("Somebody helps you" if is_own else "Somebody helps", is_accepted),
            (f"We are in contact with {'you' if is_own else 'the person'}", is_in_contact),
            ("It is finished", bool(referral.case_id and is_closed(session(), referral.case_id))),
        ],
    )
