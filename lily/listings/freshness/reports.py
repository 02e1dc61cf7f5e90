"""What people tell us is wrong: a desk item and a call for each, an answer, and then forgetting."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import PUBLIC, Actor
from lily.directory.models import Service
from lily.errors import Invalid, NotFound, Refused
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.freshness.choices import CallReason, ReportKind
from lily.listings.freshness.rounds import want_call
from lily.listings.models import ProblemReport
from lily.post import outbox
from lily.post.choices import Channel

PAGE = 50
REPORT_KEY = "report/"
"""How the key of a report's desk item begins; its identifier follows."""
LONGEST = 2000
_WORDS = "Somebody told us that this is wrong: {kind}. Read what they wrote, and answer."
KINDS = {
    ReportKind.STOPPED: "It has stopped",
    ReportKind.TIMES: "The days or times are wrong",
    ReportKind.PLACE: "The place is wrong",
    ReportKind.PHONE: "The number or e-mail does not reach them",
    ReportKind.COST: "The cost is wrong",
    ReportKind.FULL: "It is full, or closed for now",
    ReportKind.ACCESS: "It is not as easy to get into as it says",
    ReportKind.HARM: "It is not safe, or somebody was treated badly",
    ReportKind.OTHER: "Something else",
}
"""What may be wrong with a listing, in words."""


def report_problem(
    session: Session,
    service: Service,
    *,
    kind: ReportKind,
    words: str = "",
    reply_to: str = "",
    by: Actor = PUBLIC,
) -> ProblemReport:
    """Take down what somebody says is wrong: it waits at the desk, and somebody rings.

    Words and the address for an answer are sealed; neither is in the audit or at the desk. Raises
    Invalid where there are no words for what the choice alone does not say.
    """
    words = words.strip()
    if kind in {ReportKind.OTHER, ReportKind.HARM} and not words:
        raise Invalid("words", "Tell us in a few words what is wrong.")
    if len(words) > LONGEST:
        raise Invalid("words", f"Write at most {LONGEST} letters.")
    report = ProblemReport(service_id=service.id, kind=kind, words=words, reply_to=reply_to.strip())
    session.add(report)
    session.flush()
    record(
        session,
        "report_problem",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"kind": ("", kind)},
    )
    desk_items.open_desk_item(
        session,
        kind=DeskKind.REPORT,
        key=_key(report),
        words=_WORDS.format(kind=KINDS[kind].lower()),
        service_id=service.id,
        by=by,
    )
    if kind is not ReportKind.HARM:
        want_call(session, service, CallReason.REPORTED)
    return report


def _key(report: ProblemReport) -> str:
    return f"{REPORT_KEY}{report.id}"


def get_report(session: Session, report_id: UUID) -> ProblemReport:
    """Return a report. Raises NotFound."""
    found = session.get(ProblemReport, report_id)
    if found is None:
        raise NotFound("There is no such report. Choose one from the list.")
    return found


def list_reports(
    session: Session, *, is_answered: bool = False, page: int = 1
) -> tuple[Sequence[tuple[ProblemReport, Service]], int]:
    """Return a page of reports with their listings, the longest waiting first, and how many."""
    answered = col(ProblemReport.answered_at)
    wanted = answered.is_not(None) if is_answered else answered.is_(None)
    order = answered.desc() if is_answered else col(ProblemReport.made_at)
    rows = session.exec(
        select(ProblemReport, Service)
        .join(Service, col(Service.id) == col(ProblemReport.service_id))
        .where(wanted)
        .order_by(order, col(ProblemReport.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    counted = sa.select(sa.func.count()).select_from(ProblemReport).where(wanted)
    return rows, session.scalar(counted) or 0


def answer_report(
    session: Session,
    report: ProblemReport,
    service: Service,
    answer: str,
    *,
    by: Actor,
    now: datetime | None = None,
) -> bool:
    """Say what was done, tell the reporter where they gave an e-mail, and forget how to reach them.

    Returns whether a letter goes out. Raises Invalid without words, Refused where it was answered.
    """
    answer = answer.strip()
    if not answer:
        raise Invalid("answer", "Say what you did, in words that the person may read.")
    if len(answer) > LONGEST:
        raise Invalid("answer", f"Write at most {LONGEST} letters.")
    if report.answered_at is not None:
        raise Refused("Somebody answered this already. Go back to the list for the next.")
    goes_out = "@" in report.reply_to and _send(session, report, service, answer, by=by)
    report.answer, report.answered_at = answer, now or clock.now()
    report.answered_by, report.reply_to = by.account_id, ""
    report.changed_at = report.answered_at
    item = desk_items.find_desk_item(session, _key(report))
    if item is not None and item.state is DeskState.OPEN:
        desk_items.close_desk_item(session, item, "Answered.", by=by)
    session.flush()
    record(
        session,
        "answer_report",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"letter": (False, goes_out)},
    )
    return goes_out


def _send(
    session: Session, report: ProblemReport, service: Service, answer: str, *, by: Actor
) -> bool:
    return outbox.send(
        session,
        template="report-answered",
        to=report.reply_to,
        key=_key(report),
        fields={
            "listing": service.name,
            "link": f"/services/{service.slug}",
            "answer": answer,
        },
        about=("problem_report", report.id),
        by=by,
    )


def tidy_reply_to(typed: str) -> str:
    """Return an e-mail address or a number to answer at. Raises Invalid; empty stays empty."""
    typed = typed.strip()
    if "@" in typed:
        try:
            return outbox.tidy_recipient(typed, Channel.EMAIL)
        except Invalid as error:
            raise Invalid("reply_to", error.message) from None
    digits = sum(letter.isdigit() for letter in typed)
    if typed and not 9 <= digits <= 15:
        raise Invalid("reply_to", "Type an e-mail address or a phone number, or leave it empty.")
    return typed
