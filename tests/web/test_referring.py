"""Referring a person, with or without an account; and where a referral stands."""

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.drafts import list_drafts
from lily.accounts.models import Team
from lily.accounts.teams import set_takes_referrals
from lily.audit.actors import SYSTEM
from lily.casework.actions.cases import log_contact
from lily.casework.actions.referrals import accept_referral, decline_referral
from lily.casework.choices import (
    ContactOutcome,
    DeclineReason,
    ReferrerKind,
)
from lily.casework.details import read_day
from lily.casework.models import Referral
from lily.casework.queries import person_of, referrer_of
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import close, make_case, make_team, refer
from tests.factories.directory import make_organisation, make_service
from tests.pages import Page, submit

KINDS = ("myself", "somebody-i-know", "professional")
TYPED = {
    "name": "Winifred Anne Canary",
    "birth_on": "27 March 1941",
    "phone": "01632 960 555",
    "postcode": "pe317ex",
    "reason": "She is lonely since her sister died.",
    "who": "Dr Sedge, the surgery",
    "contact": "surgery@example.org",
    "agrees": "y",
    "leave_empty": "",
}


@pytest.fixture
def team(session: Session) -> Team:
    """Return the one team that takes referrals."""
    made = make_team(session)
    session.commit()
    return made


def _typed(client: HouseClient, **more: str) -> dict[str, str]:
    """Return what somebody types, of what the page asks."""
    asked = {each.get("name") for each in client.tree.iter() if each.get("name")}
    return {name: words for name, words in (TYPED | more).items() if name in asked}


def _send(client: HouseClient, address: str, **more: str) -> int:
    client.get(address)
    return submit(client, address, **_typed(client, **more)).status_code


@pytest.mark.usefixtures("team")
def test_the_first_page_says_what_to_do_where_somebody_is_in_danger(client: HouseClient) -> None:
    client.get("/refer")
    page = Page(client.tree)
    assert {"tel:999", "tel:111"} <= set(page.links.values())
    assert {f"/refer/{kind}" for kind in KINDS} <= set(page.links.values())


def test_it_gives_the_numbers_of_where_a_team_works(client: HouseClient, session: Session) -> None:
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    coast = make_team(session, "Coast", leader)
    set_takes_referrals(session, coast, takes=True, by=SYSTEM)
    case = make_case(session, coast, leader)
    session.commit()
    client.get("/refer")
    assert "adult social care of your council" in Page(client.tree).words
    address = f"/teams/{coast.id}/practice"
    client.get(address)
    assert submit(client, address, adults_phone="ring the office").status_code == 400
    assert any("cannot read that number" in each for each in Page(client.tree).mistakes)
    told = {"adults_phone": "01632960981", "crisis_phone": "01632 960982"}
    assert submit(client, address, **told).status_code == 303
    for page in ("/refer", f"/cases/{case.id}/escalations"):
        client.get(page)
        assert "harmed or neglected: ring 01632 960981, the council's adult" in _plain(client)
        assert "tel:+441632960982" in Page(client.tree).links.values()
        assert "children's services" not in _plain(client)


def _plain(client: HouseClient) -> str:
    return " ".join(Page(client.tree).words.split())


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_at_most_nine_questions(client: HouseClient, kind: str) -> None:
    client.get(f"/refer/{kind}")
    main = client.tree.find("body/main")
    asked = [
        each.get("name")
        for each in main.iter()
        if each.tag in {"input", "textarea", "select"} and each.get("type") != "hidden"
    ]
    assert len(asked) - 1 <= 9, "The trap for machines is no question"
    assert ("agrees" in asked) is (kind != "myself")


