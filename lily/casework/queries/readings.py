"""Reading what people answered: every reading as it was taken, and the pairs that they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.casework.measures import Answers, Measure, is_same, load_answers
from lily.casework.models import OutcomeReading
from lily.casework.queries.clients import MISSING
from lily.errors import NotFound


@dataclass(frozen=True)
class Reading:
    """A reading with the measure as it was then. `answers` is empty where it was not taken."""

    row: OutcomeReading
    measure: Measure
    answers: Answers
    name: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was taken and not withdrawn."""
        return self.row.not_taken is None and self.row.withdrawn_at is None


@lru_cache(maxsize=256)
def _measure(definition: str) -> Measure:
    return Measure.model_validate_json(definition)


def list_readings(session: Session, case_id: UUID) -> list[Reading]:
    """Return the readings of a case, the latest first: withdrawn and not taken ones too."""
    rows = session.execute(
        sa.select(OutcomeReading, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(OutcomeReading.account_id))
        .where(col(OutcomeReading.case_id) == case_id)
        .order_by(
            col(OutcomeReading.read_on).desc(),
            col(OutcomeReading.made_at).desc(),
            col(OutcomeReading.id),
        )
    )
    return [
        Reading(row, _measure(row.definition), load_answers(row.answers or "{}"), name or "")
        for row, name in rows
    ]


def get_reading(session: Session, reading_id: UUID, *, case_id: UUID) -> OutcomeReading:
    """Return a reading of a case. Raises NotFound for any other."""
    found = session.get(OutcomeReading, reading_id)
    if found is None or found.case_id != case_id:
        raise NotFound(MISSING)
    return found


def first_and_latest(
    readings: Sequence[Reading], key: str
) -> tuple[Reading | None, Reading | None]:
    """Return the first and the latest reading of a measure; None for what there is not.

    Where it was read once, that is the first. Of a measure that was changed meanwhile, the first is
    the first of what it is now: others cannot be held against it. Takes what `list_readings` gives.
    """
    taken = [each for each in readings if each.stands and each.row.measure_key == key]
    alike = [each for each in taken if is_same(each.measure, taken[0].measure)]
    if not alike:
        return None, None
    return alike[-1], alike[0] if len(alike) > 1 else None


def keys_taken(readings: Sequence[Reading]) -> list[str]:
    """Return the keys of the measures that were read, in the order of their first reading."""
    return list(dict.fromkeys(each.row.measure_key for each in reversed(readings) if each.stands))


def list_once_read(readings: Sequence[Reading]) -> list[Measure]:
    """Return the measures that were read once, to be asked again, in the order of that reading."""
    pairs = (first_and_latest(readings, key) for key in keys_taken(readings))
    return [first.measure for first, latest in pairs if first and not latest]


def is_second_settled(readings: Sequence[Reading]) -> bool:
    """Say whether a measure was read twice, or it is written down last why it was not."""
    if any(first_and_latest(readings, key)[1] for key in keys_taken(readings)):
        return True
    return bool(readings) and readings[0].row.not_taken is not None


def has_second_reading(session: Session, case_id: UUID) -> bool:
    """Say whether a measure was read twice on a case, so that there is a change to tell of."""
    readings = list_readings(session, case_id)
    return any(first_and_latest(readings, key)[1] for key in keys_taken(readings))
