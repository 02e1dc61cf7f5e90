"""How each page that sorts, covers and searches a caseload is used."""

from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.accounts.teams import add_member
from lily.audit.actors import SYSTEM
from lily.casework.actions.caseload import make_tag
from lily.casework.actions.cohorts import invite_cases, make_cohort
from lily.casework.actions.covers import Away, set_cover
from lily.casework.models import Case, CohortMember
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import Page, submit


def _leader(client: HouseClient, session: Session) -> tuple[Account, Team, Case]:
    account = make.sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", account)
    case = make_case(session, team)
    session.commit()
    return account, team, case


@deed("casework.assign_many")
def _(client: HouseClient, session: Session) -> None:
    account, _, case = _leader(client, session)
    client.get("/cases?of=team")
    submit(client, "/cases/assign?of=team", case=str(case.id), worker=str(account.id))


@deed("sorting.sort_case")
def _(client: HouseClient, session: Session) -> None:
    _, _, case = _leader(client, session)
    client.get(f"/cases/{case.id}/sorting")
    submit(client, f"/cases/{case.id}/sorting", priority="soon")


@deed("sorting.list_tags")
def _(client: HouseClient, session: Session) -> None:
    _leader(client, session)
    client.get("/cases/labels")
    submit(client, "/cases/labels", name="Carer")


@deed("sorting.retire_tag")
def _(client: HouseClient, session: Session) -> None:
    _, team, _ = _leader(client, session)
    tag = make_tag(session, team.id, "Carer", by=SYSTEM)
    session.commit()
    client.get("/cases/labels")
    submit(client, f"/cases/labels/{tag.id}/retire")


@deed("cohorts.list_cohorts")
def _(client: HouseClient, session: Session) -> None:
    _leader(client, session)
    client.get("/cohorts")
    submit(client, "/cohorts", name="Autumn talks")


def _invited(client: HouseClient, session: Session) -> str:
    _, team, case = _leader(client, session)
    cohort = make_cohort(session, team.id, "Autumn talks", by=SYSTEM)
    invite_cases(session, cohort, [case], by=SYSTEM)
    session.commit()
    client.get(f"/cohorts/{cohort.id}")
    return f"/cohorts/{cohort.id}"


@deed("cohorts.invite_cases")
def _(client: HouseClient, session: Session) -> None:
    _, team, case = _leader(client, session)
    cohort = make_cohort(session, team.id, "Autumn talks", by=SYSTEM)
    session.commit()
    client.get("/cases?of=team")
    token = Page(client.tree).field("csrf_token").get("value", "")
    sent = {"csrf_token": token, "case": str(case.id), "cohort": str(cohort.id)}
    client.post("/cohorts/invite?of=team", data=sent)


@deed("cohorts.set_status")
def _(client: HouseClient, session: Session) -> None:
    address = _invited(client, session)
    member = session.exec(select(CohortMember)).one()
    submit(client, f"{address}/members/{member.id}?page=1", status="seen")


@deed("cohorts.close_cohort")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_invited(client, session)}/close")


def _away(session: Session, account: Account, team: Team) -> Away:
    other = make.make_account(session, Role.LINK_WORKER)
    add_member(session, team, other.id, by=SYSTEM)
    session.commit()
    return Away(account.id, other.id, clock.today(), clock.today())


@deed("covers.list_covers")
def _(client: HouseClient, session: Session) -> None:
    account, team, _ = _leader(client, session)
    away = _away(session, account, team)
    client.get("/cover")
    submit(
        client,
        "/cover",
        away=str(away.away_id),
        covering=str(away.covering_id),
        from_on=away.from_on.isoformat(),
        until_on=away.until_on.isoformat(),
    )


@deed("covers.end_cover")
def _(client: HouseClient, session: Session) -> None:
    account, team, _ = _leader(client, session)
    cover = set_cover(session, team.id, _away(session, account, team), by=SYSTEM)
    session.commit()
    client.get("/cover")
    submit(client, f"/cover/{cover.id}/end")


@deed("finding.search_cases")
def _(client: HouseClient, session: Session) -> None:
    _leader(client, session)
    client.get("/cases/search")
    submit(client, "/cases/search", term="Winifred")


@deed("bases.set_basis")
def _(client: HouseClient, session: Session) -> None:
    _, _, case = _leader(client, session)
    address = f"/cases/{case.id}/basis"
    client.get(address)
    submit(client, address, lawful="consent", special="explicit_consent")


@deed("bases.set_team_basis")
def _(client: HouseClient, session: Session) -> None:
    _, team, _ = _leader(client, session)
    address = f"/team/{team.id}/basis"
    client.get(address)
    submit(client, address, lawful="public_task", special="health_or_care")


def _list(client: HouseClient, session: Session) -> str:
    _leader(client, session)
    client.get("/refer/many")
    pasted = "Name,Reason\nNell Reed,Company\n"
    sent = submit(client, "/refer/many", who="Dr Sedge", pasted=pasted, agrees="y")
    client.get(sent.location)
    return sent.location


@deed("referring_many.send_list")
def _(client: HouseClient, session: Session) -> None:
    _list(client, session)


@deed("referring_many.set_columns")
def _(client: HouseClient, session: Session) -> None:
    address = _list(client, session)
    submit(client, f"{address}/columns", column_0="name", column_1="nothing")


@deed("referring_many.take_batch")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_list(client, session)}/take")


@deed("referring_many.drop_batch")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_list(client, session)}/drop")
