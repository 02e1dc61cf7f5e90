"""Forms of the page behind a link in a reminder, and of whoever rings."""

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lily.directory.choices import Capacity
from lily.listings.freshness.changes import Sayings
from lily.web.forms.base import HouseForm, strip

ROOM: dict[str, str] = {
    Capacity.OPEN: "Yes, there is room",
    Capacity.SHORT_WAIT: "There is a short wait",
    Capacity.FULL: "It is full",
    Capacity.CLOSED: "It is closed for now",
    Capacity.NOT_KNOWN: "I do not know",
}


def _text(label: str, longest: int = 200) -> StringField:
    too_long = Length(max=longest, message=f"Use at most {longest} characters.")
    return StringField(label, filters=[strip], validators=[too_long])


def _area(label: str, longest: int = 1000) -> TextAreaField:
    too_long = Length(max=longest, message=f"Use at most {longest} characters.")
    return TextAreaField(label, filters=[_one_kind_of_line, strip], validators=[too_long])


def _one_kind_of_line(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


class ChangeForm(HouseForm):
    """The few things that change."""

    times = _area("Days and times")
    place = _text("Name of the place")
    address_1 = _text("Number and street")
    city = _text("Town or village")
    postcode = _text("Postcode", 20)
    cost = _area("What it costs")
    phone = _text("Number to ring", 60)
    email = _text("E-mail", 254)
    capacity = RadioField(
        "Is there room for new people?",
        choices=list(ROOM),
        validators=[InputRequired("Choose one.")],
    )
    capacity_words = _text("Anything to say about that?")
    closed_until = DateField("Closed until (if it is closed)", validators=[Optional()])
    who_for = _area("Who it is for")

    room = ROOM

    def sayings(self) -> Sayings:
        """Return what was typed."""
        data = {name: self[name].data or "" for name in Sayings.__dataclass_fields__}
        data["closed_until"] = str(data["closed_until"])
        return Sayings(**data)


class StoppedForm(HouseForm):
    """That it has stopped, perhaps with a word on it."""

    note = _area("Anything that we should know? (you may leave this empty)")


class WrongPersonForm(HouseForm):
    """Whom to ask instead, where they know."""

    email = _text("The e-mail address of the right person, if you know it", 254)
