"""Likely doubles side by side: keep one, or say that they are two; undone at a press."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.directory.queries import organisations, services
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.desk import deciding, duplicates
from lily.listings.desk.choices import PairKind, PairState
from lily.listings.models import LikelyDuplicate
from lily.web.desk.blueprint import page_asked, pages, paging
from lily.web.forms.base import PressForm
from lily.web.forms.duplicates import TWO, DecidePairForm

STATES = {
    PairState.OPEN: "To decide",
    PairState.NOT_A_DUPLICATE: "Two, not one",
    PairState.MERGED: "Kept one of two",
}
GONE = ("", "One that is gone")


@dataclass(frozen=True)
class Side:
    """One of a pair as the page shows it: facts by their label, in the same order on both sides."""

    id: UUID
    name: str
    address: str
    facts: dict[str, str]


def _names(pairs: list[LikelyDuplicate]) -> dict[UUID, tuple[str, str]]:
    """Return (slug, name) of everything in some pairs, in two statements."""
    ids = {each for pair in pairs for each in (pair.one_id, pair.other_id)}
    found = services.names_by_id(session(), ids)
    return found | organisations.names_by_id(session(), ids)


@pages.get("/desk/duplicates")
@needs(Permission.MODERATE)
def list_duplicates() -> ResponseReturnValue:
    """Pairs to decide, or those that were decided."""
    asked = request.args.get("state", PairState.OPEN.value)
    if asked not in set(PairState):
        raise NotFound("There is no such list of pairs. Choose one from the desk.")
    state = PairState(asked)
    pairs, total = duplicates.list_pairs(session(), state=state, page=page_asked())
    return render_template(
        "desk/list_duplicates.html",
        pairs=pairs,
        total=total,
        names=_names(list(pairs)),
        gone=GONE,
        state=state,
        states=STATES,
        paging=paging(total, duplicates.PAGE),
    )


def _sides(pair: LikelyDuplicate) -> list[Side]:
    read = _service_side if pair.kind is PairKind.SERVICE else _organisation_side
    names = _names([pair])
    return [read(each, *names.get(each, GONE)) for each in (pair.one_id, pair.other_id)]


def _service_side(service_id: UUID, slug: str, name: str) -> Side:
    if not slug:
        return Side(service_id, name, "", {})
    page = services.get_service(session(), slug)
    service = page.service
    places = [
        ", ".join(filter(None, (address.address_1, address.city, address.postcode)))
        for at in page.placed
        for address in at.location.addresses[:1]
    ]
    if page.is_confidential:
        places.append("a place that is kept secret")
    checked = service.assured_on
    return Side(
        service_id,
        name,
        f"/services/{slug}",
        {
            "Run by": service.organisation.name,
            "In short": service.summary,
            "Where": "; ".join(places),
            "Telephone": ", ".join(phone.number for phone in service.phones),
            "E-mail": service.email,
            "Website": service.url,
            "Times": "; ".join(schedule.words for schedule in page.schedules if schedule.words),
            "Came from": page.source.name if page.source else "written here",
            "Checked": f"{checked:%d/%m/%Y}" if checked else "not yet",
        },
    )


def _organisation_side(organisation_id: UUID, slug: str, name: str) -> Side:
    if not slug:
        return Side(organisation_id, name, "", {})
    page = organisations.get_organisation(session(), slug)
    organisation = page.organisation
    return Side(
        organisation_id,
        name,
        f"/organisations/{slug}",
        {
            "Telephone": ", ".join(phone.number for phone in organisation.phones),
            "E-mail": organisation.email,
            "Website": organisation.website,
            "Numbers": ", ".join(f"{n.scheme} {n.identifier}" for n in organisation.identifiers),
            "Runs": ", ".join(service.name for service in page.services),
        },
    )


@pages.route("/desk/duplicates/<uuid:pair_id>", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def show_duplicate(pair_id: UUID) -> ResponseReturnValue:
    """A pair side by side, to be decided."""
    pair = duplicates.get_pair(session(), pair_id)
    sides = _sides(pair)
    form = DecidePairForm()
    form.keep.choices = [
        SelectChoice(str(sides[0].id), "One: keep the first, and let the second lead to it"),
        SelectChoice(str(sides[1].id), "One: keep the second, and let the first lead to it"),
        SelectChoice(TWO, "Two: do not show them again"),
    ]
    if form.accepted():
        by = signed_in_account().actor
        if form.keep.data == TWO:
            deciding.say_two_are_two(session(), pair, by=by)
        else:
            deciding.keep_one(session(), pair, UUID(form.keep.data), by=by)
        session().commit()
        return redirect(url_for(".list_duplicates"), 303)
    decider = names_of(session(), {pair.decided_by}) if pair.decided_by else {}
    return render_template(
        "desk/show_duplicate.html",
        pair=pair,
        sides=sides,
        form=form,
        states=STATES,
        decided_by=decider.get(pair.decided_by, "") if pair.decided_by else "",
    ), (400 if form.errors else 200)


@pages.post("/desk/duplicates/<uuid:pair_id>/undo")
@needs(Permission.MODERATE)
def undo_duplicate(pair_id: UUID) -> ResponseReturnValue:
    """Undo what was decided of a pair."""
    if not PressForm().accepted():
        raise Invalid("", "That did not arrive whole. Go back, reload the page, and try again.")
    pair = duplicates.get_pair(session(), pair_id)
    deciding.look_again(session(), pair, by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".show_duplicate", pair_id=pair_id), 303)
