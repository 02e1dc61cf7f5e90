"""Forms of the editor's desk."""

from wtforms import HiddenField
from wtforms.validators import InputRequired

from lily.listings.desk_items import LONGEST_OUTCOME
from lily.web.forms.base import HouseForm, line


class CloseItemForm(HouseForm):
    """What became of an item."""

    outcome = line(
        "What became of it?", "Say in a few words what became of it.", longest=LONGEST_OUTCOME
    )


class SearchWordsForm(HouseForm):
    """Words of a search, to count no more or to count again."""

    words = HiddenField(validators=[InputRequired()])
