"""Whether listings fit a person: their cards, and which of the person's filters each fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from lily.search.filters import make_filters
from lily.search.request import SearchRequest
from lily.search.results import Card
from lily.search.snapshot import Snapshot


@dataclass(frozen=True)
class Fit:
    """A listing's card, and the parameters of the filters that it fails: `age`, `day`, `access`."""

    card: Card
    fails: tuple[str, ...]


def fit_of(
    snapshot: Snapshot, listings: Iterable[UUID], wishes: SearchRequest, today: date
) -> dict[UUID, Fit]:
    """Return how each listing fits the filters of a request; those not in the index are left out.

    Only filters count, not its words and its place. A filter by day and time of day together is
    failed by name of both.
    """
    found = [(each, snapshot.find(str(each))) for each in listings]
    held = [(each, number) for each, number in found if number is not None]
    numbers = np.array([number for _, number in held], np.int64)
    fails: list[list[str]] = [[] for _ in held]
    for each in make_filters(snapshot, wishes, today).filters:
        for place in np.flatnonzero(~snapshot.holds(each.bits, numbers)).tolist():
            fails[place].extend(each.facets)
    return {
        listing: Fit(snapshot.card(number), tuple(dict.fromkeys(failed)))
        for (listing, number), failed in zip(held, fails, strict=True)
    }
