"""Flags, who was told of a concern, all that happened, and where the safeguarding lead works."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework.actions.cases import log_contact
from lily.casework.actions.notes import write_note
from lily.casework.choices import ContactOutcome, NoteLayer
from lily.casework.models import Case, CaseFlag, Escalation, EscalationOutcome, RecordView
from lily.web import timeline
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team
from tests.pages import Page, submit

SOON = (clock.today() + timedelta(days=30)).isoformat()


@pytest.fixture
def worker(client: HouseClient, session: Session) -> Account:
    """Return a link worker, who is signed in."""
    return sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, worker: Account) -> Case:
    """Return a case of the worker's team."""
    made = make_case(session, make_team(session, "Coast", worker), worker)
    session.commit()
    return made


def _enter(client: HouseClient, session: Session, case: Case, role: Role) -> Account:
    """Sign somebody of the case's team in."""
    account = make_account(session, role, name="Jean Causeway")
    teams.add_member(session, teams.get_team(session, case.team_id), account.id, by=SYSTEM)
    sign_in(client, session, account)
    return account


def _raise(client: HouseClient, case: Case, **more: str) -> None:
    address = f"/cases/{case.id}/flags"
    client.get(address)
    typed = {"kind": "risk_to_worker", "words": "Heron at the gate", "review_on": SOON} | more
    assert submit(client, address, **typed).status_code == 303


def _tell(client: HouseClient, case: Case, **more: str) -> int:
    address = f"/cases/{case.id}/escalations"
    client.get(address)
    typed = {
        "told": "adult_social_care", "how": "phone", "words": "Heron told", "whom": "Heron Smith",
        "told_on": "", "told_time": "",
    }  # fmt: skip
    return submit(client, address, **(typed | more)).status_code


def test_a_flag_is_seen_first_by_word_and_sign_and_ended(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case)
    client.get(f"/cases/{case.id}")
    page = Page(client.tree)
    assert "Know first Do not visit alone Heron at the gate" in page.words
    assert page.words.index("Do not visit alone") < page.words.index("A case")
    link = page.links["Look at it again, or end it: Do not visit alone"]
    client.get(link)
    assert submit(client, f"{link}/end", ended_words=" ").status_code == 400
    assert Page(client.tree).mistakes == ["Say why it holds no more."]
    assert submit(client, f"{link}/end", ended_words="The dog has gone.").status_code == 303
    client.get(f"/cases/{case.id}")
    assert "Know first" not in Page(client.tree).words
    client.get(f"/cases/{case.id}/flags")
    words = Page(client.tree).words
    assert "Do not visit alone (ended)" in words
    assert "Ended: The dog has gone." in words


