"""The closed lists of the directory. Values are those of the standard where it has them."""

from enum import StrEnum


class ServiceStatus(StrEnum):
    """HSDS 3, service.status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class ServiceKind(StrEnum):
    """What a listing is: LILY's four kinds (services, activities, advice and guidance)."""

    SERVICE = "service"
    ACTIVITY = "activity"
    ADVICE = "advice"
    GUIDANCE = "guidance"


class AssetKind(StrEnum):
    """What a community asset is, after the Hebburn asset map."""

    PEOPLE = "people"
    COMMUNITY = "community"
    ENVIRONMENT = "environment"
    PHYSICAL = "physical"


class LocationKind(StrEnum):
    """HSDS 3, location.location_type and address.address_type."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class Referral(StrEnum):
    """How a person comes to a service."""

    SELF = "self"
    NEEDED = "needed"
    EITHER = "either"
    NOT_KNOWN = "not_known"


class Capacity(StrEnum):
    """Whether there is room now."""

    OPEN = "open"
    SHORT_WAIT = "short_wait"
    FULL = "full"
    CLOSED = "closed"
    NOT_KNOWN = "not_known"


UNTIL_A_DAY = frozenset({Capacity.FULL, Capacity.CLOSED})
"""What can be said with the day on which it ends: `closed_until` of a listing."""


class Delivery(StrEnum):
    """How a person is reached."""

    IN_PERSON = "in_person"
    HOME = "home"
    PHONE = "phone"
    ONLINE = "online"


class Frequency(StrEnum):
    """RFC 5545 FREQ as the UK profile allows it (weekly, monthly), and a single occasion."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ONCE = "once"


class BankHolidays(StrEnum):
    """What happens to a session on a bank holiday."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_KNOWN = "not_known"


class AccessFeature(StrEnum):
    """The questions about a place that people need answered before they set out."""

    STEP_FREE = "step_free"
    WHEELCHAIR = "wheelchair"
    ACCESSIBLE_TOILET = "accessible_toilet"
    CHANGING_PLACE = "changing_place"
    HEARING_LOOP = "hearing_loop"
    PARKING = "parking"
    QUIET_SPACE = "quiet_space"
    SEATING = "seating"
    ASSISTANCE_DOGS = "assistance_dogs"
    LIFT = "lift"
    BUS = "bus"
    BSL = "bsl"


class Answer(StrEnum):
    """An answer to a question about access; a question nobody answered has no row."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class AreaKind(StrEnum):
    """What a service area is: the whole nation, a district, a ward, or so many miles around."""

    NATIONAL = "national"
    DISTRICT = "district"
    WARD = "ward"
    RADIUS = "radius"


class FieldGroup(StrEnum):
    """Fields of a listing that are confirmed and go out of date together.

    Needs and kind go with `about`, audiences and areas with `who`, access with `places`.
    """

    ABOUT = "about"
    WHO = "who"
    PLACES = "places"
    TIMES = "times"
    COST = "cost"
    CONTACT = "contact"
    GETTING_HELP = "getting_help"
    CAPACITY = "capacity"


class EvidenceHow(StrEnum):
    """How we know that a group of fields is right."""

    OWNER = "owner"
    LINK = "link"
    PHONE = "phone"
    MODERATOR = "moderator"
    IMPORT = "import"
    REFERRAL = "referral"
    STAFF = "staff"


class WithdrawalReason(StrEnum):
    """Why LILY itself took a listing out of sight."""

    NOT_CONFIRMED = "not_confirmed"
    ASKED = "asked"
    STOPPED = "stopped"
