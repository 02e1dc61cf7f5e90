"""The file for a surgery is made only where the person agrees, by whoever sees the case."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.consents import withdraw_consent
from lily.casework.actions.exports import export_case
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.actions.notes import write_note
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import FlagKind, NoteLayer, Purpose
from lily.casework.codes import ACCEPTED
from lily.casework.models import Case, CaseExport, Client, Consent, RecordView
from lily.errors import Refused
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.onward import agree
from tests.factories.prsb import make_full_case
from tests.pages import Page, submit

ASK = "May we tell your surgery how it went?"
APART = "Her nephew takes her money."


@pytest.fixture
def worker(client: HouseClient, session: Session) -> Account:
    """Return a link worker, who is signed in."""
    return sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, worker: Account) -> Case:
    """Return a case of the worker's team, of somebody who agrees that the surgery is told."""
    made = make_case(session, make_team(session, "Coast", worker), worker)
    agree(session, made, purpose=Purpose.TELL_GP)
    session.commit()
    return made


def _made(session: Session) -> list[CaseExport]:
    session.rollback()
    return list(session.exec(select(CaseExport)).all())


def _is_refused(client: HouseClient, session: Session, case: Case) -> bool:
    """Say whether the page has no button, a press past it fails with what to ask, and no file."""
    address = f"/cases/{case.id}/export"
    client.get(address)
    page = Page(client.tree)
    assert ASK in page.words
    assert "Make the file" not in page.words
    client.get(f"/cases/{case.id}/consents")
    pressed = submit(client, address)
    assert ASK in Page(client.tree).words
    assert "Content-Disposition" not in pressed.headers
    return pressed.status_code == 409 and not _made(session)


def test_the_page_says_what_is_in_it_for_whom_and_what_allows_it(
    client: HouseClient, case: Case
) -> None:
    client.get(f"/cases/{case.id}/export")
    page = Page(client.tree)
    for words in (
        *("own surgery and nobody else", "They agreed", "They said so"),
        *("Who they are, and how to reach them", "Lonely since her sister died."),
        *("Notes, flags, and whom we told of a concern", "ring the surgery and say it"),
        *("Make the file", ACCEPTED.sctid),
    ):
        assert words in page.words


