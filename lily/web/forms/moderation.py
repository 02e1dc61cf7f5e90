"""Forms with which a moderator decides."""

from wtforms import StringField
from wtforms.validators import Optional

from lily.listings.actions.deciding import LONGEST_REASON
from lily.web.forms.base import HouseForm, line
from lily.web.forms.fields import WholeNumberField, passage, short

_WHY = ("Why", "Say in a few words why.")
LONGEST_WHY = 500


class DecideForm(HouseForm):
    """What to approve, and a note; the ticks and the boxes are those of the proposal's fields."""

    decision = StringField()
    version = WholeNumberField(validators=[Optional()])
    reason = passage("A note to whoever asked", LONGEST_REASON)


class RenameForm(HouseForm):
    """A new name."""

    name = line("New name", "Write the new name.")


class MoveForm(HouseForm):
    """Another organisation, by its page's address."""

    organisation = line(
        "Who runs it now", "Say which organisation runs it now.", longest=LONGEST_WHY
    )


class ArchiveForm(HouseForm):
    """Why a listing is archived."""

    reason = line(*_WHY, longest=LONGEST_WHY)


class RemoveForm(ArchiveForm):
    """Why a listing is removed, and where its address should lead."""

    instead = short("Where should its address lead?", LONGEST_WHY)
