"""Making the file of a case for the person's surgery."""

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import Purpose
from lily.casework.models import Case, CaseExport
from lily.casework.policies import not_agreed
from lily.casework.prsb.build import build, write
from lily.casework.prsb.model import STANDARD, VERSION
from lily.casework.queries.prsb import read_case_file
from lily.errors import Refused


def export_case(session: Session, case: Case, *, by: Actor) -> str:
    """Return the file of a case for a surgery, and write down that it was made.

    Raises Refused, with what to ask, where the person does not agree today that it is told.
    """
    file = read_case_file(session, case, clock.today())
    if file.consent is None:
        raise Refused(not_agreed(Purpose.TELL_GP))
    session.add(
        CaseExport(
            case_id=case.id,
            account_id=by.account_id,
            consent_id=file.consent.id,
            standard=f"{STANDARD} {VERSION}",
        )
    )
    session.flush()
    changes = {"sections": (None, list(build(file)))}
    record(session, "export_case", by=by, kind="case", subject_id=case.id, changes=changes)
    return write(file, clock.now())
