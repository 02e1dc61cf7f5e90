"""Before somebody is sent: whom a service is for, how they come to it, and what does not fit."""

from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.conversations import hold_conversation
from lily.casework.choices import Way
from lily.casework.models import Case
from lily.casework.talk import Talk
from lily.directory.choices import AccessFeature, Referral
from lily.directory.models import Service
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.directory import (
    answer_access,
    make_area,
    make_language,
    make_location,
    make_schedule,
    make_service,
    make_taxonomy,
    make_term,
    place_service,
    say_term,
)
from tests.pages import Page

WISHES = Talk(matters="Song.", access=("step-free", "lift"), days=("fri",), language="pl")
THEIRS = [
    "Aged 16 to 25. They are 85.",
    "It does not say that it has: Lift. Ask.",
    "It does not say that somebody speaks Polish. Ask.",
    "We know of nothing there on the days when they can come: Friday.",
]


def _case(client: HouseClient, session: Session) -> Case:
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker), worker)
    hold_conversation(
        session,
        case,
        WISHES,
        held_on=clock.today(),
        way=Way.HOME,
        version=0,
        by=SYSTEM,
    )
    return case


def _service(session: Session, name: str, **more: int) -> Service:
    service = make_service(session, name=name, referral=Referral.NEEDED, **more)  # type: ignore[arg-type]
    place = make_location(session)
    answer_access(session, place, AccessFeature.STEP_FREE)
    place_service(session, service, place)
    make_schedule(session, service=service, byday="TU")
    return service


def test_it_says_why_it_does_not_fit_where_all_is_shown_and_before_it_is_chosen(
    client: HouseClient, session: Session
) -> None:
    case = _case(client, session)
    service = _service(session, "Youth choir", minimum_age=16, maximum_age=25)
    session.commit()
    client.get(f"/cases/{case.id}/help?q=choir")
    assert "Youth choir" not in Page(client.tree).words
    for page in ("help?q=choir&any=yes", f"help/{service.slug}"):
        client.get(f"/cases/{case.id}/{page}")
        words = Page(client.tree).words
        assert [each for each in THEIRS if each not in words] == []
        assert "Somebody must refer them" in words
        assert "Step-free" in words


def test_what_fits_says_whom_it_is_for_and_nothing_against_it(
    client: HouseClient, session: Session
) -> None:
    case = _case(client, session)
    service = _service(session, "Friday choir", minimum_age=60)
    service.who_for = "People who miss singing."
    make_schedule(session, service=service, byday="FR")
    make_language(session, service, "pl")
    make_area(session, service)
    place = make_location(session)
    answer_access(session, place, AccessFeature.LIFT)
    place_service(session, service, place)
    session.commit()
    for page in ("help?q=choir", f"help/{service.slug}"):
        client.get(f"/cases/{case.id}/{page}")
        words = Page(client.tree).words
        assert "Who it is for: People who miss singing. Aged 60 and over." in words
        assert "For people who live in" in words
        assert "They speak Polish" in words
        assert "Ask." not in words
        assert "We know of nothing there" not in words


def test_without_words_of_its_own_it_is_for_its_audiences(
    client: HouseClient, session: Session
) -> None:
    case = _case(client, session)
    service = _service(session, "Choir")
    audiences = make_taxonomy(session, slug="audiences", name="Audiences")
    say_term(session, service, make_term(session, audiences, "carers"))
    session.commit()
    client.get(f"/cases/{case.id}/help/{service.slug}")
    assert "Who it is for: Carers." in Page(client.tree).words


def test_a_page_of_help_asks_the_same_for_one_and_for_twelve(
    client: HouseClient, session: Session
) -> None:
    case = _case(client, session)
    for number in range(12):
        _service(session, f"Choir {number}")
    session.commit()
    client.get(f"/cases/{case.id}/help?q=choir&any=yes")
    assert Page(client.tree).words.count("It does not say that it has: Lift.") == 12
