"""Where those who look after safeguarding work: the people who may be at risk, and no more."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, notes
from lily.casework.choices import NoteLayer, RecordKind
from lily.casework.policies import why_not_work
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import concern_of_mine, my_teams, reader
from lily.web.forms.concerns import key_of
from lily.web.forms.escalations import HOW_TOLD, TOLD
from lily.web.forms.notes import LAYER_NAMES, ConcernNoteForm

pages = Blueprint("safeguarding", __name__)


@pages.get("/safeguarding")
@needs(Permission.READ_SAFEGUARDING)
def list_concerns() -> ResponseReturnValue:
    """The people of my teams who may be at risk: those of whom an answer waits first."""
    keep_private()
    teams = my_teams()
    return render_template(
        "safeguarding/list_concerns.html",
        rows=queries.list_concerns(session(), teams=teams),
        has_team=bool(teams),
    )


@pages.route("/safeguarding/<uuid:case_id>", methods=["GET", "POST"])
@needs(Permission.READ_SAFEGUARDING)
def show_concern(case_id: UUID) -> ResponseReturnValue:
    """Flags, safeguarding notes and who was told: of the rest of the case nothing."""
    keep_private()
    found, form = concern_of_mine(case_id), ConcernNoteForm()
    by = signed_in_account().actor
    if form.accepted():
        words, key = form.words.data or "", key_of(form.key)
        notes.write_note(session(), found.case, NoteLayer.NAMED, words, by=by, key=key)
        form.finish_draft(session())
        session().commit()
        entering.say("Written down.")
        return redirect(url_for(".show_concern", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    who = reader()
    page = render_template(
        "safeguarding/show_concern.html",
        found=found,
        form=form,
        flags=queries.list_flags(session(), case_id, who),
        notes=queries.list_notes(session(), case_id, who, NoteLayer.NAMED),
        escalations=queries.list_escalations(session(), case_id, who),
        told=TOLD,
        how=HOW_TOLD,
        layers=LAYER_NAMES,
        why_not=why_not_work(found.case),
    )
    return page, 400 if form.mistakes else 200
