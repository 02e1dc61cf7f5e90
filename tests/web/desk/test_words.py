"""Words are edited with a question to try beside, and every search follows within a second."""

import time

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.audit.models import AuditEvent
from lily.search import SearchRequest, catch_up, search
from lily.search.models import StopWord, SynonymGroup, SynonymWord
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.directory import make_service
from tests.pages import Page
from tests.web.desk.forms import press

NEW = "/desk/words/synonyms/new"


@pytest.fixture
def editor(client: HouseClient, session: Session, engine: sa.Engine) -> HouseClient:
    make_service(session, name="Luncheon club")
    make_service(session, name="Chair yoga")
    sign_in_as(client, session, Role.MODERATOR)
    catch_up(engine)
    return client


def _total(engine: sa.Engine, text: str) -> int:
    with Session(engine) as session:
        return search(session, SearchRequest(text=text)).total


def _groups(session: Session) -> list[list[str]]:
    session.expire_all()
    rows = session.exec(
        select(SynonymWord).order_by(SynonymWord.group_id, SynonymWord.position)  # type: ignore[arg-type]
    )
    found: dict[object, list[str]] = {}
    for row in rows:
        found.setdefault(row.group_id, []).append(row.words)
    return list(found.values())


def test_a_saved_synonym_is_found_within_a_second(
    editor: HouseClient, engine: sa.Engine, session: Session
) -> None:
    assert _total(engine, "nosh") == 0
    answer = press(editor, NEW, members="luncheon club\nNosh\n", kind="same")
    assert answer.status_code == 303, Page(editor.tree).words
    deadline = time.monotonic() + 1
    while not _total(engine, "nosh"):
        assert time.monotonic() < deadline, "The synonym is not found within a second"
        time.sleep(0.05)
    assert _groups(session) == [["luncheon club", "nosh"]]


def test_trying_shows_now_and_then_and_saves_nothing(editor: HouseClient, session: Session) -> None:
    answer = press(
        editor,
        NEW,
        members="luncheon club\nnosh",
        kind="same",
        question="nosh",
        try_it="Try it",
    )
    assert answer.status_code == 200
    words = Page(editor.tree).words
    assert "Now 0 listings" in words
    assert "With your change 1 listing, first Luncheon club" in words
    assert "also: luncheon club" in words
    assert _groups(session) == []
    assert "luncheon club\nnosh" in (Page(editor.tree).field("members").text or "")


def test_trying_wants_a_question(editor: HouseClient) -> None:
    answer = press(editor, NEW, members="a b\nc d", kind="same", try_it="Try it")
    assert answer.status_code == 400
    assert "Type a question to try" in Page(editor.tree).words


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("", "Give at least two"),
        ("lunch", "Give at least two"),
        ("lunch\nLUNCH\n lunch ", "Give at least two"),
        ("lunch\n!!!", "has no letters"),
        ("lunch\n" + "a" * 81, "at most 80 letters"),
    ],
)
def test_a_group_that_cannot_be_is_refused_beside_its_field(
    editor: HouseClient, session: Session, members: str, said: str
) -> None:
    assert press(editor, NEW, members=members, kind="same").status_code == 400
    assert said in Page(editor.tree).words
    assert _groups(session) == []


def test_a_second_group_for_a_word_is_refused(editor: HouseClient) -> None:
    press(editor, NEW, members="luncheon club\nnosh", kind="same")
    assert press(editor, NEW, members="luncheon club\ngrub", kind="same").status_code == 400
    assert "Add to that one" in Page(editor.tree).words
    assert press(editor, NEW, members="luncheon club\ngrub", kind="towards").status_code == 303


def test_a_search_that_found_nothing_goes_to_a_group_there_is(
    editor: HouseClient, session: Session
) -> None:
    press(editor, NEW, members="luncheon club\nnosh", kind="same")
    editor.get(f"{NEW}?words=posh+grub&q=lunch")
    at = Page(editor.tree).links["Add it to “luncheon club”"]
    editor.get(at)
    typed = Page(editor.tree).field("members").text or ""
    assert typed.split("\n")[-3:] == ["luncheon club", "nosh", "posh grub"]
    press(editor, at, members="luncheon club\nposh grub\nnosh", kind="same")
    assert _groups(session) == [["luncheon club", "posh grub", "nosh"]]


def test_a_group_is_changed_and_taken_away_and_written_down(
    editor: HouseClient, session: Session, engine: sa.Engine
) -> None:
    press(editor, NEW, members="luncheon club\nnosh", kind="same")
    group = session.exec(select(SynonymGroup)).one()
    page = f"/desk/words/synonyms/{group.id}"
    press(editor, page, members="luncheon club\ngrub", kind="towards", note="heard at a stall")
    press(editor, page, members="luncheon club\ngrub", kind="towards", note="heard at a stall")
    catch_up(engine)
    assert (_total(engine, "nosh"), _total(engine, "grub")) == (0, 1)
    assert press(editor, page, f"{page}/remove").status_code == 303
    catch_up(engine)
    assert _total(engine, "grub") == 0
    assert editor.get(page).status_code == 404
    deeds = session.exec(select(AuditEvent.action).where(AuditEvent.subject_id == group.id)).all()
    assert deeds == ["add_synonyms", "change_synonyms", "remove_synonyms"]


def test_a_stop_word_is_tried_added_changed_and_taken_off(
    editor: HouseClient, session: Session, engine: sa.Engine
) -> None:
    new = "/desk/words/stop-words/new"
    press(editor, new, word="please", kind="stop", question="chair yoga please", try_it="Try it")
    words = Page(editor.tree).words
    assert "Looks for chair yoga please" in words
    assert "Looks for chair yoga" in words.split("With your change")[1]
    assert session.exec(select(StopWord)).all() == []
    assert press(editor, new, word="two words", kind="stop").status_code == 400
    assert press(editor, new, word="Please", kind="stop").status_code == 303
    assert press(editor, new, word="please", kind="stop").status_code == 400
    stop_word = session.exec(select(StopWord)).one()
    page = f"/desk/words/stop-words/{stop_word.id}"
    assert press(editor, page, word="please", kind="filler").status_code == 303
    editor.get("/desk/words?list=stop&q=plea")
    assert "Left out unless it stands alone" in Page(editor.tree).words
    assert press(editor, page, f"{page}/remove").status_code == 303
    assert editor.get(page).status_code == 404


def test_the_lists_are_searched(editor: HouseClient) -> None:
    press(editor, NEW, members="luncheon club\nnosh", kind="same")
    press(editor, NEW, members="100% wool\nknitting", kind="same")
    editor.get("/desk/words?q=NOSH")
    assert "luncheon club" in Page(editor.tree).words
    editor.get("/desk/words?q=%25")
    words = Page(editor.tree).words
    assert "100% wool" in words
    assert "luncheon club" not in words


def test_only_those_who_edit_words_may(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.OPERATOR)
    for page in ("/desk/words", NEW, "/desk/words/stop-words/new"):
        assert client.get(page).status_code == 404