@pytest.mark.usefixtures("team")
def test_a_professional_refers_without_an_account(client: HouseClient, session: Session) -> None:
    client.get("/refer/professional")
    answer = submit(client, "/refer/professional", **_typed(client, is_urgent="y"))
    referral = session.exec(select(Referral)).one()
    assert answer.location == f"/referral-status/{referral.token}"
    person, referrer = person_of(referral), referrer_of(referral)
    assert (person.first_name, person.last_name) == ("Winifred Anne", "Canary")
    assert (str(person.birth_on), person.phone) == ("1941-03-27", "01632 960555")
    assert person.postcode == "PE31 7EX"
    assert (referrer.name, referrer.email) == (TYPED["who"], TYPED["contact"])
    assert (referral.kind, referral.is_urgent) == (ReferrerKind.PROFESSIONAL, True)
    assert referral.is_agreed
    shown = client.get(answer.location)
    assert not any(word in shown.text for word in ("Winifred", "Canary", "lonely", "Sedge"))
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    assert len(session.exec(select(Message)).all()) == 1


@pytest.mark.usefixtures("team")
def test_somebody_asks_for_herself(client: HouseClient, session: Session) -> None:
    assert _send(client, "/refer/myself", contact="", birth_on="", postcode="") == 303
    referral = session.exec(select(Referral)).one()
    assert (referral.kind, referral.made_by) == (ReferrerKind.SELF, None)
    assert not referral.is_agreed
    assert session.exec(select(Message)).all() == []


@pytest.mark.usefixtures("team")
def test_who_asks_to_be_rung_gives_a_number_and_no_reason(
    client: HouseClient, session: Session
) -> None:
    assert _send(client, "/refer/myself", phone="", contact="win@example.org") == 400
    assert any("without one we reach nobody" in each for each in Page(client.tree).mistakes)
    assert _send(client, "/refer/myself", reason="", contact="") == 303
    referral = session.exec(select(Referral)).one()
    assert referral.reason == "Please ring me."
    assert person_of(referral).phone == "01632 960555"


@pytest.mark.usefixtures("team")
def test_being_rung_is_asked_for_from_each_page_with_a_name_and_a_number_first(
    client: HouseClient,
) -> None:
    client.get("/")
    links = {each.text: each.get("href") for each in client.tree.iter("a")}
    assert links["Please ring me, or somebody I know"] == "/refer"
    client.get("/refer/myself")
    fields = [each for each in client.tree.iter("input") if each.get("id", "").startswith("f-")]
    asked = [(each.get("name"), each.get("autocomplete")) for each in fields]
    assert asked[:2] == [("name", "name"), ("phone", "tel")]


def test_a_listing_leads_to_being_rung_and_is_told(client: HouseClient, session: Session) -> None:
    runs_it = make_organisation(session).id
    service = make_service(session, name="Monday choir", organisation_id=runs_it)
    session.commit()
    client.get(f"/services/{service.slug}")
    assert "Please ring me about this" not in Page(client.tree).links, "Nobody rings yet"
    for name in ("Coast", "Fens"):
        set_takes_referrals(session, make_team(session, name), takes=True, by=SYSTEM)
    session.commit()
    client.get(f"/services/{service.slug}")
    here = Page(client.tree).links["Please ring me about this"]
    client.get(here)
    address = Page(client.tree).links["Please ring me: Coast"]
    client.get(address)
    page = Page(client.tree)
    assert "They never ask for money or for anything about your bank." in page.words
    assert {"tel:999", "tel:111"} <= set(page.links.values())
    assert submit(client, address, **_typed(client, reason="")).status_code == 303
    told = session.exec(select(Referral)).one().reason
    assert told == "Please ring me.\n\nThey were looking at: Monday choir."
    client.get("/refer/myself?about=nothing-of-ours")
    assert "looking at" not in Page(client.tree).words


