"""What choices are called in a person's copy of their record: said to them, in their place."""

from collections.abc import Mapping
from typing import Any

from lily.casework.choices import (
    CaseState,
    ContactOutcome,
    DealtWith,
    FeedbackHow,
    FollowUpState,
    GotThere,
    InTheWay,
    LetterTo,
    NotDone,
    NoteLayer,
    NotRead,
    NotTaken,
    OnwardState,
    ReadingHow,
    RecordKind,
    ReferralState,
    ReferrerKind,
    Result,
    SaidBy,
    Way,
)
from lily.web import labels
from lily.web.forms.caseload import LAWFUL, PRIORITIES, SPECIAL, STATUSES
from lily.web.forms.casework import CONTACT_WRONG, MAY
from lily.web.forms.closing import CLOSED, SENT_WAYS
from lily.web.forms.consents import HOW_AGREED, PURPOSES
from lily.web.forms.conversations import BARRIERS
from lily.web.forms.escalations import HOW_TOLD, TOLD
from lily.web.forms.flags import FLAGS
from lily.web.forms.follow_ups import CHECKS, WHAT_NEXT
from lily.web.forms.measures import WHY_WITHDRAWN
from lily.web.forms.onward import KIND_SAID, ROUTES
from lily.web.forms.referrals import DECLINED_TO_SELF
from lily.web.forms.retention import WHY_ERASED
from lily.web.post import CHANNELS
from lily.web.post import STATES as SENT

