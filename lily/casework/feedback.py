"""The letter to whoever referred, begun from the record and finished by whoever helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lily import clock
from lily.casework.choices import ContactOutcome, OnwardState, Result, Route
from lily.casework.details import ReferrerDetails
from lily.casework.measures import changes
from lily.casework.models import CaseContact, Client, Referral
from lily.casework.queries.onward import ListedOnward
from lily.casework.queries.readings import Reading, first_and_latest, keys_taken
from lily.casework.sharing import ROUTES
from lily.casework.talk import Talk

_CAME: dict[Result | None, str] = {
    Result.MET: " It came true.",
    Result.PARTLY: " It came true in part.",
    Result.NOT_MET: " It did not come true.",
    Result.CHANGED: " They want something else now.",
}
_STANDS = {
    OnwardState.SENT: "no answer yet",
    OnwardState.SEEN: "no answer yet",
    OnwardState.NO_REPLY: "nobody answered",
    OnwardState.ACCEPTED: "they said yes",
    OnwardState.WAITING: "on the waiting list",
    OnwardState.BOOKED: "a day is set",
    OnwardState.DECLINED: "they said no",
    OnwardState.ATTENDED: "they went",
    OnwardState.NOT_ATTENDED: "they did not go",
    OnwardState.FINISHED: "they went, and it is finished",
    OnwardState.STOPPED: "it was stopped",
}
_UNANSWERED = frozenset({OnwardState.SENT, OnwardState.SEEN, OnwardState.NO_REPLY})
_STILL_OPEN = frozenset({None, Result.PARTLY, Result.NOT_MET})


@dataclass(frozen=True)
class Known:
    """What the record knows of a case, for a letter; all but the person may be missing.

    `signed` is who writes it, and for which team.
    """

    client: Client
    referral: Referral | None = None
    referrer: ReferrerDetails = field(default_factory=ReferrerDetails)
    contacts: Sequence[CaseContact] = ()
    talk: Talk = field(default_factory=Talk)
    results: Mapping[UUID, Result] = field(default_factory=dict)
    sent_on: Sequence[ListedOnward] = ()
    readings: Sequence[Reading] = ()
    signed: str = ""


def begin_letter(known: Known, today: date) -> str:
    """Return what the record can say by itself: who, why, what was agreed, what came of it.

    A page at most; whoever helps finishes it. Nothing of safeguarding is in it.
    """
    client = known.client
    born = f", born {_day(date.fromisoformat(client.birth_on))}" if client.birth_on else ""
    parts = [
        [f"About {client.first_name} {client.last_name}{born}."],
        _referred(known),
        _met(known.contacts),
        _wanted(known),
        _went(known.sent_on),
        _changed(known.readings),
        _asked(known),
        [line for line in (known.signed, _day(today)) if line],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _referred(known: Known) -> list[str]:
    if known.referral is None:
        return []
    whom = f" by {known.referrer.name}" if known.referrer.name else ""
    on = _day(_here(known.referral.made_at))
    return [f"Referred on {on}{whom}: {known.referral.reason}"]


def _met(contacts: Sequence[CaseContact]) -> list[str]:
    spoken = [each for each in contacts if each.outcome is ContactOutcome.SPOKE]
    if not contacts:
        return ["We have not been in touch with them."]
    if len(spoken) == len(contacts):
        return [f"We spoke with them {times_of(len(spoken))}."]
    so = (
        f"and spoke with them {times_of(len(spoken))}"
        if spoken
        else "and could not speak with them"
    )
    return [f"We tried to reach them {times_of(len(contacts))}, {so}."]


def _wanted(known: Known) -> list[str]:
    goals = [
        f"- {goal.words}{_CAME.get(known.results.get(goal.id), '')}" for goal in known.talk.goals
    ]
    return ["What they wanted:", *goals] if goals else []


def _went(sent_on: Sequence[ListedOnward]) -> list[str]:
    told = [
        f"- {_name(each)}: {_STANDS[each.onward.state]}"
        for each in sent_on
        if each.onward.state in _STANDS
    ]
    return ["Where we sent them:", *told] if told else []


def _name(each: ListedOnward) -> str:
    if each.service:
        return each.service.name
    name = ROUTES[each.onward.route or Route.GP]
    return f"{name[0].upper()}{name[1:]}"


def _asked(known: Known) -> list[str]:
    """Say what is left for whoever reads it: no answer on a statutory route, or a need still open.

    A service that has not answered is not theirs to look after: the team rings it.
    """
    asked = [
        f"- We passed them on to {ROUTES[each.onward.route]}{_sent(each)} and have no answer yet."
        for each in known.sent_on
        if each.onward.route and each.onward.state in _UNANSWERED
    ]
    asked += [
        f"- This is still open: {goal.words}"
        for goal in known.talk.goals
        if known.results.get(goal.id) in _STILL_OPEN
    ]
    return ["What we ask of you:", *asked] if asked else ["What we ask of you: nothing more."]


def _sent(each: ListedOnward) -> str:
    return f" on {_day(_here(each.onward.sent_at))}" if each.onward.sent_at else ""


def _changed(readings: Sequence[Reading]) -> list[str]:
    """Say each number that was read twice, first and latest: no more than that."""
    lines = []
    for key in keys_taken(readings):
        first, latest = first_and_latest(readings, key)
        if first and latest:
            moved = [
                f"{each.name} {each.first} then {each.second}"
                for each in changes(first.measure, first.answers, latest.answers)
                if each.difference
            ]
            said = "; ".join(moved) or "the same both times"
            days = f"{_day(first.row.read_on)} and {_day(latest.row.read_on)}"
            lines.append(f"{first.measure.name}, {days}: {said}.")
    return lines


def times_of(count: int) -> str:
    """Say how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _here(instant: datetime) -> date:
    return instant.astimezone(clock.UK).date()


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
