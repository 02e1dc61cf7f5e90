"""Searching for people within teams, by the hashes of what was typed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.casework.models import Client, ClientKey, ClientWord
from lily.casework.queries.cases import ListedCase, list_cases_of
from lily.casework.search_keys import Term
from lily.casework.sight import clients_in

MOST = 50


@dataclass(frozen=True)
class Found:
    """People who were found, each by one case; `is_more` where there are more than are shown."""

    rows: Sequence[ListedCase]
    is_more: bool


def find_people(session: Session, term: Term, *, teams: Collection[UUID]) -> Found:
    """Return the people of teams who have every word, or one of the numbers; at most fifty."""
    wanted = (
        sa.select(col(Client.id))
        .where(clients_in(teams), *_conditions(term, teams))
        .order_by(col(Client.id))
        .limit(MOST + 1)
    )
    ids = session.scalars(wanted).all()
    return Found(list_cases_of(session, ids[:MOST], teams=teams), len(ids) > MOST)


def _conditions(term: Term, teams: Collection[UUID]) -> list[sa.ColumnElement[bool]]:
    if term.words:
        return [_has_word(hashes) for hashes in term.word_hashes(teams)]
    keyed = sa.select(col(ClientKey.client_id)).where(col(ClientKey.hash).in_(term.number_hashes()))
    return [sa.or_(col(Client.id).in_(keyed), _has_word(term.birth_hashes(teams)))]


def _has_word(hashes: Collection[str]) -> sa.ColumnElement[bool]:
    return col(Client.id).in_(
        sa.select(col(ClientWord.client_id)).where(col(ClientWord.hash).in_(hashes))
    )
