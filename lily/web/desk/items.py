"""Items at the desk: lists by kind, one to look at, and saying what became of it."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.directory.queries.organisations import names_by_id as organisation_names
from lily.directory.queries.services import names_by_id as service_names
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind, DeskState, permission_for
from lily.listings.freshness.reports import REPORT_KEY
from lily.web.desk.blueprint import page_asked, pages, paging
from lily.web.forms.desk import CloseItemForm

KINDS = {
    DeskKind.REPORT: "Problems reported",
    DeskKind.MAIL_FAILED: "Letters that did not arrive",
    DeskKind.NO_REPLY: "No reply",
    DeskKind.TIMES: "Times not understood",
    DeskKind.IMPORT: "Imports",
    DeskKind.OTHER: "Other things",
}


def _kinds() -> frozenset[DeskKind]:
    """Return the kinds that this person may see."""
    allowed = signed_in_account().permissions
    return frozenset(kind for kind in DeskKind if permission_for(kind) in allowed)


def _asked_kinds() -> frozenset[DeskKind]:
    kinds, asked = _kinds(), request.args.get("kind", "")
    if not asked:
        return kinds
    if asked not in kinds:
        raise NotFound("There is no such list at the desk. Choose one from the desk.")
    return frozenset({DeskKind(asked)})


@pages.get("/desk/items")
@needs(Permission.VERIFY_LISTINGS)
def list_items() -> ResponseReturnValue:
    """What waits of one kind (or of all), or what was dealt with."""
    kinds = _asked_kinds()
    state = DeskState.DONE if request.args.get("state") == "done" else DeskState.OPEN
    items, total = desk_items.list_desk_items(
        session(), kinds=kinds, state=state, page=page_asked()
    )
    return render_template(
        "desk/list_items.html",
        items=items,
        total=total,
        state=state,
        kinds=KINDS,
        kind=request.args.get("kind", ""),
        title=KINDS[next(iter(kinds))] if len(kinds) == 1 else "Everything at the desk",
        services=service_names(session(), {item.service_id for item in items}),
        organisations=organisation_names(session(), {item.organisation_id for item in items}),
        paging=paging(total, desk_items.PAGE),
    )


@pages.route("/desk/items/<uuid:item_id>", methods=["GET", "POST"])
@needs(Permission.VERIFY_LISTINGS)
def show_item(item_id: UUID) -> ResponseReturnValue:
    """One item, and what became of it; a report that waits is answered on its own page."""
    item = desk_items.get_desk_item(session(), item_id, _kinds())
    if item.state is DeskState.OPEN and item.key.startswith(REPORT_KEY):
        report_id = UUID(item.key.removeprefix(REPORT_KEY))
        return redirect(url_for("reports.answer_report", report_id=report_id), 303)
    form = CloseItemForm()
    if form.accepted():
        try:
            desk_items.close_desk_item(
                session(), item, form.outcome.data, by=signed_in_account().actor
            )
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for(".list_items", kind=item.kind.value), 303)
    names = names_of(session(), {item.done_by}) if item.done_by else {}
    return render_template(
        "desk/show_item.html",
        item=item,
        form=form,
        kind=KINDS[item.kind],
        done_by=names.get(item.done_by, "") if item.done_by else "",
        services=service_names(session(), {item.service_id}),
        organisations=organisation_names(session(), {item.organisation_id}),
    ), (400 if form.errors else 200)
