"""Flags on a case: raised, looked at again by a day, ended."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, flags
from lily.casework.actions.flags import Warned
from lily.casework.choices import FlagKind, RecordKind
from lily.casework.layers import may_read_flag
from lily.casework.models import CaseFlag
from lily.errors import Invalid, Refused
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, reader, why_not_write
from lily.web.forms.concerns import key_of
from lily.web.forms.flags import FLAGS, EndFlagForm, FlagForm, ReviewForm

pages = Blueprint("flags", __name__)

NOT_YOURS_TO_END = (
    "This is about safeguarding. Ask your team leader or your safeguarding lead whether it holds."
)


@pages.app_template_filter("flag_words")
def flag_words(kind: FlagKind) -> str:
    """Say of what a flag warns."""
    return FLAGS[kind]


@pages.route("/cases/<uuid:case_id>/flags", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_flags(case_id: UUID) -> ResponseReturnValue:
    """The flags of a case, open and ended, and a form to raise one."""
    keep_private()
    found, form = case_of_mine(case_id), FlagForm()
    by = signed_in_account().actor
    if form.accepted():
        warned = Warned(FlagKind(form.kind.data), form.words.data or "", form.review_on.data)
        try:
            flags.raise_flag(session(), found.case, warned, by=by, key=key_of(form.key))
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            found = case_of_mine(case_id)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Whoever opens the case is warned.")
            return redirect(url_for(".list_flags", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template(
        "flags/list_flags.html",
        found=found,
        form=form,
        rows=queries.list_flags(session(), case_id, reader()),
        why_not=why_not_write(found),
    )
    return page, 400 if form.mistakes else 200


@pages.route("/cases/<uuid:case_id>/flags/<uuid:flag_id>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def review_flag(case_id: UUID, flag_id: UUID) -> ResponseReturnValue:
    """Look at a flag again: it holds until another day, or it is ended with a reason."""
    found, form = case_of_mine(case_id), ReviewForm()
    queries.get_flag(session(), flag_id, case_id=case_id)
    if form.accepted():
        flag = _flag_to_decide(case_id, flag_id)
        try:
            by = signed_in_account().actor
            flags.review_flag(session(), flag, form.review_on.data, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("It still holds.")
            return redirect(url_for(".list_flags", case_id=found.case.id), 303)
    return _flag_page(case_id, flag_id, review=form)


def _flag_to_decide(case_id: UUID, flag_id: UUID) -> CaseFlag:
    """Return a flag to say whether it still holds. Raises Refused for who may not read it."""
    flag = queries.get_flag(session(), flag_id, case_id=case_id)
    if not may_read_flag(flag, reader()):
        raise Refused(NOT_YOURS_TO_END)
    return flag


@pages.post("/cases/<uuid:case_id>/flags/<uuid:flag_id>/end")
@needs(Permission.WORK_CASES)
def end_flag(case_id: UUID, flag_id: UUID) -> ResponseReturnValue:
    """Say that a flag holds no more, and why."""
    case_of_mine(case_id)
    flag = _flag_to_decide(case_id, flag_id)
    form = EndFlagForm(draft_at=url_for(".review_flag", case_id=case_id, flag_id=flag_id))
    if not form.accepted():
        return _flag_page(case_id, flag_id, end=form)
    by = signed_in_account().actor
    flags.end_flag(session(), flag, form.ended_words.data or "", by=by)
    form.finish_draft(session())
    session().commit()
    entering.say("It is ended. It stays in the record.")
    return redirect(url_for(".list_flags", case_id=case_id), 303)


def _flag_page(
    case_id: UUID, flag_id: UUID, review: ReviewForm | None = None, end: EndFlagForm | None = None
) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    rows = queries.list_flags(session(), case_id, reader())
    here = url_for(".review_flag", case_id=case_id, flag_id=flag_id)
    review = review or ReviewForm(formdata=None, draft_at=here)
    end = end or EndFlagForm(formdata=None, draft_at=here)
    mistakes = {**review.mistakes, **end.mistakes}
    page = render_template(
        "flags/review_flag.html",
        found=found,
        row=next(each for each in rows if each.flag.id == flag_id),
        review=review,
        end=end,
        mistakes=mistakes,
    )
    return page, 400 if mistakes else 200
