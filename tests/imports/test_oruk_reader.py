"""Open Referral listings of versions 1 and 3, and what becomes of each part."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lily.directory.choices import AccessFeature, AreaKind, Delivery, Referral, ServiceKind
from lily.imports.feeds import Feed
from lily.imports.oruk.reader import read_oruk
from lily.imports.records import ServiceRecord
from lily.imports.vocabulary import Vocabulary

VERSION_1: dict[str, Any] = {
    "id": "s1",
    "name": "Tuesday lunch",
    "description": "<p>A hot lunch.</p>",
    "url": "www.circle.example.org/lunch",
    "email": "lunch@circle.example.org",
    "status": "active",
    "fees": "£4.50 a meal",
    "deliverable_type": "Social activity",
    "attending_type": "venue",
    "attending_access": "drop-in",
    "assured_date": "2024-09-20",
    "organization": {
        "id": "o1",
        "name": "Lunch Circle",
        "description": "We cook.",
        "url": "https://circle.example.org",
    },
    "eligibilitys": [{"eligibility": "adult", "minimum_age": 60, "maximum_age": 999}],
    "contacts": [{"name": "Jean", "title": "Cook", "phones": [{"number": "01632 960123"}]}],
    "cost_options": [{"option": "Meal", "amount": "4.50", "amount_description": "on the day"}],
    "languages": [{"language": "English"}, {"language": "Polish"}],
    "service_areas": [{"service_area": "North Lincolnshire"}, {"service_area": "Ashby and Brumby"}],
    "service_taxonomys": [
        {
            "taxonomy": {
                "id": "esdServiceTypes:315",
                "name": "Meals",
                "vocabulary": "esdServiceTypes",
            }
        },
        {"taxonomy": {"id": "77", "name": "Knitting", "vocabulary": "BCC Age Groups"}},
    ],
    "pc_targetAudience": [
        {"id": "45", "audienceType": "Parents>Grandparents"},
        {"id": "Bereaved", "audienceType": "Bereaved "},
        {"id": "47", "audienceType": "Students "},
    ],
    "service_at_locations": [
        {
            "location": {
                "id": "l1",
                "name": "Village Hall",
                "latitude": 53.59,
                "longitude": -0.65,
                "physical_addresses": [
                    {"address_1": "1 High Street", "city": "Scunthorpe", "postal_code": "DN15 6NR"}
                ],
                "accessibility_for_disabilities": [
                    {"accessibility": "Hearing loop"},
                    {"accessibility": "There is a small step; ask for the ramp"},
                ],
            },
            "regular_schedule": [
                {"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "13:30"}
            ],
        }
    ],
}

VERSION_3: dict[str, Any] = {
    "id": "s3",
    "name": "Counselling",
    "alternate_name": "Talking",
    "description": "Somebody to talk to.",
    "alert": "Closed on 1 May & 2 May",
    "accreditations": "BACP",
    "wait_time": "About six weeks",
    "application_process": "Ring us.",
    "eligibility_description": "Adults who live here.",
    "status": "temporarily closed",
    "minimum_age": 18,
    "assured_date": "2026-10-01",
    "assurer_email": "jean@council.example.org",
    "organization": {
        "id": "o3",
        "name": "Mind the Gap",
        "description": "Charity",
        "website": "https://gap.example.org",
        "organization_identifiers": [
            {"identifier_type": "Charity number", "identifier": "9000001"},
            {"identifier_scheme": "GB-COH", "identifier_type": "x", "identifier": "90000001"},
        ],
    },
    "phones": [{"number": "01632 960124", "description": "Office", "extension": 100}],
    "languages": [{"code": "cy", "note": "On Fridays"}, {"name": "Klingon"}],
    "cost_options": [
        {"option": "Session", "amount": 30, "currency": "EUR"},
        {"option": "Donation welcome"},
    ],
    "service_areas": [{"uri": "http://statistics.data.gov.uk/id/E06000013"}, {"name": "England"}],
    "attributes": [
        {
            "taxonomy_term": {
                "id": "t1",
                "name": "Counselling services",
                "term_uri": "http://id.esd.org.uk/service/1284",
            }
        },
        {"taxonomy_term": {"id": "t2", "name": "Carers", "taxonomy": "Circumstances"}},
    ],
    "required_documents": [{"document": "Proof of address"}, {"document": "NHS number"}],
    "service_at_locations": [
        {
            "description": "First floor",
            "location": {
                "id": "l3",
                "location_type": "virtual",
                "name": "Video call",
                "transportation": "None needed",
            },
        }
    ],
}


def vocabulary() -> Vocabulary:
    made = Vocabulary()
    made.add("needs", "meals-delivered", "Meals brought to you", [("esdservicetype", "315")])
    made.add("needs", "talking", "Talking to somebody", [("esdservicetype", "1284")])
    for slug in ("carers", "grandparents", "bereaved-people"):
        made.add("audiences", slug, slug)
    return made


def read(*items: Any) -> Feed:
    return read_oruk(list(items), vocabulary(), source="north")


def service(item: dict[str, Any], **other: Any) -> ServiceRecord:
    feed = read(item | other)
    return next(iter(feed.services.values()))


def test_every_part_of_version_1_is_read() -> None:
    feed = read(VERSION_1)
    made = feed.services["s1"]
    assert (made.name, made.kind, made.fees) == (
        "Tuesday lunch",
        ServiceKind.ACTIVITY,
        "£4.50 a meal",
    )
    assert made.url == "https://www.circle.example.org/lunch"
    assert made.assured_on == date(2024, 9, 20)
    assert (made.minimum_age, made.maximum_age) == (60, None)
    assert made.who_for == "adult\nArea served: Ashby and Brumby"
    assert made.delivery == [Delivery.IN_PERSON]
    assert made.referral is Referral.SELF
    assert made.how_to_get_help == "You can drop in."
    assert [(phone.number, phone.words) for phone in made.phones] == [("01632 960123", "Cook")]
    assert [(contact.name, contact.title) for contact in made.contacts] == [("Jean", "Cook")]
    cost = made.costs[0]
    assert (cost.option, cost.amount, cost.words) == ("Meal", Decimal("4.50"), "on the day")
    assert [language.code for language in made.languages] == ["en", "pl"]
    assert [(area.kind, area.code) for area in made.areas] == [(AreaKind.DISTRICT, "E06000013")]
    assert made.needs == ["meals-delivered"]
    assert made.audiences == ["grandparents", "bereaved-people"]
    assert [(term.taxonomy, term.slug) for term in made.terms] == [
        ("north-bcc-age-groups", "knitting"),
        ("north-audiences", "students"),
    ]
    assert feed.terms["north-audiences", "students"].name == "Students"
    assert made.at[0].schedules[0].byday == ["TU"]
    hall = feed.locations["l1"]
    assert (hall.name, hall.address_1, hall.city) == ("Village Hall", "1 High Street", "Scunthorpe")
    assert hall.latitude == 53.59
    assert [answer.feature for answer in hall.access] == [AccessFeature.HEARING_LOOP]
    assert hall.description == "Access: There is a small step; ask for the ramp"
    circle = feed.organisations["o1"]
    assert (circle.name, circle.website) == ("Lunch Circle", "https://circle.example.org")


def test_every_part_of_version_3_is_read() -> None:
    feed = read(VERSION_3)
    made = feed.services["s3"]
    assert made.status == "temporarily closed"
    assert made.alternate_name == "Talking"
    assert "<strong>Please note:</strong> Closed on 1 May &amp; 2 May" in made.description
    assert made.description.endswith("<p>Accreditations: BACP</p>")
    assert made.capacity_words == "About six weeks"
    assert made.how_to_get_help == "Ring us."
    assert made.who_for == "Adults who live here."
    assert made.minimum_age == 18
    assert made.what_to_bring == "Proof of address; NHS number"
    assert [(phone.number, phone.extension) for phone in made.phones] == [("01632 960124", "100")]
    assert [(one.code, one.words) for one in made.languages] == [("cy", "On Fridays")]
    assert [(cost.amount, cost.words) for cost in made.costs] == [(None, "30 EUR"), (None, "")]
    assert [cost.is_donation for cost in made.costs] == [False, True]
    assert {(area.kind, area.code) for area in made.areas} == {
        (AreaKind.DISTRICT, "E06000013"),
        (AreaKind.NATIONAL, ""),
    }
    assert (made.needs, made.audiences) == (["talking"], ["carers"])
    assert made.at[0].words == "First floor"
    assert feed.locations["l3"].kind == "virtual"
    assert feed.locations["l3"].travel == "None needed"
    numbers = feed.organisations["o3"].identifiers
    assert [(one.scheme, one.identifier) for one in numbers] == [
        ("GB-CHC", "9000001"),
        ("GB-COH", "90000001"),
    ]


def test_a_persons_address_is_never_who_assured_it() -> None:
    assert service(VERSION_3).assured_by == "council.example.org"
    metadata = {"assured_by": "jean@north.example.org", "date_assured": "2024-01-02"}
    older = service(VERSION_1, assured_date="", pc_metadata=metadata)
    assert (older.assured_by, older.assured_on) == ("north.example.org", date(2024, 1, 2))


def test_a_private_contact_stays_private_and_its_number_is_not_shown() -> None:
    contact = VERSION_1["contacts"][0] | {"personal_data": "yes"}
    made = service(VERSION_1, contacts=[contact])
    assert made.contacts[0].private
    assert made.contacts[0].phone == "01632 960123"
    assert made.phones == []


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        ("", "active"),
        ("Published", "active"),
        ("temporarily_closed", "temporarily closed"),
        ("closed", "defunct"),
        ("archived", "inactive"),
        ("on fire", "active"),
    ],
)
def test_a_status_is_one_of_the_standards(status: str, taken: str) -> None:
    feed = read(VERSION_1 | {"status": status})
    assert feed.services["s1"].status == taken
    assert any(note.field == "status" for note in feed.notes) == (status == "on fire")


def test_empty_names_are_made_good_and_no_listing_is_lost() -> None:
    feed = read(
        VERSION_1 | {"name": ""},
        VERSION_1 | {"id": "s2", "organization": {"id": "o2", "name": ""}},
        VERSION_1 | {"id": "s5", "organization": None},
        VERSION_1 | {"id": ""},
        {"id": "s4", "name": "", "organization": {"id": "o4"}},
        "not a listing",
        None,
    )
    assert feed.services["s1"].name == "Lunch Circle"
    assert feed.organisations["o2"].name == "Tuesday lunch"
    assert feed.organisations[feed.services["s5"].organisation].name == "Tuesday lunch"
    assert "o1/tuesday-lunch" in feed.services
    assert len(feed.services) + len(feed.refusals_of("service")) == feed.read == 7


def test_places_without_identifiers_are_one_when_they_are_the_same() -> None:
    at = VERSION_1["service_at_locations"][0]
    bare = {"location": {key: value for key, value in at["location"].items() if key != "id"}}
    feed = read(
        VERSION_1 | {"service_at_locations": [bare]},
        VERSION_1 | {"id": "s2", "service_at_locations": [bare, {"location": {}}, {}]},
    )
    assert len(feed.locations) == 1
    assert [len(made.at) for made in feed.services.values()] == [1, 1]


def test_a_postal_address_is_used_only_where_there_is_no_other() -> None:
    addresses = [
        {"address_1": "PO Box 1", "address_type": "postal", "postal_code": "DN15 6NR"},
        {"address_1": "1 High Street", "address_type": "physical", "postal_code": "DN15 6NR"},
    ]
    for given, line in ((addresses, "1 High Street"), (addresses[:1], "PO Box 1")):
        at = [{"location": {"id": "l", "addresses": given}}]
        feed = read(VERSION_1 | {"service_at_locations": at})
        assert feed.locations["l"].address_1 == line


@pytest.mark.parametrize(
    "wrapped",
    [
        [VERSION_1],
        {"content": [VERSION_1], "totalPages": 1},
        {"contents": [VERSION_1], "total_pages": 1, "size": 1},
        {"services": [VERSION_1]},
        VERSION_1,
        {"id": "at", "service": VERSION_1, "location": {"id": "l9", "name": "Hall"}},
        [{"id": "o1", "name": "Lunch Circle", "services": [{**VERSION_1, "organization": None}]}],
    ],
    ids=("list", "page of 1", "page of 3", "package", "one", "service at location", "organisation"),
)
def test_a_listing_is_found_however_it_is_wrapped(wrapped: Any) -> None:
    feed = read_oruk(wrapped, vocabulary(), source="north")
    assert list(feed.services) == ["s1"]
    assert feed.organisations["o1"].name == "Lunch Circle"
    assert feed.services["s1"].at


@pytest.mark.parametrize("data", [{}, [], {"error": "x"}, {"contents": [], "empty": True}, "text"])
def test_what_holds_no_listing_gives_none(data: Any) -> None:
    assert read_oruk(data, vocabulary(), source="north").services == {}


def test_junk_in_every_field_never_stops_a_feed() -> None:
    every: tuple[Any, ...] = (None, 0, "", "x", [], {}, [None], [{}], [["x"]], {"x": [1]}, True)
    for junk in every:
        feed = read({name: junk for name in VERSION_1 | VERSION_3} | {"id": "s1", "name": "N"})
        assert list(feed.services) == ["s1"], junk