REFERRERS = labels.REFERRERS | {
    ReferrerKind.PROFESSIONAL: "A professional",
    ReferrerKind.SELF: "You",
    ReferrerKind.FAMILY: "Somebody who knows you",
    ReferrerKind.CHAMPION: "A champion",
    ReferrerKind.PHONE_LINE: "Our phone line",
}
_OURS: tuple[Mapping[Any, str], ...] = (
    REFERRERS,
    DECLINED_TO_SELF,
    {
        ReferralState.RECEIVED: "We have it, and have not answered yet",
        ReferralState.ACCEPTED: "We took it",
        ReferralState.DECLINED: "We did not take it",
    },
    {CaseState.OPEN: "We help you now", CaseState.CLOSED: "It has ended"},
    {RecordKind.REFERRAL: "The referral", RecordKind.CASE: "Your record"},
    {
        ContactOutcome.SPOKE: "We spoke with you",
        ContactOutcome.NO_ANSWER: "Nobody answered",
        ContactOutcome.LEFT_WORD: "We left word",
        ContactOutcome.WRONG_NUMBER: "The number was wrong",
    },
    {
        Way.PHONE: "By phone",
        Way.HOME: "At your home",
        Way.MET: "Somewhere else, face to face",
        Way.VIDEO: "By video",
    },
    {
        FeedbackHow.PRINTED: "By a printed letter",
        FeedbackHow.COPIED: "By a letter put into their system",
        FeedbackHow.NOT_AGREED: "Not at all: you did not agree",
        FeedbackHow.NOBODY_TO_TELL: "Not at all: there was nobody to tell",
    },
    {LetterTo.REFERRER: "Whoever referred you", LetterTo.SURGERY: "Your surgery"},
    {
        OnwardState.DRAFTED: "Kept for later: not sent",
        OnwardState.SENT: "Sent",
        OnwardState.SEEN: "They read it",
        OnwardState.ACCEPTED: "They said yes",
        OnwardState.WAITING: "On the waiting list",
        OnwardState.DECLINED: "They said no",
        OnwardState.NO_REPLY: "Nobody answered",
        OnwardState.BOOKED: "A day is set",
        OnwardState.ATTENDED: "You went",
        OnwardState.NOT_ATTENDED: "You did not go",
        OnwardState.FINISHED: "Finished",
        OnwardState.STOPPED: "Stopped",
        OnwardState.WITHDRAWN: "Taken back",
    },
    {
        SaidBy.TEAM: "We",
        SaidBy.PROVIDER: "The service",
        SaidBy.PHONE: "The service, on the telephone",
        SaidBy.PERSON: "You",
        SaidBy.LILY: "The computer, when no answer came",
    },
    {
        NotTaken.FULL: "It is full",
        NotTaken.NOT_FOR_THEM: "It does not suit you",
        NotTaken.OUT_OF_AREA: "You live outside the area",
        NotTaken.NOT_REACHED: "Nobody could reach you",
        NotTaken.NOT_WANTED: "You do not want it",
        NotTaken.CLOSED_DOWN: "It does not exist any more",
        NotTaken.OTHER: "Something else",
    },
    {DealtWith.DONE: "It was dealt with", DealtWith.NOT_WANTED: "You did not want another"},
    {
        FollowUpState.DUE: "Still to be done",
        FollowUpState.DONE: "Done",
        FollowUpState.NOT_DONE: "Not done",
    },
    {
        GotThere.YES: "Yes",
        GotThere.ONCE: "Once, and not again",
        GotThere.NOT_YET: "Not yet, but you mean to",
        GotThere.NO: "No",
    },
    {
        NotDone.NOT_REACHED: "We could not reach you",
        NotDone.NOT_WANTED: "You did not want it",
        NotDone.TOO_UNWELL: "You were too unwell",
        NotDone.CASE_CLOSED: "We had ended it",
    },
    {
        Result.MET: "Yes",
        Result.PARTLY: "Partly",
        Result.NOT_MET: "No",
        Result.CHANGED: "You want something else now",
    },
    {
        NoteLayer.SHARED: "You, too",
        NoteLayer.RECORD: "Our team",
        NoteLayer.NAMED: "Those alone who keep people safe",
    },
    {
        ReadingHow.IN_PERSON: "Together, face to face",
        ReadingHow.PHONE: "Over the phone",
        ReadingHow.ON_THEIR_OWN: "You filled it in on your own",
        ReadingHow.OTHER: "Another way",
    },
    {
        NotRead.NOT_WANTED: "You did not want to",
        NotRead.TOO_UNWELL: "You were too unwell",
        NotRead.NOT_REACHED: "We could not reach you",
        NotRead.NO_TIME: "There was no time",
        NotRead.OTHER: "Something else",
    },
)
_AS_ON_PAGES: tuple[Mapping[Any, str], ...] = (
    *(CHECKS, CLOSED, FLAGS, HOW_AGREED, HOW_TOLD, KIND_SAID, LAWFUL, MAY, PRIORITIES, PURPOSES),
    *(ROUTES, SENT_WAYS, SPECIAL, STATUSES, TOLD, WHAT_NEXT, WHY_ERASED, WHY_WITHDRAWN),
    CONTACT_WRONG,
    *(CHANNELS, SENT),
)
WORDS = {type(member): words for words in (*_OURS, *_AS_ON_PAGES) for member in words}
"""What the members of a closed list are called, by the list."""

WRITTEN: dict[str, Mapping[str, str]] = {
    "access": labels.ACCESS,
    "barriers": {each.value: words for each, words in BARRIERS.items()},
    "days": labels.DAYS,
    "language": labels.LANGUAGES,
    "in_the_way": {
        InTheWay.COST.value: "It costs too much",
        InTheWay.TRAVEL.value: "Getting there",
        InTheWay.NERVES.value: "Going alone, or nerves",
        InTheWay.FULL.value: "It was full",
        InTheWay.WRONG_INFORMATION.value: "What we told you was wrong",
        InTheWay.HEALTH.value: "You were unwell",
        InTheWay.CHANGED_MIND.value: "You changed your mind",
        InTheWay.NOBODY_CAME.value: "Nobody got in touch with you",
    },
    "template": {
        "referral-received": "That we have the referral",
        "referral-news": "That there is news of the referral",
        "referral-declined": "That we could not take the referral",
        "referral-urgent": "That an urgent referral waits",
        "onward-waiting": "That somebody would like to come to a service",
        "onward-reminder": "That a service has not answered yet",
        "onward-taken-back": "That a referral was taken back",
        "emergency-look": "That somebody looked in an emergency",
    },
}
"""What is written as a word of the machine is called, by the name of where it is."""
