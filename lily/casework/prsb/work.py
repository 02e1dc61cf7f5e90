"""The sections about what was done: the referral, the contacts, the readings, the signposts."""

from lily.casework.choices import (
    FollowUpKind,
    FollowUpState,
    OnwardKind,
    OnwardState,
    ReferrerKind,
    Way,
)
from lily.casework.measures import Number, band, total
from lily.casework.models import FollowUp, Referral
from lily.casework.prsb.file import CaseFile, Group, day, free, words
from lily.casework.queries import referrer_of
from lily.casework.queries.onward import ListedOnward
from lily.casework.queries.readings import Reading

METHODS = {ReferrerKind.SELF: "Self referral", ReferrerKind.PHONE_LINE: "Phone"}
"""The ways of referring that the standard names, by who referred; it has none for a web page."""
_WAYS = {
    Way.HOME: "Face to face, at home",
    Way.MET: "Face to face",
    Way.PHONE: "Telephone",
    Way.VIDEO: "Video",
}
_CHECKS = {
    FollowUpKind.THREE_WEEKS: "Three-week check",
    FollowUpKind.SIX_WEEKS: "Six-week follow-up",
}
NOT_SENT = frozenset({OnwardState.DRAFTED, OnwardState.WITHDRAWN})


def referral_details(file: CaseFile) -> Group:
    """Who referred, why, and to which team, the first referral first."""
    entries = [_referral(each, file.team) for each in reversed(file.referrals)]
    return {"Referral details record entry": entries}


def _referral(referral: Referral, team: str) -> Group:
    return {
        "Date": day(referral.made_at),
        "Referrer details": _referrer(referral),
        "Referral method": METHODS.get(referral.kind),
        "Reason for referral": free(referral.reason),
        "Referral to": {"Team": team},
    }


def _referrer(referral: Referral) -> Group:
    """Return who referred, where it was their work. A daughter or a neighbour is not named."""
    if referral.kind is not ReferrerKind.PROFESSIONAL:
        return {}
    who = referrer_of(referral)
    return {
        "Name": who.name,
        "Organisation": free(who.organisation),
        "Contact details": who.email,
    }


def contacts(file: CaseFile) -> Group:
    """When somebody was in touch and what came of it; what was written down stays in the team."""
    found = [
        _contact(day(each.made_at), name, "Contact", _WAYS[each.way], words(each.outcome))
        for each, name in file.contacts
    ]
    found += [
        _contact(day(each.done_on), "", _CHECKS[each.kind], came=_got_there(each))
        for each in file.checks
        if each.state is FollowUpState.DONE
    ]
    found.sort(key=lambda each: str(each["Date and time of contact"]))
    return {"Contacts with professionals record entry": found}


def _got_there(check: FollowUp) -> str:
    return f"Got there: {words(check.got_there).lower()}" if check.got_there else ""


def _contact(on: str, name: str, kind: str, way: str = "", came: str = "") -> Group:
    return {
        "Date and time of contact": on,
        "Seen by": [{"Name": name}],
        "Contact type": kind,
        "Consultation method": way,
        "Outcome of contact": came,
    }


def assessments(file: CaseFile) -> Group:
    """Every reading of a measure that stands, the first first."""
    entries = [_assessment(each) for each in reversed(file.readings) if each.stands]
    return {"Assessments record entry": entries}


def _assessment(reading: Reading) -> Group:
    measure, answers = reading.measure, reading.answers
    together = total(measure, answers)
    whole = {"Assessment score": free("Total"), "Value": number(together)}
    parts = [
        {
            "Subscale score": free(scale.name),
            "Value": number(value),
            "Ordinal": free(band(scale, value) or scale.say(value)),
        }
        for scale in measure.scales
        if (value := answers.get(scale.key)) is not None
    ]
    return {
        "Assessment type": "Outcome measure",
        "Structured assessment": {
            "Structured assessment name": free(measure.name),
            "Assessment result": whole if together is not None else {},
            "Subscale result": parts,
        },
        "Comment": f"Read on {day(reading.row.read_on)}. How: {words(reading.row.how).lower()}.",
    }


def number(value: Number | None) -> int | float | None:
    """Return a number as JSON has it."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)


def signposts(file: CaseFile) -> Group:
    """Where they were told to go by themselves, the first first."""
    told = [each for each in sent(file) if each.onward.kind is OnwardKind.SIGNPOSTED]
    return {"Signpost details record entry": [_signpost(each, file) for each in told]}


def _signpost(each: ListedOnward, file: CaseFile) -> Group:
    service = each.service
    return {
        "Date": day(each.onward.sent_at),
        "Signpost to": {
            "Service": free(service.name if service else ""),
            "Organisation": organisation_of(each, file),
        },
        "Reason for signpost": free(each.onward.reason),
    }


def organisation_of(each: ListedOnward, file: CaseFile) -> str:
    """Return who runs the service that somebody was sent to; empty for a statutory route."""
    return file.organisations.get(each.service.organisation_id, "") if each.service else ""


def sent(file: CaseFile) -> list[ListedOnward]:
    """Return where they were truly sent, the first first."""
    return [each for each in reversed(file.sent_on) if each.onward.state not in NOT_SENT]
