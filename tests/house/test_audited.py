"""Every page that writes leaves a row in the audit: what, by whom, when."""

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.signals import request_finished, request_started
from sqlmodel import Session, col, func, select

from lily.app import create_app
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.config import Config
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.house.deeds import CHANGES_NOTHING, DEEDS, NEW

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def _writing_views() -> list[str]:
    engine = sa.create_engine("sqlite://")
    app = create_app(Config(data_dir="/nowhere", secret_key="only for tests"), engine)
    return sorted({r.endpoint for r in app.url_map.iter_rules() if WRITES & (r.methods or set())})


def test_every_view_that_writes_is_known() -> None:
    views, known = set(_writing_views()), {*DEEDS, *CHANGES_NOTHING}
    assert views - known == set(), "Add them to tests/house/deeds.py"
    assert known - views == set(), "There are no such views"
    assert set(DEEDS) & set(CHANGES_NOTHING) == set()


@pytest.mark.parametrize("view", sorted(DEEDS))
def test_what_it_does_is_in_the_audit(
    app: Flask, client: HouseClient, session: Session, view: str
) -> None:
    last: list[int] = []

    def note(_app: Flask, **_more: object) -> None:
        if request.endpoint == view and request.method in WRITES:
            with Session(app.extensions["lily.engine"]) as looking:
                last.append(looking.exec(select(func.max(col(AuditEvent.number)))).one() or 0)

    with request_started.connected_to(note, app), request_finished.connected_to(note, app):
        DEEDS[view](client, session)
    assert len(last) == 2, f"The deed uses {view} once"
    before, after = last
    session.rollback()
    wanted = col(AuditEvent.number).between(before + 1, after)
    events = session.exec(select(AuditEvent).where(wanted)).all()
    assert events, f"{view} left nothing in the audit"
    for event in events:
        assert event.account_id or event.by_words, "The audit says who"
        assert event.action
        assert event.subject_kind
        for secret in (make.PASSPHRASE, NEW, make.SECRET, "example.org"):
            assert secret not in event.changes
    assert find_break(session) is None
