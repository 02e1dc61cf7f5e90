"""The form that does something to many listings, after its preview."""

from wtforms import HiddenField
from wtforms.validators import UUID, InputRequired

from lily.web.forms.base import HouseForm


class DoToManyForm(HouseForm):
    """A press: the number of this act, made with its preview, and what the preview showed."""

    act = HiddenField(validators=[InputRequired(), UUID()])
    digest = HiddenField(validators=[InputRequired()])