def test_a_mistake_about_a_flag_keeps_what_was_typed(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/flags"
    client.get(address)
    typed = {
        "kind": "health",
        "words": "She faints.",
        "review_on": str(clock.today() + timedelta(days=400)),
    }
    assert submit(client, address, **typed).status_code == 400
    page = Page(client.tree)
    assert page.mistakes == ["Choose a day in the next 6 months."]
    assert "She faints." in (page.field("words").text or "")
    assert page.ticked("kind") == ["health"]


def test_a_flag_is_looked_at_again_by_the_leader_on_its_day(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case)
    flag = session.exec(select(CaseFlag)).one()
    flag.review_on = clock.today() - timedelta(days=1)
    session.commit()
    client.get("/today")
    assert "Flags to look at again" not in Page(client.tree).words, "It is for the leader"
    _enter(client, session, case, Role.TEAM_LEADER)
    client.get("/today")
    page = Page(client.tree)
    assert "Do not visit alone. Overdue: it was to be on" in page.words
    link = f"/cases/{case.id}/flags/{flag.id}"
    assert link in page.links.values()
    client.get(link)
    assert submit(client, link, review_on="2020-01-01").status_code == 400
    assert Page(client.tree).mistakes == ["This day has passed. Choose today or later."]
    submit(client, link, review_on=SOON)
    client.get("/today")
    assert "Flags to look at again" not in Page(client.tree).words


def test_the_words_of_a_safeguarding_flag_are_not_for_a_colleague(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case, kind="safeguarding")
    assert _tell(client, case) == 303
    flag = session.exec(select(CaseFlag)).one().id
    told = session.exec(select(Escalation)).one().id
    _enter(client, session, case, Role.LINK_WORKER)
    for place in (
        *("", "/flags", f"/flags/{flag}", "/timeline", "/escalations", f"/escalations/{told}"),
        *("/notes", "/close"),
    ):
        text = client.get(f"/cases/{case.id}{place}").get_data(as_text=True)
        assert "Heron" not in text, place
        assert "Safeguarding" in Page(client.tree).words, place
    assert "Ask your team leader" in client.get(f"/cases/{case.id}/flags").text


def test_the_page_says_whom_to_tell_and_that_it_tells_nobody(
    client: HouseClient, session: Session, case: Case
) -> None:
    client.get(f"/cases/{case.id}/escalations")
    page = Page(client.tree)
    assert page.links["999"] == "tel:999"
    assert "ring the adult social care of your council" in page.words
    assert "LILY tells nobody." in page.words
    assert _tell(client, case) == 303
    made = session.exec(select(Escalation)).one()
    assert clock.now() - made.told_at < timedelta(minutes=1)
    link = f"/cases/{case.id}/escalations/{made.id}"
    client.get(link)
    tree = client.tree
    for _ in range(2):
        client.tree = tree
        assert submit(client, link, outcome="They visit on Friday.").status_code == 303
    assert len(session.exec(select(EscalationOutcome)).all()) == 1
    client.get(f"/cases/{case.id}/escalations")
    assert "What came of it" in Page(client.tree).words
    assert "They visit on Friday." in Page(client.tree).words


def test_it_may_have_been_told_earlier_and_not_later(
    client: HouseClient, session: Session, case: Case
) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert _tell(client, case, told_on=tomorrow) == 400
    page = Page(client.tree)
    assert page.mistakes == ["This is still to come. Say when you told them."]
    assert "Heron told" in (page.field("words").text or "")
    assert _tell(client, case, told_on="2026-07-01", told_time="09:30") == 303
    told_at = session.exec(select(Escalation)).one().told_at
    assert told_at.isoformat() == "2026-07-01T08:30:00+00:00", "It was summer time"


def test_all_that_happened_is_shown_in_pages_and_by_kind(
    client: HouseClient, session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 2)
    for number in range(3):
        log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note=f"Heron {number}")
    session.commit()
    address = f"/cases/{case.id}/timeline"
    client.get(address)
    page = Page(client.tree)
    assert "5 things, the latest first." in page.words
    assert "Heron 0" not in page.words
    client.get(page.links["Page 2"])
    assert "Heron 0" in Page(client.tree).words
    client.get(f"{address}?show=referral")
    page = Page(client.tree)
    assert "Referred by a professional" in page.words
    assert "Heron" not in page.words
    client.get(f"{address}?show=flag")
    assert "Nothing of this kind." in Page(client.tree).words
    assert client.get(f"{address}?show=nonsense").status_code == 200


def test_the_page_of_a_case_shows_the_latest_ten(
    client: HouseClient, session: Session, case: Case
) -> None:
    for number in range(10):
        log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note=f"Heron {number}")
    session.commit()
    client.get(f"/cases/{case.id}")
    page = Page(client.tree)
    assert all(f"Heron {number}" in page.words for number in range(10))
    assert "Referred by a professional" not in page.words
    client.get(page.links["See all of it"])
    assert "Referred by a professional" in Page(client.tree).words


def test_the_safeguarding_lead_sees_those_who_may_be_at_risk_and_of_them_no_more(
    client: HouseClient, session: Session, case: Case, worker: Account
) -> None:
    by = Actor(worker.id)
    write_note(session, case, NoteLayer.NAMED, "Heron apart", by=by)
    write_note(session, case, NoteLayer.RECORD, "Wren on the record", by=by)
    log_contact(session, case, ContactOutcome.SPOKE, by=by, note="Wren of a contact")
    calm = make_case(session, teams.get_team(session, case.team_id), first_name="Calm")
    session.commit()
    _raise(client, case)
    _tell(client, case)
    lead = _enter(client, session, case, Role.SAFEGUARDING_LEAD)
    client.get("/account")
    assert any(each.get("href") == "/safeguarding" for each in client.tree.iter("a"))
    client.get("/safeguarding")
    words = Page(client.tree).words
    assert "Winifred Canary" in words
    assert "1 open flag, 1 safeguarding note, 1 time somebody was told." in words
    assert "nobody wrote down what came of it" in words
    assert "Calm" not in words
    answer = client.get(f"/safeguarding/{case.id}")
    assert answer.headers["Cache-Control"] == "no-store"
    words = Page(client.tree).words
    for told in ("Winifred Canary, born 1941", "Heron apart", "Heron at the gate", "Heron told"):
        assert told in words
    for other in ("Wren", "960555", "Lonely since her sister died", "PE31"):
        assert other not in words
    seen = session.exec(select(RecordView).where(RecordView.account_id == lead.id)).all()
    assert {each.record_id for each in seen} == {case.id}
    assert client.get(f"/safeguarding/{calm.id}").status_code == 404
    for page in ("", "/notes", "/timeline", "/flags"):
        assert client.get(f"/cases/{case.id}{page}").status_code == 404


