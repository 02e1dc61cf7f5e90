"""How each page is used once that keeps listings right: links, calls, reports and their rules."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.directory.choices import WithdrawalReason
from lily.directory.models import Service
from lily.directory.withdrawals import withdraw
from lily.listings.freshness import reports, rules
from lily.listings.freshness.choices import ReportKind
from lily.listings.freshness.ladder import plan_reviews
from lily.listings.models import ProblemReport
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.directory import make_service
from tests.house.deeds import deed
from tests.web.test_still_right import due_listing, letter_link
from tests.web.test_verification import send, take, waiting


def _engine(session: Session) -> sa.Engine:
    bind = session.get_bind()
    assert isinstance(bind, sa.Engine)
    return bind


def _press(client: HouseClient, page: str, action: str = "", **typed: str) -> None:
    """Open a page, fill it in and send it, to its own address or to another."""
    client.get(page)
    assert send(client, action or page, **typed) == 200


def _follow(client: HouseClient, session: Session) -> None:
    """Follow the link in a reminder."""
    link = letter_link(session, _engine(session), due_listing(session))
    client.get(link, follow_redirects=True)


def _in_hand(client: HouseClient, session: Session) -> str:
    """As somebody who rings, take a listing; return where it is rung about."""
    service = waiting(session)
    make.sign_in_as(client, session, Role.CHAMPION)
    take(client, service, _engine(session))
    return f"/verification/{service.id}"


def _listing(session: Session) -> Service:
    service = make_service(session)
    session.commit()
    return service


@deed("still_right.say_yes")
def _(client: HouseClient, session: Session) -> None:
    _follow(client, session)
    _press(client, "/still-right", "/still-right/yes")


@deed("still_right.change")
def _(client: HouseClient, session: Session) -> None:
    _follow(client, session)
    _press(client, "/still-right/change", cost="A meal: £6")


@deed("still_right.say_stopped")
def _(client: HouseClient, session: Session) -> None:
    _follow(client, session)
    _press(client, "/still-right/stopped", note="We are too old.")


@deed("still_right.say_wrong_person")
def _(client: HouseClient, session: Session) -> None:
    _follow(client, session)
    _press(client, "/still-right/wrong-person", email="new@example.org")


@deed("verification.take_next")
def _(client: HouseClient, session: Session) -> None:
    _in_hand(client, session)


@deed("verification.ring")
def _(client: HouseClient, session: Session) -> None:
    _press(client, _in_hand(client, session), outcome="no_answer")


@deed("verification.change")
def _(client: HouseClient, session: Session) -> None:
    _press(client, f"{_in_hand(client, session)}/change", cost="A meal: £6")


@deed("verification.give_back")
def _(client: HouseClient, session: Session) -> None:
    address = _in_hand(client, session)
    _press(client, address, f"{address}/give-back")


@deed("reports.report_problem")
def _(client: HouseClient, session: Session) -> None:
    slug = _listing(session).slug
    _press(client, f"/services/{slug}/report", kind="times", reply_to="ann@example.org")


@deed("reports.answer_report")
def _(client: HouseClient, session: Session) -> None:
    service = make_service(session)
    reports.report_problem(
        session, service, kind=ReportKind.TIMES, words="Noon.", reply_to="ann@example.org"
    )
    report = session.exec(select(ProblemReport)).one()
    address = f"/reports/{report.id}"
    make.sign_in_as(client, session, Role.MODERATOR)
    _press(client, address, answer="You were right. It is noon.")


@deed("reviews.pause_review")
def _(client: HouseClient, session: Session) -> None:
    service, until = make_service(session), clock.today() + timedelta(days=40)
    make.sign_in_as(client, session, Role.MODERATOR)
    plan_reviews(_engine(session))
    _press(client, f"/services/{service.slug}/review", until=until.isoformat())


@deed("reviews.bring_back_listing")
def _(client: HouseClient, session: Session) -> None:
    service = make_service(session)
    withdraw(session, service, WithdrawalReason.ASKED, by=SYSTEM)
    make.sign_in_as(client, session, Role.MODERATOR)
    address = f"/services/{service.slug}"
    _press(client, f"{address}/review", f"{address}/bring-back")


@deed("reviews.set_rules")
def _(client: HouseClient, session: Session) -> None:
    make.sign_in_as(client, session, Role.ADMINISTRATOR)
    _press(client, "/reviews/settings", times="60")


@deed("reviews.stop_reviews")
def _(client: HouseClient, session: Session) -> None:
    make.sign_in_as(client, session, Role.ADMINISTRATOR)
    _press(client, "/reviews/settings", "/reviews/stop")


@deed("reviews.start_reviews")
def _(client: HouseClient, session: Session) -> None:
    rules.stop_reviews(session, by=SYSTEM)
    make.sign_in_as(client, session, Role.ADMINISTRATOR)
    _press(client, "/reviews/settings", "/reviews/start")
