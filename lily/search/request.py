"""What somebody asks for: words, a place, filters, an order and a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lily.geo.place import Place

DEFAULT_MILES = 10.0
PAGE_SIZE = 20
LARGEST_PAGE = 100
LONGEST_TEXT = 500
SORTS = ("best", "distance", "soonest", "name", "checked")


@dataclass(frozen=True)
class SearchRequest:
    """One search. Each filter names slugs as they stand in addresses; empty means "any".

    Within a filter any value will do, but every feature of `access` must be there. `within` is in
    miles; None takes DEFAULT_MILES and the place's own uncertainty. `age` is in years. `checked`
    means "found to be right within so many months". `referral` is `self` (a person may go without
    one) or `needed`; `capacity` is `open` (there is room, or a short wait).
    `explain` asks why each hit is there.
    """

    text: str = ""
    place: "Place | None" = None
    within: float | None = None
    needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    age: int | None = None
    access: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    referral: str = ""
    capacity: str = ""
    checked: int | None = None
    sort: str = "best"
    page: int = 1
    size: int = PAGE_SIZE
    explain: bool = False
