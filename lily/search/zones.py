"""The zones of a listing's words, and how much a word weighs in each.

A listing is one run of words, cut into zones. `weight` says how much one mention counts there;
`usual` is the number of words such a zone usually has, and `levelling` how strongly a longer one
dilutes each mention (the b of BM25F: 0 not at all, 1 in full proportion). `usual` is a constant
rather than the average of the moment: so a segment's weights are final once written, and an edit
elsewhere never changes them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Zone:
    """One part of a listing, as search weighs it. `said` names it to a person."""

    name: str
    weight: float
    usual: float
    levelling: float
    said: str


ZONES = (
    Zone("name", 5.0, 4, 0.6, "Name"),
    Zone("alternate", 4.0, 4, 0.6, "Other name"),
    Zone("organisation", 2.0, 4, 0.6, "Organisation"),
    Zone("terms", 2.5, 6, 0.6, "Kind of help"),
    Zone("audiences", 1.5, 4, 0.6, "Who it is for"),
    Zone("summary", 2.0, 15, 0.6, "Summary"),
    Zone("details", 1.0, 100, 0.6, "Description"),
    Zone("place", 1.0, 5, 0.6, "Place"),
)
NUMBER_OF = {zone.name: number for number, zone in enumerate(ZONES)}

SATURATION = 1.5
"""How soon more mentions stop adding (the k1 of BM25)."""
