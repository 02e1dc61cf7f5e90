"""Making the structure of the file from what is known of a case."""

import json
from collections.abc import Callable
from datetime import datetime

from lily.casework.choices import FollowUpKind, FollowUpState
from lily.casework.codes import ACCEPTED, REVIEWED, SYSTEM, Code
from lily.casework.prsb import person, plan, work
from lily.casework.prsb.file import CaseFile, Group, only_known
from lily.casework.prsb.model import STANDARD, VERSION

SECTIONS: dict[str, Callable[[CaseFile], Group]] = {
    "Person demographics": person.demographics,
    "GP practice": person.practice,
    "About me": person.about_me,
    "Individual requirements": person.requirements,
    "Consent": person.consent,
    "Referral details": work.referral_details,
    "Contacts with professionals": work.contacts,
    "Presenting complaints or issues": person.complaints,
    "Clinical Summary": lambda file: {"Clinical summary": file.letter},
    "Signpost details": work.signposts,
    "Assessments": work.assessments,
    "Care and support plan": plan.care_plan,
}
"""What fills each section, in the order of the standard. The others LILY does not hold."""


def build(file: CaseFile) -> Group:
    """Return the record, section by section, with nothing empty in it."""
    record: Group = only_known({name: fill(file) for name, fill in SECTIONS.items()})
    return record


def codes_of(file: CaseFile) -> list[Code]:
    """Return the codes that the record itself shows to be true of the person."""
    kinds = {each.kind for each in file.checks if each.state is FollowUpState.DONE}
    found = [ACCEPTED] if file.conversation else []
    return found + ([REVIEWED] if FollowUpKind.SIX_WEEKS in kinds else [])


def write(file: CaseFile, now: datetime) -> str:
    """Return the whole file as JSON: the record, what it follows, when it was made, its codes."""
    whole = {
        "standard": STANDARD,
        "version": VERSION,
        "made_at": now.isoformat(timespec="seconds"),
        "made_by": file.team,
        "codes": [
            {"system": SYSTEM, "code": code.sctid, "display": code.term} for code in codes_of(file)
        ],
        "record": build(file),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
