"""The pages on which a listing is edited, in their order: one thing at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lily.listings.choices import Section
from lily.web.forms.listing import (
    AboutForm,
    AreasForm,
    CapacityForm,
    HelpForm,
    LanguagesForm,
    NeedsForm,
    SectionForm,
    StatusForm,
    WhoForm,
)
from lily.web.forms.listing_lines import ContactsForm, CostsForm, PeopleForm, PlacesForm


@dataclass(frozen=True)
class Part:
    """One page: its address, what it is called, the fields it holds and the form that asks them.

    A part without a form has a view of its own. `counts` says whether it is one of those that a
    full listing has.
    """

    slug: str
    label: str
    section: Section
    fields: tuple[str, ...]
    form: type[SectionForm] | None = None
    lead: str = ""
    counts: bool = True

    def is_filled(self, document: Mapping[str, Any]) -> bool:
        """Whether the listing says anything here."""
        return any(
            document[name] not in ("", None, [], {}, "not_known")
            for name in self.fields
            if name not in {"kind", "name", "status"}
        )


_ALL = (
    Part(
        "about",
        "What it is",
        Section.ABOUT,
        ("name", "alternate_name", "kind", "summary", "description"),
        AboutForm,
        "Say it as you would to a neighbour.",
    ),
    Part(
        "who",
        "Who it is for",
        Section.WHO,
        ("who_for", "minimum_age", "maximum_age", "audiences"),
        WhoForm,
    ),
    Part("areas", "Where people must live", Section.WHO, ("areas",), AreasForm, counts=False),
    Part(
        "needs",
        "What it helps with",
        Section.NEEDS,
        ("needs",),
        NeedsForm,
        "People look for these. Tick those that fit: two or three are enough.",
    ),
    Part(
        "places",
        "Where",
        Section.PLACES,
        ("places", "delivery"),
        PlacesForm,
        "Where people go, or how you reach them.",
    ),
    Part("access", "Getting in and around", Section.PLACES, ("access",)),
    Part("times", "When", Section.TIMES, ("times",)),
    Part("cost", "What it costs", Section.COST, ("costs", "fees"), CostsForm),
    Part(
        "getting-help",
        "How to get help",
        Section.GETTING_HELP,
        ("referral", "how_to_get_help", "what_happens_first", "what_to_bring"),
        HelpForm,
        "The first visit is the hardest. Say what happens.",
    ),
    Part(
        "languages",
        "Languages",
        Section.GETTING_HELP,
        ("languages",),
        LanguagesForm,
        counts=False,
    ),
    Part(
        "contact",
        "Whom to ring or write to",
        Section.CONTACT,
        ("phones", "email", "url"),
        ContactsForm,
    ),
    Part(
        "people",
        "Whom to ask for",
        Section.CONTACT,
        ("contacts",),
        PeopleForm,
        "Only if there is somebody to ask for by name.",
        counts=False,
    ),
    Part(
        "room",
        "Is there room?",
        Section.CAPACITY,
        ("capacity", "closed_until", "capacity_words"),
        CapacityForm,
        "Shown at the top of your page. After some weeks it fades to “not known”.",
        counts=False,
    ),
    Part("status", "Is it still running?", Section.STATUS, ("status",), StatusForm, counts=False),
)
PARTS = {part.slug: part for part in _ALL}
"""Every part by the name in its address, in order."""
COUNTED = [part for part in _ALL if part.counts]


def filled(document: Mapping[str, Any]) -> int:
    """Return how many of the parts that a full listing has say something."""
    return sum(part.is_filled(document) for part in COUNTED)


def part_of(field: str) -> Part:
    """Return the part that holds a field."""
    return next(part for part in _ALL if field in part.fields)


def after(part: Part) -> Part | None:
    """Return the part that comes next, or None after the last."""
    at = _ALL.index(part) + 1
    return _ALL[at] if at < len(_ALL) else None
