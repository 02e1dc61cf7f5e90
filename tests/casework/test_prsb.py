"""The file for a surgery follows the model of the standard and tells no more than it may."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.casework.choices import FollowUpState, OnwardState, ReferrerKind
from lily.casework.codes import ACCEPTED, REVIEWED
from lily.casework.models import (
    Case,
    Client,
    Conversation,
    FollowUp,
    OnwardReferral,
    OutcomeReading,
    Referral,
)
from lily.casework.prsb.build import SECTIONS, build, codes_of, write
from lily.casework.prsb.file import CaseFile, only_known
from lily.casework.prsb.held import HELD, MANDATORY_LEFT_OUT, SECTIONS_LEFT_OUT
from lily.casework.prsb.model import BETWEEN, GROUP, MANDATORY, elements, missing, sections
from lily.casework.queries.prsb import read_case_file
from tests.factories.accounts import make_account
from tests.factories.belongings import CANARY, canary_of, fill_every_table, sealed_columns
from tests.factories.casework import close, make_case, make_team
from tests.factories.prsb import TALK, make_full_case

KINDS: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "date": str,
    "number": (int, float),
    GROUP: dict,
}
MAY_BE_TOLD = {
    *("client.first_name", "client.last_name", "client.phone", "client.email"),
    *("client.surgery_name", "client.surgery_address"),
    *("client.postcode", "client.address", "client.who_may_answer", "client.when_to_ring"),
    *("referral.reason", "case_letter.words", "onward_referral.reason", "conversation.talk"),
}
"""The sealed columns of which words are in the file, and no others."""


def _told(session: Session, case: Case) -> dict[str, Any]:
    return build(read_case_file(session, case, clock.today()))


def _parts(group: dict[str, Any], above: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield each path of a record with what stands there; what may be many is a list."""
    for name, value in group.items():
        path = f"{above}{BETWEEN}{name}" if above else name
        assert path in elements(), f"The standard has no {path}"
        is_many = elements()[path].most is None
        assert isinstance(value, list) is is_many, f"{path} is {'many' if is_many else 'one'}"
        ones = value if is_many else [value]
        yield path, ones
        for one in ones:
            if isinstance(one, dict):
                yield from _parts(one, path)


def _check(record: dict[str, Any]) -> None:
    """Hold a record to the model: names, how many, and kinds of values."""
    for path, ones in _parts(record):
        kind = elements()[path].holds
        assert ones, f"{path} is empty"
        for one in ones:
            assert isinstance(one, KINDS[kind]), f"{path} holds {kind}"
            assert one not in ("", {}), f"{path} is empty"
            if kind == "date":
                assert date.fromisoformat(str(one)).isoformat() == one, path


def _filled(record: dict[str, Any]) -> set[str]:
    return {path for path, _ in _parts(record) if elements()[path].holds != GROUP}


def test_a_full_case_follows_the_model_and_fills_all_that_is_promised(session: Session) -> None:
    case = make_full_case(session)
    record = _told(session, case)
    session.execute(sa.update(Referral).values(kind=ReferrerKind.SELF))
    session.expire_all()
    by_themselves = _told(session, case)
    for each in (record, by_themselves):
        _check(each)
    promised = _filled(record) | _filled(by_themselves)
    assert promised == set(HELD), "Say in held.py what stands there, or fill it"


def test_what_is_mandatory_is_there_or_the_page_says_why_not(session: Session) -> None:
    left_out = set(missing(_told(session, make_full_case(session))))
    assert left_out <= set(MANDATORY_LEFT_OUT)
    assert left_out == {
        "GP practice / GP practice record entry / GP practice identifier",
        "Risks",
        "Referral details / Referral details record entry / Referrer details / Service",
    }
    assert all(elements()[path].need == MANDATORY for path in MANDATORY_LEFT_OUT)


