"""The tables by which the directory is kept true."""

from lily.listings.models.desk import DeskItem

__all__ = ["DeskItem"]
