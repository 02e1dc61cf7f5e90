"""How each page of referrals and cases that writes is used."""

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.casework.models import CaseContact, Consent
from lily.post.choices import MessageState
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team, refer
from tests.house.deeds import deed
from tests.pages import submit

TOLD = {
    "name": "Nell Canary",
    "phone": "01632 960555",
    "reason": "She would like company.",
    "who": "Dr Sedge",
    "agrees": "y",
    "leave_empty": "",
}


@deed("referring.refer")
def _(client: HouseClient, session: Session) -> None:
    make_team(session)
    session.commit()
    client.get("/refer/professional")
    submit(client, "/refer/professional", **TOLD)


@deed("referring.refer_for_a_caller")
def _(client: HouseClient, session: Session) -> None:
    make_team(session)
    make.sign_in_as(client, session, Role.OPERATOR)
    client.get("/refer/for-a-caller")
    submit(client, "/refer/for-a-caller", **TOLD)


def _worker(client: HouseClient, session: Session) -> tuple[str, str]:
    """Sign a link worker in; return the addresses of a referral and of a case."""
    account = make.sign_in_as(client, session, Role.LINK_WORKER)
    team = make_team(session, "Coast", account)
    referral, case = refer(session, team), make_case(session, team)
    session.commit()
    return f"/cases/referrals/{referral.id}", f"/cases/{case.id}"


@deed("casework.accept_referral")
def _(client: HouseClient, session: Session) -> None:
    referral, _ = _worker(client, session)
    client.get(referral)
    submit(client, f"{referral}/accept", person="new", worker="")


@deed("casework.complete_referral")
def _(client: HouseClient, session: Session) -> None:
    referral, _ = _worker(client, session)
    client.get(referral)
    submit(client, f"{referral}/complete", nhs_number="999 000 0018")


@deed("casework.ring_referrer")
def _(client: HouseClient, session: Session) -> None:
    referral, _ = _worker(client, session)
    session.execute(sa.update(Message).values(state=MessageState.BOUNCED))
    session.commit()
    client.get("/today")
    submit(client, f"{referral}/rang")


@deed("casework.decline_referral")
def _(client: HouseClient, session: Session) -> None:
    referral, _ = _worker(client, session)
    client.get(referral)
    submit(client, f"{referral}/decline", reason="out_of_area")


@deed("casework.log_contact")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(case)
    submit(client, f"{case}/contacts", outcome="spoke")


@deed("casework.withdraw_contact")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(case)
    submit(client, f"{case}/contacts", outcome="spoke")
    here = f"{case}/contacts/{session.exec(select(CaseContact)).one().id}/withdraw"
    client.get(here)
    submit(client, here, why="mistyped")


@deed("casework.agree_visits")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(case)
    submit(client, f"{case}/visits", visits="3")


@deed("casework.assign_case")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(case)
    submit(client, f"{case}/worker", worker="")


@deed("casework.change_person")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(f"{case}/person")
    submit(client, f"{case}/person", may_text="yes", may_leave_word="no", phone="01632 960777")


def _close(client: HouseClient, session: Session) -> str:
    _, case = _worker(client, session)
    client.get(f"{case}/close")
    submit(
        client,
        f"{case}/close",
        reason="finished",
        how="nobody_to_tell",
        letter="",
        no_second="other",
    )
    return case


@deed("closing.close_case")
def _(client: HouseClient, session: Session) -> None:
    _close(client, session)


@deed("closing.reopen_case")
def _(client: HouseClient, session: Session) -> None:
    case = _close(client, session)
    client.get(case)
    submit(client, f"{case}/reopen")


def _agree(client: HouseClient, session: Session) -> str:
    _, case = _worker(client, session)
    client.get(f"{case}/consents")
    submit(client, f"{case}/consents", purpose="text", how="spoken", service="")
    return f"{case}/consents"


@deed("consents.list_consents")
def _(client: HouseClient, session: Session) -> None:
    _agree(client, session)


@deed("consents.record_asked")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(f"{case}/consents")
    submit(client, f"{case}/consents/asked", **{"asked-text": "yes"})


@deed("consents.withdraw_consent")
def _(client: HouseClient, session: Session) -> None:
    address = _agree(client, session)
    consent = session.exec(select(Consent)).one()
    client.get(address)
    submit(client, f"{address}/{consent.id}/withdraw")


def _letter(client: HouseClient, session: Session) -> str:
    _, case = _worker(client, session)
    client.get(f"{case}/consents")
    submit(client, f"{case}/consents", purpose="tell_gp", how="spoken", service="")
    client.get(f"{case}/close")
    typed = {"reason": "finished", "how": "printed", "to": "surgery", "no_second": "other"}
    submit(client, f"{case}/close", **typed, letter="She sings.")
    client.get(f"{case}/letter")
    return f"{case}/letter"


@deed("letters.show_letters")
def _(client: HouseClient, session: Session) -> None:
    page = _letter(client, session)
    submit(client, page, sent_way="post", sent_to="The surgery")


@deed("letters.keep_back")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_letter(client, session)}/keep-back")


@deed("teams.set_takes_referrals")
def _(client: HouseClient, session: Session) -> None:
    make.sign_in_as(client, session, Role.ADMINISTRATOR)
    team = make_team(session)
    session.commit()
    client.get(f"/teams/{team.id}")
    submit(client, f"/teams/{team.id}/referrals?takes=no")


@deed("exports.export_case")
def _(client: HouseClient, session: Session) -> None:
    _, case = _worker(client, session)
    client.get(f"{case}/consents")
    submit(client, f"{case}/consents", purpose="tell_gp", how="spoken", service="")
    client.get(f"{case}/export")
    submit(client, f"{case}/export")
