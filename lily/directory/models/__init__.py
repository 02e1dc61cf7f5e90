"""The tables of the directory. A parent knows its children; children know only its identifier.

The names are gathered here, since together they are one picture: see docs/reference/model.md.
"""

from lily.directory.models.advice import AdvicePage
from lily.directory.models.areas import ServiceArea
from lily.directory.models.contacts import Contact, Phone
from lily.directory.models.details import CostOption, Language, ServiceDelivery
from lily.directory.models.evidence import Evidence, Withdrawal
from lily.directory.models.locations import AccessAnswer, Address, Location
from lily.directory.models.organisations import Organisation, OrganisationIdentifier
from lily.directory.models.schedules import Closure, Schedule, SchoolTerm
from lily.directory.models.services import FormerSlug, Service, ServiceAtLocation
from lily.directory.models.sources import Source
from lily.directory.models.taxonomies import Crosswalk, FormerTerm, Taxonomy, TaxonomyTerm, TermLink

__all__ = [
    "AccessAnswer",
    "Address",
    "AdvicePage",
    "Closure",
    "Contact",
    "CostOption",
    "Crosswalk",
    "Evidence",
    "FormerSlug",
    "FormerTerm",
    "Language",
    "Location",
    "Organisation",
    "OrganisationIdentifier",
    "Phone",
    "Schedule",
    "SchoolTerm",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceDelivery",
    "Source",
    "Taxonomy",
    "TaxonomyTerm",
    "TermLink",
    "Withdrawal",
]
