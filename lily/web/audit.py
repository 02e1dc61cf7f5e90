"""The audit, for those who may read it: what was done, newest first."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.audit import queries
from lily.http.access import needs
from lily.http.sessions import session
from lily.web.deeds import in_words, tell
from lily.web.desk.blueprint import page_asked, paging

pages = Blueprint("audit", __name__)


@pages.get("/audit")
@needs(Permission.READ_AUDIT)
def list_events() -> ResponseReturnValue:
    """What was done, by whom and when; by action, by what it was done to, by account."""
    account_id = request.args.get("account", type=UUID)
    subject_id = request.args.get("subject", type=UUID)
    action, kind = request.args.get("action", ""), request.args.get("kind", "")
    events, total = queries.list_events(
        session(),
        page=page_asked(),
        subject_id=subject_id,
        account_id=account_id,
        action=action,
        kinds=(kind,) if kind else (),
    )
    known = {event.account_id for event in events if event.account_id}
    names = names_of(session(), known | ({account_id} if account_id else set()))
    return render_template(
        "audit/list_events.html",
        told=tell(events, names),
        total=total,
        actions={"": "Anything"} | {a: in_words(a) for a in queries.list_actions(session())},
        kinds={"": "Anything"} | {k: in_words(k) for k in queries.list_kinds(session())},
        action=action,
        kind=kind,
        account=names.get(account_id, "an account that is gone") if account_id else "",
        account_id=account_id,
        subject_id=subject_id,
        paging=paging(total, queries.PAGE),
    )
