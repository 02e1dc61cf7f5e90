"""What tests of pages share: the demonstration, to be read."""

from tests.demonstration import demonstration, demonstration_app, visitor

__all__ = ["demonstration", "demonstration_app", "visitor"]
