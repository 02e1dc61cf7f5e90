"""The fixtures that other tests stand on."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.directory.models import Organisation, Service
from lily.search import check
from tests.factories import directory as make


def test_the_demonstration_is_in_the_database_and_in_the_index(demonstration: sa.Engine) -> None:
    with Session(demonstration) as session:
        assert len(session.exec(select(Organisation.id)).all()) >= 90
        assert len(session.exec(select(Service.id)).all()) >= 180
    assert check(demonstration).is_equal


def test_each_test_has_a_demonstration_of_its_own(
    demonstration: sa.Engine, session: Session, seeded: Path
) -> None:
    session.delete(session.exec(select(Service)).first())
    session.commit()
    assert str(seeded) not in str(demonstration.url)


def test_a_test_that_does_not_ask_has_an_empty_directory(session: Session) -> None:
    assert session.exec(select(Service)).all() == []
    make.make_service(session)
    assert len(session.exec(select(Service)).all()) == 1
