"""Where somebody means, and how precisely we know it."""

from dataclasses import dataclass, field
from enum import StrEnum

from lily.geo.distance import miles_in_words

WORTH_SAYING_M = 3_000
"""An uncertainty above this is said beside a place's name; below it, "near" says enough."""


class Precision(StrEnum):
    """What an answer stands for, from the sharpest to the widest but for the last two."""

    UNIT = "postcode"
    SECTOR = "sector"
    OUTCODE = "outcode"
    PLACE = "place"
    ADDRESS = "address"
    DEVICE = "device"


@dataclass(frozen=True)
class Place:
    """A point on the map that stands for what somebody typed, in degrees of WGS84.

    The true point probably lies within `uncertainty_m` metres. `value` is a text that resolves
    to exactly this place. `corrected_from` is what was typed, when we took it to mean another
    word. `note` is a sentence to show with the answer, or empty.
    """

    name: str
    latitude: float
    longitude: float
    precision: Precision
    uncertainty_m: int
    district_code: str | None = None
    ward_code: str | None = None
    district_name: str | None = None
    value: str = ""
    corrected_from: str | None = None
    is_terminated: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        """Let the name stand for the value where none is given."""
        if not self.value:
            object.__setattr__(self, "value", self.name)

    @property
    def title(self) -> str:
        """The name with its district, where that says more: "Heacham (West Norfolk)"."""
        return f"{self.name}{self._district_in_brackets()}"

    @property
    def label(self) -> str:
        """The value with its district, to choose by: "Newton, PE32 (West Norfolk)"."""
        return f"{self.value}{self._district_in_brackets()}"

    def _district_in_brackets(self) -> str:
        district = self.district_name
        says_more = self.precision is Precision.PLACE and district and self.name not in district
        return f" ({district})" if says_more else ""

    def words(self) -> str:
        """Return where this is and how sure we are, to stand in a sentence."""
        give_or_take = f", give or take {miles_in_words(self.uncertainty_m)}"
        if self.precision is Precision.DEVICE:
            return f"near where you are{give_or_take}"
        if self.precision in (Precision.SECTOR, Precision.OUTCODE):
            return f"around {self.name}{give_or_take}"
        if self.is_terminated:
            return f"near {self.name}, a postcode no longer in use"
        if self.uncertainty_m > WORTH_SAYING_M:
            return f"near {self.title}{give_or_take}"
        return f"near {self.title}"


@dataclass(frozen=True)
class Ambiguous:
    """Several places of one name; somebody has to say which. Each choice's `value` is exact."""

    text: str
    choices: list[Place] = field(default_factory=list)

    @property
    def question(self) -> str:
        """The sentence that asks."""
        return f"There is more than one place called “{self.text}”. Which one do you mean?"
