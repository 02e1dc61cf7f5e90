"""When: times in words, read back to be confirmed, or given day by day without words."""

from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import select

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.models import SchoolTerm
from lily.directory.sessions import Session as Meeting
from lily.directory.sessions import next_sessions
from lily.directory.words import DAYS
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.sessions import session
from lily.listings.actions.proposals import MovedOn
from lily.times.reading import Reading, read_times
from lily.web.edit_parts import PARTS, after
from lily.web.edited import Edited, keep, open_edited, say_kept
from lily.web.editing import conflict_page, way_on
from lily.web.forms.fields import plain_lines
from lily.web.forms.listing import SectionForm
from lily.web.times_said import times_words

pages = Blueprint("editing_times", __name__)

PART = PARTS["times"]
DATES = 3
PAIRS = (0, 1)
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Group:
    """The times at one place (or of the listing as a whole), as words to edit."""

    place: str
    label: str
    entries: list[dict[str, Any]]

    @property
    def words(self) -> str:
        """What is shown to be edited: the owner's words, or what the schedules say."""
        return "\n".join(each["words"] or times_words(each) for each in self.entries)


@dataclass(frozen=True)
class Echo:
    """What we read of some words: the next dates where we are sure, else why we are not."""

    group: Group
    reading: Reading
    dates: list[Meeting]


def groups_of(edited: Edited) -> list[Group]:
    """Return the places that times are given for; the listing as a whole where there is none."""
    places = edited.proposed["places"]
    named = [(each["id"], each["name"] or each["address_1"] or each["postcode"]) for each in places]
    times = edited.proposed["times"]
    has_whole = not named or any(not each["place"] for each in times)
    wanted = [*([("", "")] if has_whole else []), *named]
    return [
        Group(
            place,
            f"When is it on at {label}?" if label else "When is it on?",
            [each for each in times if each["place"] == place],
        )
        for place, label in wanted
    ]


