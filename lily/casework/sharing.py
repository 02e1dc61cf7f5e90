"""What is told of a person to a service, word by word, and the agreement that allows it."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lily.casework.choices import OnwardState, Piece, Purpose, Route, SaidBy
from lily.casework.models import Client, Consent, OnwardReferral, OnwardStep
from lily.casework.onward_policies import SERVICE_SAYS
from lily.casework.policies import find_valid, not_agreed
from lily.casework.talk import Talk
from lily.directory.choices import Answer

LABELS = {
    Piece.NAME: "Name",
    Piece.PHONE: "Number",
    Piece.REASON: "Why",
    Piece.SAFETY: "When you ring",
    Piece.POSTCODE: "Postcode",
    Piece.BORN: "Born",
    Piece.ACCESS: "What a place must have",
    Piece.EMAIL: "E-mail",
}
ROUTES = {
    Route.EARLY_HELP: "the early help panel",
    Route.ADULT_SOCIAL_CARE: "adult social care",
    Route.GP: "the surgery",
}
"""What each statutory route is called within a sentence."""
_PURPOSES = {
    Route.EARLY_HELP: Purpose.TELL_EARLY_HELP,
    Route.ADULT_SOCIAL_CARE: Purpose.TELL_SOCIAL_CARE,
    Route.GP: Purpose.TELL_GP,
}
USUAL = frozenset({Piece.NAME, Piece.PHONE, Piece.REASON, Piece.SAFETY})
"""What a service needs to ring somebody, and no more: ticked before anybody chooses."""

Shared = list[tuple[str, str]]


def pieces_of(client: Client, talk: Talk, reason: str) -> dict[Piece, str]:
    """Return what could be told of a person, by piece; what is not known is not there."""
    told = {
        Piece.NAME: f"{client.first_name} {client.last_name}".strip(),
        Piece.PHONE: client.phone,
        Piece.REASON: reason.strip(),
        Piece.SAFETY: safety_of(client),
        Piece.POSTCODE: client.postcode,
        Piece.BORN: client.birth_on[:4],
        Piece.ACCESS: ", ".join(each.replace("-", " ") for each in talk.access),
        Piece.EMAIL: client.email,
    }
    return {piece: words for piece, words in told.items() if words}


def safety_of(client: Client) -> str:
    """Return how it is safe to reach a person, in sentences; empty where all is usual."""
    said = []
    if client.may_leave_word is Answer.NO:
        said.append("Do not leave word.")
    if client.may_text is Answer.NO:
        said.append("Do not text.")
    if client.who_may_answer:
        said.append(f"Who else may answer: {client.who_may_answer}.")
    if client.when_to_ring:
        said.append(f"When to ring: {client.when_to_ring}.")
    return " ".join(said)


def share(pieces: dict[Piece, str], chosen: Collection[Piece]) -> str:
    """Return what is shared, as it is kept: only what was chosen, in its order."""
    told = [(LABELS[piece], words) for piece, words in pieces.items() if piece in chosen]
    return json.dumps(told) if told else ""


def shared_of(onward: OnwardReferral) -> Shared:
    """Return what a service is told, as (label, words)."""
    return [(label, words) for label, words in json.loads(onward.shared or "[]")]


@dataclass(frozen=True)
class ShownStep:
    """A step of an onward referral as a service sees it; a message has no state."""

    state: OnwardState | None
    said_by: SaidBy
    made_at: datetime
    words: str


def steps_for_service(steps: Iterable[OnwardStep]) -> list[ShownStep]:
    """Return what a service sees of what happened.

    Its words are its own, and the messages that were written to it. What a person said of where
    they stand, and what the team wrote down of it, is for the team.
    """
    return [
        ShownStep(
            each.state,
            each.said_by,
            each.made_at,
            each.words if each.state is None or each.said_by in SERVICE_SAYS else "",
        )
        for each in steps
    ]


def purpose_of(service_id: UUID | None, route: Route | None) -> tuple[Purpose, UUID | None]:
    """Return for what a person's agreement is wanted, and with whom."""
    if route:
        return _PURPOSES[route], None
    return Purpose.SHARE_WITH_SERVICE, service_id


def why_not_share(onward: OnwardReferral, consents: Iterable[Consent], today: date) -> str | None:
    """Return why what is told may not be sent or shown, with what to ask; None where it may.

    Where nothing of the person is told, nothing needs to be agreed.
    """
    if not onward.shared:
        return None
    purpose, service_id = purpose_of(onward.service_id, onward.route)
    if find_valid(consents, purpose, today, service_id):
        return None
    return not_agreed(purpose)
