"""Forms about this visit."""

from flask_wtf import FlaskForm


class ForgetForm(FlaskForm):  # type: ignore[misc]
    """A lone button: forget the place that I searched by."""