@pages.route("/your-listings/<string:slug>/times", methods=["GET", "POST"])
@pages.route("/your-drafts/<uuid:draft_id>/times", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def edit_times(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """Times in words: typed, then said back, then kept."""
    keep_private()
    edited = open_edited(slug, draft_id)
    groups, form = groups_of(edited), SectionForm(data={"base": edited.base(PART)})
    typed = _typed(groups)
    mistakes = _mistakes(typed)
    is_sent = form.accepted() and not mistakes
    if is_sent and request.form.get("step") == "keep":
        return _keep(edited, groups, typed, form)
    if is_sent and request.form.get("step") == "read":
        echoes = [_echo(group, words) for group, words in zip(groups, typed, strict=True)]
        changed = [each for each in echoes if each.reading.typed and _is_changed(each)]
        if changed:
            return render_template(
                "editing_times/read_back.html",
                edited=edited,
                form=form,
                typed=typed,
                echoes=changed,
                today=clock.today(),
            )
        return _keep(edited, groups, typed, form)
    return render_template(
        "editing_times/edit_times.html",
        edited=edited,
        part=PART,
        groups=list(zip(groups, typed, strict=True)),
        form=form,
        mistakes=mistakes,
        longest=LONGEST_WORDS,
        following=after(PART),
    ), (400 if mistakes else 200)


def _typed(groups: list[Group]) -> list[str]:
    return [
        plain_lines(request.form.get(f"words-{at}", group.words)) for at, group in enumerate(groups)
    ]


def _mistakes(typed: list[str]) -> dict[str, str]:
    return {
        f"words-{at}": f"That is too long. Use at most {LONGEST_WORDS:,} characters."
        for at, words in enumerate(typed)
        if len(words) > LONGEST_WORDS
    }


def _is_changed(echo: Echo) -> bool:
    return echo.reading.typed != read_times(echo.group.words, clock.today()).typed


def _echo(group: Group, words: str) -> Echo:
    reading = read_times(words, clock.today())
    rows = [each.row() for each in reading.schedules]
    terms = list(session().exec(select(SchoolTerm)).all()) if rows else []
    dates = list(next_sessions(rows, clock.local_now(), DATES, terms)) if rows else []
    return Echo(group, reading, dates)


def _entries(group: Group, words: str) -> list[dict[str, Any]]:
    """Return the times of a place: as they were where the words are the same, else read anew."""
    if words == group.words:
        return group.entries
    if not words:
        return []
    reading = read_times(words, clock.today())
    schedules = [each.raw() for each in reading.schedules]
    return [{"place": group.place, "words": words, "schedules": schedules}]


def _keep(
    edited: Edited, groups: list[Group], typed: list[str], form: SectionForm
) -> ResponseReturnValue:
    times = [
        entry
        for group, words in zip(groups, typed, strict=True)
        for entry in _entries(group, words)
    ]
    if request.form.get("keep-times") == "theirs":
        times = edited.proposed["times"]
    return _keep_times(edited, times, form)


def _keep_times(
    edited: Edited, times: list[dict[str, Any]], form: SectionForm
) -> ResponseReturnValue:
    try:
        is_new = keep(edited, PART, {"times": times}, form.base.data or "")
    except MovedOn as moved:
        session().rollback()
        return conflict_page(edited, PART, moved)
    session().commit()
    say_kept(is_new)
    return redirect(way_on(PART, edited), 303)


@pages.route("/your-listings/<string:slug>/times-by-day", methods=["GET", "POST"])
@pages.route("/your-drafts/<uuid:draft_id>/times-by-day", methods=["GET", "POST"])
@needs(Permission.WRITE_CHANGES)
def edit_times_by_day(slug: str = "", draft_id: UUID | None = None) -> ResponseReturnValue:
    """Times without words: each day of the week, from when to when."""
    keep_private()
    edited = open_edited(slug, draft_id)
    groups, form = groups_of(edited), SectionForm(data={"base": edited.base(PART)})
    asked = request.values.get("place", groups[0].place)
    group = next((each for each in groups if each.place == asked), groups[0])
    shown = _given() if request.method == "POST" else _of_week(group)
    mistakes: dict[str, str] = {}
    if form.accepted():
        try:
            entry = {"place": group.place, "words": "", "schedules": _weekly(shown)}
        except Invalid as error:
            mistakes = {error.field: error.message}
        else:
            others = [each for each in edited.proposed["times"] if each["place"] != group.place]
            mine = [entry] if entry["schedules"] else []
            times = [*others, *mine]
            if request.form.get("keep-times") == "theirs":
                times = edited.proposed["times"]
            return _keep_times(edited, times, form)
    return render_template(
        "editing_times/edit_times_by_day.html",
        edited=edited,
        part=PART,
        group=group,
        groups=groups,
        days=DAYS,
        pairs=PAIRS,
        shown=shown,
        form=form,
        mistakes=mistakes,
    ), (400 if mistakes else 200)


def _given() -> dict[str, str]:
    names = [f"{day}-{pair}-{end}" for day in DAYS for pair in PAIRS for end in ("from", "to")]
    return {name: request.form.get(name, "").strip() for name in names}


def _of_week(group: Group) -> dict[str, str]:
    """Return the hours that come round every week, by day, as they are shown."""
    shown = dict.fromkeys(
        (f"{day}-{pair}-{end}" for day in DAYS for pair in PAIRS for end in ("from", "to")), ""
    )
    for schedule in (each for entry in group.entries for each in entry["schedules"]):
        if schedule["freq"] != "weekly" or schedule["interval"] != 1:
            continue
        for day in schedule["byday"]:
            pair = 0 if not shown[f"{day}-0-from"] else 1
            shown[f"{day}-{pair}-from"] = (schedule["opens_at"] or "")[:5]
            shown[f"{day}-{pair}-to"] = (schedule["closes_at"] or "")[:5]
    return shown


def _weekly(shown: dict[str, str]) -> list[dict[str, Any]]:
    """Return weekly schedules, one for the days that have the same hours. Raises Invalid."""
    by_hours: dict[tuple[str, str], list[str]] = {}
    for day, name in DAYS.items():
        for pair in PAIRS:
            opens, closes = shown[f"{day}-{pair}-from"], shown[f"{day}-{pair}-to"]
            if not opens and not closes:
                continue
            field = f"{day}-{pair}-from"
            if not opens:
                raise Invalid(field, f"Say from when on {name}.")
            hours = (_time(field, opens, name), _time(field, closes, name) if closes else "")
            if closes and hours[1] <= hours[0]:
                raise Invalid(field, f"On {name} it ends before it begins. Check the times.")
            by_hours.setdefault(hours, []).append(day)
    return [
        {"freq": "weekly", "byday": days, "opens_at": opens, "closes_at": closes or None}
        for (opens, closes), days in by_hours.items()
    ]


def _time(field: str, typed: str, day: str) -> str:
    try:
        return time.fromisoformat(typed.replace(".", ":").zfill(5)).isoformat("minutes")
    except ValueError:
        words = f"We cannot read the time on {day}. Write it as 10:30 or 14:00."
        raise Invalid(field, words) from None
