"""What can go wrong, in words that a person can act on.

Every message is a plain English sentence that says what to do next. It never holds personal
data, since messages reach pages and logs.
"""


class LilyError(Exception):
    """Anything LILY refuses or cannot find; the message is fit to be shown."""


class NotFound(LilyError):
    """What was asked for does not exist, or must not be known to exist.

    `suggestions` are texts that would have been found, best first.
    """

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class Refused(LilyError):
    """The rules of the field do not allow this now."""


class Invalid(LilyError):
    """A value cannot be taken. `field` is the name of the parameter or form field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
