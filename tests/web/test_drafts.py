"""What is typed on a page is there when it is opened again, by its author and nobody else."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.drafts import LONGEST, OpenPage, Place, keep_draft, list_drafts
from lily.accounts.models import Account, Draft, KeptForm, SignIn
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework.actions.escalations import Told, record_escalation
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.choices import EscalatedHow, EscalatedTo, FlagKind
from lily.casework.models import CaseContact, Client
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team, refer
from tests.pages import Page, submit

KEY, OTHER_KEY = "k" * 24, "o" * 24
NOTE = [["outcome", "spoke"], ["note", "She sings on Tuesdays."]]


class Desk(NamedTuple):
    """A link worker who is signed in, and the addresses of a case and a referral of theirs."""

    worker: Account
    case: str
    referral: str


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return the desk of a link worker."""
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    team = make_team(session, "Coast", worker)
    case, referral = make_case(session, team, worker), refer(session, team, first_name="Nell")
    session.commit()
    return Desk(worker, f"/cases/{case.id}", f"/cases/referrals/{referral.id}")


def _token(client: HouseClient) -> str:
    return str(client.get("/drafts/token.json").json["csrf_token"])


def _type(
    client: HouseClient, page: str, fields: Any = NOTE, form: str = "contact", **more: Any
) -> TestResponse:
    """Send what was typed, as the script of the page does."""
    sent = {"path": page, "form": form, "fields": fields, "key": KEY, "turn": 1} | more
    answer = client.get("/drafts/token.json")
    token = answer.json["csrf_token"] if answer.status_code == 200 else ""
    return client.post("/drafts", json=sent, headers={"X-CSRFToken": token})


def _note(client: HouseClient) -> str:
    return (Page(client.tree).field("note").text or "").strip()


def test_what_was_typed_is_there_and_is_gone_once_it_is_sent(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.case)
    assert _note(client) == ""
    assert _type(client, desk.case).status_code == 204
    client.get(desk.case)
    page = Page(client.tree)
    assert _note(client) == "She sings on Tuesdays."
    assert page.ticked("outcome") == ["spoke"]
    assert "You began this before" in page.parts
    sent = submit(
        client,
        f"{desk.case}/contacts",
        outcome="spoke",
        note="She sings on Tuesdays. And more.",
        draft_key=KEY,
    )
    assert sent.status_code == 303
    assert _type(client, desk.case, turn=2).status_code == 204
    client.get(desk.case)
    assert _note(client) == ""
    assert "You began this before" not in Page(client.tree).parts
    assert len(session.exec(select(CaseContact)).all()) == 1


