"""Editing a listing by its parts: kept as it goes, both versions shown where two edit at once."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.accounts.queries import get_account
from lily.audit.actors import SYSTEM
from lily.directory.choices import Capacity, EvidenceHow
from lily.directory.models import Evidence, Service
from lily.listings.actions.proposals import propose_change
from lily.listings.choices import ProposalState, Trust
from lily.listings.document import read_document
from lily.listings.models import DeskItem, Proposal
from lily.listings.queries.proposals import get_proposal, proposed_document
from tests.client import HouseClient
from tests.factories.accounts import sign_in
from tests.factories.directory import (
    make_location,
    make_organisation,
    make_phone,
    make_schedule,
    make_service,
    make_taxonomy,
    make_term,
    place_service,
)
from tests.factories.owners import make_member
from tests.pages import Page

Typed = dict[str, Any]


@pytest.fixture
def service(session: Session) -> Service:
    """Return a listing with a place, times and a number."""
    organisation = make_organisation(session)
    made = make_service(
        session, organisation_id=organisation.id, description="<p>Lunch.</p>", minimum_age=55
    )
    make_schedule(session, at=place_service(session, made, make_location(session)))
    make_phone(session, made)
    make_term(session, make_taxonomy(session), "eating-together")
    session.commit()
    return made


@pytest.fixture
def owner(client: HouseClient, session: Session, service: Service) -> Account:
    """Return the lead of its organisation, signed in."""
    membership = make_member(session, _organisation(session, service))
    account = get_account(session, membership.account_id)
    sign_in(client, session, account)
    return account


def _organisation(session: Session, service: Service) -> Any:
    from lily.directory.models import Organisation

    return session.get_one(Organisation, service.organisation_id)


def typed(client: HouseClient) -> Typed:
    """Return what the page's main form would send as it stands."""
    form = next(
        each
        for each in client.tree.find("body/main").iter("form")
        if any(e.get("name") == "base" for e in each.iter("input"))
    )
    data: Typed = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if field.tag == "textarea" and name:
            data.setdefault(name, []).append((field.text or "").removeprefix("\n"))
        is_off = kind in {"checkbox", "radio"} and "checked" not in field.attrib
        if field.tag == "input" and name and not is_off:
            data.setdefault(name, []).append(field.get("value", ""))
    return data


def change(client: HouseClient, address: str, **more: Any) -> int:
    """Open a part, type something and keep it."""
    assert client.get(address).status_code == 200, address
    return client.post(address, data=typed(client) | more).status_code


def _draft(session: Session) -> Proposal:
    session.expire_all()
    mine = select(Proposal.id).where(col(Proposal.account_id).is_not(None))
    return get_proposal(session, session.exec(mine).one())


def _proposed(session: Session, service: Service) -> Typed:
    draft = _draft(session)
    return proposed_document(read_document(session, service.id), draft)


