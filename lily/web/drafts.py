"""What somebody types is kept while they type it: static/js/drafts.js sends it here."""

from typing import Annotated
from uuid import UUID

from flask import Blueprint, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from lily.accounts import drafts
from lily.errors import Invalid
from lily.http.access import own_path, signed_in
from lily.http.identity import signed_in_account
from lily.http.limits import limit
from lily.http.sessions import session
from lily.http.typed import without_unseen
from lily.web import entering
from lily.web.forms.base import PressForm
from lily.web.forms.drafted import KEY, LABELS, read_stamp

pages = Blueprint("drafts", __name__)

OFTEN = "90 per minute"
LONGEST_SENT = 2 * drafts.LONGEST
"""Bytes: JSON writes some signs with more than they are kept in."""
UNREADABLE = "We cannot read this draft."

_KEY = r"^[A-Za-z0-9_-]{16,40}$"


class Typed(BaseModel):
    """What a page sends: for what each is see Draft and OpenPage."""

    path: Annotated[str, StringConstraints(max_length=300, pattern=r"^/[^?#]*$")]
    form: str
    fields: list[tuple[str, str]]
    key: Annotated[str, StringConstraints(pattern=_KEY)]
    turn: Annotated[int, Field(ge=1, le=10**9)]
    after: Annotated[str, StringConstraints(max_length=60)] = ""


@pages.post("/drafts")
@signed_in()
def keep_draft() -> ResponseReturnValue:
    """Keep what somebody typed so far: JSON, as in Typed, with the CSRF token in X-CSRFToken."""
    account_id = signed_in_account().account.id
    limit("draft", str(account_id), rates=OFTEN)
    typed = _read()
    fields = [(without_unseen(name), without_unseen(value)) for name, value in typed.fields]
    drafts.keep_draft(
        session(),
        drafts.Place(account_id, typed.path, typed.form),
        [(name, value) for name, value in fields if name != KEY],
        drafts.OpenPage(typed.key, typed.turn, *read_stamp(typed.after)),
    )
    session().commit()
    return "", 204


def _read() -> Typed:
    if (request.content_length or 0) > LONGEST_SENT:
        abort(413)
    try:
        typed = Typed.model_validate_json(request.get_data())
    except ValidationError:
        raise Invalid("fields", UNREADABLE) from None
    if not own_path(typed.path) or typed.form not in LABELS:
        raise Invalid("path", UNREADABLE)
    return typed


@pages.get("/drafts/token.json")
@signed_in()
def show_token() -> ResponseReturnValue:
    """The CSRF token of whoever is signed in now, for a page that was open before they were."""
    return jsonify(csrf_token=generate_csrf(), account=str(signed_in_account().account.id))


@pages.post("/drafts/<uuid:draft_id>/drop")
@signed_in()
def drop_draft(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, and go back to the page that asks, or to the form, which is as new."""
    account_id = signed_in_account().account.id
    draft = drafts.get_draft(session(), draft_id, account_id=account_id)
    back = own_path(request.args.get("back", "")) or draft.path
    if PressForm().accepted():
        at = drafts.Place(account_id, draft.path, draft.form)
        drafts.drop_draft(session(), at, key=read_stamp(request.form.get(KEY, ""))[0])
        session().commit()
        entering.say("The draft is thrown away.")
    return redirect(back, 303)
