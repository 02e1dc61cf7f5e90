"""What somebody typed when their sign-in had run out: shown to them, to send after all."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from lily.accounts.kept_forms import get_kept_form
from lily.http.access import signed_in
from lily.http.identity import signed_in_account
from lily.http.sessions import session

pages = Blueprint("kept_forms", __name__)


@pages.get("/what-you-typed/<uuid:kept_id>")
@signed_in()
def show_kept_form(kept_id: UUID) -> ResponseReturnValue:
    """What was typed, with one button that sends it to where it was going."""
    account = signed_in_account().account
    kept, fields = get_kept_form(session(), kept_id, account_id=account.id)
    return render_template(
        "kept_forms/show_kept_form.html", kept=kept, fields=fields, form=FlaskForm()
    )