def test_the_checks_of_this_file_notice_what_is_wrong(session: Session) -> None:
    record = _told(session, make_full_case(session))
    wrong: list[dict[str, Any]] = [
        record | {"Hobbies": "Song"},
        record | {"Clinical Summary": {"Clinical summary": ["She sings."]}},
        record | {"Clinical Summary": {"Clinical summary": 7}},
        record | {"Clinical Summary": {}},
        record | {"Person demographics": {"Date of birth": "27 March 1941"}},
        record | {"Referral details": {"Referral details record entry": {"Date": "2026-11-23"}}},
    ]
    for each in wrong:
        with pytest.raises((AssertionError, ValueError)):
            _check(each)
    del record["Person demographics"]["Date of birth"]
    assert "Person demographics / Date of birth" in missing(record)


def test_every_section_is_filled_or_left_out_for_a_reason() -> None:
    assert set(SECTIONS) | set(SECTIONS_LEFT_OUT) == set(sections())
    assert set(SECTIONS) & set(SECTIONS_LEFT_OUT) == set()
    assert list(SECTIONS) == [each for each in sections() if each in SECTIONS]
    assert all((*HELD.values(), *SECTIONS_LEFT_OUT.values(), *MANDATORY_LEFT_OUT.values()))
    assert len(sections()) == 19
    for path, element in elements().items():
        assert not element.above or element.above in elements(), path


def test_it_says_what_is_known_as_the_standard_writes_it(session: Session) -> None:
    case = make_full_case(session)
    record = _told(session, case)
    who = record["Person demographics"]
    assert who["NHS number"] == "9434765919"
    assert who["Date of birth"] == "1941-03-27"
    assert who["Person's address"]["Address line 5"] == "Norfolk, England"
    [referral] = record["Referral details"]["Referral details record entry"]
    assert referral["Referrer details"] == {
        "Name": "Dr Sedge",
        "Organisation": {"Free text": "The Staithe Surgery"},
        "Contact details": "s@example.org",
    }
    assert referral["Reason for referral"]["Free text"] == "Lonely since her sister died."
    today = clock.today().isoformat()
    assert record["Consent"]["Consent for information sharing"] == (
        f"Agreed on {today}, until {today}, that the surgery is told: they said so."
    )
    *_, check = record["Contacts with professionals"]["Contacts with professionals record entry"]
    assert check == {
        "Date and time of contact": today,
        "Contact type": "Three-week check",
        "Outcome of contact": "Got there: once",
    }
    assert record["Clinical Summary"]["Clinical summary"] == "She sings on Tuesdays."
    [signpost] = record["Signpost details"]["Signpost details record entry"]
    assert signpost["Signpost to"]["Service"]["Free text"] == "Short walks"
    assert record["Individual requirements"]["Other individual requirements"] == [
        {"Other individual requirement": "A place must have: step free"},
        {"Other individual requirement": "Language (ISO 639): pl"},
    ]


def test_the_plan_has_goals_under_their_need_with_steps_help_and_what_came_of_it(
    session: Session,
) -> None:
    plan = _told(session, make_full_case(session))["Care and support plan"]
    company, other = plan["Needs, concerns or problems"]
    [sing] = company["Goals and hopes"]
    assert company["Free text"] == "Loneliness"
    assert (sing["Free text"], sing["Goal importance score"]) == ("I sing again.", 9)
    assert sing["Outcomes"][0]["Free text"].startswith("Partly, said on 20")
    step, sent = sing["Actions and activities"]
    assert step == {
        "What": [{"Free text": "Ring the choir."}],
        "Who": {"Name": "Winifred"},
        "When": "2026-12-01",
        "Status": {"Free text": "Not done yet"},
        "Confidence": 4,
    }
    assert sent["What"] == [{"Free text": "Referred to Heacham choir"}]
    assert sent["Who"] == {"Name": "Heacham Singers"}
    assert "Confidence" not in sent
    sleep, statement, for_no_goal = other["Goals and hopes"]
    assert sleep == {"Free text": "I sleep.", "Goal importance score": 5}
    assert statement["Outcomes"][0]["Free text"].startswith("Met, said on")
    [walks] = for_no_goal["Actions and activities"]
    assert walks["What"] == [{"Free text": "Told of Short walks"}]
    assert "Never sent" not in json.dumps(plan)
    assert plan["Planned review date/interval"] > clock.today().isoformat()


