"""Onward referrals, made by the actions that make them."""

from typing import Any

from sqlmodel import Session

from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.consents import Agreed, record_consent
from lily.casework.actions.drafting import Prescribed, draft_onward
from lily.casework.actions.onward import send_onward
from lily.casework.choices import ConsentHow, OnwardKind, Purpose
from lily.casework.models import Case, Client, Consent, OnwardReferral
from lily.casework.sharing import USUAL, pieces_of
from lily.casework.talk import Talk
from lily.directory.models import Service

WHY = "She would like to sing again."


def draft(
    session: Session,
    case: Case,
    service: Service | None,
    kind: OnwardKind = OnwardKind.REFERRED,
    **more: Any,
) -> OnwardReferral:
    """Choose a service for a person, without sending anything."""
    client = session.get_one(Client, case.client_id)
    told = pieces_of(client, Talk(), more.get("reason", WHY))
    chosen: dict[str, Any] = {
        "kind": kind,
        "reason": WHY,
        "service_id": service.id if service else None,
        "pieces": USUAL,
    }
    return draft_onward(session, case, Prescribed(**(chosen | more)), told, by=SYSTEM)


def agree(session: Session, case: Case, service: Service | None = None, **more: Any) -> Consent:
    """Let the person agree that a service (or somebody else, by purpose) is told."""
    purpose = more.pop("purpose", Purpose.SHARE_WITH_SERVICE)
    agreed = Agreed(purpose, ConsentHow.SPOKEN, service.id if service else None, **more)
    client = session.get_one(Client, case.client_id)
    return record_consent(session, client, agreed, by=SYSTEM)


def send(
    session: Session,
    case: Case,
    onward: OnwardReferral,
    service: Service | None = None,
    by: Actor = SYSTEM,
) -> None:
    """Send what was chosen, under whatever the person has agreed to."""
    held = [consent for consent, _, _ in queries.list_consents(session, case.client_id)]
    send_onward(session, onward, case, service, consents=held, by=by)


def refer_on(
    session: Session,
    case: Case,
    service: Service,
    kind: OnwardKind = OnwardKind.REFERRED,
    **more: Any,
) -> OnwardReferral:
    """Send a person on who agrees to it."""
    agree(session, case, service)
    onward = draft(session, case, service, kind, **more)
    send(session, case, onward, service)
    return onward
