"""What tests of pages share: the demonstration, to be read."""

from tests.demonstration import demonstration_app, demonstration_settings, visitor

__all__ = ["demonstration_app", "demonstration_settings", "visitor"]
