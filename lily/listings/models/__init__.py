"""The tables by which the directory is kept true."""

from lily.listings.models.desk import DeskItem
from lily.listings.models.reports import ProblemReport
from lily.listings.models.reviews import Review, ReviewInterval, ReviewLink, ReviewPlan

__all__ = [
    "DeskItem",
    "ProblemReport",
    "Review",
    "ReviewInterval",
    "ReviewLink",
    "ReviewPlan",
]