def test_the_file_is_json_with_a_name_that_tells_nothing(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/export"
    client.get(address)
    answer = submit(client, address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    named = 'attachment; filename="social-prescribing-record.json"'
    assert answer.headers["Content-Disposition"] == named
    assert answer.headers["Cache-Control"] == "no-store"
    for words in ("Canary", "Winifred", "1941", str(case.id)):
        assert words not in str(answer.headers)
    record = json.loads(answer.get_data(as_text=True))["record"]
    assert record["Person demographics"]["Person name"] == {
        "Person first name": ["Winifred"],
        "Person family name": ["Canary"],
    }


def test_a_full_case_is_in_it_and_what_is_kept_apart_is_not(
    client: HouseClient, session: Session
) -> None:
    case = make_full_case(session)
    team_of = select(Account).where(Account.id == case.worker_id)
    worker = session.exec(team_of).one()
    for layer in NoteLayer:
        write_note(session, case, layer, f"{APART} {layer}", by=SYSTEM)
    for kind in FlagKind:
        raise_flag(session, case, Warned(kind, f"{APART} {kind}", clock.today()), by=SYSTEM)
    session.commit()
    sign_in(client, session, worker)
    address = f"/cases/{case.id}/export"
    client.get(address)
    seen = Page(client.tree).words
    text = submit(client, address).get_data(as_text=True)
    for words in ("Her garden, and song.", "I sing again.", "Heacham choir", "9434765919"):
        assert words in text
        assert words in seen
    for words in (APART, "Kept here.", "Never sent", "risk"):
        assert words not in text
    assert APART not in seen


def test_it_is_refused_without_agreement(client: HouseClient, session: Session, case: Case) -> None:
    session.execute(sa.delete(Consent))
    agree(session, case, purpose=Purpose.TELL_REFERRER)
    agree(session, case, purpose=Purpose.HOLD_RECORD)
    session.commit()
    assert _is_refused(client, session, case)


def test_it_is_refused_once_the_agreement_is_taken_back(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/export"
    client.get(address)
    assert submit(client, address).status_code == 200
    withdraw_consent(session, session.exec(select(Consent)).one(), by=SYSTEM)
    session.execute(sa.delete(CaseExport))
    session.commit()
    assert _is_refused(client, session, case)


def test_it_is_refused_once_the_agreement_has_run_out(
    client: HouseClient, session: Session, case: Case
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    session.execute(sa.update(Consent).values(expires_on=yesterday, given_on=yesterday))
    session.commit()
    assert _is_refused(client, session, case)


def test_the_action_refuses_whoever_calls_it(session: Session, case: Case) -> None:
    session.execute(sa.delete(Consent))
    with pytest.raises(Refused, match="May we tell your surgery"):
        export_case(session, case, by=SYSTEM)
    assert session.exec(select(CaseExport)).all() == []


def test_it_leaves_a_mark_in_the_audit_the_record_and_the_timeline(
    client: HouseClient, session: Session, case: Case, worker: Account
) -> None:
    address = f"/cases/{case.id}/export"
    client.get(address)
    submit(client, address)
    [made] = _made(session)
    assert (made.case_id, made.account_id) == (case.id, worker.id)
    assert made.consent_id == session.exec(select(Consent.id)).one()
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "export_case")).one()
    assert (event.subject_id, event.account_id) == (case.id, worker.id)
    assert "Person demographics" in event.changes
    assert "Canary" not in event.changes
    assert session.exec(select(RecordView).where(RecordView.record_id == case.id)).all()
    client.get(f"/cases/{case.id}/timeline?show=export")
    assert "A file was made for the surgery" in Page(client.tree).words
    client.get(address)
    assert "by Ruth Breck" in Page(client.tree).words


def test_looking_at_the_page_makes_no_file(
    client: HouseClient, session: Session, case: Case
) -> None:
    client.get(f"/cases/{case.id}/export")
    assert _made(session) == []


def test_another_team_finds_nothing(client: HouseClient, session: Session, worker: Account) -> None:
    mine = make_case(session, make_team(session, "Coast", worker), worker)
    theirs = make_case(session, make_team(session, "Fens"))
    agree(session, theirs, purpose=Purpose.TELL_GP)
    session.commit()
    assert client.get(f"/cases/{theirs.id}/export").status_code == 404
    client.get(f"/cases/{mine.id}/consents")
    assert submit(client, f"/cases/{theirs.id}/export").status_code == 404
    assert _made(session) == []


def test_a_colleague_who_does_not_see_a_restricted_person_makes_none(
    client: HouseClient, session: Session, case: Case
) -> None:
    colleague = make_account(session, Role.LINK_WORKER)
    other = make_case(session, make_team(session, "Fens", colleague), colleague)
    teams.add_member(session, teams.get_team(session, case.team_id), colleague.id, by=SYSTEM)
    restrict(session, session.get_one(Client, case.client_id), "Her nephew works here.", by=SYSTEM)
    session.commit()
    sign_in(client, session, colleague)
    assert client.get(f"/cases/{case.id}/export").status_code == 404
    client.get(f"/cases/{other.id}/consents")
    assert submit(client, f"/cases/{case.id}/export").status_code == 404
    assert _made(session) == []


def test_whoever_may_not_work_with_people_has_no_such_page(
    app: Flask, client: HouseClient, session: Session
) -> None:
    case = make_case(session, make_team(session, "Coast"))
    sign_in_as(client, session, Role.ADMINISTRATOR)
    assert client.get(f"/cases/{case.id}/export").status_code == 404


def test_the_closing_page_and_the_menu_lead_there(client: HouseClient, case: Case) -> None:
    for page in (f"/cases/{case.id}/close", f"/cases/{case.id}"):
        client.get(page)
        links = [each.get("href") for each in client.tree.iter("a")]
        assert f"/cases/{case.id}/export" in links, page
