"""Scoring a measure on its page, and what is shown of two readings afterwards."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.readings import take_reading
from lily.casework.choices import ReadingHow
from lily.casework.measures import load_answers
from lily.casework.models import Case, OutcomeReading, RecordView
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.measures import shipped_measures
from tests.client import HouseClient, words_of
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.pages import Page, of_class, submit

STAR = shipped_measures()["lily-star"]
TODAY = clock.today()
SVG = "{http://www.w3.org/2000/svg}"
SCORED = {f"scale-{scale.key}": "7" for scale in STAR.scales}
TYPED = {**SCORED, "scale-money": "none", "how": "in_person", "read_on": str(TODAY)}


@pytest.fixture
def case(client: HouseClient, session: Session) -> Case:
    """Return a case of the team of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    made = make_case(session, make_team(session, "Coast", worker), worker)
    session.commit()
    return made


def _earlier(session: Session, case: Case, key: str = "lily-star", value: int = 3) -> None:
    measure = shipped_measures()[key]
    take_reading(
        session,
        case,
        measure,
        {scale.key: min(value, scale.highest) for scale in measure.scales},
        read_on=TODAY - timedelta(days=42),
        how=ReadingHow.PHONE,
        by=SYSTEM,
    )
    session.commit()


def test_a_measure_is_scored_and_shown(client: HouseClient, session: Session, case: Case) -> None:
    address = f"/cases/{case.id}/readings"
    client.get(address)
    assert "Nothing was measured yet" in Page(client.tree).words
    here = f"{address}/lily-star/take"
    client.get(here)
    done = submit(client, here, **TYPED)
    assert (done.status_code, done.location) == (303, f"{address}#lily-star")
    kept = session.exec(select(OutcomeReading)).one()
    assert kept.how is ReadingHow.IN_PERSON
    assert load_answers(kept.answers) == {scale.key: 7 for scale in STAR.scales} | {"money": None}
    client.get(address)
    words = Page(client.tree).words
    assert "1. Getting about 7" in words
    assert "3. Money not said" in words
    assert "Change" not in words, "One reading is no change"


def test_two_readings_are_shown_as_a_star_and_as_a_table_that_says_the_same(
    client: HouseClient, session: Session, case: Case
) -> None:
    _earlier(session, case)
    here = f"/cases/{case.id}/readings/lily-star/take"
    client.get(here)
    submit(client, here, **TYPED)
    client.get(f"/cases/{case.id}/readings")
    page = Page(client.tree)
    assert "1. Getting about 3 7 up 4" in page.words
    assert "3. Money 3 not said cannot be told" in page.words
    assert "better" not in page.words.replace("More is better", ""), "Nobody said what counts"
    chart = next(of_class(client.tree, "star"))
    assert "Getting about: 3, then 7." in words_of(chart.find(f"{SVG}desc"))
    assert chart.get("role") == "img"
    traces = [each for each in chart.iter(f"{SVG}g") if "star__trace" in each.get("class", "")]
    assert len(list(traces[0].iter(f"{SVG}circle"))) == 8
    assert len(list(traces[1].iter(f"{SVG}rect"))) == 7, "No mark where nothing was said"


@pytest.mark.parametrize("face", ["", "?how=phone"])
@pytest.mark.parametrize("key", list(shipped_measures()))
def test_the_second_is_scored_before_the_first_is_shown(
    client: HouseClient, session: Session, case: Case, key: str, face: str
) -> None:
    here = f"/cases/{case.id}/readings/{key}/take{face}"
    fresh = client.get(here).text
    chosen = UUID(Page(client.tree).field("reading_id").get("value"))
    _earlier(session, case, key)
    again = client.get(here).text
    now = UUID(Page(client.tree).field("reading_id").get("value"))
    scores = [
        each for each in client.tree.iter("input") if each.get("name", "").startswith("scale-")
    ]
    assert scores
    assert not [each for each in scores if "checked" in each.attrib]
    assert not list(of_class(client.tree, "star")), "There is no chart"
    assert not list(client.tree.iter("table"))
    token = _token(fresh), _token(again)
    same = again.replace(str(now), str(chosen)).replace(token[1], token[0])
    assert same == fresh, "Nothing on the page tells that there was an earlier reading"


@pytest.mark.parametrize("page", ["follow-ups/{check}", "close", "readings"])
def test_nobody_walks_past_the_first_star_on_the_way_to_the_second(
    client: HouseClient, session: Session, case: Case, page: str
) -> None:
    _earlier(session, case)
    plan_follow_ups(session, case, None, TODAY - timedelta(weeks=7), by=SYSTEM)
    session.commit()
    check = list_follow_ups(session, case.id)[1]
    client.get(f"/cases/{case.id}/{page.format(check=check.id)}")
    here = f"/cases/{case.id}/readings/lily-star/take"
    links = Page(client.tree).links
    assert links["together on this screen: The LILY star"] == here
    assert links["over the phone: The LILY star"] == f"{here}?how=phone"
    folds = {chart for fold in of_class(client.tree, "fold") for chart in of_class(fold, "star")}
    assert set(of_class(client.tree, "star")) == folds, "It is folded away, or not there"
    client.get(here)
    submit(client, here, **TYPED)
    client.get(f"/cases/{case.id}/readings")
    assert "Ask again before you look" not in Page(client.tree).parts
    folds = {chart for fold in of_class(client.tree, "fold") for chart in of_class(fold, "star")}
    assert set(of_class(client.tree, "star")) - folds, "Now both are shown"


