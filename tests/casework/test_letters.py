"""For whom a letter is, under which agreement, and that it was sent: how, to whom, and when."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.closing import close_case, reopen_case
from lily.casework.actions.consents import withdraw_consent
from lily.casework.actions.letters import Sending, keep_letter_back, note_letter_sent
from lily.casework.choices import (
    CloseReason,
    EventKind,
    FeedbackHow,
    LetterTo,
    NotRead,
    Purpose,
    ReferrerKind,
    SentWay,
)
from lily.casework.details import ReferrerDetails
from lily.casework.layers import Reader
from lily.casework.letters import ask_of_referrer, may_be_for
from lily.casework.models import Case, CaseLetter, Client, Consent, LetterSent
from lily.casework.queries.letters import find_unsent, list_letters
from lily.casework.timeline import Event, list_events
from lily.errors import Invalid
from lily.post.models import Message
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team
from tests.factories.onward import agree

TODAY = clock.today()
SENT = Sending(SentWay.POST, "The Staithe Surgery", TODAY)
BOTH = [LetterTo.REFERRER, LetterTo.SURGERY]
PROFESSIONAL = ReferrerKind.PROFESSIONAL


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open, of somebody who agrees that their surgery is told."""
    made = make_case(session, make_team(session))
    agree(session, made, purpose=Purpose.TELL_GP)
    return made


def _close(session: Session, case: Case, sending: Sending | None = None, **more: object) -> None:
    held = [consent for consent, _, _ in queries.list_consents(session, case.client_id)]
    told = {"how": FeedbackHow.PRINTED, "letter": "She sings.", "to": LetterTo.SURGERY} | more
    close_case(
        session, case, CloseReason.FINISHED, consents=held, by=SYSTEM,
        no_second=NotRead.OTHER, sending=sending, **told,  # type: ignore[arg-type]
    )  # fmt: skip


def _letter(session: Session, case: Case) -> CaseLetter:
    return list_letters(session, case.id)[0].letter


def _note(session: Session, case: Case, sending: Sending) -> LetterSent:
    held = [consent for consent, _, _ in queries.list_consents(session, case.client_id)]
    letter = _letter(session, case)
    return note_letter_sent(session, letter, sending, consents=held, by=SYSTEM)


def _told(session: Session, case: Case) -> list[Event]:
    return list_events(
        session, case, Reader(make_account(session).id, frozenset()), EventKind.LETTER
    )


@pytest.mark.parametrize(
    ("kind", "referrer", "may"),
    [
        (None, ReferrerDetails(), [LetterTo.SURGERY]),
        (ReferrerKind.SELF, ReferrerDetails(), [LetterTo.SURGERY]),
        (ReferrerKind.FAMILY, ReferrerDetails(name="Sue, his daughter"), BOTH),
        (ReferrerKind.FAMILY, ReferrerDetails(name="Sue of the Staithe Surgery"), BOTH),
        (PROFESSIONAL, ReferrerDetails(name="A housing officer"), BOTH),
        (PROFESSIONAL, ReferrerDetails(name="Dr Sedge, another surgery"), BOTH),
        (PROFESSIONAL, ReferrerDetails(name="The Staithe Surgery's landlord"), BOTH),
        (PROFESSIONAL, ReferrerDetails(name="Dr Sedge, Staithe Surgery"), [LetterTo.SURGERY]),
        (PROFESSIONAL, ReferrerDetails(name="X", organisation="STAITHE surgery"), ["surgery"]),
    ],
)
def test_a_letter_is_for_the_surgery_alone_where_nobody_else_referred_as_we_know(
    kind: ReferrerKind | None, referrer: ReferrerDetails, may: list[LetterTo]
) -> None:
    person = Client(surgery_name="Staithe Surgery")
    assert may_be_for(person, kind, referrer) == may
    unknown = Client()
    is_asked = kind not in (None, ReferrerKind.SELF)
    assert may_be_for(unknown, kind, referrer) == (BOTH if is_asked else [LetterTo.SURGERY])


@pytest.mark.parametrize("kind", ReferrerKind)
def test_who_may_be_told_is_asked_by_name_or_by_what_they_are(kind: ReferrerKind) -> None:
    named = ask_of_referrer(kind, "Sue Bittern, his daughter")
    assert named == "May we tell Sue Bittern how it went?"
    assert "  " not in ask_of_referrer(kind, "")
    assert ask_of_referrer(ReferrerKind.CHAMPION, "") == (
        "May we tell the champion who told us of you how it went?"
    )


def test_the_surgery_stands_above_its_letter_once(session: Session, case: Case) -> None:
    client = session.get_one(Client, case.client_id)
    client.surgery_name, client.surgery_address = "The Staithe Surgery", "2 Station Road\nHeacham"
    head = "The Staithe Surgery\n2 Station Road\nHeacham\n\n"
    _close(session, case)
    assert _letter(session, case).words == f"{head}She sings."
    again = make_case(session, make_team(session, "Fens"))
    agree(session, again, purpose=Purpose.TELL_GP)
    session.get_one(Client, again.client_id).surgery_name = "The Staithe Surgery"
    _close(session, again, letter="The Staithe Surgery\n\nShe sings.")
    assert _letter(session, again).words.count("Staithe") == 1


