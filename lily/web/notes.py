"""Notes on a case: written for one of three kinds of reader, put right, never overwritten."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, notes
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.choices import NoteLayer, RecordKind
from lily.casework.layers import why_not_correct
from lily.errors import Refused
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, reader, why_not_write
from lily.web.forms.concerns import key_of
from lily.web.forms.notes import LAYER_NAMES, CorrectionForm, NoteForm

pages = Blueprint("notes", __name__)


@pages.route("/cases/<uuid:case_id>/notes", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_notes(case_id: UUID) -> ResponseReturnValue:
    """The notes that I may read, and a form for another: it asks about words that tell of harm."""
    keep_private()
    found, form = case_of_mine(case_id), NoteForm()
    if form.accepted() and not _asks(form):
        layer = NoteLayer.NAMED if form.is_kept_apart else NoteLayer(form.layer.data)
        by, words = signed_in_account().actor, form.words.data or ""
        notes.write_note(session(), found.case, layer, words, by=by, key=key_of(form.key))
        form.finish_draft(session())
        session().commit()
        entering.say("Written down.")
        return redirect(url_for(".list_notes", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    who = reader()
    rows = queries.list_notes(session(), case_id, who)
    page = render_template(
        "notes/list_notes.html",
        found=found,
        form=form,
        rows=[(each, not why_not_correct(each.first, who)) for each in rows],
        layers=LAYER_NAMES,
        why_not=why_not_write(found),
    )
    return page, 400 if form.mistakes else 200


def _asks(form: NoteForm) -> bool:
    return form.layer.data != NoteLayer.NAMED and form.asks_about(form.words.data)


@pages.route("/cases/<uuid:case_id>/notes/<uuid:note_id>/correct", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def correct_note(case_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Put a note right; what it said before stays. Where somebody was first, both are shown."""
    keep_private()
    found, who = case_of_mine(case_id), reader()
    note = queries.get_note(session(), note_id, case_id=case_id, who=who)
    why_not = why_not_correct(note.first, who)
    if why_not:
        raise Refused(why_not)
    form = CorrectionForm(words=note.now.note.words, version=note.first.version)
    if form.accepted():
        try:
            notes.correct_note(
                session(),
                note.first,
                form.words.data or "",
                version=form.version.data or 0,
                who=who,
                by=signed_in_account().actor,
            )
        except ChangedMeanwhile:
            session().rollback()
            return _both(case_id, note_id, form)
        form.finish_draft(session())
        session().commit()
        entering.say("Put right. What it said before is kept.")
        return redirect(url_for(".list_notes", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    page = render_template(
        "notes/correct_note.html", found=found, note=note, form=form, is_behind=False
    )
    return page, 400 if form.mistakes else 200


def _both(case_id: UUID, note_id: UUID, form: CorrectionForm) -> ResponseReturnValue:
    """Show what was typed beside what a colleague wrote meanwhile."""
    found = case_of_mine(case_id)
    note = queries.get_note(session(), note_id, case_id=case_id, who=reader())
    form.version.process_data(note.first.version)
    form.version.raw_data = None
    page = render_template(
        "notes/correct_note.html", found=found, note=note, form=form, is_behind=True
    )
    return page, 409
