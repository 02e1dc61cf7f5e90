"""Many listings at once: choose, see what would change, do it, see what was done."""

from typing import NamedTuple
from uuid import UUID, uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.choices import ServiceStatus
from lily.directory.models import TaxonomyTerm
from lily.directory.queries import sources, terms
from lily.directory.queries.needs import NEEDS
from lily.directory.queries.terms import Branch
from lily.errors import Invalid, NotFound, Refused
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.desk import bulk
from lily.listings.desk.bulk import BulkAsk, BulkFilter, Preview
from lily.listings.desk.choices import BulkDeed
from lily.web.desk.blueprint import pages
from lily.web.forms.bulk import DoToManyForm

DEEDS = {
    BulkDeed.SET_INACTIVE: "Hide them",
    BulkDeed.SET_ACTIVE: "Show them again",
    BulkDeed.ADD_NEED: "Put a need on them",
    BulkDeed.REMOVE_NEED: "Take a need off them",
    BulkDeed.ASK_TO_CHECK: "Ask somebody to ring them",
}
STATUSES = {
    "": "Any",
    "active": "Active",
    "inactive": "Hidden",
    "temporarily closed": "Closed for a time",
    "defunct": "Stopped",
}
CHECKED = {
    "": "Whenever",
    "0": "Not today",
    "90": "Not for 3 months",
    "180": "Not for 6 months",
    "365": "Not for a year",
    "730": "Not for 2 years",
}


class Asked(NamedTuple):
    """What an address asks for: a filter, and perhaps what to do and the need it is about."""

    chosen: BulkFilter
    deed: BulkDeed | None
    need: TaxonomyTerm | None

    @property
    def whole(self) -> BulkAsk | None:
        """Whatever can be shown before it is done."""
        if self.deed is None:
            return None
        return BulkAsk(self.chosen, self.deed, self.need.id if self.need else None)


def _known(name: str, values: dict[str, str]) -> str:
    value = request.args.get(name, "")
    return value if value in values else ""


def _asked() -> Asked:
    """Read the address; what is not in our lists is left out."""
    checked, status = _known("checked", CHECKED), _known("status", STATUSES)
    chosen = BulkFilter(
        need=request.args.get("need", ""),
        organisation=request.args.get("organisation", "").strip()[:100],
        source=request.args.get("source", ""),
        checked=int(checked) if checked else None,
        status=ServiceStatus(status) if status else None,
    )
    deed, term = request.args.get("deed", ""), request.args.get("term", type=UUID)
    return Asked(
        chosen,
        BulkDeed(deed) if deed in set(BulkDeed) else None,
        session().get(TaxonomyTerm, term) if term else None,
    )


def _options(branches: list[Branch]) -> list[tuple[str, TaxonomyTerm]]:
    """Return every need to choose from, the narrower ones with what is above them."""
    return [
        (name, each.term)
        for branch in branches
        for name, each in (
            (branch.term.name, branch),
            *((f"{branch.term.name}: {child.term.name}", child) for child in branch.children),
        )
    ]


def _page(asked: Asked, error: str = "", status: int = 200) -> ResponseReturnValue:
    today = clock.today()
    try:
        taxonomy = terms.get_taxonomy(session(), NEEDS)
        options = _options(terms.list_branches(session(), taxonomy.id))
    except NotFound:
        options = []
    shown: Preview | None = None
    if asked.whole:
        try:
            shown = bulk.preview(session(), asked.whole, today)
        except Invalid as missing:
            error, status = missing.message, 400
    listed, total = bulk.list_chosen(session(), asked.chosen, today)
    return render_template(
        "desk/change_many.html",
        asked=asked,
        error=error,
        preview=shown,
        listed=listed,
        total=total,
        form=DoToManyForm(formdata=None, act=str(uuid4()), digest=shown.digest if shown else ""),
        deeds=DEEDS,
        statuses=STATUSES,
        checks=CHECKED,
        need_slugs={"": "Any"} | {term.slug: name for name, term in options},
        need_ids={"": "Choose a need"} | {str(term.id): name for name, term in options},
        sources={"": "Any"} | {each.slug: each.name for each in sources.list_sources(session())},
    ), status


@pages.route("/desk/bulk", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def change_many() -> ResponseReturnValue:
    """Choose listings and what to do, see what would change, and do it."""
    asked = _asked()
    form = DoToManyForm()
    if request.method == "GET" or asked.whole is None:
        return _page(asked)
    if not form.accepted():
        return _page(asked, "That did not arrive whole. Look again, then press once more.", 400)
    try:
        act = bulk.do_to_many(
            session(),
            UUID(form.act.data),
            asked.whole,
            form.digest.data,
            by=signed_in_account().actor,
            today=clock.today(),
        )
    except Refused as error:
        session().rollback()
        return _page(asked, str(error), 409)
    session().commit()
    return redirect(url_for(".show_many", act_id=act.id), 303)


@pages.get("/desk/bulk/<uuid:act_id>")
@needs(Permission.MODERATE)
def show_many(act_id: UUID) -> ResponseReturnValue:
    """What was done to many listings."""
    act = bulk.get_act(session(), act_id)
    return render_template("desk/show_many.html", act=act, deeds=DEEDS)
