"""Getting in and around each place of a listing: questions with yes, no or do not know."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.sessions import session
from lily.listings.actions.proposals import MovedOn
from lily.web import labels
from lily.web.edit_parts import PARTS, after
from lily.web.edited import Edited, keep, open_edited, say_kept
from lily.web.editing import conflict_page, way_on
from lily.web.forms.listing import SectionForm

pages = Blueprint("editing_access", __name__)

LONGEST_WORDS = 500
ANSWERS = {"yes": "Yes", "no": "No", "not_known": "I do not know"}


@pages.route("/your-listings/<string:slug>/access", methods=["GET", "POST"])
@pages.route("/your-drafts/<uuid:draft_id>/access", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def edit_access(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """Getting in and around each place."""
    keep_private()
    edited, part = open_edited(slug, draft_id), PARTS["access"]
    form = SectionForm(data={"base": edited.base(part)})
    answers = _typed(edited) if request.method == "POST" else edited.proposed["access"]
    mistakes: dict[str, str] = {}
    if form.accepted():
        try:
            _check(answers)
            chosen = request.form.get("keep-access")
            values = edited.proposed["access"] if chosen == "theirs" else answers
            is_new = keep(edited, part, {"access": values}, form.base.data or "")
        except Invalid as error:
            session().rollback()
            mistakes = {error.field: error.message}
        except MovedOn as moved:
            session().rollback()
            return conflict_page(edited, part, moved)
        else:
            session().commit()
            say_kept(is_new)
            return redirect(way_on(part, edited), 303)
    return render_template(
        "editing_access/edit_access.html",
        edited=edited,
        part=part,
        form=form,
        places=edited.proposed["places"],
        answers=answers,
        questions=labels.ACCESS_QUESTIONS,
        choices=ANSWERS,
        mistakes=mistakes,
        following=after(part),
    ), (400 if mistakes else 200)


def _typed(edited: Edited) -> dict[str, Any]:
    """Return the answers as they were given, by place and question."""
    given: dict[str, Any] = {}
    for at, place in enumerate(edited.proposed["places"]):
        given[place["id"]] = {
            feature: {
                "answer": request.form.get(f"answer-{at}-{feature}", "not_known"),
                "words": request.form.get(f"words-{at}-{feature}", "").strip(),
            }
            for feature in labels.ACCESS_QUESTIONS
        }
    return given


def _check(answers: dict[str, Any]) -> None:
    for at, place in enumerate(answers.values()):
        for feature, each in place.items():
            if each["answer"] not in ANSWERS:
                raise Invalid(f"answer-{at}-{feature}", "Choose one of the answers.")
            if len(each["words"]) > LONGEST_WORDS:
                raise Invalid(
                    f"words-{at}-{feature}",
                    f"That is too long. Use at most {LONGEST_WORDS} characters.",
                )