def test_a_nought_is_an_answer_and_readings_come_first_to_last(session: Session) -> None:
    record = _told(session, make_full_case(session))
    first, second, lonely = (
        each["Structured assessment"] for each in record["Assessments"]["Assessments record entry"]
    )
    assert {each["Value"] for each in first["Subscale result"]} == {0}
    assert {each["Value"] for each in second["Subscale result"]} == {7}
    assert "Assessment result" not in first, "These four are never added up"
    assert lonely["Assessment result"] == {
        "Assessment score": {"Free text": "Total"},
        "Value": 3,
    }


def test_a_closed_case_has_no_review_ahead(session: Session) -> None:
    case = make_full_case(session)
    close(session, case)
    assert "Planned review date/interval" not in _told(session, case)["Care and support plan"]


def test_a_bare_case_says_what_it_knows_and_has_nothing_empty(session: Session) -> None:
    case = make_case(session, make_team(session))
    record = _told(session, case)
    _check(record)
    assert set(record) == {"Person demographics", "Referral details"}
    assert only_known({"a": [None, "", {"b": ""}], "c": 0}) == {"c": 0}


@pytest.mark.parametrize("kind", [each for each in ReferrerKind if each != "professional"])
def test_nobody_is_named_who_referred_as_a_relative_or_for_the_line(
    session: Session, kind: ReferrerKind
) -> None:
    case = make_full_case(session)
    referral = session.exec(select(Referral).where(Referral.case_id == case.id)).one()
    referral.kind = kind
    session.flush()
    record = _told(session, case)
    _check(record)
    for words in ("Dr Sedge", "Staithe Surgery", "s@example.org"):
        assert words not in json.dumps(record["Referral details"])
    [entry] = record["Referral details"]["Referral details record entry"]
    methods = {ReferrerKind.SELF: "Self referral", ReferrerKind.PHONE_LINE: "Phone"}
    assert entry.get("Referral method") == methods.get(kind)
    assert set(missing(record)) <= set(MANDATORY_LEFT_OUT)


def test_of_all_that_is_sealed_only_what_may_be_told_is_in_it(session: Session) -> None:
    worker = make_account(session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker), worker)
    fill_every_table(session, case)
    case = session.exec(select(Case).where(Case.id != case.id)).one()
    _make_readable(session, case)
    text = write(read_case_file(session, case, clock.today()), clock.now())
    told = {str(column) for column in sealed_columns() if canary_of(column) in text}
    assert told == MAY_BE_TOLD
    assert text.count(CANARY) == sum(text.count(canary_of(each)) for each in sealed_columns())


def _make_readable(session: Session, case: Case) -> None:
    """Give what is kept as JSON a shape, send what is drafted, link the referral."""
    session.expire_all()
    talk = TALK.model_copy(update={"matters": f"{CANARY} conversation talk", "goals": ()})
    session.execute(sa.update(Conversation).values(talk=talk.model_dump_json()))
    session.execute(sa.delete(OutcomeReading))
    session.execute(sa.update(OnwardReferral).values(state=OnwardState.SENT))
    session.execute(sa.update(Referral).values(case_id=case.id, kind=ReferrerKind.FAMILY))
    session.expire_all()


def test_the_file_says_what_it_follows_and_only_codes_that_the_record_shows(
    session: Session,
) -> None:
    case = make_full_case(session)
    told = json.loads(write(read_case_file(session, case, clock.today()), clock.now()))
    assert (told["standard"], told["version"]) == ("Social Prescribing Information Standard", "1.1")
    assert told["made_at"].endswith("+00:00")
    assert [each["code"] for each in told["codes"]] == [ACCEPTED.sctid]
    session.execute(sa.update(FollowUp).values(state=FollowUpState.DONE))
    session.expire_all()
    assert codes_of(read_case_file(session, case, clock.today())) == [ACCEPTED, REVIEWED]
    bare = CaseFile(case=case, client=session.get_one(Client, case.client_id), team="Coast")
    assert codes_of(bare) == []


def test_an_agreement_that_has_run_out_is_not_in_it(session: Session) -> None:
    case = make_full_case(session)
    tomorrow = clock.today() + timedelta(days=1)
    assert "Consent" not in build(read_case_file(session, case, tomorrow))
