"""What is typed on a page is there when it is opened again, by its author and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.drafts import LONGEST, OpenPage, Place, keep_draft, list_drafts
from lily.accounts.models import Draft, KeptForm, SignIn
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.models import CaseContact, Client
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import make_case, refer
from tests.factories.desks import BusyDesk
from tests.factories.drafts import KEY, type_into
from tests.pages import Page, submit

OTHER_KEY = "o" * 24
NOTE = [["outcome", "spoke"], ["note", "She sings on Tuesdays."]]


def _token(client: HouseClient) -> str:
    return str(client.get("/drafts/token.json").json["csrf_token"])


def _type(
    client: HouseClient, page: str, fields: Any = NOTE, form: str = "contact", **more: Any
) -> TestResponse:
    return type_into(client, page, form, fields, **more)


def _note(client: HouseClient) -> str:
    return (Page(client.tree).field("note").text or "").strip()


def test_what_was_typed_is_there_and_is_gone_once_it_is_sent(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    client.get(busy.case)
    assert _note(client) == ""
    assert _type(client, busy.case).status_code == 204
    client.get(busy.case)
    page = Page(client.tree)
    assert _note(client) == "She sings on Tuesdays."
    assert page.ticked("outcome") == ["spoke"]
    assert "You began this before" in page.parts
    sent = submit(
        client,
        f"{busy.case}/contacts",
        outcome="spoke",
        note="She sings on Tuesdays. And more.",
        draft_key=KEY,
    )
    assert sent.status_code == 303
    assert _type(client, busy.case, turn=2).status_code == 204
    client.get(busy.case)
    assert _note(client) == ""
    assert "You began this before" not in Page(client.tree).parts
    assert len(session.exec(select(CaseContact)).all()) == 1


def test_what_could_not_be_taken_keeps_its_draft_and_page_goes_on_with_it(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    _type(client, busy.case)
    client.get(busy.case)
    refused = submit(
        client,
        f"{busy.case}/contacts",
        outcome="spoke",
        note="She sings.",
        next_call_on="2001-01-01",
        draft_key=f"{KEY}.1",
    )
    assert refused.status_code == 400
    assert _note(client) == "She sings."
    box = next(each for each in client.tree.iter("div") if each.get("data-draft-for"))
    assert (box.get("data-after"), box.get("data-at")) == (f"{KEY}.1", busy.case)
    again = [["note", "She sings loudly."]]
    assert _type(client, busy.case, again, key=OTHER_KEY, after=f"{KEY}.1").status_code == 204
    client.get(busy.case)
    assert _note(client) == "She sings loudly."


def test_after_a_time_out_it_is_there_at_the_next_sign_in(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    client.get(busy.case)
    old = Page(client.tree).field("csrf_token").get("value", "")
    _type(client, busy.case)
    session.execute(sa.update(SignIn).values(seen_at=clock.now() - timedelta(hours=1)))
    session.commit()
    sent = {"path": busy.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 2}
    late = client.post("/drafts", json=sent, headers={"X-CSRFToken": old})
    assert late.location.startswith("/sign-in")
    assert session.exec(select(KeptForm)).all() == []
    assert client.get("/drafts/token.json").location.startswith("/sign-in")
    sign_in(client, session, busy.worker)
    client.get(busy.case)
    assert _note(client) == "She sings on Tuesdays."


def test_a_page_that_was_open_before_is_told_the_token_of_who_is_signed_in_now(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    old = _token(client)
    with client.session_transaction() as cookie:
        cookie.clear()
    sign_in(client, session, busy.worker)
    sent = {"path": busy.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 1}
    assert client.post("/drafts", json=sent, headers={"X-CSRFToken": old}).status_code == 400
    told = client.get("/drafts/token.json")
    assert told.json["account"] == str(busy.worker.id)
    assert told.headers["Cache-Control"] == "no-store"
    token = {"X-CSRFToken": told.json["csrf_token"]}
    assert client.post("/drafts", json=sent, headers=token).status_code == 204


def test_a_colleague_sees_nothing_of_it(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    _type(client, busy.case)
    draft = session.exec(select(Draft)).one()
    colleague = make_account(session, Role.TEAM_LEADER)
    team = teams.teams_of(session, busy.worker.id)[0]
    teams.add_member(session, team, colleague.id, by=SYSTEM)
    sign_in(client, session, colleague)
    client.get(busy.case)
    assert _note(client) == ""
    client.get("/today")
    assert "Your drafts" not in Page(client.tree).parts
    token = _token(client)
    dropped = client.post(f"/drafts/{draft.id}/drop", data={"csrf_token": token})
    assert dropped.status_code == 404
    assert len(list_drafts(session, busy.worker.id)) == 1


def test_a_draft_is_thrown_away_and_stays_so(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    _type(client, busy.case)
    client.get(busy.case)
    action = f"/drafts/{session.exec(select(Draft)).one().id}/drop"
    assert submit(client, action, draft_key=KEY).location == busy.case
    assert _type(client, busy.case, turn=2).status_code == 204
    client.get(busy.case)
    assert _note(client) == ""
    assert "The draft is thrown away." in Page(client.tree).words


def test_today_lists_my_drafts_by_what_they_are_and_whose(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    client.get("/today")
    assert "Your drafts" not in Page(client.tree).parts
    _type(client, busy.case)
    _type(client, busy.referral, [["words", "Try the choir."]], "decline")
    client.get("/today")
    page = Page(client.tree)
    assert page.links["A contact: Winifred Canary"] == busy.case
    assert page.links["Why a referral is declined: Nell Canary"] == busy.referral
    assert "Tuesdays" not in page.words
    draft = next(each for each in session.exec(select(Draft)) if each.form == "contact")
    assert submit(client, f"/drafts/{draft.id}/drop?back=/today").location == "/today"
    client.get("/today")
    assert "A contact: Winifred Canary" not in Page(client.tree).links


def test_whoever_leaves_a_team_has_no_draft_of_its_people_any_more(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    _type(client, busy.case)
    team = teams.teams_of(session, busy.worker.id)[0]
    teams.remove_member(session, team, busy.worker.id, by=SYSTEM)
    session.commit()
    client.get("/today")
    assert "Canary" not in Page(client.tree).words
    assert client.get(busy.case).status_code == 404


def test_today_costs_the_same_for_few_drafts_and_many(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    counts = []
    team = teams.teams_of(session, busy.worker.id)[0]
    for _ in range(2):
        for _ in range(4):
            for path in (
                f"/cases/{make_case(session, team).id}",
                f"/cases/referrals/{refer(session, team).id}",
            ):
                at = Place(busy.worker.id, path, "contact")
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
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    client.get(f"{busy.case}/person")
    version = Page(client.tree).field("version").get("value", "")
    typed = [["version", version], ["first_name", "Winnie"], ["may_leave_word", "yes"]]
    typed += [["may_text", "not_known"], ["when_to_ring", ""]]
    assert _type(client, f"{busy.case}/person", typed, "person").status_code == 204
    session.execute(sa.update(Client).values(version=int(version) + 1, when_to_ring="After ten"))
    session.commit()
    client.get(f"{busy.case}/person")
    page = Page(client.tree)
    assert page.field("first_name").get("value") == "Winnie"
    assert page.field("version").get("value") == version
    assert page.ticked("may_leave_word") == ["yes"]
    answer = submit(
        client,
        f"{busy.case}/person",
        first_name="Winnie",
        may_leave_word="yes",
        may_text="not_known",
    )
    assert answer.status_code == 409
    assert "After ten" in Page(client.tree).words
    assert len(list_drafts(session, busy.worker.id)) == 1


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
    client: HouseClient, session: Session, busy: BusyDesk, wrong: dict[str, Any]
) -> None:
    assert _type(client, busy.case, **({"form": "contact"} | wrong)).status_code == 400
    assert session.exec(select(Draft)).all() == []


def test_without_the_token_nothing_is_kept(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    sent = {"path": busy.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": 1}
    assert client.post("/drafts", json=sent).status_code == 400
    assert session.exec(select(Draft)).all() == []


def test_what_is_far_too_long_is_not_even_read(client: HouseClient, busy: BusyDesk) -> None:
    assert _type(client, busy.case, [["note", "x" * LONGEST]]).status_code == 400
    assert _type(client, busy.case, [["note", "x" * LONGEST * 3]]).status_code == 413


def test_signs_that_nobody_can_see_are_left_out(client: HouseClient, busy: BusyDesk) -> None:
    _type(client, busy.case, [["note", "a\x00b\x1b[31m<script>"]])
    client.get(busy.case)
    assert _note(client) == "ab[31m<script>"


def test_no_keystroke_is_in_the_audit(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    before = len(session.exec(select(AuditEvent.number)).all())
    _type(client, busy.case)
    session.rollback()
    assert len(session.exec(select(AuditEvent.number)).all()) == before


def test_whoever_sends_without_end_is_asked_to_wait(client: HouseClient, busy: BusyDesk) -> None:
    token = {"X-CSRFToken": _token(client)}
    answers = set()
    for turn in range(1, 93):
        sent = {"path": busy.case, "form": "contact", "fields": NOTE, "key": KEY, "turn": turn}
        answers.add(client.post("/drafts", json=sent, headers=token).status_code)
    assert answers == {204, 429}
