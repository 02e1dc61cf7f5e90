"""How a team works: reading it, and setting it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Team
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import CountedFrom, Nation, Part
from lily.casework.details import read_phone
from lily.casework.models import Practice
from lily.errors import Invalid

MOST_PROMPTS = 8
LONGEST_PROMPT = 200
MOST_VISITS = 50
MOST_DAYS = 60
PHONES = ("adults_phone", "children_phone", "crisis_phone")
PROMPTS: Mapping[Part, tuple[str, ...]] = {
    Part.MATTERS: (
        "What does a good day look like for you?",
        "Who or what would you miss most?",
        "What did you use to enjoy?",
    ),
    Part.GOING_WELL: (
        "What is going well, even a little?",
        "Who helps you, and whom do you help?",
        "What are you good at?",
    ),
    Part.BARRIERS: ("What gets in the way?", "What have you tried, and what stopped it?"),
    Part.STATEMENTS: (
        "Finish the sentence: I can... I feel... I know whom to ask when...",
        "How would you know that things are better?",
    ),
    Part.GOALS: (
        "Of all that we talked about, what comes first?",
        "How much does it matter to you? How sure are you that you can do it?",
    ),
}
"""What to ask in each part, to read out or to say in one's own words."""


@dataclass(frozen=True)
class LocalNumbers:
    """Whom to ring where some teams work. A number that nobody set is empty."""

    adults: str
    children: str
    crisis: str
    teams: tuple[str, ...]


def practice_of(session: Session, team_id: UUID) -> Practice:
    """Return how a team works: as its leader set it, or the usual way (a row that is not kept)."""
    found = session.exec(select(Practice).where(Practice.team_id == team_id)).first()
    return found or Practice(team_id=team_id)


def nations_of(session: Session, team_ids: Collection[UUID]) -> dict[UUID, Nation]:
    """Return the nation by whose bank holidays each team works."""
    rows = session.exec(select(Practice).where(col(Practice.team_id).in_(team_ids)))
    return dict.fromkeys(team_ids, Nation.ENGLAND) | {each.team_id: each.nation for each in rows}


def list_numbers(session: Session, team_ids: Collection[UUID]) -> list[LocalNumbers]:
    """Return the numbers to ring where teams work, each set of them once."""
    rows = session.exec(
        select(Practice.adults_phone, Practice.children_phone, Practice.crisis_phone, Team.name)
        .join(Team, col(Team.id) == col(Practice.team_id))
        .where(col(Practice.team_id).in_(team_ids))
        .order_by(Team.name)
    ).all()
    told: dict[tuple[str, str, str], list[str]] = {}
    for adults, children, crisis, team in rows:
        if adults or children or crisis:
            told.setdefault((adults, children, crisis), []).append(team)
    return [LocalNumbers(*phones, tuple(teams)) for phones, teams in told.items()]


def prompts_of(practice: Practice) -> dict[Part, tuple[str, ...]]:
    """Return what to ask in each part: the team's own words, or the usual ones."""
    own = {Part(part): tuple(lines) for part, lines in json.loads(practice.prompts).items()}
    return {part: own.get(part) or usual for part, usual in PROMPTS.items()}


def set_practice(
    session: Session,
    team_id: UUID,
    *,
    nation: Nation,
    counted_from: CountedFrom,
    visits: int,
    chase_after: int,
    give_up_after: int,
    prompts: Mapping[Part, tuple[str, ...]],
    phones: Mapping[str, str],
    by: Actor,
) -> Practice:
    """Set how a team works. What has been planned already stays. Raises Invalid with the field.

    `phones` has the numbers to ring there by field (PHONES).
    """
    _check(visits, chase_after, give_up_after)
    for part, lines in prompts.items():
        if len(lines) > MOST_PROMPTS or any(len(line) > LONGEST_PROMPT for line in lines):
            said = f"At most {MOST_PROMPTS} lines, of {LONGEST_PROMPT} characters each."
            raise Invalid(part, said)
    practice = practice_of(session, team_id)
    own = {part: lines for part, lines in prompts.items() if lines and lines != PROMPTS[part]}
    told: dict[str, object] = {
        "nation": nation,
        "counted_from": counted_from,
        "visits": visits,
        "chase_after": chase_after,
        "give_up_after": give_up_after,
        "prompts": json.dumps(own),
        **{name: read_phone(phones.get(name, ""), name) for name in PHONES},
    }
    changes = {
        name: (getattr(practice, name), value)
        for name, value in told.items()
        if getattr(practice, name) != value
    }
    for name, value in told.items():
        setattr(practice, name, value)
    practice.changed_at = clock.now()
    session.add(practice)
    session.flush()
    record(session, "set_practice", by=by, kind="team", subject_id=team_id, changes=changes)
    return practice


def check_visits(visits: int) -> None:
    """Raise Invalid for a number of visits that nobody agrees."""
    if not 1 <= visits <= MOST_VISITS:
        raise Invalid("visits", f"Give a number from 1 to {MOST_VISITS}.")


def _check(visits: int, chase_after: int, give_up_after: int) -> None:
    check_visits(visits)
    for name, days in (("chase_after", chase_after), ("give_up_after", give_up_after)):
        if not 1 <= days <= MOST_DAYS:
            raise Invalid(name, f"Give a number from 1 to {MOST_DAYS}.")
    if give_up_after <= chase_after:
        raise Invalid("give_up_after", "This must be more days than the first.")
