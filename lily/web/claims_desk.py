"""The moderator's side of claims: what is on record, codes, the decision, and revoking."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.models import Account
from lily.accounts.permissions import Permission
from lily.directory.queries import organisations
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.models import Claim
from lily.listings.owners import claims, codes, members, queries
from lily.listings.owners.choices import ClaimState
from lily.listings.owners.details import NewOrganisation, details_of
from lily.listings.owners.matching import (
    Wanted,
    digits_of,
    is_same_domain,
    likely_organisations,
)
from lily.listings.owners.policies import why_not_decide, why_not_make_code
from lily.web.forms.base import PressForm
from lily.web.forms.claims import EVIDENCE, DecisionForm

pages = Blueprint("claims_desk", __name__)

STATES = {
    ClaimState.WAITING: "Waiting for you",
    ClaimState.UNCONFIRMED: "E-mail not confirmed yet",
    ClaimState.APPROVED: "Approved",
    ClaimState.REJECTED: "Turned down",
    ClaimState.WITHDRAWN: "Taken back",
}


@pages.get("/moderation/claims")
@needs(Permission.MODERATE)
def list_claims() -> ResponseReturnValue:
    """Who asks to look after what; the oldest first."""
    asked = request.args.get("state", "")
    state = ClaimState(asked) if asked in set(ClaimState) else ClaimState.WAITING
    return render_template(
        "claims_desk/list_claims.html",
        claims=queries.list_claims(session(), state),
        state=state.value,
        states={each.value: words for each, words in STATES.items()},
        evidence=EVIDENCE,
    )


@pages.route("/moderation/claims/<uuid:claim_id>", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def decide_claim(claim_id: UUID) -> ResponseReturnValue:
    """One claim beside what is on record, and the decision."""
    claim = queries.get_claim(session(), claim_id)
    form = DecisionForm()
    if form.accepted():
        try:
            _decide(claim, form.words.data or "")
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for(".list_claims"), 303)
    return render_template("claims_desk/decide_claim.html", form=form, **_facts(claim)), (
        400 if form.errors else 200
    )


def _decide(claim: Claim, words: str) -> None:
    by = signed_in_account().actor
    match request.form.get("decision"):
        case "approve":
            claims.approve_claim(session(), claim, by=by, words=words)
        case "reject":
            claims.reject_claim(session(), claim, by=by, words=words)
        case _:
            raise Invalid("words", "Press one of the two buttons.")


def _facts(claim: Claim) -> dict[str, object]:
    """Return what a moderator holds a claim against."""
    account = session().get(Account, claim.account_id) if claim.account_id else None
    record = (
        queries.get_on_record(session(), claim.organisation_id) if claim.organisation_id else None
    )
    details = details_of(claim) if claim.details else None
    numbers = {digits_of(each) for each in record.identifiers} if record else set()
    ours = (record.organisation.website, record.organisation.email) if record else ()
    is_new = details is not None and claim.organisation_id is None
    return {
        "claim": claim,
        "name": claims.name_of(session(), claim),
        "account": account,
        "record": record,
        "details": details,
        "evidence": EVIDENCE[claim.evidence],
        "state": STATES[claim.state],
        "why_not": why_not_decide(claim),
        "can_make_code": why_not_make_code(claim) is None,
        "same_domain": bool(account and is_same_domain(account.email, *ours)),
        "same_number": digits_of(claim.charity_number) in numbers if numbers else False,
        "members": (
            queries.list_members(session(), claim.organisation_id) if claim.organisation_id else []
        ),
        "likely": likely_organisations(session(), _wanted(details)) if details and is_new else [],
    }


def _wanted(details: NewOrganisation) -> Wanted:
    return Wanted(**details.model_dump(include={*vars(Wanted())}))


@pages.post("/moderation/claims/<uuid:claim_id>/code")
@needs(Permission.MODERATE)
def make_code(claim_id: UUID) -> ResponseReturnValue:
    """A code, shown this once: to read out on the listed number, or to post to the address."""
    claim = queries.get_claim(session(), claim_id)
    if not PressForm().accepted():
        return redirect(url_for(".decide_claim", claim_id=claim_id), 303)
    code = claims.make_code(session(), claim, by=signed_in_account().actor)
    facts = _facts(claim)
    session().commit()
    return render_template(
        "claims_desk/make_code.html",
        code=codes.spaced(code),
        days=codes.HOLDS.days,
        **facts,
    )


@pages.get("/moderation/organisations/<string:slug>/members")
@needs(Permission.MODERATE)
def list_members_of(slug: str) -> ResponseReturnValue:
    """Who looks after an organisation, with the way to end it."""
    organisation = organisations.get_organisation(session(), slug).organisation
    return render_template(
        "claims_desk/list_members_of.html",
        organisation=organisation,
        members=queries.list_members(session(), organisation.id),
        form=PressForm(),
    )


@pages.post("/moderation/organisations/<string:slug>/members/<uuid:membership_id>/trust")
@needs(Permission.MODERATE)
def set_trust(slug: str, membership_id: UUID) -> ResponseReturnValue:
    """Let what somebody sends be live at once, or be looked at first again."""
    organisation = organisations.get_organisation(session(), slug).organisation
    membership = queries.get_member(session(), organisation.id, membership_id)
    if PressForm().accepted():
        is_trusted = request.args.get("at") == "once"
        members.set_trust(
            session(), membership, is_trusted=is_trusted, by=signed_in_account().actor
        )
        session().commit()
    return redirect(url_for(".list_members_of", slug=slug), 303)


@pages.post("/moderation/organisations/<string:slug>/members/<uuid:membership_id>/revoke")
@needs(Permission.MODERATE)
def revoke_membership(slug: str, membership_id: UUID) -> ResponseReturnValue:
    """End somebody's looking after an organisation, from their next request on."""
    organisation = organisations.get_organisation(session(), slug).organisation
    membership = queries.get_member(session(), organisation.id, membership_id)
    if PressForm().accepted():
        members.revoke_membership(session(), membership, by=signed_in_account().actor)
        session().commit()
    return redirect(url_for(".list_members_of", slug=slug), 303)
