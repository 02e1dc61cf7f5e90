"""A form that is kept on the server as it is typed: see docs/casework.md, Drafts."""

from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from lily.accounts.drafts import Place, drop_draft, find_draft
from lily.accounts.models import Draft
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.forms.base import HouseForm

KEY = "draft_key"
"""The field in which the page says its name and how often it has sent what was typed, as
"name.3": static/js/drafts.js puts it into the form."""

LABELS: dict[str, str] = {}
"""What each form that is kept so is, in words that tell of nobody, by its name."""


def read_stamp(stamp: str) -> tuple[str, int]:
    """Return the name of an open page, and how often it had sent what was typed."""
    key, _, turn = stamp.partition(".")
    return key, int(turn) if turn.isdecimal() and len(turn) < 10 else 0


class DraftedForm(HouseForm):
    """A form of somebody signed in, that comes filled in with what they typed here before.

    A class of it gives `draft_name` (which form of its page it is) and `draft_label` (what it is,
    in words that tell of nobody). `draft_at` is the address of its page, where that is not the one
    asked for. `draft` is what was typed before, None where nothing was or the form was sent now.
    """

    draft_name: ClassVar[str] = ""
    draft_label: ClassVar[str] = ""
    draft: Draft | None = None
    typed_before: MultiDict[str, str] | None = None

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where what fills in the form comes from."""

        def wrap_formdata(self, form: "DraftedForm", formdata: Any) -> Any:
            """Return what was sent, or else what was typed before, or None."""
            sent = super().wrap_formdata(form, formdata)
            return form.find_typed() if sent is None else sent

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.draft_name:
            LABELS[cls.draft_name] = cls.draft_label

    def __init__(self, *args: Any, draft_at: str = "", **values: Any) -> None:
        self.draft_at = draft_at or request.path
        super().__init__(*args, **values)

    @property
    def draft_of(self) -> Place:
        """Whose draft this form is, and where it is typed."""
        return Place(signed_in_account().account.id, self.draft_at, self.draft_name)

    @property
    def draft_after(self) -> str:
        """Which open page wrote the words that this form shows, and at which of its turns."""
        if self.draft:
            return f"{self.draft.key}.{self.draft.turn}"
        return request.form.get(KEY, "")

    def find_typed(self) -> MultiDict[str, str] | None:
        """Return the fields that were typed here before, or None."""
        found = find_draft(session(), self.draft_of)
        if found is None:
            return None
        self.draft, fields = found
        self.typed_before = MultiDict(fields)
        return self.typed_before

    def finish_draft(self, session: Session) -> None:
        """Forget what was typed, since it was sent: in the transaction that keeps it."""
        drop_draft(session, self.draft_of, key=read_stamp(request.form.get(KEY, ""))[0])
