"""The form of a pair of likely doubles."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from lily.web.forms.base import HouseForm

TWO = "two"


class DecidePairForm(HouseForm):
    """Which to keep, or that they are two. Set `keep.choices` before it is checked."""

    keep = RadioField("What are they?", validators=[InputRequired("Choose what they are.")])
