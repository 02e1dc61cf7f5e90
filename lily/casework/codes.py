"""The codes of SNOMED CT that a surgery writes down, each with where we found it.

Nothing is here that we have not read in a published source. A code for an offer is talked of but we
found none that vouches for it, and none at all for a signpost: so neither is here. Members of
reference sets are licensed to each organisation, and are not here either.
"""

from dataclasses import dataclass

SYSTEM = "http://snomed.info/sct"
_PRSB = "PRSB Social Prescribing Information Standard 1.1"
_PARTNERS = "NHS Transformation Partners, questions and answers"


@dataclass(frozen=True)
class Code:
    """A concept of SNOMED CT: its number and name, when it is right, and who publishes it."""

    sctid: str
    term: str
    when: str
    source: str


ACCEPTED = Code(
    "871731000000106",
    "Referral to social prescribing service (procedure)",
    "They said yes to a link worker. Once, for the first contact only.",
    f"{_PARTNERS}; socialrx.co.uk; the code set of Greater Manchester's care record",
)
DECLINED = Code(
    "871711000000103",
    "Social prescribing declined (situation)",
    "They said no to a link worker.",
    f"{_PARTNERS}; socialrx.co.uk",
)
REVIEWED = Code(
    "425268008",
    "Review of care plan (procedure)",
    "You looked at their plan together again.",
    _PRSB,
)
EXERCISE = Code(
    "390893007",
    "Referral to physical activity program (procedure)",
    "You referred them to something to get moving.",
    "The code set of Greater Manchester's care record",
)
CARER = Code(
    "224484003",
    "Person themselves is a carer",
    "They told you that they look after somebody.",
    _PRSB,
)
ADJUSTED = Code(
    "1108111000000107",
    "Requires reasonable adjustments for health and care access (Equality Act 2010) (finding)",
    "They told you what a surgery must do so that they can use it.",
    _PRSB,
)
CODES = (ACCEPTED, DECLINED, REVIEWED, EXERCISE, CARER, ADJUSTED)
"""Every code, the likeliest first."""
