"""Adding a measure of a team's own, or only the total of a licensed one; retiring it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import Totalled
from lily.casework.measures import Counts, Measure, Scale
from lily.casework.models import OwnMeasure
from lily.casework.queries.measures import list_own_measures, measures_of
from lily.directory import text as texts
from lily.errors import Invalid, Refused

MOST_SCALES = 12
MOST_DECIMALS = 2
LONGEST_NAME = 60
LONGEST_END = 60
LONGEST_WORDS = 500
LEAST, HIGHEST = 0, 1000
MEANWHILE = "A colleague added one of this name meanwhile. Look at the list."


def add_measure(session: Session, team_id: UUID, measure: Measure, *, by: Actor) -> OwnMeasure:
    """Add a measure for a team; its key and those of its scales are made from their names.

    Raises Invalid with the field; `scales-1-name` is of the second scale.
    """
    _check(measure)
    names = {each.name.casefold() for each in measures_of(session, team_id).values()}
    if measure.name.casefold() in names:
        raise Invalid("name", "You have a measure of this name. Retire that one first.")
    known = {each.key for each in list_own_measures(session, team_id)}
    slug = f"own-{texts.slug(measure.name) or 'measure'}"
    keys = (f"{slug}-{number}" for number in range(1, len(known) + 2))
    key = next(key for key in keys if key not in known)
    scales = tuple(
        scale.model_copy(update={"key": f"{number}-{texts.slug(scale.name, 40)}".strip("-")})
        for number, scale in enumerate(measure.scales, 1)
    )
    made = measure.model_copy(update={"key": key, "scales": scales})
    own = OwnMeasure(team_id=team_id, key=key, definition=made.model_dump_json())
    session.add(own)
    try:
        session.flush()
    except IntegrityError:
        raise Invalid("name", MEANWHILE) from None
    changes = {"key": (None, key), "scales": (None, len(scales))}
    record(session, "add_measure", by=by, kind="own_measure", subject_id=own.id, changes=changes)
    return own


def _check(measure: Measure) -> None:
    _check_words("name", measure.name, LONGEST_NAME, "Give it a name.")
    missing = "" if measure.licence else "Say whose words they are, and that you may use them."
    _check_words("terms", measure.terms, LONGEST_WORDS, missing)
    _check_words("licence", measure.licence, LONGEST_WORDS)
    if not measure.scales:
        raise Invalid("scales-0-name", "Write at least one question.")
    if len(measure.scales) > MOST_SCALES:
        raise Invalid("name", f"At most {MOST_SCALES} questions: nobody answers more in one go.")
    for at, scale in enumerate(measure.scales):
        _check_scale(f"scales-{at}", scale, is_total=bool(measure.licence))
        if scale.name.casefold() in {each.name.casefold() for each in measure.scales[:at]}:
            raise Invalid(f"scales-{at}-name", "There is another of this name. Choose a new one.")
        is_other_way = scale.is_higher_better != measure.is_higher_better
        if measure.totalled is Totalled.SUM and is_other_way:
            said = "To be added up, more must mean better in each, or in none."
            raise Invalid(f"scales-{at}-better", said)
    if measure.counts:
        _check_counts(measure.counts)


def _check_counts(counts: Counts) -> None:
    if counts.least <= 0:
        raise Invalid("counts_least", "Give a number of points above 0.")
    _check_words("counts_source", counts.source, LONGEST_WORDS, "Say who found this, and where.")


def _check_scale(name: str, scale: Scale, *, is_total: bool) -> None:
    _check_words(f"{name}-name", scale.name, LONGEST_NAME, "Give it a name.")
    if not is_total:
        _check_words(f"{name}-question", scale.question, LONGEST_WORDS, "Write what to ask.")
        for end in ("low_words", "high_words"):
            said = "Say what this end means."
            _check_words(f"{name}-{end}", getattr(scale, end), LONGEST_END, said)
    for end in ("lowest", "highest"):
        if not LEAST <= getattr(scale, end) <= HIGHEST:
            raise Invalid(f"{name}-{end}", f"Give a number from {LEAST} to {HIGHEST:,}.")
    if scale.lowest >= scale.highest:
        raise Invalid(f"{name}-highest", "This must be more than the lowest.")
    if not 0 <= scale.decimals <= MOST_DECIMALS:
        raise Invalid(f"{name}-decimals", f"At most {MOST_DECIMALS} figures.")


def _check_words(name: str, words: str, longest: int, missing: str = "") -> None:
    if missing and not words:
        raise Invalid(name, missing)
    if len(words) > longest:
        raise Invalid(name, f"Use at most {longest} characters.")


def retire_measure(session: Session, own: OwnMeasure, *, by: Actor) -> None:
    """Offer a measure no more; what was read stays. Raises Refused where it is retired."""
    now = clock.now()
    done = session.execute(
        sa.update(OwnMeasure)
        .where(col(OwnMeasure.id) == own.id, col(OwnMeasure.retired_at).is_(None))
        .values(retired_at=now, changed_at=now)
    )
    session.refresh(own)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("This is retired already.")
    changes = {"key": (own.key, None)}
    record(session, "retire_measure", by=by, kind="own_measure", subject_id=own.id, changes=changes)