PARTS = (
    *("about", "who", "areas", "needs", "places", "access", "times", "cost", "getting-help"),
    *("languages", "contact", "people", "room", "status"),
)


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_kept_as_it_stands_changes_nothing(
    client: HouseClient, session: Session, service: Service, part: str
) -> None:
    before = read_document(session, service.id)
    assert change(client, f"/your-listings/{service.slug}/{part}") == 303
    session.expire_all()
    assert session.exec(select(Proposal)).all() == []
    assert read_document(session, service.id) == before


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("part", "more", "field", "expected"),
    [
        ("about", {"summary": "Pie."}, "summary", "Pie."),
        ("about", {"description": "One.\r\n\r\nTwo."}, "description", "<p>One.</p>\n<p>Two.</p>"),
        ("who", {"minimum_age": "60"}, "minimum_age", 60),
        ("needs", {"needs": ["eating-together"]}, "needs", ["eating-together"]),
        ("areas", {"where": "national"}, "areas", [{"kind": "national"}]),
        ("areas", {"where": "radius", "miles": "5"}, "areas", [{"kind": "radius", "miles": 5.0}]),
        (
            "areas",
            {"where": "named", "names": "king's lynn and west norfolk"},
            "areas",
            [{"kind": "district", "code": "E07000146"}],
        ),
        ("places", {"delivery": ["home"]}, "delivery", ["home"]),
        ("cost", {"costs-0-amount": "£4.5"}, "costs", [{"amount": "4.50"}]),
        ("cost", {"costs-0-amount": "4,50"}, "costs", [{"amount": "4.50"}]),
        ("cost", {"costs-0-amount": "1,200.5"}, "costs", [{"amount": "1200.50"}]),
        ("cost", {"costs-0-amount": "Free"}, "costs", [{"amount": "0.00"}]),
        ("getting-help", {"referral": "either"}, "referral", "either"),
        ("languages", {"languages": ["pl"]}, "languages", [{"code": "pl"}]),
        ("contact", {"phones-0-number": "(01632)960-999"}, "phones", [{"number": "01632 960999"}]),
        ("people", {"contacts-0-name": "Ann"}, "contacts", [{"name": "Ann"}]),
        (
            "room",
            {"capacity": "closed", "closed_until": "2030-05-01"},
            "closed_until",
            "2030-05-01",
        ),
        ("status", {"status": "temporarily closed"}, "status", "temporarily closed"),
    ],
)
def test_what_is_typed_in_a_part_is_kept_in_the_draft_and_not_live(
    client: HouseClient,
    session: Session,
    service: Service,
    part: str,
    more: Typed,
    field: str,
    expected: Any,
) -> None:
    before = read_document(session, service.id)
    assert change(client, f"/your-listings/{service.slug}/{part}", **more) == 303
    kept = _proposed(session, service)[field]
    if isinstance(expected, list) and isinstance(expected[0], dict):
        assert [expected[0].items() <= each.items() for each in kept] == [True], kept
    else:
        assert kept == expected
    assert read_document(session, service.id) == before
    client.get(f"/your-listings/{service.slug}")
    assert "Changed, not sent" in Page(client.tree).words


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("part", "more", "mistake"),
    [
        ("about", {"name": ""}, "Give it a name."),
        ("about", {"summary": "x" * 161}, "That is too long. Use at most 160 characters."),
        ("who", {"minimum_age": "old"}, "Write a whole number, such as 60."),
        ("who", {"minimum_age": "60", "maximum_age": "50"}, "cannot be below the youngest"),
        ("areas", {"where": "named", "names": "Xyzzy"}, "do not know a district or ward"),
        ("cost", {"costs-0-amount": "lots"}, "Write an amount in pounds"),
        ("room", {"capacity": "closed", "closed_until": "2020-01-01"}, "This day has passed."),
        ("contact", {"phones-0-number": "12"}, "We cannot read that number."),
        ("contact", {"email": "nobody"}, "Type an e-mail address"),
        ("places", {"places-0-postcode": "ZZ9 9ZZ"}, "We do not know that postcode."),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_what_was_typed_stays(
    client: HouseClient, session: Session, service: Service, part: str, more: Typed, mistake: str
) -> None:
    assert change(client, f"/your-listings/{service.slug}/{part}", **more) == 400
    page = Page(client.tree)
    assert any(mistake in each for each in page.mistakes), page.mistakes
    for name, value in more.items():
        assert value in "".join(typed(client).get(name, [])), name
    targets = [each.removeprefix("#") for each in page.links.values() if each.startswith("#f-")]
    ids = {e.get("id") for e in client.tree.iter()}
    assert set(targets) <= ids
    assert session.exec(select(Proposal)).all() == []


@pytest.mark.usefixtures("owner")
def test_a_summary_of_exactly_the_limit_is_taken_with_its_new_lines(
    client: HouseClient, session: Session, service: Service
) -> None:
    words = "a" * 1998 + "\r\n" + "é"
    assert len(words.replace("\r\n", "\n")) == 2000
    address = f"/your-listings/{service.slug}/about"
    assert change(client, address, description=words + "b" * 3000) == 303
    assert change(client, address, description=words + "b" * 3001) == 400


@pytest.mark.usefixtures("owner")
def test_a_line_can_be_added_without_script_and_loses_nothing(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/contact"
    client.get(address)
    more = typed(client) | {"phones-0-words": "Mornings", "more": "1"}
    assert client.post(address, data=more).status_code == 200
    sent = typed(client)
    assert sent["phones-0-words"] == ["Mornings"]
    assert sent["phones-1-number"] == [""]
    sent["phones-1-number"] = "01632 960999"
    assert client.post(address, data=sent).status_code == 303
    numbers = [each["number"] for each in _proposed(session, service)["phones"]]
    assert numbers == ["01632 960123", "01632 960999"]


@pytest.mark.usefixtures("owner")
def test_a_double_press_keeps_once_and_asks_nothing(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/places"
    client.get(address)
    client.post(address, data=typed(client) | {"more": "1"})
    sent = typed(client) | {"places-1-name": "The Annexe"}
    for _ in range(3):
        assert client.post(address, data=sent).status_code == 303
    assert [each["name"] for each in _proposed(session, service)["places"]] == [
        "St Mary's Hall",
        "The Annexe",
    ]
    assert len(session.exec(select(Proposal)).all()) == 1


@pytest.mark.usefixtures("owner")
def test_a_new_postcode_moves_the_pin_and_says_where(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/places"
    old = read_document(session, service.id)["places"][0]["position"]
    more = {"places-0-postcode": "pe36 6ba"}
    assert change(client, address, **more) == 303
    place = _proposed(session, service)["places"][0]
    assert place["postcode"] == "PE36 6BA"
    assert place["position"] not in (old, None)
    client.get(address)
    assert "King's Lynn and West Norfolk" in Page(client.tree).words


@pytest.mark.usefixtures("owner")
def test_answers_about_access_are_kept_with_their_words(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/access"
    more = {"answer-0-step_free": "yes", "words-0-step_free": "By the side door"}
    assert change(client, address, **more) == 303
    (answers,) = _proposed(session, service)["access"].values()
    assert answers == {"step_free": {"answer": "yes", "words": "By the side door"}}


@pytest.mark.usefixtures("owner")
def test_times_are_read_back_before_they_are_kept(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/times"
    client.get(address)
    sent = typed(client) | {"words-0": "2nd & 4th Weds 10 till noon"}
    assert client.post(address, data=sent).status_code == 200
    words = Page(client.tree).words
    assert "We read this as: The second and fourth Wednesday of the month" in words
    assert "The next dates are" in words
    assert session.exec(select(Proposal)).all() == []
    kept = typed(client) | {"step": "keep"}
    assert client.post(address, data=kept).status_code == 303
    (entry,) = _proposed(session, service)["times"]
    assert entry["words"] == "2nd & 4th Weds 10 till noon"
    assert entry["schedules"][0]["byday"] == ["2WE", "4WE"]


@pytest.mark.usefixtures("owner")
def test_times_that_cannot_be_read_stay_words_and_go_to_the_desk(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/times"
    client.get(address)
    sent = typed(client) | {"words-0": "Whenever Doris has the key"}
    assert client.post(address, data=sent).status_code == 200
    assert "We could not read all of this" in Page(client.tree).words
    client.post(address, data=typed(client) | {"step": "change"})
    assert typed(client)["words-0"] == ["Whenever Doris has the key"]
    client.post(address, data=sent)
    assert client.post(address, data=typed(client) | {"step": "keep"}).status_code == 303
    assert send_draft(client, service) == 303
    session.expire_all()
    (entry,) = read_document(session, service.id)["times"]
    assert (entry["words"], entry["schedules"]) == ("Whenever Doris has the key", [])
    assert session.exec(select(DeskItem.kind)).all() == ["times_not_understood"]


@pytest.mark.usefixtures("owner")
def test_times_can_be_given_day_by_day_without_words(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/times-by-day"
    client.get(address)
    shown = typed(client)
    assert (shown["TU-0-from"], shown["TU-0-to"]) == (["12:00"], ["13:30"])
    more = {"MO-0-from": "12:00", "MO-0-to": "13:30", "FR-0-from": "18:30", "FR-0-to": "17:00"}
    assert change(client, address, **more) == 400
    assert Page(client.tree).mistakes == ["On Friday it ends before it begins. Check the times."]
    assert change(client, address, **more | {"FR-0-to": ""}) == 303
    times = _proposed(session, service)["times"]
    found = sorted((each["byday"], each["opens_at"]) for t in times for each in t["schedules"])
    assert found == [(["FR"], "18:30:00"), (["MO", "TU"], "12:00:00")]


def send_draft(client: HouseClient, service: Service) -> int:
    """Press "Send it" on the list of parts."""
    client.get(f"/your-listings/{service.slug}")
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    address = f"/your-listings/{service.slug}/send"
    return client.post(address, data={"csrf_token": token}).status_code


@pytest.mark.usefixtures("owner")
def test_safe_fields_are_live_at_once_and_the_rest_waits(
    client: HouseClient, session: Session, service: Service
) -> None:
    base = f"/your-listings/{service.slug}"
    change(client, f"{base}/room", capacity="full")
    change(client, f"{base}/about", summary="Pie.")
    client.get(f"{base}/preview")
    words = Page(client.tree).words
    assert re.search("As it is now ?A hot lunch and good company. As it will be ?Pie.", words)
    assert send_draft(client, service) == 303
    session.expire_all()
    live = read_document(session, service.id)
    assert live["capacity"] == "full"
    assert live["summary"] == "A hot lunch and good company."
    assert _draft(session).state is ProposalState.WAITING
    client.get("/your-listings")
    assert "A change waits for us to look at it" in Page(client.tree).words


@pytest.mark.usefixtures("owner")
def test_when_somebody_else_changed_it_both_are_shown_and_one_is_chosen(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/about"
    for choice, expected in (("theirs", "Theirs 0."), ("mine", "Mine.")):
        client.get(address)
        mine = typed(client) | {"summary": "Mine.", "alternate_name": "Pie club"}
        theirs = f"Theirs {0 if choice == 'theirs' else 1}."
        _change_behind(session, service.id, {"summary": theirs})
        assert client.post(address, data=mine).status_code == 409
        words = Page(client.tree).words
        assert "Mine." in words
        assert theirs in words
        chosen = typed(client) | {"keep-summary": choice, "keep-alternate_name": "mine"}
        assert client.post(address, data=chosen).status_code == 303
        kept = _proposed(session, service)
        assert kept["alternate_name"] == "Pie club"
        assert kept["summary"] == expected


def _change_behind(session: Session, service_id: UUID, changes: Typed) -> None:
    propose_change(
        session, service_id, changes, by=SYSTEM, how=EvidenceHow.MODERATOR, trust=Trust.ALL
    )
    session.commit()


@pytest.mark.usefixtures("owner")
def test_my_own_other_window_is_not_overwritten_either(
    client: HouseClient, session: Session, service: Service
) -> None:
    address = f"/your-listings/{service.slug}/about"
    client.get(address)
    first = typed(client) | {"summary": "From one window."}
    second = typed(client) | {"summary": "From the other window."}
    assert client.post(address, data=first).status_code == 303
    assert client.post(address, data=second).status_code == 409
    assert "From one window." in Page(client.tree).words
    assert _proposed(session, service)["summary"] == "From one window."


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(("choice", "expected"), [("mine", "full"), ("theirs", "short_wait")])
def test_a_draft_is_not_sent_over_what_changed_under_it(
    client: HouseClient, session: Session, service: Service, choice: str, expected: str
) -> None:
    base = f"/your-listings/{service.slug}"
    change(client, f"{base}/room", capacity="full")
    _change_behind(session, service.id, {"capacity": "short_wait"})
    assert send_draft(client, service) == 409
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    data = {"csrf_token": token, "keep-capacity": choice}
    assert client.post(f"{base}/choose", data=data).status_code == 303
    send_draft(client, service)
    session.expire_all()
    assert read_document(session, service.id)["capacity"] == expected


@pytest.mark.usefixtures("owner")
def test_a_draft_can_be_left_and_thrown_away(
    client: HouseClient, session: Session, service: Service
) -> None:
    base = f"/your-listings/{service.slug}"
    change(client, f"{base}/about", summary="Pie.")
    client.get("/your-listings")
    assert "You have begun a change and not sent it" in Page(client.tree).words
    client.get(base)
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    assert client.post(f"{base}/withdraw", data={"csrf_token": token}).status_code == 303
    assert _draft(session).state is ProposalState.WITHDRAWN
    client.get(f"{base}/about")
    assert typed(client)["summary"] == ["A hot lunch and good company."]


def test_a_new_listing_goes_the_same_road(
    client: HouseClient, session: Session, service: Service, owner: Account
) -> None:
    begin = f"/your-organisations/{_organisation(session, service).slug}/new-listing"
    client.get(begin)
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    data = {"csrf_token": token, "name": "Tuesday Lunch-Club", "phone": "01632 960 123"}
    assert client.post(begin, data=data).status_code == 400
    assert service.name in Page(client.tree).links
    answer = client.post(begin, data=data | {"is_new": "y"})
    base = answer.location
    assert re.fullmatch(r"/your-drafts/[0-9a-f-]{36}", base)
    client.get(base)
    assert "Say in a sentence or two what it is." in Page(client.tree).words
    change(client, f"{base}/about", summary="Another one.")
    client.get(base)
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    assert client.post(f"{base}/send", data={"csrf_token": token}).status_code == 303
    client.get("/your-listings")
    assert "New, and sent: we look at it, and write to you" in Page(client.tree).words
    draft = _draft(session)
    assert (draft.state, draft.service_id) == (ProposalState.WAITING, None)
    assert draft.account_id == owner.id


@pytest.mark.usefixtures("owner")
def test_one_press_says_whether_there_is_room_and_that_all_is_right(
    client: HouseClient, session: Session, service: Service
) -> None:
    base = f"/your-listings/{service.slug}"
    client.get("/your-listings")
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    for _ in range(2):
        data = {"csrf_token": token, "capacity": "full"}
        assert client.post(f"{base}/capacity", data=data).status_code == 303
    assert client.post(f"{base}/still-right", data={"csrf_token": token}).status_code == 303
    session.expire_all()
    assert session.get_one(Service, service.id).capacity is Capacity.FULL
    assert session.get_one(Service, service.id).assured_by == "the group itself"
    assert len(session.exec(select(Evidence)).all()) == 8


@pytest.mark.usefixtures("owner")
def test_another_organisations_listing_is_not_found(
    client: HouseClient, session: Session, service: Service
) -> None:
    foreign = make_service(session, name="Choir")
    make_member(session, _organisation(session, foreign))
    session.commit()
    client.get("/your-listings")
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    base = f"/your-listings/{foreign.slug}"
    for address in (base, f"{base}/preview", *(f"{base}/{part}" for part in PARTS)):
        assert client.get(address).status_code == 404, address
    for verb in ("send", "choose", "withdraw", "capacity", "still-right"):
        data = {"csrf_token": token, "capacity": "full"}
        assert client.post(f"{base}/{verb}", data=data).status_code == 404, verb


def test_a_draft_of_a_colleague_is_not_found(
    client: HouseClient, session: Session, service: Service, owner: Account
) -> None:
    begin = f"/your-organisations/{_organisation(session, service).slug}/new-listing"
    client.get(begin)
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    base = client.post(begin, data={"csrf_token": token, "name": "Quite new"}).location
    assert client.get(base).status_code == 200
    colleague = make_member(session, _organisation(session, service))
    sign_in(client, session, get_account(session, colleague.account_id))
    assert client.get(base).status_code == 404


def test_the_list_of_mine_asks_the_same_however_long_it_is(
    client: HouseClient, session: Session, service: Service, owner: Account
) -> None:
    import sqlalchemy as sa

    asked: list[str] = []
    engine = session.get_bind()
    counts = []
    for _ in range(2):
        client.get("/your-listings")
        asked.clear()
        note = lambda *event: asked.append(str(event[2]))  # noqa: E731
        sa.event.listen(engine, "before_cursor_execute", note)
        client.get("/your-listings")
        sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
        for number in range(6):
            make_service(session, name=f"Club {number}", organisation_id=service.organisation_id)
        session.commit()
    assert counts[0] == counts[1]
