"""What LILY writes to people: each kind of message, the fields it wants, and a sample of them.

The words are in `templates/post/<name>.txt` and `.html`. A field ending in `link` is an address
of this site, from its first slash on (`/still-right/...`); the letter puts the site before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lily.errors import NotFound
from lily.post.choices import Channel

EMAIL, TEXT, LETTER = Channel.EMAIL, Channel.TEXT, Channel.LETTER


@dataclass(frozen=True)
class Template:
    """One kind of message. `sample` names every field that it wants, with an example.

    `is_awaited`: somebody sits there until it comes, so it goes before a pile of reminders.
    """

    name: str
    about: str
    sample: Mapping[str, str]
    channels: frozenset[Channel] = frozenset({EMAIL})
    is_awaited: bool = False

    def check(self, fields: Mapping[str, str], channel: Channel) -> None:
        """Raise ValueError where the fields or the channel are not those of this template."""
        if channel not in self.channels:
            raise ValueError(f"{self.name} is not sent by {channel.value}")
        if set(fields) != set(self.sample):
            raise ValueError(f"{self.name} wants the fields {sorted(self.sample)}")
        for name, value in fields.items():
            if name.endswith("link") and (value[:1] != "/" or value[:2] == "//"):
                raise ValueError(f"{self.name}: {name} begins with a slash, within this site")


_LISTING = "Tuesday lunch club"
_TOKEN = "mK3vQ8sJ2xYt7LwR5nBc9HdF4aGz1EpU"  # noqa: S105 - a sample
_DAY = f"{date(2026, 12, 4):%A} 4 December"
_FIRST_LETTERS = {"listing": _LISTING}

_ALL = (
    Template(
        "invitation",
        "Somebody was given an account.",
        {"link": f"/account-links/{_TOKEN}", "until": _DAY},
        is_awaited=True,
    ),
    Template(
        "reset",
        "Somebody asked for a new passphrase.",
        {"link": f"/account-links/{_TOKEN}", "until": "11.30am today"},
        is_awaited=True,
    ),
    Template(
        "lost-factor",
        "Somebody can no longer give their second proof.",
        {"link": f"/account-links/{_TOKEN}", "until": "11.30am today"},
        is_awaited=True,
    ),
    Template("new-sign-in", "Somebody signed in on a new device.", {}),
    Template(
        "new-address",
        "Somebody wants to sign in with this address from now on; to the new one.",
        {"link": f"/account-links/{_TOKEN}", "until": _DAY},
        is_awaited=True,
    ),
    Template("address-changed", "The e-mail address of an account changed; to the old one.", {}),
    Template(
        "still-right",
        "A listing is due to be checked: the first letter.",
        {**_FIRST_LETTERS, "link": f"/still-right/{_TOKEN}"},
    ),
    Template(
        "still-right-again",
        "A listing is due to be checked: the second letter.",
        {**_FIRST_LETTERS, "link": f"/still-right/{_TOKEN}"},
    ),
    Template(
        "still-right-last",
        "A listing is due to be checked: the last letter, before somebody rings.",
        {**_FIRST_LETTERS, "link": f"/still-right/{_TOKEN}"},
    ),
    Template(
        "listing-hidden",
        "A listing is no longer shown, since nobody has said that it is right.",
        {**_FIRST_LETTERS, "link": f"/still-right/{_TOKEN}"},
    ),
    Template(
        "change-approved",
        "A change to a listing is now on its page.",
        {**_FIRST_LETTERS, "link": "/services/tuesday-lunch-club"},
    ),
    Template(
        "change-part-approved",
        "A part of a change is now on the listing's page.",
        {
            **_FIRST_LETTERS,
            "link": "/services/tuesday-lunch-club",
            "reason": "We left the price as it was: the page you sent says £4.",
        },
    ),
    Template(
        "change-rejected",
        "A change to a listing was not made, and why.",
        {
            **_FIRST_LETTERS,
            "link": "/services/tuesday-lunch-club",
            "reason": "The new day is not on the club's own page. Please ring us if it is right.",
        },
    ),
    Template(
        "claim-approved",
        "Somebody may now look after an organisation's listings.",
        {
            "organisation": "Heacham Village Hall",
            "words": "Welcome! Look at the times first: they are two years old.",
            "link": "/your-listings",
        },
    ),
    Template(
        "claim-confirm",
        "Somebody asked to look after an organisation's listings: is the address theirs?",
        {"organisation": "Heacham Village Hall", "link": f"/claims/{_TOKEN}"},
        is_awaited=True,
    ),
    Template(
        "member-invitation",
        "Somebody is invited to look after an organisation's listings too.",
        {"organisation": "Heacham Village Hall", "link": f"/member-invitations/{_TOKEN}"},
        is_awaited=True,
    ),
    Template(
        "claim-rejected",
        "Somebody may not look after an organisation's listings, and why.",
        {
            "organisation": "Heacham Village Hall",
            "reason": "Nobody at the hall's own number could tell us that you help there.",
        },
    ),
    Template(
        "claim-code",
        "A code that shows that somebody can be reached at an organisation.",
        {"organisation": "Heacham Village Hall", "code": "4821 7735"},
        frozenset({TEXT, LETTER}),
        is_awaited=True,
    ),
    Template(
        "report-answered",
        "An answer to somebody who told us of a mistake.",
        {
            **_FIRST_LETTERS,
            "link": "/services/tuesday-lunch-club",
            "answer": "You were right: it begins at noon now. We have changed the page.",
        },
    ),
    Template(
        "referral-received",
        "Somebody referred a person to us: we have it.",
        {"link": f"/referral-status/{_TOKEN}"},
        is_awaited=True,
    ),
    Template(
        "referral-declined",
        "A team could not take a referral; to whoever made it.",
        {"link": f"/referral-status/{_TOKEN}"},
    ),
    Template(
        "referral-news",
        "A team took a referral, or has finished; to whoever made it.",
        {"link": f"/referral-status/{_TOKEN}"},
    ),
    Template(
        "referral-urgent",
        "Somebody referred a person who needs help soon; to those of the team who can take it.",
        {"link": "/cases/referrals/7c9e6679"},
        is_awaited=True,
    ),
    Template(
        "onward-waiting",
        "A link worker would like to send somebody to a service; to those who answer for it.",
        {**_FIRST_LETTERS, "link": "/referrals-to-us/7c9e6679", "reference": "H7KM3PQR"},
    ),
    Template(
        "onward-reminder",
        "Nobody answered a link worker yet; to those who answer for the service.",
        {**_FIRST_LETTERS, "link": "/referrals-to-us/7c9e6679", "reference": "H7KM3PQR"},
    ),
    Template(
        "onward-taken-back",
        "A link worker took a referral back; to those who answer for the service.",
        {**_FIRST_LETTERS, "link": "/referrals-to-us/7c9e6679", "reference": "H7KM3PQR"},
    ),
    Template(
        "emergency-look",
        "Somebody opened a record in an emergency; to whoever looks after the team.",
        {"link": "/cases/emergency-looks"},
        is_awaited=True,
    ),
    Template(
        "contact-asked",
        "Somebody gave us another address to ask about a listing; to the old one.",
        {**_FIRST_LETTERS},
    ),
    Template(
        "contact-changed",
        "The address that we ask about a listing changed; to the old one.",
        {**_FIRST_LETTERS},
    ),
)

TEMPLATES = {template.name: template for template in _ALL}


def get_template(name: str) -> Template:
    """Return a kind of message by its name. Raises NotFound."""
    try:
        return TEMPLATES[name]
    except KeyError:
        raise NotFound("There is no message of that name. Choose one from the list.") from None
