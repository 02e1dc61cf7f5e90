"""Who confirmed which fields of a listing, how, and when."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from lily.audit.actors import LINK, SYSTEM
from lily.audit.queries import list_events
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.evidence import EVERY_GROUP, confirm, groups_of_ours, list_evidence
from tests.factories.directory import make_service

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GROUP_ITSELF = "the group itself"


def test_a_whole_confirmation_makes_the_listing_checked_that_day(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_service(session, assured_on=date(2025, 1, 1))
        confirm(
            session,
            service,
            EVERY_GROUP,
            how=EvidenceHow.LINK,
            by=LINK,
            words=GROUP_ITSELF,
            now=NOW,
        )
        session.commit()
        rows = list_evidence(session, service.id)
        assert {row.group for row in rows} == EVERY_GROUP
        assert {(row.how, row.confirmed_at) for row in rows} == {(EvidenceHow.LINK, NOW)}
        assert (service.assured_on, service.assured_by) == (date(2026, 11, 23), GROUP_ITSELF)


def test_a_group_has_one_row_however_often_it_is_confirmed(session: Session) -> None:
    service = make_service(session)
    for days in (9, 1):
        confirm(
            session, service, [FieldGroup.TIMES], how=EvidenceHow.PHONE, by=SYSTEM,
            words="us, by telephone", now=NOW - timedelta(days=days),
        )  # fmt: skip
    (row,) = list_evidence(session, service.id)
    assert row.confirmed_at == NOW - timedelta(days=1)


def test_part_of_a_listing_does_not_make_the_whole_checked(session: Session) -> None:
    service = make_service(session, assured_on=date(2025, 1, 1))
    confirm(
        session, service, [FieldGroup.TIMES], how=EvidenceHow.OWNER, by=LINK,
        words=GROUP_ITSELF, now=NOW,
    )  # fmt: skip
    assert service.assured_on == date(2025, 1, 1)


def test_the_whole_is_as_old_as_its_oldest_part(session: Session) -> None:
    service = make_service(session)
    for number, group in enumerate(sorted(EVERY_GROUP)):
        confirm(
            session, service, [group], how=EvidenceHow.OWNER, by=LINK,
            words=GROUP_ITSELF, now=NOW - timedelta(days=number),
        )  # fmt: skip
    assert service.assured_on == date(2026, 11, 23) - timedelta(days=len(EVERY_GROUP) - 1)


def test_what_was_written_by_hand_stays_ours_when_it_is_confirmed_later(session: Session) -> None:
    service, other = make_service(session), make_service(session)
    for wrote, days in ((True, 40), (False, 0)):
        confirm(
            session, service, [FieldGroup.COST], how=EvidenceHow.OWNER, by=LINK,
            words=GROUP_ITSELF, now=NOW - timedelta(days=days), wrote=wrote,
        )  # fmt: skip
    confirm(session, other, [FieldGroup.COST], how=EvidenceHow.OWNER, by=LINK, words=GROUP_ITSELF)
    assert groups_of_ours(session, [service.id, other.id]) == {service.id: {FieldGroup.COST}}
    (row,) = list_evidence(session, service.id)
    assert (row.written_on, row.confirmed_at) == (date(2026, 10, 14), NOW)


def test_a_confirmation_is_written_down(session: Session) -> None:
    service = make_service(session)
    confirm(session, service, [FieldGroup.TIMES], how=EvidenceHow.LINK, by=LINK, words=GROUP_ITSELF)
    events, total = list_events(session, subject_id=service.id)
    assert (total, events[0].action, events[0].by_words) == (1, "confirm", LINK.words)
    assert '"times"' in events[0].changes


def test_nothing_confirmed_writes_nothing(session: Session) -> None:
    service = make_service(session)
    confirm(session, service, [], how=EvidenceHow.LINK, by=LINK, words=GROUP_ITSELF)
    assert list_evidence(session, service.id) == []
    assert list_events(session, subject_id=service.id)[1] == 0
