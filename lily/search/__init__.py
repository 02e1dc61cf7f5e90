"""Finding: from what somebody typed to the listings that help, best first, with exact counts.

Whoosh keeps the index: its terms, postings, segments and lock. For each segment the postings are
decoded once into NumPy columns, and there the scoring, the filters, the distances and the counts
are done. The index is a copy of the directory and never the truth: `lily search rebuild` makes it
anew, and each process follows the changes written down in the database (`updates`).
"""

from lily.search.asking import (
    catch_up,
    check,
    fit,
    rebuild,
    refresh_horizons,
    search,
    suggest,
    tidy,
    understand,
)
from lily.search.checking import Comparison
from lily.search.fitting import Fit
from lily.search.loading import load_words
from lily.search.registry import use_folder
from lily.search.request import DEFAULT_MILES, SearchRequest
from lily.search.results import (
    Card,
    CardPlace,
    FacetValue,
    Hit,
    Point,
    Relax,
    SearchResults,
    Section,
)
from lily.search.updates import note_changes

__all__ = [
    "DEFAULT_MILES",
    "Card",
    "CardPlace",
    "Comparison",
    "FacetValue",
    "Fit",
    "Hit",
    "Point",
    "Relax",
    "SearchRequest",
    "SearchResults",
    "Section",
    "catch_up",
    "check",
    "fit",
    "load_words",
    "note_changes",
    "rebuild",
    "refresh_horizons",
    "search",
    "suggest",
    "tidy",
    "understand",
    "use_folder",
]
