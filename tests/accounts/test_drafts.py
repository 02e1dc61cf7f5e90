"""What is typed is kept as it is typed: for its author, sealed, and gone once it is sent."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.drafts import (
    LONGEST,
    MOST_EACH,
    OpenPage,
    Place,
    drop_draft,
    drop_drafts_under,
    find_draft,
    forget_old_drafts,
    get_draft,
    keep_draft,
    list_drafts,
)
from lily.accounts.models import Draft
from lily.errors import Invalid, NotFound, Refused
from tests.factories.accounts import make_account


@pytest.fixture
def at(session: Session) -> Place:
    """Return where an account types."""
    return Place(make_account(session, Role.EDITOR).id, "/somewhere", "words")


def _kept(session: Session, at: Place) -> list[str]:
    found = find_draft(session, at)
    return [value for _, value in found[1]] if found else []


def _keep(session: Session, at: Place, words: str, key: str = "one", **more: object) -> None:
    keep_draft(session, at, [("note", words)], OpenPage(key, **more))  # type: ignore[arg-type]


def test_what_was_typed_last_is_what_is_kept(session: Session, at: Place) -> None:
    for turn, words in enumerate(["She", "She sings", "She sings on\r\nTuesdays"], start=1):
        _keep(session, at, words, turn=turn)
    assert _kept(session, at) == ["She sings on\r\nTuesdays"]
    assert len(session.exec(select(Draft)).all()) == 1


def test_a_form_and_a_page_have_each_their_own(session: Session, at: Place) -> None:
    other_form, other_page = (
        Place(at.account_id, at.path, "other"),
        Place(at.account_id, "/elsewhere", at.form),
    )
    for place in (at, other_form, other_page):
        _keep(session, place, place.path + place.form)
    for place in (at, other_form, other_page):
        assert _kept(session, place) == [place.path + place.form]


def test_nobody_else_finds_it(session: Session, at: Place) -> None:
    _keep(session, at, "canary")
    other = make_account(session, Role.ADMINISTRATOR).id
    assert _kept(session, Place(other, at.path, at.form)) == []
    [draft] = list_drafts(session, at.account_id)
    assert list_drafts(session, other) == []
    with pytest.raises(NotFound):
        get_draft(session, draft.id, account_id=other)
    assert get_draft(session, draft.id, account_id=at.account_id) is draft


def test_it_is_sealed_in_the_database(session: Session, at: Place) -> None:
    _keep(session, at, "canary")
    assert "canary" not in str(session.execute(sa.text("SELECT * FROM draft")).all())


def test_what_is_secret_is_never_kept_and_a_postcode_is(session: Session, at: Place) -> None:
    names = ("passphrase", "code", "the_secret", "csrf_token", "recovery", "postcode", "passage")
    keep_draft(session, at, [(name, "x") for name in names], OpenPage("one"))
    found = find_draft(session, at)
    assert found
    assert [name for name, _ in found[1]] == ["postcode", "passage"]


def test_what_is_too_long_is_refused_and_what_was_kept_stays(session: Session, at: Place) -> None:
    _keep(session, at, "short")
    with pytest.raises(Invalid):
        _keep(session, at, "ü" * (LONGEST // 2), turn=2)
    assert _kept(session, at) == ["short"]


def test_what_is_emptied_is_no_draft(session: Session, at: Place) -> None:
    _keep(session, at, "She")
    _keep(session, at, " ", turn=2)
    assert list_drafts(session, at.account_id) == []


def test_beyond_fifty_the_oldest_goes(session: Session, at: Place) -> None:
    for number in range(MOST_EACH + 3):
        _keep(session, Place(at.account_id, f"/{number}", "words"), "x")
    kept = [each.path for each in list_drafts(session, at.account_id)]
    assert len(kept) == MOST_EACH
    assert (kept[0], kept[-1]) == (f"/{MOST_EACH + 2}", "/3")


def test_what_comes_in_the_wrong_order_does_not_win(session: Session, at: Place) -> None:
    _keep(session, at, "She sings", turn=2)
    _keep(session, at, "She", turn=1)
    assert _kept(session, at) == ["She sings"]


def test_a_page_that_knows_less_does_not_overwrite_what_another_wrote(
    session: Session, at: Place
) -> None:
    _keep(session, at, "She")
    _keep(session, at, "She sings", key="two", after="one", after_turn=1)
    with pytest.raises(Refused, match="another page"):
        _keep(session, at, "She dances", turn=2)
    with pytest.raises(Refused, match="another page"):
        _keep(session, at, "Who?", key="three")
    _keep(session, at, "She sings", key="two", turn=2)
    with pytest.raises(Refused, match="another page"):
        _keep(session, at, "What came before that", key="four", after="two", after_turn=1)
    assert _kept(session, at) == ["She sings"]


def test_what_a_page_sends_after_the_form_brings_nothing_back(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        account_id = make_account(session, Role.EDITOR).id
        session.commit()
        for place in (Place(account_id, "/a", "f"), Place(account_id, "/b", "f")):
            if place.path == "/a":
                _keep(session, place, "She")
            drop_draft(session, place, key="one")
            _keep(session, place, "She sings", turn=2)
            session.commit()
            assert (_kept(session, place), list_drafts(session, account_id)) == ([], [])
            _keep(session, place, "Again", key="two")
            assert _kept(session, place) == ["Again"]
            drop_draft(session, place, key="two")


def test_of_two_who_keep_at_once_there_is_one_row(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        at = Place(make_account(session, Role.EDITOR).id, "/a", "f")
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        assert find_draft(one, at) is find_draft(other, at) is None
        _keep(one, at, "She")
        one.commit()
        _keep(other, at, "She sings", turn=2)
        other.commit()
    with Session(any_engine) as session:
        assert [each.turn for each in session.exec(select(Draft))] == [2]


def test_a_form_sent_without_script_leaves_no_row(session: Session, at: Place) -> None:
    _keep(session, at, "She")
    drop_draft(session, at)
    assert session.exec(select(Draft)).all() == []


def test_old_ones_are_forgotten(session: Session, at: Place) -> None:
    for days, path in ((31, "/old"), (29, "/young"), (2, "/sent"), (0, "/just-sent")):
        place = Place(at.account_id, path, "f")
        _keep(session, place, "x")
        if "sent" in path:
            drop_draft(session, place, key="one")
        then = clock.now() - timedelta(days=days)
        row = session.exec(select(Draft).where(place.is_it)).one()
        session.refresh(row)
        row.changed_at, row.finished_at = then, then if row.finished_at else None
        session.flush()
    assert forget_old_drafts(session) == 2
    assert {each.path for each in session.exec(select(Draft))} == {"/young", "/just-sent"}


def test_all_that_anybody_typed_about_a_person_can_be_forgotten(
    session: Session, at: Place
) -> None:
    other = make_account(session, Role.EDITOR).id
    for account_id, path in (
        (at.account_id, "/cases/a_1"),
        (other, "/cases/a_1/person"),
        (other, "/cases/aX1"),
        (other, "/cases/a_12"),
    ):
        _keep(session, Place(account_id, path, "f"), "x")
    assert drop_drafts_under(session, "/cases/a_1") == 2
    assert sorted(each.path for each in list_drafts(session, other)) == [
        "/cases/aX1",
        "/cases/a_12",
    ]
