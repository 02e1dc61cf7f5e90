"""What staff merged or retired stays so when the same lists are loaded again."""

import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import COMMAND
from lily.directory.models import TaxonomyTerm, TermLink
from lily.directory.queries.terms import find_term, get_taxonomy
from lily.directory.terms import merge_terms
from lily.imports.seed import load_seed
from lily.resources import SEED


def test_a_merged_need_is_not_made_again_by_the_seed(demonstration: sa.Engine) -> None:
    with Session(demonstration) as session:
        needs = get_taxonomy(session, "needs")
        gone = find_term(session, needs.id, "food-banks")
        into = find_term(session, needs.id, "low-cost-food")
        assert gone
        assert into
        merge_terms(session, gone, into, by=COMMAND)
        session.commit()
        linked = set(session.exec(select(TermLink.service_id).where(TermLink.term_id == into.id)))
        load_seed(session, SEED, clock.today())
        session.commit()
        slugs = set(session.exec(select(TaxonomyTerm.slug)))
        assert "food-banks" not in slugs
        again = set(session.exec(select(TermLink.service_id).where(TermLink.term_id == into.id)))
        assert again == linked