@pytest.mark.usefixtures("team")
def test_who_has_an_account_need_not_type_their_name_and_address(
    client: HouseClient, session: Session
) -> None:
    account = sign_in_as(client, session, Role.CHAMPION, name="Una Sedge")
    client.get("/refer/professional")
    page = Page(client.tree)
    assert page.field("who").get("value") == "Una Sedge"
    assert page.field("contact").get("value") == account.email
    told = {"name": "Nell Reed", "reason": "She is lonely.", "agrees": "y", "who": "Una, Harbour"}
    assert submit(client, "/refer/professional", **told).status_code == 303
    referrer = referrer_of(session.exec(select(Referral)).one())
    assert (referrer.name, referrer.email) == ("Una, Harbour", account.email)
    client.get("/refer/myself")
    assert not Page(client.tree).field("contact").get("value"), "It may be for who stands beside"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ({"name": ""}, "Type the person's name."),
        ({"birth_on": "long ago"}, "Type the day, the month and the whole year"),
        ({"birth_on": "1 1 2090"}, "Check the date of birth"),
        ({"phone": "12"}, "We cannot read that number."),
        ({"postcode": "ZZ9 9ZZ"}, "We do not know that postcode."),
        ({"reason": " "}, "Say in a few words what would help."),
        ({"agrees": ""}, "Ask the person first."),
        ({"contact": "nobody@"}, "Type an e-mail address"),
        ({"contact": "12"}, "or a number to ring"),
        ({"phone": "", "contact": ""}, "without one we reach nobody"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    client: HouseClient, session: Session, more: dict[str, str], mistake: str
) -> None:
    client.get("/refer/professional")
    typed = _typed(client, **more)
    if not typed["agrees"]:
        del typed["agrees"]
    assert submit(client, "/refer/professional", **typed).status_code == 400
    page = Page(client.tree)
    assert any(mistake in each for each in page.mistakes), page.mistakes
    assert page.field("who").get("value") == TYPED["who"]
    assert session.exec(select(Referral)).all() == []


@pytest.mark.usefixtures("team")
def test_a_machine_that_fills_in_the_trap_refers_nobody(
    client: HouseClient, session: Session
) -> None:
    assert _send(client, "/refer/professional", leave_empty="https://example.org") == 302
    assert session.exec(select(Referral)).all() == []


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.CHAMPION, ReferrerKind.CHAMPION),
        (Role.OPERATOR, ReferrerKind.PHONE_LINE),
        (Role.LINK_WORKER, ReferrerKind.PHONE_LINE),
    ],
)
def test_champions_and_the_phone_line_refer_for_a_caller(
    client: HouseClient, session: Session, team: Team, role: Role, kind: ReferrerKind
) -> None:
    account = sign_in_as(client, session, role)
    assert _send(client, "/refer/for-a-caller") == 303
    referral = session.exec(select(Referral)).one()
    assert (referral.kind, referral.made_by, referral.is_agreed) == (kind, account.id, True)


def test_where_no_team_takes_referrals_the_page_says_so(client: HouseClient) -> None:
    client.get("/refer")
    assert "Nobody can be referred here yet." in Page(client.tree).words
    assert client.get("/refer/professional").location == "/refer"
    assert client.get("/refer/nobody").status_code == 404


def test_of_several_teams_one_is_chosen_first(
    client: HouseClient, session: Session, team: Team
) -> None:
    other = make_team(session, "Fens")
    session.commit()
    client.get("/refer")
    address = f"/refer/professional?team={other.id}"
    assert address in Page(client.tree).links.values()
    assert client.get("/refer/professional").location == "/refer"
    client.get(address)
    assert client.post(address, data=_with_token(client)).status_code == 303
    assert session.exec(select(Referral)).one().team_id == other.id


def _with_token(client: HouseClient) -> dict[str, str]:
    token = Page(client.tree).field("csrf_token").get("value", "")
    return _typed(client) | {"csrf_token": token}


def test_the_referrer_sees_each_step_and_nothing_of_the_person(
    client: HouseClient, session: Session, team: Team
) -> None:
    referral = refer(session, team)
    session.commit()
    address = f"/referral-status/{referral.token}"
    assert _not_yet(client, address) == 3
    case = accept_referral(session, referral, by=SYSTEM)
    session.commit()
    assert _not_yet(client, address) == 2
    log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She is well.")
    session.commit()
    assert _not_yet(client, address) == 1
    close(session, case)
    session.commit()
    assert _not_yet(client, address) == 0
    assert "She is well" not in Page(client.tree).words


def _not_yet(client: HouseClient, address: str) -> int:
    client.get(address)
    return Page(client.tree).words.count("(not yet)")


