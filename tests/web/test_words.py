"""Days, distances, money and numbers as people say them."""

from datetime import date, datetime

import pytest

from lily.directory.sessions import Session
from lily.search import Card, CardPlace, Hit
from lily.web import filters

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (Session(datetime(2026, 11, 23, 12)), "today, 12 noon"),
        (Session(datetime(2026, 11, 24, 10, 30)), "tomorrow, 10.30am"),
        (Session(datetime(2026, 11, 26, 19)), "Thursday 26 November, 7pm"),
        (Session(datetime(2027, 1, 5, 9)), "Tuesday 5 January 2027, 9am"),
        (Session(datetime(2026, 11, 26), has_time=False), "Thursday 26 November"),
        (
            Session(datetime(2026, 12, 25, 9), is_sure=False),
            "Friday 25 December, 9am (bank holiday: ring first)",
        ),
    ],
)
def test_when(session: Session, said: str) -> None:
    assert filters.when(session, TODAY, datetime(2026, 11, 23, 9)) == said


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 18), "on now, until 6pm"),
        (datetime(2026, 11, 22, 22), datetime(2026, 11, 23, 15), "on now, until 3pm"),
        (datetime(2026, 11, 23), datetime(2026, 11, 23, 23, 59), "any time, day or night"),
        (datetime(2026, 11, 23), datetime(2026, 11, 24), "any time, day or night"),
        (datetime(2026, 11, 23, 14, 31), datetime(2026, 11, 23, 16), "today, 2.31pm"),
    ],
)
def test_what_has_begun_is_on_now(starts: datetime, ends: datetime, said: str) -> None:
    session = Session(starts, ends)
    now = datetime(2026, 11, 23, 14, 30)
    assert filters.when(session, TODAY, now) == said
    assert filters.has_begun(session, now) == ("today" not in said)


def test_round_the_clock_is_not_said_as_a_minute_to_midnight() -> None:
    session = Session(datetime(2026, 11, 24), datetime(2026, 11, 24, 23, 59))
    assert filters.hours(session) == "day and night"


def test_an_occasion_says_from_when_to_when() -> None:
    session = Session(datetime(2026, 11, 24, 12), datetime(2026, 11, 24, 13, 30))
    assert filters.occasion(session, TODAY) == "Tuesday 24 November, 12 noon to 1.30pm"


@pytest.mark.parametrize(
    ("distance", "about", "said"),
    [
        (0.05, False, "very near"),
        (0.46, False, "0.5 miles"),
        (1.02, False, "1 mile"),
        (1.24, False, "1.2 miles"),
        (3.0, False, "3 miles"),
        (9.97, False, "10 miles"),
        (23.6, False, "24 miles"),
        (0.05, True, "less than a mile"),
        (0.97, True, "less than a mile"),
        (1.2, True, "about 1 mile"),
        (3.4, True, "about 3 miles"),
    ],
)
def test_miles(distance: float, about: bool, said: str) -> None:
    assert filters.miles(distance, about) == said


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("01632 960123", "tel:+441632960123"),
        ("(01632) 960 123", "tel:+441632960123"),
        ("+44 (0)1632 960123", "tel:+441632960123"),
        ("0808 157 0123", "tel:+448081570123"),
        ("999", "tel:999"),
        ("116 123", "tel:116123"),
        ("111", "tel:111"),
        ("01632 960123 ext 4", "tel:+441632960123;ext=4"),
        ("0800 1111", "tel:08001111"),
    ],
)
def test_a_number_is_rung_as_people_type_it(number: str, link: str) -> None:
    assert filters.tel(number) == link


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (TODAY, "Checked today"),
        (date(2026, 11, 22), "Checked yesterday"),
        (date(2026, 11, 11), "Checked 12 days ago"),
        (date(2026, 8, 23), "Checked 3 months ago"),
        (date(2024, 5, 1), "Checked 2 years ago"),
        (None, "Not checked yet"),
    ],
)
def test_checked(on: date | None, said: str) -> None:
    assert filters.checked(on, TODAY) == said


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (Card("1", "A"), None),
        (Card("1", "A", capacity="full"), "Full for now"),
        (Card("1", "A", capacity="full", capacity_words="Full until May."), "Full until May."),
        (Card("1", "A", status="temporarily closed"), "Closed for now"),
        (
            Card("1", "A", capacity="closed", closed_until=date(2027, 1, 11)),
            "Closed until Monday 11 January 2027",
        ),
        (
            Card("1", "A", assured_on=date(2025, 10, 1)),
            "Not checked for over a year. Ring before you go.",
        ),
        (Card("1", "A", assured_on=date(2026, 10, 1)), None),
    ],
)
def test_what_to_know_first(card: Card, said: str | None) -> None:
    state = filters.state(card, TODAY)
    assert (state.words if state else None) == said


def test_where() -> None:
    heacham, lynn = CardPlace("Hall", "Heacham"), CardPlace("Library", "King's Lynn")
    one = Hit(Card("1", "A", places=(heacham,)), 1, place=heacham, distance_miles=1.24)
    assert filters.place_words(one) == "1.2 miles, Heacham"
    two = Hit(Card("1", "A", places=(heacham, lynn)), 1, place=heacham)
    assert filters.place_words(two) == "Heacham and 1 other place"
    none = Hit(Card("1", "A", deliveries=("phone", "online")), 1)
    assert filters.place_words(none) == "By phone and online"


def test_money() -> None:
    assert [filters.money(pounds) for pounds in (0, 4, 4.5, 1200)] == [
        "Free",
        "£4",
        "£4.50",
        "£1,200",
    ]


def test_access_at_a_glance() -> None:
    features = ("hearing-loop", "parking", "step-free")
    assert filters.access_words(features) == "Step-free and hearing loop"
    assert filters.access_words(("parking",)) == ""


def test_prose_keeps_meaning_and_drops_the_rest() -> None:
    said = filters.prose("<p onclick='x()'>Tea <script>alert(1)</script><b>and</b> cake</p>")
    assert str(said) == "<p>Tea <strong>and</strong> cake</p>"
    assert str(filters.prose("Anyone under 60 & over 5 < 6")) == (
        "<p>Anyone under 60 &amp; over 5 &lt; 6</p>"
    )


def test_markdown_shows_html_as_text() -> None:
    assert str(filters.markdown("**Tea** <script>")) == (
        "<p><strong>Tea</strong> &lt;script&gt;</p>\n"
    )
