"""What every installation begins with, before its first listing."""

from sqlmodel import Session, select

from lily.directory.models import Taxonomy
from lily.imports.seed import load_basics
from lily.resources import SEED
from lily.search.loading import load_words
from lily.search.models import StopWord


def begin(session: Session) -> bool:
    """Load the needs, the advice and the words of search where there are none; say if it did.

    What staff have changed or taken away since stays so. The caller commits.
    """
    has_needs = session.exec(select(Taxonomy.id).where(Taxonomy.slug == "needs")).first()
    has_words = session.exec(select(StopWord)).first()
    if not has_needs:
        load_basics(session, SEED)
    if not has_words:
        load_words(session, SEED)
    return not (has_needs and has_words)