def test_a_referrer_reads_why_it_was_declined(
    client: HouseClient, session: Session, team: Team
) -> None:
    referral = refer(session, team)
    decline_referral(
        session, referral, DeclineReason.OUT_OF_AREA, "Ring the team of the Fens.", by=SYSTEM
    )
    session.commit()
    client.get(f"/referral-status/{referral.token}")
    words = Page(client.tree).words
    assert "The person lives outside our area." in words
    assert "Ring the team of the Fens." in words


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "../today"])
def test_a_guessed_reference_finds_nothing(client: HouseClient, token: str) -> None:
    assert client.get(f"/referral-status/{token}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 March 1941", "1941-03-27"),
        ("27/3/1941", "1941-03-27"),
        ("3.4.1941", "1941-04-03"),
        ("1941-03-27", "1941-03-27"),
        ("March 27 1941", "1941-03-27"),
        ("27/3/41", "None"),
        ("1941", "None"),
        ("March 1941", "None"),
        ("31/2/1941", "None"),
        ("yesterday", "None"),
        ("9" * 400, "None"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert str(read_day(typed)) == day


@pytest.mark.usefixtures("team")
def test_a_referral_that_is_sent_twice_is_one(client: HouseClient, session: Session) -> None:
    address = "/refer/professional"
    client.get(address)
    tree, typed = client.tree, _typed(client)
    first = submit(client, address, **typed)
    client.tree = tree
    assert submit(client, address, **typed).location == first.location
    assert len(session.exec(select(Referral)).all()) == 1
    client.tree = tree
    other = submit(client, address, **(typed | {"name": "Nell Reed"}))
    assert other.location != first.location
    assert len(session.exec(select(Referral)).all()) == 2


def test_what_is_typed_for_a_caller_is_kept(
    client: HouseClient, session: Session, team: Team
) -> None:
    operator = sign_in_as(client, session, Role.OPERATOR)
    address = "/refer/for-a-caller"
    token = client.get("/drafts/token.json").json["csrf_token"]
    typed = {"path": address, "form": "caller", "fields": [["reason", "She sings."]],
             "key": "k" * 24, "turn": 1}  # fmt: skip
    kept = client.post("/drafts", json=typed, headers={"X-CSRFToken": token})
    assert kept.status_code == 204
    client.get(address)
    assert (Page(client.tree).field("reason").text or "").strip() == "She sings."
    told = {"name": "Nell Reed", "phone": "01632 960556", "reason": "She sings.", "agrees": "y"}
    assert submit(client, address, **told).status_code == 303
    assert list_drafts(session, operator.id) == []
    assert session.exec(select(Referral)).one().team_id == team.id


@pytest.mark.usefixtures("team")
def test_each_is_asked_and_answered_in_their_own_place(
    client: HouseClient, session: Session
) -> None:
    client.get("/refer/somebody-i-know")
    assert "Your name, and how you know the person" in Page(client.tree).words
    client.get("/refer/myself")
    assert "Our letters say nothing about you." in Page(client.tree).words
    assert submit(client, "/refer/myself", **_typed(client, name="")).status_code == 400
    assert Page(client.tree).mistakes == ["Type your name."]
    sent = submit(client, "/refer/myself", **_typed(client))
    client.get(sent.location)
    words = Page(client.tree).words
    assert "Somebody looks at it within two working days. Then we ring you." in words
    assert "We are in contact with you" in words
    assert "the person" not in words
    referral = session.exec(select(Referral)).one()
    decline_referral(session, referral, DeclineReason.OUT_OF_AREA, "", by=SYSTEM)
    session.commit()
    client.get(sent.location)
    words = Page(client.tree).words
    assert "You live outside our area." in words
    assert "look for other help near you" in words
    assert "the person" not in words


@pytest.mark.usefixtures("team")
def test_whoever_refers_reads_how_soon_it_is_looked_at(client: HouseClient) -> None:
    client.get("/refer/professional")
    sent = submit(client, "/refer/professional", **_typed(client, is_urgent="y"))
    client.get(sent.location)
    words = Page(client.tree).words
    assert "Somebody looks at it within one working day. Then we ring the person." in words
