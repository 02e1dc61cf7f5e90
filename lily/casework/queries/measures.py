"""Reading the measures that a team may use: those that come with LILY, and its own."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from uuid import UUID

from sqlmodel import Session, col, select

from lily.casework.measures import Measure
from lily.casework.models import OwnMeasure
from lily.errors import NotFound
from lily.resources import SEED

NO_MEASURE = "Your team has no such measure. Choose one from the list."


@cache
def shipped_measures() -> Mapping[str, Measure]:
    """Return the measures that come with LILY, by key, in the order of seed/measures.toml."""
    read = tomllib.loads((SEED / "measures.toml").read_text(encoding="utf-8"))
    made = (Measure.model_validate(each) for each in read["measures"])
    return MappingProxyType({each.key: each for each in made})


def measure_of(own: OwnMeasure) -> Measure:
    """Return a measure of a team's own as it was added."""
    return Measure.model_validate_json(own.definition)


def list_own_measures(session: Session, team_id: UUID) -> Sequence[OwnMeasure]:
    """Return the measures that a team added, the retired ones too, in the order of their making."""
    return session.exec(
        select(OwnMeasure)
        .where(OwnMeasure.team_id == team_id)
        .order_by(col(OwnMeasure.made_at), col(OwnMeasure.key))
    ).all()


def get_own_measure(session: Session, own_id: UUID, *, team_id: UUID) -> OwnMeasure:
    """Return a measure that a team added. Raises NotFound for any other."""
    found = session.get(OwnMeasure, own_id)
    if found is None or found.team_id != team_id:
        raise NotFound(NO_MEASURE)
    return found


def measures_of(session: Session, team_id: UUID) -> dict[str, Measure]:
    """Return the measures that a team may use now, by key."""
    own = (measure_of(each) for each in list_own_measures(session, team_id) if not each.retired_at)
    return {**shipped_measures(), **{each.key: each for each in own}}


def get_measure(session: Session, key: str, *, team_id: UUID) -> Measure:
    """Return a measure that a team may use now. Raises NotFound for any other."""
    found = measures_of(session, team_id).get(key)
    if found is None:
        raise NotFound(NO_MEASURE)
    return found
