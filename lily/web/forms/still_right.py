"""Forms of the page behind a link in a reminder, and of whoever rings."""

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from lily.directory.choices import Capacity
from lily.listings.freshness.changes import Sayings
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.fields import options, passage, short

ROOM: dict[str, str] = {
    Capacity.OPEN: "Yes, there is room",
    Capacity.SHORT_WAIT: "There is a short wait",
    Capacity.FULL: "It is full",
    Capacity.CLOSED: "It is closed for now",
    Capacity.NOT_KNOWN: "I do not know",
}


LONGEST = 1000


class ChangeForm(HouseForm):
    """The few things that change."""

    as_written = HiddenField()
    times = passage("Days and times", LONGEST)
    place = short("Name of the place")
    address_1 = short("Number and street")
    city = short("Town or village")
    postcode = short("Postcode", 20)
    cost = passage("What it costs", LONGEST)
    phone = short("Number to ring", 60)
    email = short("E-mail", 254)
    capacity = RadioField(
        "Is there room for new people?",
        choices=options(ROOM),
        validators=[InputRequired("Choose one.")],
    )
    capacity_words = short("Anything to say about that?")
    closed_until = fields.day("Closed or full until (if it is)")
    who_for = passage("Who it is for", LONGEST)

    def sayings(self) -> Sayings:
        """Return what was typed."""
        data = {name: self[name].data or "" for name in Sayings.__dataclass_fields__}
        data["closed_until"] = str(data["closed_until"])
        return Sayings(**data)


class StoppedForm(HouseForm):
    """That it has stopped, perhaps with a word on it."""

    note = passage("Anything that we should know? (you may leave this empty)", LONGEST)


class WrongPersonForm(HouseForm):
    """Whom to ask instead, where they know."""

    email = short("The e-mail address of the right person, if you know it", 254)