def test_what_could_not_be_taken_keeps_its_draft_and_page_goes_on_with_it(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    _type(client, desk.case)
    client.get(desk.case)
    refused = submit(
        client,
        f"{desk.case}/contacts",
        outcome="spoke",
        note="She sings.",
        next_call_on="2001-01-01",
        draft_key=f"{KEY}.1",
    )
    assert refused.status_code == 400
    assert _note(client) == "She sings."
    box = next(each for each in client.tree.iter("div") if each.get("data-draft-for"))
    assert (box.get("data-after"), box.get("data-at")) == (f"{KEY}.1", desk.case)
    again = [["note", "She sings loudly."]]
    assert _type(client, desk.case, again, key=OTHER_KEY, after=f"{KEY}.1").status_code == 204
    client.get(desk.case)
    assert _note(client) == "She sings loudly."


def test_after_a_time_out_it_is_there_at_the_next_sign_in(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.case)
    old = Page(client.tree).field("csrf_token").get("value", "")
    _type(client, desk.case)
    session.execute(sa.update(SignIn).values(seen_at=clock.now() - timedelta(hours=1)))
    session.commit()
    sent = {"path": desk.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 2}
    late = client.post("/drafts", json=sent, headers={"X-CSRFToken": old})
    assert late.location.startswith("/sign-in")
    assert session.exec(select(KeptForm)).all() == []
    assert client.get("/drafts/token.json").location.startswith("/sign-in")
    sign_in(client, session, desk.worker)
    client.get(desk.case)
    assert _note(client) == "She sings on Tuesdays."


def test_a_page_that_was_open_before_is_told_the_token_of_who_is_signed_in_now(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    old = _token(client)
    with client.session_transaction() as cookie:
        cookie.clear()
    sign_in(client, session, desk.worker)
    sent = {"path": desk.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 1}
    assert client.post("/drafts", json=sent, headers={"X-CSRFToken": old}).status_code == 400
    told = client.get("/drafts/token.json")
    assert told.json["account"] == str(desk.worker.id)
    assert told.headers["Cache-Control"] == "no-store"
    token = {"X-CSRFToken": told.json["csrf_token"]}
    assert client.post("/drafts", json=sent, headers=token).status_code == 204


def test_a_colleague_sees_nothing_of_it(client: HouseClient, session: Session, desk: Desk) -> None:
    _type(client, desk.case)
    draft = session.exec(select(Draft)).one()
    colleague = make_account(session, Role.TEAM_LEADER)
    team = teams.teams_of(session, desk.worker.id)[0]
    teams.add_member(session, team, colleague.id, by=SYSTEM)
    sign_in(client, session, colleague)
    client.get(desk.case)
    assert _note(client) == ""
    client.get("/today")
    assert "Your drafts" not in Page(client.tree).parts
    token = _token(client)
    dropped = client.post(f"/drafts/{draft.id}/drop", data={"csrf_token": token})
    assert dropped.status_code == 404
    assert len(list_drafts(session, desk.worker.id)) == 1


def test_a_draft_is_thrown_away_and_stays_so(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    _type(client, desk.case)
    client.get(desk.case)
    action = f"/drafts/{session.exec(select(Draft)).one().id}/drop"
    assert submit(client, action, draft_key=KEY).location == desk.case
    assert _type(client, desk.case, turn=2).status_code == 204
    client.get(desk.case)
    assert _note(client) == ""
    assert "The draft is thrown away." in Page(client.tree).words


def test_today_lists_my_drafts_by_what_they_are_and_whose(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get("/today")
    assert "Your drafts" not in Page(client.tree).parts
    _type(client, desk.case)
    _type(client, desk.referral, [["words", "Try the choir."]], "decline")
    client.get("/today")
    page = Page(client.tree)
    assert page.links["A contact: Winifred Canary"] == desk.case
    assert page.links["Why a referral is declined: Nell Canary"] == desk.referral
    assert "Tuesdays" not in page.words
    draft = next(each for each in session.exec(select(Draft)) if each.form == "contact")
    assert submit(client, f"/drafts/{draft.id}/drop?back=/today").location == "/today"
    client.get("/today")
    assert "A contact: Winifred Canary" not in Page(client.tree).links


def test_whoever_leaves_a_team_has_no_draft_of_its_people_any_more(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    _type(client, desk.case)
    team = teams.teams_of(session, desk.worker.id)[0]
    teams.remove_member(session, team, desk.worker.id, by=SYSTEM)
    session.commit()
    client.get("/today")
    assert "Canary" not in Page(client.tree).words
    assert client.get(desk.case).status_code == 404


def test_today_costs_the_same_for_few_drafts_and_many(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    counts = []
    team = teams.teams_of(session, desk.worker.id)[0]
    for _ in range(2):
        for _ in range(4):
            for path in (
                f"/cases/{make_case(session, team).id}",
                f"/cases/referrals/{refer(session, team).id}",
            ):
                at = Place(desk.worker.id, path, "contact")
                keep_draft(session, at, [("note", "x")], OpenPage(KEY))
        session.commit()
        client.get("/today")
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        client.get("/today")
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_draft_that_is_older_than_the_record_shows_both(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(f"{desk.case}/person")
    version = Page(client.tree).field("version").get("value", "")
    typed = [["version", version], ["first_name", "Winnie"], ["may_leave_word", "yes"]]
    typed += [["may_text", "not_known"], ["when_to_ring", ""]]
    assert _type(client, f"{desk.case}/person", typed, "person").status_code == 204
    session.execute(sa.update(Client).values(version=int(version) + 1, when_to_ring="After ten"))
    session.commit()
    client.get(f"{desk.case}/person")
    page = Page(client.tree)
    assert page.field("first_name").get("value") == "Winnie"
    assert page.field("version").get("value") == version
    assert page.ticked("may_leave_word") == ["yes"]
    answer = submit(
        client,
        f"{desk.case}/person",
        first_name="Winnie",
        may_leave_word="yes",
        may_text="not_known",
    )
    assert answer.status_code == 409
    assert "After ten" in Page(client.tree).words
    assert len(list_drafts(session, desk.worker.id)) == 1


@pytest.mark.parametrize(
    ("page", "form", "field"),
    [
        ("{case}/close", "closing", "letter"),
        ("{case}/person", "person", "who_may_answer"),
        ("{referral}", "decline", "words"),
        ("{case}/flags", "flag", "words"),
        ("{case}/escalations", "told", "words"),
    ],
)
def test_each_form_of_a_person_comes_back_as_it_was_typed(
    client: HouseClient, desk: Desk, page: str, form: str, field: str
) -> None:
    address = page.format(case=desk.case, referral=desk.referral)
    assert _type(client, address, [[field, "She sings."]], form).status_code == 204
    client.get(address)
    found = Page(client.tree).field(field)
    assert (found.text or found.get("value", "")).strip() == "She sings."
    assert "You began this before" in Page(client.tree).parts
    drafted = [each for each in client.tree.iter("form") if each.get("data-draft") == form]
    assert len(drafted) == 1


def test_what_was_answered_so_far_comes_back_with_the_name_of_the_reading(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = f"{desk.case}/readings/ons4/take"
    client.get(address)
    page, key = Page(client.tree), str(uuid4())
    scale = next(each.get("name", "") for each in client.tree.iter("input")
                 if each.get("type") == "radio" and each.get("value") == "7")  # fmt: skip
    assert page.ticked(scale) == []
    fields = [["reading_id", key], [scale, "7"], ["how", "in_person"]]
    assert _type(client, address, fields, "reading").status_code == 204
    client.get(address)
    assert Page(client.tree).ticked(scale) == ["7"]
    assert Page(client.tree).field("reading_id").get("value") == key
    answers = {each.get("name", ""): "7" for each in client.tree.iter("input")
               if each.get("type") == "radio" and each.get("value") == "7"}  # fmt: skip
    assert submit(client, address, **answers).status_code == 303
    assert list_drafts(session, desk.worker.id) == []
    client.get(address)
    assert Page(client.tree).ticked(scale) == [], "What was given once is not given again"


def test_a_safeguarding_note_and_what_came_of_telling_come_back(
    client: HouseClient, session: Session
) -> None:
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    case = make_case(session, make_team(session, "Coast", leader), leader)
    by = Actor(leader.id)
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "She sings too loud.")
    made = record_escalation(session, case, told, by=by)
    soon = clock.today() + timedelta(days=9)
    flag = raise_flag(session, case, Warned(FlagKind.HEALTH, "She sings.", soon), by=by)
    session.commit()
    for address, form, field, action in (
        (f"/safeguarding/{case.id}", "safeguarding", "words", ""),
        (f"/cases/{case.id}/escalations/{made.id}", "told-outcome", "outcome", ""),
        (f"/cases/{case.id}/flags/{flag.id}", "flag-end", "ended_words", "/end"),
    ):
        assert _type(client, address, [[field, "She sings."]], form).status_code == 204
        client.get(address)
        assert (Page(client.tree).field(field).text or "").strip() == "She sings."
        assert submit(client, address + action, **{field: "She sings."}).status_code == 303
        assert list_drafts(session, leader.id) == []


def test_what_a_leader_sets_up_comes_back_and_is_forgotten_once_kept(
    client: HouseClient, session: Session
) -> None:
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    session.commit()
    question = {"scales-0-name": "My garden", "scales-0-question": "How is your garden?",
                "scales-0-lowest": "0", "scales-0-highest": "10", "scales-0-better": "yes",
                "scales-0-low_words": "bare", "scales-0-high_words": "in bloom"}  # fmt: skip
    days = {"nation": "ENG", "counted_from": "first_help", "visits": "6", "chase_after": "5",
            "give_up_after": "10"}  # fmt: skip
    measure = {"name": "Garden", "totalled": "none", **question}
    for address, form, field, told in (
        (f"/teams/{team.id}/practice", "practice", "matters", days),
        (f"/teams/{team.id}/measures/new", "measure", "terms", measure),
    ):
        assert _type(client, address, [[field, "Our own words."]], form).status_code == 204
        client.get(address)
        assert (Page(client.tree).field(field).text or "").strip() == "Our own words."
        done = submit(client, address, **(told | {field: "Our own words."}))
        assert done.status_code == 303
        assert list_drafts(session, leader.id) == []


def test_the_forms_forget_their_drafts_when_they_are_sent(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    person = {"first_name": "Winnie", "may_text": "no", "may_leave_word": "no"}
    for address, form, told, action in (
        (f"{desk.case}/person", "person", person, ""),
        (
            f"{desk.case}/close",
            "closing",
            {"reason": "finished", "how": "not_agreed", "no_second": "other"},
            "",
        ),
        (desk.referral, "decline", {"reason": "out_of_area"}, f"{desk.referral}/decline"),
    ):
        _type(client, address, [["version", "1"], *told.items()], form)
        client.get(address)
        assert submit(client, action or address, **told).status_code == 303
        assert list_drafts(session, desk.worker.id) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "https://example.org/cases"},
        {"path": "//example.org"},
        {"path": "/cases?of=team"},
        {"path": "/" + "x" * 400},
        {"form": "unheard-of"},
        {"fields": "words"},
        {"fields": [["note"]]},
        {"key": ""},
        {"turn": 0},
        {"turn": 10**12},
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_no_page_of_ours_sends_is_refused(
    client: HouseClient, session: Session, desk: Desk, wrong: dict[str, Any]
) -> None:
    assert _type(client, desk.case, **({"form": "contact"} | wrong)).status_code == 400
    assert session.exec(select(Draft)).all() == []


def test_without_the_token_nothing_is_kept(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    sent = {"path": desk.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 1}
    assert client.post("/drafts", json=sent).status_code == 400
    assert session.exec(select(Draft)).all() == []


def test_what_is_far_too_long_is_not_even_read(client: HouseClient, desk: Desk) -> None:
    assert _type(client, desk.case, [["note", "x" * LONGEST]]).status_code == 400
    assert _type(client, desk.case, [["note", "x" * LONGEST * 3]]).status_code == 413


def test_signs_that_nobody_can_see_are_left_out(client: HouseClient, desk: Desk) -> None:
    _type(client, desk.case, [["note", "a\x00b\x1b[31m<script>"]])
    client.get(desk.case)
    assert _note(client) == "ab[31m<script>"


def test_no_keystroke_is_in_the_audit(client: HouseClient, session: Session, desk: Desk) -> None:
    before = len(session.exec(select(AuditEvent.number)).all())
    _type(client, desk.case)
    session.rollback()
    assert len(session.exec(select(AuditEvent.number)).all()) == before


def test_whoever_sends_without_end_is_asked_to_wait(client: HouseClient, desk: Desk) -> None:
    token = {"X-CSRFToken": _token(client)}
    answers = set()
    for turn in range(1, 93):
        sent = {"path": desk.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": turn}
        answers.add(client.post("/drafts", json=sent, headers=token).status_code)
    assert answers == {204, 429}