def test_the_safeguarding_lead_is_nobody_to_give_a_case_to(
    client: HouseClient, session: Session, case: Case, worker: Account
) -> None:
    _enter(client, session, case, Role.SAFEGUARDING_LEAD)
    sign_in(client, session, worker)
    client.get(f"/cases/{case.id}")
    options = [each.text for each in Page(client.tree).field("worker").iter("option")]
    assert options == ["Nobody yet", "Ruth Breck"]


def test_the_safeguarding_lead_writes_what_they_did(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case)
    _enter(client, session, case, Role.SAFEGUARDING_LEAD)
    address = f"/safeguarding/{case.id}"
    client.get(address)
    assert submit(client, address, words=" ").status_code == 400
    submit(client, address, words="I rang the council.")
    client.get(address)
    assert "A safeguarding note Jean Causeway" in Page(client.tree).words


def test_what_is_another_teams_is_not_found_and_the_try_is_written_down(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case)
    _tell(client, case)
    flag, told = session.exec(select(CaseFlag)).one().id, session.exec(select(Escalation)).one().id
    before = len(session.exec(select(RecordView)).all())
    places = (
        *("notes", f"notes/{flag}/correct", "flags", f"flags/{flag}", "timeline"),
        *("escalations", f"escalations/{told}"),
    )
    for role in (Role.LINK_WORKER, Role.TEAM_LEADER, Role.SAFEGUARDING_LEAD):
        sign_in_as(client, session, role)
        client.get("/account")
        token = Page(client.tree).field("csrf_token").get("value", "")
        for place in places:
            assert client.get(f"/cases/{case.id}/{place}").status_code == 404
        ended = client.post(f"/cases/{case.id}/flags/{flag}/end", data={"csrf_token": token})
        assert ended.status_code == 404
        assert client.get(f"/safeguarding/{case.id}").status_code == 404
    client.get("/safeguarding")
    assert "You are in no team yet" in Page(client.tree).words
    assert len(session.exec(select(RecordView)).all()) == before
    tried = session.exec(select(AuditEvent).where(AuditEvent.action == "refuse_look")).all()
    assert len(tried) == 2 * (len(places) + 1) + 2, "Each try at it, but at what no role opens"


def test_what_is_of_another_case_is_not_found(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case)
    _tell(client, case)
    flag, told = session.exec(select(CaseFlag)).one().id, session.exec(select(Escalation)).one().id
    other = make_case(session, teams.get_team(session, case.team_id))
    session.commit()
    for place in (f"flags/{flag}", f"escalations/{told}", f"notes/{flag}/correct"):
        assert client.get(f"/cases/{other.id}/{place}").status_code == 404


HOSTILE = ("<script>alert(1)</script>", "9" * 400, "{{ 7 * 7 }}", "\u202e\U0001f475" * 400, "-1")


@pytest.mark.parametrize("value", HOSTILE)
def test_what_no_kind_person_types_is_answered_and_shown_as_text(
    client: HouseClient, case: Case, value: str
) -> None:
    names = (
        *("key", "words", "layer", "keep_apart", "kind", "review_on", "told", "how", "whom"),
        *("told_on", "told_time", "version"),
    )
    for place in ("notes", "flags", "escalations"):
        address = f"/cases/{case.id}/{place}"
        client.get(address)
        answer = submit(client, address, **dict.fromkeys(names, value))
        assert answer.status_code == 400
        assert "<script>alert(1)" not in answer.text


def test_a_colleague_does_not_end_what_they_may_not_read(
    client: HouseClient, session: Session, case: Case
) -> None:
    _raise(client, case, kind="safeguarding")
    flag = session.exec(select(CaseFlag)).one().id
    address = f"/cases/{case.id}/flags/{flag}"
    client.get(address)
    tree = client.tree
    _enter(client, session, case, Role.LINK_WORKER)
    client.get(f"/cases/{case.id}/flags")
    token = Page(client.tree).field("csrf_token").get("value", "")
    for page, told in (("", {"review_on": SOON}), ("/end", {"ended_words": "All is well."})):
        answer = client.post(address + page, data={"csrf_token": token, **told})
        assert answer.status_code == 409, page
    session.expire_all()
    assert session.exec(select(CaseFlag)).one().ended_at is None
    client.get(address)
    assert not [each for each in client.tree.find("body/main").iter("form")]
    assert [each for each in tree.find("body/main").iter("form")]
