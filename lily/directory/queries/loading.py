"""How a query says which children it wants; anything else raises when it is touched."""

from typing import Any

from sqlalchemy.orm import selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad


def load(first: Any, *below: Any) -> _AbstractLoad:
    """Return the option that loads a relationship, and then those below it, a statement each."""
    option: _AbstractLoad = selectinload(first)
    for relationship in below:
        option = option.selectinload(relationship)
    return option
