"""Playing the stories in the order of time, each thing through its own action."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.accounts.models import Account, Team
from lily.accounts.queries import find_account
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.casework.actions.cases import note_view
from lily.casework.choices import RecordKind
from lily.casework.demonstration.stories import Story, Told, day_of, read_stories
from lily.casework.models import (
    Case,
    CaseFlag,
    CaseNote,
    Client,
    EmergencyLook,
    Escalation,
    OnwardReferral,
    OutcomeReading,
    Referral,
)

_TEAM_MINUTE = 8 * 60
_FIRST_MINUTE = 9 * 60 + 30
_SPREAD, _APART = 210, 23
"""Minutes of the day: what the team does comes first, then each person's, so far apart."""
_ACTORS = {"public": PUBLIC, "lily": SYSTEM}
Happening = Callable[["Play", "Person", Told], None]
_KINDS: dict[str, Happening] = {}


def happens(name: str) -> Callable[[Happening], Happening]:
    """Mark a function that does one kind of thing that can happen; `did` in a story names it."""

    def keep(function: Happening) -> Happening:
        _KINDS[name] = function
        return function

    return keep


def kinds() -> frozenset[str]:
    """Return the names of all that can happen."""
    return frozenset(_KINDS)


@dataclass
class Person:
    """A person as far as their story was played. The latest of each kind is remembered."""

    story: Story
    referral: Referral | None = None
    client: Client | None = None
    case: Case | None = None
    version: int = 0
    onwards: dict[str, OnwardReferral] = field(default_factory=dict)
    note: CaseNote | None = None
    flag: CaseFlag | None = None
    escalation: Escalation | None = None
    reading: OutcomeReading | None = None
    look: EmergencyLook | None = None

    @property
    def the_case(self) -> Case:
        """The case. Raises ValueError where none was opened."""
        if self.case is None:
            raise ValueError(f"{self.story.key} has no case yet")
        return self.case

    @property
    def the_client(self) -> Client:
        """The person whom the team knows. Raises ValueError where none was taken on."""
        if self.client is None:
            raise ValueError(f"{self.story.key} was not taken on yet")
        return self.client

    @property
    def the_referral(self) -> Referral:
        """The latest referral. Raises ValueError where nobody referred."""
        if self.referral is None:
            raise ValueError(f"{self.story.key} was not referred yet")
        return self.referral


@dataclass
class Play:
    """The team, its people so far, and who does what happens now."""

    session: Session
    team: Team
    today: date
    people: dict[str, Person]
    by: Actor = SYSTEM
    _accounts: dict[str, Account] = field(default_factory=dict)
    _seen: set[tuple[UUID, UUID, date]] = field(default_factory=set)

    def account(self, email: str) -> Account:
        """Return an account of the demonstration. Raises ValueError where there is none."""
        if email not in self._accounts:
            found = find_account(self.session, email)
            if found is None:
                raise ValueError(f"There is no account {email}")
            self._accounts[email] = found
        return self._accounts[email]

    def actor(self, name: str) -> Actor:
        """Return who does something: an account, the public, or LILY itself."""
        return _ACTORS.get(name) or Actor(self.account(name).id)

    def look(self, case: Case) -> None:
        """Write down that whoever does something looked at the case first, once a day."""
        looked = (self.by.account_id, case.id, clock.today())
        if looked[0] and looked not in self._seen:
            self._seen.add((looked[0], looked[1], looked[2]))
            note_view(self.session, RecordKind.CASE, case.id, by=self.by)


@dataclass(frozen=True)
class _Moment:
    at: datetime
    story: Story
    row: Mapping[str, Any]


def load_people(session: Session) -> None:
    """Play what happened to a team's people up to now, unless the team has some already.

    The directory and the accounts of the demonstration were loaded before.
    """
    if session.exec(select(Referral.id).limit(1)).first():
        return
    stories = list(read_stories())
    team = session.exec(select(Team).where(Team.name == stories[0].row["team"])).one()
    people = {story.key: Person(story) for story in stories}
    play = Play(session, team, clock.today(), people)
    for moment in sorted(_moments(stories, clock.now(), play.today), key=lambda each: each.at):
        with clock.moved_to(moment.at):
            _play(play, moment)
    session.flush()


def _play(play: Play, moment: _Moment) -> None:
    person, told = play.people[moment.story.key], Told(moment.row, play.today)
    play.by = play.actor(moment.row.get("by", moment.story.worker) or "public")
    try:
        if person.case:
            play.look(person.case)
        _KINDS[moment.row["did"]](play, person, told)
        told.check()
    except Exception as error:
        error.add_note(f"{moment.story.key or 'team'}, {clock.today()}: {dict(moment.row)}")
        raise


def _moments(stories: Iterable[Story], now: datetime, today: date) -> Iterator[_Moment]:
    """Yield when each thing happened: in office hours, in its order, and never after now."""
    for number, story in enumerate(stories):
        on_day: Counter[date] = Counter()
        for order, row in enumerate(story.then):
            day = day_of(row["days"], today)
            begins = _FIRST_MINUTE if story.key else _TEAM_MINUTE
            if story.key:
                begins += (number * 37 + day.toordinal() * 53) % _SPREAD
            minute = begins + on_day[day] * _APART
            on_day[day] += 1
            wall = datetime.combine(day, time(*divmod(minute, 60)), clock.UK)
            at = min(wall.astimezone(UTC), now + timedelta(microseconds=order))
            yield _Moment(at, story, row)
