"""How pages say days, distances, money and numbers to ring: filters for the templates."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

from lily import clock
from lily.directory.sessions import Session
from lily.directory.text import safe_html
from lily.directory.words import day_words, listed, time_words
from lily.search import CardPlace, Hit
from lily.web import labels

STALE_DAYS = 365
_DAYS_IN_WORDS = 60
_MONTH_DAYS = 30.44
_AT_A_GLANCE = ("step-free", "accessible-toilet", "hearing-loop")
_GLANCE_WORDS = {
    "step-free": "step-free",
    "accessible-toilet": "accessible toilet",
    "hearing-loop": "hearing loop",
}
MINUTES_A_MILE = 25
"""A gentle walk, by roads that are longer than the straight line."""
_LONGEST_WALK = 1.6

_markdown = MarkdownIt("commonmark", {"html": False})


class State(NamedTuple):
    """What to know before anything else: full, closed, not checked for long."""

    kind: str
    sign: str
    words: str


@lru_cache(maxsize=4096)
def tel(number: str) -> str:
    """Return the link that rings a number, as people type it: short codes stay short."""
    main, _, extension = re.sub(
        r"(?i)\s*(?:ext(?:ension)?\.?|x)\s*(\d+)\s*$", r";\1", number
    ).partition(";")
    digits = re.sub(r"\(0\)|[^\d+]", "", main)
    if re.fullmatch(r"0\d{9,10}", digits):
        digits = f"+44{digits[1:]}"
    return f"tel:{digits};ext={extension}" if extension else f"tel:{digits}"


def day(on: date, today: date | None = None) -> str:
    """Say a day; with its year unless it is in `today`'s year."""
    return day_words(on, year=today is None or on.year != today.year)


def birthday(born_on: date) -> str:
    """Say a day of birth: without its weekday, which nobody asks for."""
    return f"{born_on.day} {born_on:%B} {born_on.year}"


def moment(instant: datetime, today: date | None = None) -> str:
    """Say an instant by the clock of the country: “Tuesday 24 November, 10.15am”.

    With its year where it is not in `today`'s.
    """
    local = instant.astimezone(clock.UK)
    is_other_year = today is not None and local.year != today.year
    return f"{day_words(local.date(), year=is_other_year)}, {time_words(local.time())}"


def clock_time(instant: datetime) -> str:
    """Say the time of an instant by the clock of the country: “10.15am”."""
    return time_words(instant.astimezone(clock.UK).time())


def has_begun(session: Session, now: datetime | None = None) -> bool:
    """Say whether a session is on now."""
    now = now or clock.local_now()
    ends_at = session.ends_at
    return session.has_time and ends_at is not None and session.starts_at <= now < ends_at


def is_round_the_clock(session: Session) -> bool:
    """Say whether a session lasts from midnight to midnight, as timetables write it."""
    ends_at = session.ends_at
    return (
        session.has_time
        and session.starts_at.time() == time()
        and ends_at is not None
        and ends_at.time() in {time(), time(23, 59)}
    )


def when(session: Session, today: date, now: datetime | None = None) -> str:
    """Say when a session is: "today, 12 noon", or once it has begun "on now, until 6pm"."""
    on = session.starts_at.date()
    days = (on - today).days
    said = {0: "today", 1: "tomorrow"}.get(days) or day(on, today)
    if has_begun(session, now) and session.ends_at:
        said = f"on now, until {time_words(session.ends_at.time())}"
        if is_round_the_clock(session):
            said = "any time, day or night"
    elif session.has_time:
        said = f"{said}, {time_words(session.starts_at.time())}"
    return said if session.is_sure else f"{said} (bank holiday: ring first)"


def occasion(session: Session, today: date) -> str:
    """Say a session in full: "Tuesday 24 November, 12 noon to 1.30pm"."""
    said = ", ".join(filter(None, (day(session.starts_at.date(), today), hours(session))))
    return said if session.is_sure else f"{said}. It is a bank holiday: ring first"


def hours(session: Session) -> str:
    """Say from when to when: "12 noon to 1.30pm"."""
    if not session.has_time:
        return ""
    if is_round_the_clock(session):
        return "day and night"
    starts = time_words(session.starts_at.time())
    return f"{starts} to {time_words(session.ends_at.time())}" if session.ends_at else starts


def money(pounds: Decimal | float) -> str:
    """Say an amount: free, £4, £4.50."""
    if not pounds:
        return "Free"
    return f"£{pounds:,.0f}" if pounds == int(pounds) else f"£{pounds:,.2f}"


def miles(distance: float, about: bool = False) -> str:
    """Say a distance; `about` where the place asked for is only roughly known."""
    if about:
        return f"about {plural(round(distance), 'mile')}" if distance >= 1 else "less than a mile"
    if distance < 0.15:
        return "very near"
    near = round(distance, 1) if distance < 9.95 else round(distance)
    return "1 mile" if near == 1 else f"{near:g} miles"


def on_foot(distance: float | None) -> str:
    """Say about how long a walk is, where a person might walk it; else nothing."""
    if distance is None or distance > _LONGEST_WALK:
        return ""
    return f"about {max(5, 5 * round(distance * MINUTES_A_MILE / 5))} minutes on foot"


