"""The file of a case for the person's surgery: seen first, word by word, then made."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import cases, exports
from lily.casework.choices import Purpose, RecordKind
from lily.casework.codes import CODES
from lily.casework.policies import ASK
from lily.casework.prsb.build import build
from lily.casework.prsb.model import missing
from lily.casework.queries.exports import list_exports
from lily.casework.queries.prsb import read_case_file
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import case_of_mine
from lily.web.forms.base import PressForm
from lily.web.forms.consents import HOW_AGREED

pages = Blueprint("exports", __name__)

FILE_NAME = "social-prescribing-record"
SECTIONS = {
    "Person demographics": "Who they are, and how to reach them",
    "GP practice": "Which surgery is theirs",
    "About me": "What matters to them",
    "Individual requirements": "What a place must have for them",
    "Consent": "That they agreed",
    "Referral details": "Who referred them, and why",
    "Contacts with professionals": "When we were in touch",
    "Presenting complaints or issues": "What gets in their way",
    "Clinical Summary": "Your letter at the end",
    "Signpost details": "Where we told them to go",
    "Assessments": "How things were going for them",
    "Care and support plan": "Their goals, who does what, and what came of it",
}
"""What the page calls each section of the file."""
MISSING = {
    "GP practice": "Which surgery is theirs: nobody has written it down",
    "Risks": "Any danger: ring the surgery and say it",
}
"""What the page says of a section that a surgery may look for."""
_NAMELESS = ("Free text", "record entry")


@pages.route("/cases/<uuid:case_id>/export", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def export_case(case_id: UUID) -> ResponseReturnValue:
    """What will be in the file and what allows it; then the file, of which nobody keeps a copy."""
    keep_private()
    found, form = case_of_mine(case_id), PressForm()
    by = signed_in_account().actor
    if form.accepted():
        text = exports.export_case(session(), found.case, by=by)
        session().commit()
        return _file(text)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    file = read_case_file(session(), found.case, clock.today())
    record = build(file)
    page = render_template(
        "exports/export_case.html",
        found=found,
        form=form,
        consent=file.consent,
        how=HOW_AGREED,
        ask=ASK[Purpose.TELL_GP],
        sections=[(SECTIONS[name], name, list(_said(record[name]))) for name in record],
        missing=[MISSING[name] for name in missing(record) if name in MISSING],
        made=list_exports(session(), case_id),
        codes=CODES,
    )
    session().commit()
    return page, 400 if form.mistakes else 200


def _file(text: str) -> Response:
    file = Response(text, mimetype="application/json")
    file.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.json"'
    return file


def _said(value: Any, label: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a part of the file says, each with the name of the element it stands in."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _said(each, label if name.endswith(_NAMELESS) else name)
    elif isinstance(value, list):
        for each in value:
            yield from _said(each, label)
    else:
        yield label, str(value)
