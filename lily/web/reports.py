"""Telling us that a listing is wrong, and answering those who did."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.directory.models import Service
from lily.directory.queries import services
from lily.errors import Invalid, NotFound
from lily.http.access import needs, open_to_all
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.limits import limit
from lily.http.sessions import session
from lily.listings.freshness import reports
from lily.listings.freshness.choices import ReportKind
from lily.web import entering
from lily.web.forms.reports import AnswerForm, ReportForm

pages = Blueprint("reports", __name__)


@pages.route("/services/<string:slug>/report", methods=["GET", "POST"])
@open_to_all
def report_problem(slug: str) -> ResponseReturnValue:
    """Say what is wrong with a listing; no account, and no name."""
    if request.method == "POST":
        limit("report")
    form, service = ReportForm(), services.get_service(session(), slug).service
    if form.accepted():
        if form.is_trapped:
            return redirect(url_for(".thank_reporter", slug=slug))
        try:
            reports.report_problem(
                session(),
                service,
                kind=ReportKind(form.kind.data),
                words=form.words.data,
                reply_to=reports.tidy_reply_to(form.reply_to.data),
            )
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for(".thank_reporter", slug=slug))
    keep_private()
    return render_template(
        "reports/report_problem.html", form=form, service=service, kinds=reports.KINDS
    ), 400 if form.mistakes else 200


@pages.get("/services/<string:slug>/report/thanks")
@open_to_all
def thank_reporter(slug: str) -> ResponseReturnValue:
    """Say thank you, and what happens now."""
    service = services.get_service(session(), slug).service
    return render_template("reports/thank_reporter.html", service=service)


@pages.get("/reports")
@needs(Permission.MODERATE)
def list_reports() -> ResponseReturnValue:
    """What people told us is wrong and nobody has answered yet, or what was answered."""
    number = max(1, request.args.get("page", 1, type=int))
    is_answered = request.args.get("show") == "answered"
    rows, total = reports.list_reports(session(), is_answered=is_answered, page=number)
    return render_template(
        "reports/list_reports.html",
        rows=rows,
        total=total,
        kinds=reports.KINDS,
        is_answered=is_answered,
        page=number,
        pages=max(1, -(-total // reports.PAGE)),
    )


@pages.route("/reports/<uuid:report_id>", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def answer_report(report_id: UUID) -> ResponseReturnValue:
    """One report: what they wrote, and the answer."""
    report, form = reports.get_report(session(), report_id), AnswerForm()
    service = session().get(Service, report.service_id)
    if service is None:
        raise NotFound(services.MISSING)
    if form.accepted():
        try:
            goes_out = reports.answer_report(
                session(), report, service, form.answer.data, by=signed_in_account().actor
            )
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            entering.say("Answered. A letter is on its way." if goes_out else "Answered.")
            return redirect(url_for(".list_reports"))
    return render_template(
        "reports/answer_report.html",
        form=form,
        report=report,
        service=service,
        kinds=reports.KINDS,
    ), 400 if form.mistakes else 200
