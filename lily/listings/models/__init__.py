"""The tables by which the directory is kept true."""

from lily.listings.models.bulk import BulkAct
from lily.listings.models.desk import DeskItem
from lily.listings.models.duplicates import LikelyDuplicate
from lily.listings.models.owners import Claim, MemberInvitation, Membership
from lily.listings.models.proposals import Proposal, ProposedChange
from lily.listings.models.reports import ProblemReport
from lily.listings.models.reviews import Review, ReviewInterval, ReviewLink, ReviewPlan
from lily.listings.models.searches import EmptySearch, IgnoredSearch
from lily.listings.models.versions import ListingVersion

__all__ = [
    "BulkAct",
    "Claim",
    "DeskItem",
    "EmptySearch",
    "IgnoredSearch",
    "LikelyDuplicate",
    "ListingVersion",
    "MemberInvitation",
    "Membership",
    "ProblemReport",
    "Proposal",
    "ProposedChange",
    "Review",
    "ReviewInterval",
    "ReviewLink",
    "ReviewPlan",
]
