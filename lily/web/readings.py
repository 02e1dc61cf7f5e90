"""Readings of outcome measures: scored together, shown side by side afterwards, never before."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import cases, readings
from lily.casework.choices import FollowUpKind, NotRead, ReadingHow, RecordKind, Withdrawn
from lily.casework.measures import Measure
from lily.casework.queries import ListedCase
from lily.casework.queries import readings as queries
from lily.casework.queries.follow_ups import is_now, list_follow_ups
from lily.casework.queries.measures import get_measure, measures_of
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import compared, entering
from lily.web.casework.blueprint import case_of_mine, why_not_write
from lily.web.forms.follow_ups import CHECKS
from lily.web.forms.measures import (
    HOW_READ,
    WHY_NOT_TAKEN,
    WHY_WITHDRAWN,
    NotTakenForm,
    ReadingForm,
    WithdrawForm,
    id_of,
    reading_form,
)

pages = Blueprint("readings", __name__)


@pages.get("/cases/<uuid:case_id>/readings")
@needs(Permission.WORK_CASES)
def list_readings(case_id: UUID) -> ResponseReturnValue:
    """What was measured: the first and the latest of each, and every reading."""
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    taken = queries.list_readings(session(), case_id)
    checks = [each for each in list_follow_ups(session(), case_id) if is_now(each)]
    is_second_due = any(each.kind is FollowUpKind.SIX_WEEKS for each in checks)
    return render_template(
        "readings/list_readings.html",
        found=found,
        measures=measures_of(session(), found.case.team_id),
        shown=compared.compare_all(taken),
        readings=taken,
        say=compared.say,
        say_counts=compared.say_counts,
        how=HOW_READ,
        not_taken=WHY_NOT_TAKEN,
        withdrawn=WHY_WITHDRAWN,
        why_not=why_not_write(found),
        checks=checks,
        once_read=queries.list_once_read(taken) if is_second_due else [],
        check_names=CHECKS,
    )


def _face() -> ReadingHow:
    """Return how somebody is asked, as the address says: together where it says nothing."""
    asked = request.args.get("how", "")
    return ReadingHow(asked) if asked in list(ReadingHow) else ReadingHow.IN_PERSON


@pages.route("/cases/<uuid:case_id>/readings/<string:measure_key>/take", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def take_reading(case_id: UUID, measure_key: str) -> ResponseReturnValue:
    """Score a measure together or over the phone. What was answered before is not shown."""
    found = case_of_mine(case_id)
    measure = get_measure(session(), measure_key, team_id=found.case.team_id)
    form = reading_form(measure, _face(), read_on=clock.today())
    if form.accepted():
        try:
            readings.take_reading(
                session(),
                found.case,
                measure,
                form.answers(measure),
                read_on=form.read_on.data,
                how=ReadingHow(form.how.data),
                by=signed_in_account().actor,
                reading_id=id_of(form),
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        except readings.TakenAlready:
            session().rollback()
            form.finish_draft(session())
            session().commit()
            return _to_list(case_id, measure_key)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Kept.")
            return _to_list(case_id, measure_key)
    return _scoring_page(case_id, measure_key, form)


def _to_list(case_id: UUID, measure_key: str) -> ResponseReturnValue:
    return redirect(url_for(".list_readings", case_id=case_id, _anchor=measure_key), 303)


def _scoring_page(
    case_id: UUID,
    measure_key: str,
    form: ReadingForm,
    not_taken: NotTakenForm | None = None,
) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    mistakes = {**form.mistakes, **(not_taken.mistakes if not_taken else {})}
    page = render_template(
        "readings/take_reading.html",
        found=found,
        measure=get_measure(session(), measure_key, team_id=found.case.team_id),
        form=form,
        not_taken=not_taken or NotTakenForm(formdata=None, reading_id=form.reading_id.data),
        mistakes=mistakes,
        is_phone=_face() is ReadingHow.PHONE,
        why_not=why_not_write(found),
    )
    session().commit()
    return page, 400 if mistakes else 200


@pages.post("/cases/<uuid:case_id>/readings/<string:measure_key>/not-taken")
@needs(Permission.WORK_CASES)
def note_not_taken(case_id: UUID, measure_key: str) -> ResponseReturnValue:
    """Write down why it was not taken."""
    found, form = case_of_mine(case_id), NotTakenForm()
    measure = get_measure(session(), measure_key, team_id=found.case.team_id)
    if not form.accepted():
        asked = reading_form(measure, _face(), formdata=None, read_on=clock.today())
        return _scoring_page(case_id, measure_key, asked, form)
    try:
        _note(found, measure, form)
    except readings.TakenAlready:
        session().rollback()
    else:
        session().commit()
        entering.say("Written down.")
    return redirect(url_for(".list_readings", case_id=case_id), 303)


def _note(found: ListedCase, measure: Measure, form: NotTakenForm) -> None:
    readings.note_not_taken(
        session(),
        found.case,
        measure,
        NotRead(form.reason.data),
        by=signed_in_account().actor,
        reading_id=id_of(form),
    )


@pages.route("/cases/<uuid:case_id>/readings/<uuid:reading_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def withdraw_reading(case_id: UUID, reading_id: UUID) -> ResponseReturnValue:
    """Say that a reading is wrong, and why."""
    keep_private()
    found, form = case_of_mine(case_id), WithdrawForm()
    reading = queries.get_reading(session(), reading_id, case_id=case_id)
    if form.accepted():
        why, by = Withdrawn(form.why.data), signed_in_account().actor
        readings.withdraw_reading(session(), found.case, reading, why, by=by)
        session().commit()
        entering.say("Withdrawn. Take it again if you can.")
        return redirect(url_for(".list_readings", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    shown = next(
        each for each in queries.list_readings(session(), case_id) if each.row.id == reading_id
    )
    page = render_template(
        "readings/withdraw_reading.html", found=found, form=form, reading=shown, how=HOW_READ
    )
    return page, 400 if form.mistakes else 200
