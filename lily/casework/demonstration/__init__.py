"""The people of a demonstration, who do not exist: their stories of half a year, played in order.

`stories` reads them from seed/people, `player` moves the clock and does each thing that happened
through the action that a worker's press would have called. What can happen is in the other modules,
a function each with the mark `@happens`. seed/README.md says how to write one more person.
"""

from lily.casework.demonstration import (
    checking,
    guarding,
    helping,
    keeping,
    referring,
    sending,
    talking,
    together,
)
from lily.casework.demonstration.player import load_people
from lily.casework.demonstration.stories import LONGEST_AGO

__all__ = [
    "LONGEST_AGO",
    "checking",
    "guarding",
    "helping",
    "keeping",
    "load_people",
    "referring",
    "sending",
    "talking",
    "together",
]
