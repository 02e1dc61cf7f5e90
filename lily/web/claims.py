"""Registering an organisation, and claiming one that is listed: match first, then new."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.audit.actors import LINK, PUBLIC
from lily.directory.models import Organisation
from lily.directory.queries import organisations, services
from lily.errors import Invalid, NotFound
from lily.http.access import open_to_all, signed_in
from lily.http.identity import find_signed_in, signed_in_account
from lily.http.limits import FOR_FORMS, FOR_NETWORKS, FOR_SECRETS, limit
from lily.http.sessions import session
from lily.listings.models import Claim
from lily.listings.owners import claims, queries
from lily.listings.owners.choices import ClaimEvidence, ClaimState
from lily.listings.owners.claims import About, Evidence
from lily.listings.owners.details import NewOrganisation, details_of
from lily.listings.owners.matching import (
    Likely,
    Wanted,
    domain_of,
    is_same_domain,
    likely_organisations,
    likely_services,
)
from lily.listings.owners.policies import why_not_enter_code
from lily.web.forms.base import PressForm
from lily.web.forms.claims import ClaimForm, EnterCodeForm, MatchForm, RegisterForm

pages = Blueprint("claims", __name__)


@pages.get("/organisations/register")
@open_to_all
def register_organisation() -> ResponseReturnValue:
    """What is to be listed: look first whether it is there."""
    form = MatchForm(request.args)
    is_asked = bool(request.args)
    is_good = is_asked and form.validate()
    wanted = Wanted(form.name.data or "", form.postcode.data or "", form.charity_number.data or "")
    return render_template(
        "claims/register_organisation.html",
        form=form,
        is_asked=is_good,
        likely=_likely(wanted) if is_good else [],
        listings=likely_services(session(), wanted) if is_good else [],
        kept={name: value for name, value in request.args.items() if name in form._fields},
    ), (400 if is_asked and not is_good else 200)


def _likely(wanted: Wanted) -> list[tuple[Likely, bool]]:
    """Return what is likely meant, and whether somebody looks after it."""
    found = likely_organisations(session(), wanted)
    claimed = queries.claimed_among(session(), {each.id for each in found})
    return [(each, each.id in claimed) for each in found]


@pages.route("/organisations/register/new", methods=["GET", "POST"])
@open_to_all
def register_new() -> ResponseReturnValue:
    """Describe an organisation that is not listed yet."""
    form = RegisterForm(data=request.args.to_dict() if request.method == "GET" else None)
    who = find_signed_in()
    if who:
        form.know_claimant()
    likely: list[tuple[Likely, bool]] = []
    if request.method == "POST":
        limit("register", rates=FOR_FORMS)
        if form.is_trapped:
            return redirect(url_for(".claim_sent"), 303)
    if form.accepted():
        likely = [] if form.is_new.data else _likely(_wanted(form))
        if not likely:
            return _ask(About(details=_details(form)), _own_words(form), form)
        form.refuse(Invalid("is_new", "Look at these first. Tick here if it is none of them."))
    return render_template("claims/register_new.html", form=form, likely=likely), (
        400 if form.errors or likely else 200
    )


def _wanted(form: RegisterForm) -> Wanted:
    return Wanted(
        name=form.name.data,
        postcode=form.postcode.data or "",
        charity_number=form.charity_number.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        website=form.homepage.data or "",
    )


def _details(form: RegisterForm) -> NewOrganisation:
    return NewOrganisation(description=form.description.data or "", **vars(_wanted(form)))


def _own_words(form: RegisterForm) -> Evidence:
    has_number = bool(form.charity_number.data)
    kind = ClaimEvidence.CHARITY_NUMBER if has_number else ClaimEvidence.WORDS
    return Evidence(kind, form.words.data, form.charity_number.data or "")


def _ask(about: About, evidence: Evidence, form: Any) -> ResponseReturnValue:
    """Make the claim, by whoever is signed in or by a link to the address; commit."""
    who = find_signed_in()
    if who:
        claim = claims.claim_organisation(session(), about, evidence, by=who.actor)
        session().commit()
        return redirect(url_for(".show_own_claim", claim_id=claim.id), 303)
    claims.ask_to_claim(
        session(),
        about,
        evidence,
        name=form.your_name.data,
        email=form.your_email.data,
        by=PUBLIC,
    )
    session().commit()
    return redirect(url_for(".claim_sent"), 303)


@pages.get("/claims/sent")
@open_to_all
def claim_sent() -> ResponseReturnValue:
    """The same words for everybody: look into your mailbox."""
    return render_template("claims/claim_sent.html")


@pages.route("/services/<string:slug>/claim", methods=["GET"])
@open_to_all
def claim_service(slug: str) -> ResponseReturnValue:
    """A listing is claimed with the organisation that runs it."""
    service = services.get_service(session(), slug).service
    here = url_for(".claim_organisation", slug=service.organisation.slug, listing=service.slug)
    return redirect(here)


@pages.route("/organisations/<string:slug>/claim", methods=["GET", "POST"])
@open_to_all
def claim_organisation(slug: str) -> ResponseReturnValue:
    """Say that an organisation is yours to speak for, and how we can be sure."""
    page = organisations.get_organisation(session(), slug)
    organisation, who = page.organisation, find_signed_in()
    if who and queries.find_membership(session(), organisation.id, who.account.id):
        return redirect("/your-listings")
    record = queries.get_on_record(session(), organisation.id)
    form = ClaimForm()
    form.offer(record, bool(_domain(organisation)))
    if who:
        form.know_claimant()
    if request.method == "POST":
        limit("claim", rates=FOR_FORMS)
        if form.is_trapped:
            return redirect(url_for(".claim_sent"), 303)
    if form.accepted() and _has_domain(form, organisation):
        kind = ClaimEvidence(form.evidence.data)
        evidence = Evidence(kind, form.words.data or "", form.charity_number.data or "")
        return _ask(About(organisation.id, service_id=_listing_id(page)), evidence, form)
    return render_template(
        "claims/claim_organisation.html",
        form=form,
        page=page,
        domain=_domain(organisation),
        is_claimed=queries.is_claimed(session(), organisation.id),
    ), (400 if form.errors else 200)


def _domain(organisation: Organisation) -> str:
    return domain_of(organisation.website) or domain_of(organisation.email)


def _has_domain(form: ClaimForm, organisation: Organisation) -> bool:
    """Say whether the e-mail address is at the domain, where that is the evidence."""
    if form.evidence.data != ClaimEvidence.EMAIL_DOMAIN:
        return True
    who = find_signed_in()
    address = who.account.email if who else form.your_email.data
    if is_same_domain(address, organisation.website, organisation.email):
        return True
    words = f"Your address does not end in {_domain(organisation)}. Choose another way."
    form.refuse(Invalid("evidence" if who else "your_email", words))
    return False


def _listing_id(page: organisations.OrganisationPage) -> UUID | None:
    """Return the listing by which somebody came, where it is one of this organisation."""
    slug = request.args.get("listing", "")
    return next((each.id for each in page.services if each.slug == slug), None)


@pages.route("/claims/<string:token>", methods=["GET", "POST"])
@open_to_all
def show_claim(token: str) -> ResponseReturnValue:
    """A claim by its link: confirm it with a press, and see later how it stands."""
    limit("claim link", rates=FOR_NETWORKS)
    claim = _by_link(token)
    if PressForm().accepted() and claim.state is ClaimState.UNCONFIRMED:
        claims.confirm_claim(session(), claim)
        session().commit()
        return redirect(url_for(".show_claim", token=token), 303)
    return _show(claim, url_for(".show_claim", token=token), EnterCodeForm(formdata=None))


@pages.post("/claims/<string:token>/code")
@open_to_all
def enter_code(token: str) -> ResponseReturnValue:
    """The code of a claim, by its link."""
    limit("claim code", rates=FOR_SECRETS)
    claim = _by_link(token)
    return _enter(claim, url_for(".show_claim", token=token), by_link=True)


def _by_link(token: str) -> Claim:
    claim = queries.find_claim_of_link(session(), token)
    if claim is None or claims.is_over(claim, clock.now()):
        raise NotFound(queries.LINK_OVER)
    return claim


@pages.get("/your-claims/<uuid:claim_id>")
@signed_in()
def show_own_claim(claim_id: UUID) -> ResponseReturnValue:
    """How a claim of mine stands."""
    claim = queries.get_own_claim(session(), claim_id, signed_in_account().account.id)
    here = url_for(".show_own_claim", claim_id=claim.id)
    return _show(claim, here, EnterCodeForm(formdata=None))


@pages.post("/your-claims/<uuid:claim_id>/code")
@signed_in()
def enter_own_code(claim_id: UUID) -> ResponseReturnValue:
    """The code of a claim of mine."""
    limit("claim code", rates=FOR_SECRETS)
    claim = queries.get_own_claim(session(), claim_id, signed_in_account().account.id)
    return _enter(claim, url_for(".show_own_claim", claim_id=claim.id), by_link=False)


@pages.post("/your-claims/<uuid:claim_id>/withdraw")
@signed_in()
def withdraw_claim(claim_id: UUID) -> ResponseReturnValue:
    """Take a claim of mine back."""
    who = signed_in_account()
    claim = queries.get_own_claim(session(), claim_id, who.account.id)
    if PressForm().accepted():
        claims.withdraw_claim(session(), claim, by=who.actor)
        session().commit()
    return redirect(url_for(".show_own_claim", claim_id=claim_id), 303)


def _enter(claim: Claim, here: str, *, by_link: bool) -> ResponseReturnValue:
    form = EnterCodeForm()
    by = LINK if by_link else signed_in_account().actor
    if form.accepted():
        is_right = claims.enter_code(session(), claim, form.code.data, by=by)
        session().commit()
        if is_right:
            return redirect(here, 303)
        words = "That is not the code. Look at each letter again."
        form.refuse(Invalid("code", words))
    return _show(claim, here, form)


def _show(claim: Claim, here: str, form: EnterCodeForm) -> ResponseReturnValue:
    why_no_code = why_not_enter_code(claim, clock.now())
    return render_template(
        "claims/show_claim.html",
        claim=claim,
        state=claim.state.value,
        name=claims.name_of(session(), claim),
        here=here,
        form=form,
        can_enter_code=why_no_code is None,
        why_no_code=why_no_code if claim.code_made_at else None,
        details=None if claim.organisation_id else details_of(claim),
    ), (400 if form.errors else 200)
