"""The tables by which the directory is kept true."""

from lily.listings.models.bulk import BulkAct
from lily.listings.models.desk import DeskItem
from lily.listings.models.duplicates import LikelyDuplicate
from lily.listings.models.searches import EmptySearch, IgnoredSearch

__all__ = ["BulkAct", "DeskItem", "EmptySearch", "IgnoredSearch", "LikelyDuplicate"]
