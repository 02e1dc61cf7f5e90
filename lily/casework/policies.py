"""What may be done with referrals and cases now, and why not."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from lily import clock
from lily.casework.choices import CaseState, ConsentHow, FeedbackHow, Nation, Purpose
from lily.casework.models import Case, Consent, Referral
from lily.casework.states import REFERRAL
from lily.casework.working_days import after_working_days
from lily.directory.choices import Answer

LOOK_DAYS, URGENT_LOOK_DAYS = 2, 1
"""Within so many working days a team says yes or no to a referral."""


def why_not_decide(referral: Referral) -> str | None:
    """Return why a referral cannot be accepted or declined now, or None where it can."""
    if REFERRAL[referral.state]:
        return None
    return f"Somebody has {referral.state.value} this referral already. Look at your list."


def look_by(referral: Referral, nation: Nation) -> date:
    """Return the last day on which a new referral is looked at in time."""
    came_on = referral.made_at.astimezone(clock.UK).date()
    days = URGENT_LOOK_DAYS if referral.is_urgent else LOOK_DAYS
    return after_working_days(came_on, days, nation)


ASK = {
    Purpose.HOLD_RECORD: "May we keep notes of what we talk about?",
    Purpose.SHARE_WITH_SERVICE: "May we give your name and your number to them?",
    Purpose.TELL_GP: "May we tell your surgery how it went?",
    Purpose.TELL_REFERRER: "May we tell whoever sent you to us how it went?",
    Purpose.TELL_EARLY_HELP: (
        "May we pass what you told us to the early help panel, so that it can help?"
    ),
    Purpose.TELL_SOCIAL_CARE: (
        "May we pass what you told us to social care at the council, so that they can help?"
    ),
    Purpose.TEXT: "May we send you texts?",
    Purpose.EMAIL: "May we send you e-mails?",
    Purpose.EVALUATE: "May your answers be counted, without your name, to see whether this helps?",
}
"""What to ask a person for each purpose, in words to read out."""


def is_valid(consent: Consent, today: date) -> bool:
    """Say whether an agreement holds on a day: given, not withdrawn, not run out."""
    if consent.is_refused or consent.withdrawn_on or consent.given_on > today:
        return False
    return consent.expires_on is None or consent.expires_on >= today


def did_hold(consent: Consent, day: date) -> bool:
    """Say whether an agreement held on a day that has been, also where it was withdrawn since."""
    if consent.is_refused or consent.given_on > day:
        return False
    return all(end is None or end >= day for end in (consent.withdrawn_on, consent.expires_on))


def why_not_agree_on(day: date, said: Iterable[Consent]) -> str | None:
    """Return why somebody cannot have agreed on a day as their latest word, or None.

    `said` is all that they said to the same thing: a later no, or that they took it back, stands.
    """
    if any((each.given_on if each.is_refused else each.withdrawn_on or day) > day for each in said):
        return "They said no or took it back after that day. Ask them again, and choose that day."
    return None


def own_words(consents: Iterable[Consent]) -> list[Consent]:
    """Return what a person said themselves, or who may speak for them: not whoever referred."""
    return [each for each in consents if each.how is not ConsentHow.BY_REFERRER]


def said_no(consents: Iterable[Consent], purpose: Purpose) -> bool:
    """Say whether the last that a person said to a thing is no: they need not be asked again."""
    said = [each for each in consents if each.purpose is purpose]
    latest = max(said, key=lambda each: (each.given_on, each.made_at), default=None)
    return latest is not None and latest.is_refused


def may_text(answer: Answer, consents: Iterable[Consent], today: date) -> Answer:
    """Return whether a person may be sent texts: `answer` is what is kept of how to reach them.

    A no holds wherever it was said, and where they agreed to texts nobody need ask again.
    """
    texts = [each for each in consents if each.purpose is Purpose.TEXT]
    latest = max(texts, key=lambda each: (each.given_on, each.made_at), default=None)
    if latest is None or answer is Answer.NO:
        return answer
    if latest.is_refused or latest.withdrawn_on:
        return Answer.NO
    return Answer.YES if is_valid(latest, today) else answer


def find_valid(
    consents: Iterable[Consent], purpose: Purpose, today: date, service_id: UUID | None = None
) -> Consent | None:
    """Return the agreement that allows a thing on a day, or None. One service is not another."""
    if purpose is Purpose.SHARE_WITH_SERVICE and service_id is None:
        return None
    for each in consents:
        if each.purpose is purpose and each.service_id == service_id and is_valid(each, today):
            return each
    return None


TOLD = frozenset({FeedbackHow.PRINTED, FeedbackHow.COPIED})
"""The ways in which something of the person reaches whoever referred, or the surgery."""


def not_agreed(purpose: Purpose) -> str:
    """Return why a thing is not done to which a person did not agree, with what to ask."""
    return f"They have not agreed to that. Ask them: “{ASK[purpose]}”"


def why_not_tell(
    consents: Iterable[Consent], how: FeedbackHow, purpose: Purpose, today: date
) -> str | None:
    """Return why a letter is not given in this way, with what to ask; or None.

    `purpose` goes with whom it is for: whoever referred, or the surgery.
    """
    if how not in TOLD or find_valid(consents, purpose, today):
        return None
    return not_agreed(purpose)


def why_not_work(case: Case) -> str | None:
    """Return why nothing more can be written on a case, or None where it can."""
    if case.state is CaseState.OPEN:
        return None
    return "This case is closed. Open it again first."