def test_it_does_not_stand_above_a_letter_to_whoever_referred(session: Session, case: Case) -> None:
    session.get_one(Client, case.client_id).surgery_name = "The Staithe Surgery"
    agree(session, case, purpose=Purpose.TELL_REFERRER)
    _close(session, case, to=LetterTo.REFERRER)
    assert _letter(session, case).words == "She sings."


def test_a_letter_is_for_somebody(session: Session, case: Case) -> None:
    with pytest.raises(Invalid, match="whom the letter is for"):
        _close(session, case, to=None)


@pytest.mark.parametrize("way", SentWay)
def test_that_it_was_sent_is_written_down_and_lily_sends_nothing(
    session: Session, case: Case, way: SentWay
) -> None:
    _close(session, case, Sending(way, " The Staithe Surgery ", TODAY))
    [sent] = session.exec(select(LetterSent)).all()
    assert (sent.way, sent.recipient, sent.sent_on) == (way, "The Staithe Surgery", TODAY)
    mailed = {each.template for each in session.exec(select(Message)).all()}
    assert mailed <= {"referral-received", "referral-news"}, "That there is news, and no word of it"
    event, written = _told(session, case)
    assert (event.what, event.words) == (way, "The Staithe Surgery")
    assert (written.what, written.about, written.words) == ("written", LetterTo.SURGERY, "")


def test_it_is_written_down_later_too(session: Session, case: Case) -> None:
    _close(session, case)
    _note(session, case, SENT)
    _note(session, case, Sending(SentWay.SECURE_MAIL, "The out of hours doctor", TODAY))
    assert len(session.exec(select(LetterSent)).all()) == 2


@pytest.mark.parametrize(
    ("field", "sending"),
    [
        ("sent_to", Sending(SentWay.POST, "  ", TODAY)),
        ("sent_to", Sending(SentWay.POST, "x" * 301, TODAY)),
        ("sent_on", Sending(SentWay.POST, "The surgery", TODAY + timedelta(days=1))),
        ("sent_on", Sending(SentWay.POST, "The surgery", date(2020, 1, 1))),
    ],
)
def test_what_cannot_have_been_sent_is_refused(
    session: Session, case: Case, field: str, sending: Sending
) -> None:
    with pytest.raises(Invalid) as refused:
        _close(session, case, sending)
    assert refused.value.field == field
    session.rollback()


def test_where_nobody_is_told_nothing_was_sent(session: Session, case: Case) -> None:
    with pytest.raises(Invalid, match="nothing was sent"):
        _close(session, case, SENT, how=FeedbackHow.NOT_AGREED)
    _close(session, case, how=FeedbackHow.NOT_AGREED)
    assert list_letters(session, case.id) == []


def test_what_was_sent_while_they_agreed_can_be_written_down_and_no_later_sending(
    session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    _close(session, case)
    for days in (1, 3):
        later = TODAY + timedelta(days=days)
        monkeypatch.setattr(clock, "today", lambda later=later: later)
        if days == 1:
            withdraw_consent(session, session.exec(select(Consent)).one(), by=SYSTEM)
    assert _note(session, case, SENT)
    with pytest.raises(Invalid, match="They have not agreed"):
        _note(session, case, Sending(SentWay.POST, "The surgery", TODAY + timedelta(days=2)))


def test_each_closing_keeps_its_letter_and_what_was_sent_belongs_to_it(
    session: Session, case: Case
) -> None:
    _close(session, case, SENT)
    for words in ("She sings again.", "She moved."):
        reopen_case(session, case, by=SYSTEM)
        assert find_unsent(session, case.id) is None
        _close(session, case, letter=words)
    last, second, first = list_letters(session, case.id)
    assert [each.letter.words for each in (last, second, first)] == [
        "She moved.", "She sings again.", "She sings."
    ]  # fmt: skip
    assert [each.letter.opening for each in (last, second, first)] == [3, 2, 1]
    assert [len(each.sent) for each in (last, second, first)] == [0, 0, 1]
    assert find_unsent(session, case.id) == last.letter, "The second one is out of date"
    _note(session, case, SENT)
    assert find_unsent(session, case.id) is None


def test_a_letter_that_is_kept_back_waits_no_more_and_can_still_be_sent(
    session: Session, case: Case
) -> None:
    _close(session, case)
    keep_letter_back(session, _letter(session, case), by=SYSTEM)
    assert find_unsent(session, case.id) is None
    assert _letter(session, case).kept_back_on == TODAY
    assert [each.what for each in _told(session, case)] == ["keep_letter_back", "written"]
    assert _note(session, case, SENT)


def test_the_audit_holds_no_word_of_whom_it_went_to(session: Session, case: Case) -> None:
    _close(session, case, SENT)
    events = session.exec(select(AuditEvent)).all()
    assert "note_letter_sent" in {event.action for event in events}
    assert not any("Staithe" in event.changes for event in events)
    for table in ("letter_sent", "case_letter"):
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}"):
            assert not any(word in str(row) for word in ("Staithe", "sings"))
