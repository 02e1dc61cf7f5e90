"""A pair is seen side by side, decided, and undone."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.cli import main
from lily.cli.tick import do_what_is_due
from lily.config import Config
from lily.directory.models import Service
from lily.listings.desk.duplicates import look_for_duplicates
from lily.listings.models import LikelyDuplicate
from tests.client import HouseClient
from tests.factories import directory as make
from tests.factories.accounts import sign_in_as
from tests.pages import Page
from tests.web.desk.forms import press, token_of


@pytest.fixture
def pair(client: HouseClient, session: Session) -> LikelyDuplicate:
    for summary in ("Soup and company.", "Soup, company and a quiz."):
        service = make.make_service(session, name="Soup club", summary=summary)
        make.place_service(session, service, make.make_location(session))
    session.commit()
    look_for_duplicates(session)
    session.commit()
    sign_in_as(client, session, Role.MODERATOR)
    return session.exec(select(LikelyDuplicate)).one()


def test_both_are_seen_side_by_side(client: HouseClient, pair: LikelyDuplicate) -> None:
    client.get("/desk")
    assert "Likely doubles 1" in Page(client.tree).words
    client.get("/desk/duplicates")
    at = Page(client.tree).links["Soup club and Soup club"]
    client.get(at)
    words = Page(client.tree).words
    assert "Soup, company and a quiz." in words
    assert "12 High Street, Heacham, PE31 7EX" in words
    assert "Within 200 metres of each other" in words


def test_keeping_one_archives_the_other_and_is_undone(
    client: HouseClient, session: Session, pair: LikelyDuplicate
) -> None:
    page = f"/desk/duplicates/{pair.id}"
    slugs = {row.id: row.slug for row in session.exec(select(Service))}
    kept, other = slugs[pair.one_id], slugs[pair.other_id]
    assert press(client, page).status_code == 400
    assert "Choose what they are" in Page(client.tree).words
    assert press(client, page, keep=str(pair.one_id)).status_code == 303
    assert client.get(f"/services/{other}").location == f"/services/{kept}"
    assert client.get(f"/services/{kept}").status_code == 200
    client.get(page)
    assert "Kept one of two" in Page(client.tree).words
    assert press(client, page, f"{page}/undo").status_code == 303
    assert client.get(f"/services/{other}").status_code == 200


def test_two_are_remembered_as_two(
    client: HouseClient, session: Session, pair: LikelyDuplicate
) -> None:
    press(client, f"/desk/duplicates/{pair.id}", keep="two")
    look_for_duplicates(session)
    session.commit()
    client.get("/desk/duplicates")
    assert "No pairs here" in Page(client.tree).words
    client.get("/desk/duplicates?state=not_a_duplicate")
    assert "Soup club and Soup club" in Page(client.tree).words
    assert client.get("/desk/duplicates?state=nonsense").status_code == 404


def test_deciding_twice_says_that_somebody_did(
    client: HouseClient, session: Session, pair: LikelyDuplicate
) -> None:
    page = f"/desk/duplicates/{pair.id}"
    press(client, page, keep="two")
    client.get("/desk/words/synonyms/new")

    sent = {"keep": str(pair.one_id), "csrf_token": token_of(client)}
    assert client.post(page, data=sent).status_code == 409


def test_only_moderators_decide(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.OPERATOR)
    assert client.get("/desk/duplicates").status_code == 404


def test_the_command_and_the_tick_look(
    engine: sa.Engine, session: Session, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        service = make.make_service(session, name="Soup club")
        make.place_service(session, service, make.make_location(session))
    session.commit()
    monkeypatch.setenv("LILY_DATA_DIR", config.data_dir)
    said = CliRunner().invoke(main, ["duplicates"])
    assert (said.exit_code, said.output) == (0, "1 pair waits at the desk, under Doubles.\n")
    session.delete(session.exec(select(LikelyDuplicate)).one())
    session.commit()
    do_what_is_due(engine)
    assert len(session.exec(select(LikelyDuplicate)).all()) == 1
