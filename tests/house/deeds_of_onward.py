"""How each page that sends somebody on, or on which a service answers, is used."""

from typing import NamedTuple

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.onward import fall_silent
from lily.casework.models import OnwardReferral
from lily.directory.models import Organisation, Service
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import agree, draft, refer_on
from tests.factories.owners import make_member
from tests.house.deeds import deed
from tests.pages import submit


class _Sent(NamedTuple):
    """A case, a service, and an onward referral from one to the other."""

    case: str
    service: Service
    onward: OnwardReferral

    @property
    def address(self) -> str:
        return f"{self.case}/onward/{self.onward.id}"


def _worker(client: HouseClient, session: Session, *, is_sent: bool = True) -> _Sent:
    account = make.sign_in_as(client, session, Role.LINK_WORKER)
    case, service = make_case(session, make_team(session, "Coast", account)), make_service(session)
    make_member(session, session.get_one(Organisation, service.organisation_id))
    agree(session, case, service)
    onward = refer_on(session, case, service) if is_sent else draft(session, case, service)
    session.commit()
    return _Sent(f"/cases/{case.id}", service, onward)


def _provider(client: HouseClient, session: Session) -> str:
    account = make.sign_in_as(client, session, Role.EDITOR)
    service = make_service(session)
    make_member(session, session.get_one(Organisation, service.organisation_id), account)
    onward = refer_on(session, make_case(session, make_team(session)), service)
    session.commit()
    address = f"/referrals-to-us/{onward.id}"
    client.get(address)
    return address


@deed("prescribing.choose_help")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session)
    address = f"{sent.case}/help/{sent.service.slug}"
    client.get(address)
    submit(client, address, kind="signposted", reason="Company.")


@deed("prescribing.choose_route")
def _(client: HouseClient, session: Session) -> None:
    address = f"{_worker(client, session).case}/pass-on/gp"
    client.get(address)
    submit(client, address, reason="Dizzy.", agrees="y", pieces=["name", "phone"])


@deed("onward.answer_onward")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session)
    client.get(sent.address)
    submit(client, f"{sent.address}/answer", state="accepted", said_by="service")


@deed("onward.send_onward")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session, is_sent=False)
    client.get(sent.address)
    submit(client, f"{sent.address}/send")


@deed("onward.ask_again")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session)
    client.get(sent.address)
    submit(client, f"{sent.address}/ask-again")


@deed("onward.say_words")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session)
    client.get(sent.address)
    submit(client, f"{sent.address}/words", message="Thank you.")


@deed("inbox.answer_to_us")
def _(client: HouseClient, session: Session) -> None:
    address = _provider(client, session)
    submit(client, f"{address}/answer", state="accepted")


@deed("inbox.say_to_team")
def _(client: HouseClient, session: Session) -> None:
    address = _provider(client, session)
    submit(client, f"{address}/words", message="Which day suits?")


@deed("inbox.take_answer")
def _(client: HouseClient, session: Session) -> None:
    onward = refer_on(session, make_case(session, make_team(session)), make_service(session))
    make.sign_in_as(client, session, Role.OPERATOR)
    address = f"/referral-answers?reference={onward.reference}"
    client.get(address)
    submit(client, "/referral-answers", reference=onward.reference, state="accepted")


@deed("casework.deal_with_onward")
def _(client: HouseClient, session: Session) -> None:
    sent = _worker(client, session)
    onward = session.get_one(OnwardReferral, sent.onward.id)
    fall_silent(session, onward, "Nobody.", by=SYSTEM)
    session.commit()
    client.get(sent.address)
    submit(client, f"{sent.address}/dealt-with")