def plural(count: int, one: str, many: str = "") -> str:
    """Say how many: "1 mile", "2 miles", "1,204 listings"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def checked(on: date | None, today: date) -> str:
    """Say how long ago a listing was found to be right."""
    if on is None:
        return "Not checked yet"
    days = (today - on).days
    if days <= 1:
        return "Checked yesterday" if days == 1 else "Checked today"
    if days < _DAYS_IN_WORDS:
        return f"Checked {days} days ago"
    months = round(days / _MONTH_DAYS)
    if months < 24:
        return f"Checked {months} months ago"
    return f"Checked {months // 12} years ago"


def state(listing: Any, today: date) -> State | None:
    """Say what to know of a listing (a card or a service) before setting out; None if nothing."""
    if listing.capacity == "closed" or listing.status == "temporarily closed":
        until = listing.closed_until
        words = f"Closed until {day(until, today)}" if until and until > today else "Closed for now"
        return State("warning", "i-warning", words)
    if listing.capacity == "full":
        until = listing.closed_until
        words = f"Full until {day(until, today)}" if until and until > today else ""
        return State("warning", "i-warning", words or listing.capacity_words or "Full for now")
    if listing.assured_on and (today - listing.assured_on).days > STALE_DAYS:
        return State("stale", "i-clock", "Not checked for over a year. Ring before you go.")
    if listing.doubted_on:
        return State("stale", "i-clock", "Nobody has confirmed this lately. Ring before you go.")
    return None


def _named(place: CardPlace) -> str:
    return place.city or place.name


def ways(deliveries: Iterable[str]) -> str:
    """Say how people are reached where they need not go: "They come to you and by phone"."""
    said = listed(labels.DELIVERIES[way].lower() for way in deliveries if way != "in_person")
    return said[:1].upper() + said[1:]


def place_words(hit: Hit, about: bool = False) -> str:
    """Say where: "1.2 miles, Heacham", "Heacham and 2 other places", "By phone, online"."""
    place = hit.place
    if place is None:
        return ways(hit.card.deliveries)
    where = _named(place)
    others = len({_named(other) for other in hit.card.places} - {where})
    if others:
        where = f"{where} and {plural(others, 'other place')}"
    if hit.distance_miles is None:
        return where
    said = ", ".join(filter(None, (miles(hit.distance_miles, about), where)))
    return said[:1].upper() + said[1:]


def cost(card: Any) -> str:
    """Say what it costs, in the words of the listing where it has them."""
    return card.cost_words or labels.COSTS.get(card.cost, "")


def access_words(features: tuple[str, ...]) -> str:
    """Say the two or three answers about access that matter most at a glance."""
    said = listed(_GLANCE_WORDS[feature] for feature in _AT_A_GLANCE if feature in features)
    return said[:1].upper() + said[1:]


def kind(value: str) -> str:
    """Say what a listing is: Service, Activity, Advice or Guidance."""
    return labels.KINDS[value]


def language(code: str) -> str:
    """Say a language by its BCP 47 code; the code itself where we have no word."""
    return labels.LANGUAGES.get(code.partition("-")[0].lower(), code)


def room(service: Any, today: date) -> str:
    """Say whether there is room, in the listing's own words where it has them."""
    until = service.closed_until
    when = f"until {day(until, today)}." if until and until > today else "for now."
    said = {
        "open": "Yes, there is room.",
        "short_wait": "There is a short wait.",
        "full": f"It is full {when}",
        "closed": f"Closed {when}",
    }[service.capacity]
    return f"{said} {service.capacity_words}".strip()


def bare_address(url: str) -> str:
    """Return a website's address without what nobody reads out."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def lower_first(words: str) -> str:
    """Return words that follow others: "The organisation" becomes "the organisation"."""
    first, _, rest = words.partition(" ")
    return f"{first.lower()} {rest}".strip() if first in {"The", "A", "An"} else words


def scheme(code: str) -> str:
    """Say what an identifier is, by its scheme in org-id.guide."""
    names = {"GB-CHC": "Charity number", "GB-COH": "Company number", "GB-SC": "Scottish charity"}
    return names.get(code, code)


def access_question(feature: str) -> str:
    """Say a question about a place."""
    return labels.ACCESS_QUESTIONS[feature]


def answer_words(answer: str) -> str:
    """Say an answer about a place."""
    return labels.ANSWERS[answer]


def prose(text: str) -> Markup:
    """Return text or HTML that others wrote as safe HTML; cleaned again, whoever stored it."""
    return Markup(safe_html(text))  # noqa: S704 - cleaned by nh3


def markdown(text: str) -> Markup:
    """Return Markdown as HTML; any HTML within it is shown as text."""
    return Markup(_markdown.render(text))  # noqa: S704 - HTML is escaped by the renderer


_ALL = (
    *(access_question, access_words, answer_words, bare_address, birthday, checked),
    *(
        clock_time,
        cost,
        day,
        has_begun,
        hours,
        kind,
        language,
        lower_first,
        markdown,
        miles,
        moment,
        money,
        occasion,
        on_foot,
        place_words,
        plural,
    ),
    *(prose, room, scheme, state, tel, when),
)


def init_app(app: Flask) -> None:
    """Give the templates their filters, and spare their readers the blank lines."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for made in _ALL:
        app.add_template_filter(made)
