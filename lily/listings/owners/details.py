"""What is told about an organisation that is not listed yet."""

from typing import Annotated

from pydantic import StringConstraints

from lily.imports.parts import Line, Passage, Record
from lily.listings.models import Claim

DESCRIPTION_LENGTH = 3000

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewOrganisation(Record):
    """An organisation as somebody describes it who registers it."""

    name: Name
    description: Passage = ""
    postcode: Annotated[str, StringConstraints(max_length=20)] = ""
    charity_number: Annotated[str, StringConstraints(max_length=60)] = ""
    phone: Annotated[str, StringConstraints(max_length=100)] = ""
    email: Line = ""
    website: Line = ""


def details_of(claim: Claim) -> NewOrganisation:
    """Return what a claim tells about its new organisation."""
    return NewOrganisation.model_validate_json(claim.details)