def _token(html: str) -> str:
    return html.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def test_over_the_phone_each_sentence_is_there_to_read_out(client: HouseClient, case: Case) -> None:
    client.get(f"/cases/{case.id}/readings/ons4/take?how=phone")
    page = Page(client.tree)
    assert "There are no right or wrong answers." in page.words
    assert "0 is “not at all satisfied”, and 10 is “completely satisfied”" in page.words
    assert page.ticked("how") == ["phone"]
    client.get(f"/cases/{case.id}/readings/ucla3/take?how=phone")
    assert "Is it: Hardly ever or never, Some of the time, Often?" in Page(client.tree).words


def test_a_press_too_many_keeps_one_reading(
    client: HouseClient, session: Session, case: Case
) -> None:
    here = f"/cases/{case.id}/readings/lily-star/take"
    client.get(here)
    page = client.tree
    for _ in range(2):
        client.tree = page
        assert submit(client, here, **TYPED).status_code == 303
    assert len(session.exec(select(OutcomeReading)).all()) == 1


def test_what_was_left_out_is_said_beside_it_and_nothing_is_lost(
    client: HouseClient, session: Session, case: Case
) -> None:
    here = f"/cases/{case.id}/readings/lily-star/take"
    client.get(here)
    typed = {name: value for name, value in TYPED.items() if name != "scale-home"}
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(here, data={**typed, "csrf_token": token}).status_code == 400
    page = Page(client.tree)
    assert page.mistakes == ["My home: choose one, or “I would rather not say”."]
    assert page.ticked("scale-about") == ["7"]
    assert page.ticked("scale-money") == ["none"]
    assert page.ticked("scale-home") == []
    late = {**TYPED, "read_on": str(TODAY + timedelta(days=1))}
    assert submit(client, here, **late).status_code == 400
    assert "still to come" in " ".join(Page(client.tree).mistakes)
    nothing = {name: "none" if name in SCORED else value for name, value in TYPED.items()}
    assert submit(client, here, **nothing).status_code == 400
    assert "Nothing was answered" in " ".join(Page(client.tree).mistakes)
    assert session.exec(select(OutcomeReading)).first() is None


def test_why_it_was_not_taken_is_written_down(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/readings"
    client.get(f"{address}/ons4/take")
    token = Page(client.tree).field("csrf_token").get("value", "")
    empty = client.post(f"{address}/ons4/not-taken", data={"csrf_token": token})
    assert empty.status_code == 400
    assert "Choose why it was not taken." in Page(client.tree).mistakes
    page = client.tree
    for _ in range(2):
        client.tree = page
        assert submit(client, f"{address}/ons4/not-taken", reason="too_unwell").status_code == 303
    assert len(session.exec(select(OutcomeReading)).all()) == 1
    client.get(address)
    words = Page(client.tree).words
    assert "Not taken. They were too unwell." in words
    assert "Nothing was measured yet" in words


def test_a_wrong_reading_is_withdrawn_and_counts_no_more(
    client: HouseClient, session: Session, case: Case
) -> None:
    _earlier(session, case, "ucla3")
    address = f"/cases/{case.id}/readings"
    reading = session.exec(select(OutcomeReading)).one()
    here = f"{address}/{reading.id}/withdraw"
    client.get(here)
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(here, data={"csrf_token": token}).status_code == 400
    assert submit(client, here, why="wrong_person").status_code == 303
    client.get(address)
    words = Page(client.tree).words
    assert "Withdrawn. It is of somebody else." in words
    assert "Nothing was measured yet" in words
    assert client.get(f"{address}/{uuid4()}/withdraw").status_code == 404


def test_an_ons_answer_has_its_group_and_a_lower_anxiety_its_note(
    client: HouseClient, session: Session, case: Case
) -> None:
    _earlier(session, case, "ons4")
    client.get(f"/cases/{case.id}/readings")
    words = Page(client.tree).words
    assert "Satisfied with life 3, low" in words
    assert "Anxious yesterday (less is better) 3, low" in words
    assert "All together" not in words
    assert not list(of_class(client.tree, "star")), "Scales that go two ways make no star"


def test_each_look_leaves_a_row(client: HouseClient, session: Session, case: Case) -> None:
    _earlier(session, case)
    reading = session.exec(select(OutcomeReading)).one()
    for page in ("readings", "readings/ons4/take", f"readings/{reading.id}/withdraw"):
        before = len(session.exec(select(RecordView)).all())
        answer = client.get(f"/cases/{case.id}/{page}")
        assert "no-store" in answer.headers["Cache-Control"]
        assert len(session.exec(select(RecordView)).all()) == before + 1, page


def test_no_page_of_another_team_s_case_is_found(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Fens"))
    session.commit()
    _earlier(session, case)
    reading = session.exec(select(OutcomeReading)).one()
    for page in ("readings", "readings/ons4/take", f"readings/{reading.id}/withdraw"):
        assert client.get(f"/cases/{case.id}/{page}").status_code == 404


def test_an_unknown_measure_is_not_found(client: HouseClient, case: Case) -> None:
    assert client.get(f"/cases/{case.id}/readings/outcomes-star/take").status_code == 404
