"""Texts, letters and e-mails by GOV.UK Notify, with the Government's own client.

Notify wants a template of its own for each channel. Ours are three that say nothing but
`((subject))` and `((body))`: the words stay in `templates/post/`. Every message bears our own id as
its reference, and Notify can be asked for it: so before a second try it is asked, and nothing is
sent twice.
"""

import json
import logging
from typing import Any

from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from requests import RequestException

from lily.config import Config
from lily.errors import Refused
from lily.post.choices import Channel
from lily.post.journal import Journal
from lily.post.ways import Answer, Ending, Outgoing

TIMEOUT_S = 30
AWAY = "GOV.UK Notify could not be reached."
_ARRIVED = {"delivered", "received"}
_FAILED = {
    "permanent-failure": "GOV.UK Notify says that there is nobody at that address or number.",
    "temporary-failure": "GOV.UK Notify tried for days and could not deliver it.",
    "technical-failure": "GOV.UK Notify could not send it, for a reason of its own.",
    "validation-failed": "GOV.UK Notify could not print the letter.",
    "virus-scan-failed": "GOV.UK Notify would not print the letter.",
    "cancelled": "The letter was cancelled at GOV.UK Notify.",
}

logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
"""Its warnings say what Notify answered, which may name a person. Ours say enough."""


def templates_of(config: Config) -> dict[Channel, str]:
    """Return the id of Notify's template by channel. Raises Refused where the setting is wrong."""
    if not config.notify_templates:
        return {}
    try:
        given = json.loads(config.notify_templates)
        return {Channel(channel): str(template) for channel, template in given.items()}
    except (ValueError, AttributeError):
        raise Refused(
            'LILY_NOTIFY_TEMPLATES is not JSON such as {"text": "id", "letter": "id"}.'
        ) from None


class Notify:
    """GOV.UK Notify, or another server with its API."""

    remembers = True

    def __init__(self, config: Config, timeout: int = TIMEOUT_S) -> None:
        address = {"base_url": config.notify_url} if config.notify_url else {}
        self._templates = templates_of(config)
        self._client = NotificationsAPIClient(config.notify_key, timeout=timeout, **address)

    @property
    def channels(self) -> set[Channel]:
        """The channels that Notify has a template for."""
        return set(self._templates)

    def send(self, outgoing: Outgoing, journal: Journal) -> Answer:  # noqa: ARG002 - Notify remembers
        """Send one message, unless an earlier try reached Notify after all."""
        try:
            reference = self._find(outgoing) if outgoing.attempts > 1 else ""
            reference = reference or str(self._hand_over(outgoing)["id"])
        except HTTPError as error:
            return _refusal(error)
        except (RequestException, InvalidResponse, KeyError):
            return Answer(Ending.LATER, AWAY)
        return Answer(Ending.SENT, reference=reference)

    def _find(self, outgoing: Outgoing) -> str:
        found = self._client.get_all_notifications(reference=str(outgoing.id))["notifications"]
        return str(found[0]["id"]) if found else ""

    def _hand_over(self, outgoing: Outgoing) -> dict[str, Any]:
        template, reference = self._templates[outgoing.channel], str(outgoing.id)
        words = {"subject": outgoing.letter.subject, "body": outgoing.letter.body}
        answer: dict[str, Any]
        if outgoing.channel is Channel.TEXT:
            answer = self._client.send_sms_notification(
                outgoing.recipient, template, {"body": outgoing.letter.body}, reference
            )
        elif outgoing.channel is Channel.EMAIL:
            words["body"] = outgoing.letter.text
            answer = self._client.send_email_notification(
                outgoing.recipient, template, words, reference
            )
        else:
            lines = enumerate(outgoing.recipient.splitlines(), 1)
            address = {f"address_line_{number}": line for number, line in lines}
            answer = self._client.send_letter_notification(template, words | address, reference)
        return answer

    def what_became_of(self, reference: str) -> Answer | None:
        """Ask for the end of a message that Notify took; None while it is under way."""
        try:
            status = self._client.get_notification_by_id(reference)["status"]
        except (HTTPError, RequestException, InvalidResponse, KeyError):
            return None
        if status in _ARRIVED:
            return Answer(Ending.SENT)
        words = _FAILED.get(status)
        return Answer(Ending.REFUSED, words) if words else None

    def close(self) -> None:
        """Let go of the connections."""
        self._client.request_session.close()


def _refusal(error: HTTPError) -> Answer:
    """Return what a refusal means: 400 is the message's fault, all else is ours or passes."""
    status = error.status_code
    if status == 400 and not _is_our_fault(error):
        return Answer(Ending.REFUSED, "GOV.UK Notify did not take it (400): look at the address.")
    if status in {401, 403}:
        return Answer(Ending.LATER, f"GOV.UK Notify did not take our key ({status}).")
    if error.response is None:
        return Answer(Ending.LATER, AWAY)
    return Answer(Ending.LATER, f"GOV.UK Notify put it off ({status}).")


def _is_our_fault(error: HTTPError) -> bool:
    """Say whether a 400 tells of our template or our account rather than of the recipient."""
    said = str(error.message)
    return any(word in said for word in ("emplate", "team-only", "trial mode", "personalisation"))
