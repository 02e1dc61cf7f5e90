"""How we know: the page of a listing says who confirmed each part, and when, in plain words."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.audit.actors import LINK
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.evidence import confirm
from lily.web.evidence import ago, evidence_of
from tests.client import HouseClient
from tests.factories.directory import make_service
from tests.pages import Page

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (9, "9 days ago"),
        (21, "3 weeks ago"),
        (61, "2 months ago"),
        (400, "13 months ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(days: int, words: str) -> None:
    assert ago(TODAY - timedelta(days=days), TODAY) == words


def test_each_part_says_who_confirmed_it(session: Session) -> None:
    service = make_service(session)
    confirm(
        session, service, [FieldGroup.TIMES], how=EvidenceHow.LINK, by=LINK,
        words="the group itself", now=datetime(2026, 11, 2, 12, tzinfo=UTC),
    )  # fmt: skip
    (times,) = evidence_of(session, service, TODAY)
    assert times == ("When", "confirmed 3 weeks ago by the group itself")


def test_a_check_of_the_whole_counts_for_every_part_that_is_older(session: Session) -> None:
    service = make_service(session, assured_on=TODAY - timedelta(days=5))
    service.assured_by = "The council"
    confirm(
        session, service, [FieldGroup.TIMES], how=EvidenceHow.PHONE, by=LINK,
        words="us, by telephone", now=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )  # fmt: skip
    said = {each.label: each.words for each in evidence_of(session, service, TODAY)}
    assert said["When"] == "confirmed yesterday by us, by telephone"
    assert said["What it costs"] == "confirmed 5 days ago by the council"
    assert len(said) == len(FieldGroup)


def test_the_page_of_a_listing_shows_it_and_says_so_where_nobody_confirmed(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = make_service(session, assured_on=clock.today() - timedelta(days=3))
    service.doubted_on = clock.today()
    session.commit()
    client.get(f"/services/{service.slug}")
    words = Page(client.tree).words
    assert "How do we know?" in words
    assert "When: confirmed 3 days ago" in words
    assert "Nobody has confirmed this lately. Ring before you go." in words
