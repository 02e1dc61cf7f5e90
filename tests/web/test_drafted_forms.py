"""Each form of a person, and of a team, comes back with what was typed into it."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session
from wtforms import TextAreaField

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.drafts import list_drafts
from lily.accounts.models import Account
from lily.audit.actors import Actor
from lily.casework.actions.escalations import Told, record_escalation
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.choices import EscalatedHow, EscalatedTo, FlagKind
from lily.resources import TEMPLATES
from lily.web import forms
from lily.web.forms.base import HouseForm
from lily.web.forms.drafted import LABELS, DraftedForm
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.desks import BusyDesk
from tests.factories.drafts import type_into
from tests.factories.retention import make_old_case
from tests.pages import Page, submit


@pytest.mark.parametrize(
    ("page", "form", "field"),
    [
        ("{case}/close", "closing", "letter"),
        ("{case}/person", "person", "who_may_answer"),
        ("{referral}", "decline", "words"),
        ("{referral}", "complete", "nhs_number"),
        ("{case}/flags", "flag", "words"),
        ("{case}/escalations", "told", "words"),
    ],
)
def test_each_form_of_a_person_comes_back_as_it_was_typed(
    client: HouseClient, busy: BusyDesk, page: str, form: str, field: str
) -> None:
    address = page.format(case=busy.case, referral=busy.referral)
    assert type_into(client, address, form, [[field, "She sings."]]).status_code == 204
    client.get(address)
    found = Page(client.tree).field(field)
    assert (found.text or found.get("value", "")).strip() == "She sings."
    assert "You began this before" in Page(client.tree).parts
    drafted = [each for each in client.tree.iter("form") if each.get("data-draft") == form]
    assert len(drafted) == 1


def test_what_was_answered_so_far_comes_back_with_the_name_of_the_reading(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    address = f"{busy.case}/readings/ons4/take"
    client.get(address)
    page, key = Page(client.tree), str(uuid4())
    scale = next(each.get("name", "") for each in client.tree.iter("input")
                 if each.get("type") == "radio" and each.get("value") == "7")  # fmt: skip
    assert page.ticked(scale) == []
    fields = [["reading_id", key], [scale, "7"], ["how", "in_person"]]
    assert type_into(client, address, "reading", fields).status_code == 204
    client.get(address)
    assert Page(client.tree).ticked(scale) == ["7"]
    assert Page(client.tree).field("reading_id").get("value") == key
    answers = {each.get("name", ""): "7" for each in client.tree.iter("input")
               if each.get("type") == "radio" and each.get("value") == "7"}  # fmt: skip
    assert submit(client, address, **answers).status_code == 303
    assert list_drafts(session, busy.worker.id) == []
    client.get(address)
    assert Page(client.tree).ticked(scale) == [], "What was given once is not given again"


@dataclass(frozen=True)
class Typed:
    """What is typed into a field of a form, and where the form is with what else it is sent."""

    page: str
    form: str
    field: str
    words: str = "She sings."
    action: str = ""
    also: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Lead:
    """Somebody who leads a team, signed in; and what the addresses of their pages hold."""

    account: Account
    ids: dict[str, UUID]


@pytest.fixture
def lead(client: HouseClient, session: Session) -> Lead:
    """Return whoever leads a team with a case, a flag, an escalation, and an old case."""
    leader, other = (make_account(session, Role.TEAM_LEADER) for _ in range(2))
    team = make_team(session, "Coast", leader, other)
    case, by = make_case(session, team, leader), Actor(leader.id)
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "She sings too loud.")
    flag = Warned(FlagKind.HEALTH, "She sings.", clock.today() + timedelta(days=9))
    ids = {
        "case": case.id,
        "told": record_escalation(session, case, told, by=by).id,
        "flag": raise_flag(session, case, flag, by=by).id,
        "old": make_old_case(session, team, last_name="Old").id,
        "team": team.id,
    }
    session.commit()
    sign_in(client, session, leader)
    return Lead(leader, ids)


SOON = (clock.today() + timedelta(days=60)).isoformat()
OF_LEADERS = (
    Typed("/safeguarding/{case}", "safeguarding", "words"),
    Typed("/cases/{case}/escalations/{told}", "told-outcome", "outcome"),
    Typed("/cases/{case}/flags/{flag}", "flag-end", "ended_words", action="/end"),
    Typed("/cases/{case}/flags/{flag}", "flag-review", "review_on", SOON),
    Typed("/cases/{case}/restriction", "restriction", "reason", also={"hide": "yes"}),
    Typed("/cases/{old}/erasure", "keep-longer", "reason", action="/keep",
          also={"until_on": (clock.today() + timedelta(days=400)).isoformat()}),
    Typed("/cases/{old}/erasure", "legal-hold", "why_held", action="/hold"),
    Typed("/cases/{old}/erasure", "erasure", "words", action="/ask", also={"why": "time_up"}),
    Typed("/cases/{case}/consents", "agreement", "expires_on", SOON,
          also={"purpose": "text", "how": "spoken"}),
    Typed("/cases/{case}/consents", "asked", "asked_on", clock.today().isoformat(),
          action="/asked", also={"asked-text": "yes"}),
)  # fmt: skip


@pytest.mark.parametrize("typed", OF_LEADERS, ids=lambda each: each.form)
def test_what_a_leader_types_comes_back_and_is_forgotten_once_it_is_sent(
    client: HouseClient, session: Session, lead: Lead, typed: Typed
) -> None:
    address = typed.page.format(**lead.ids)
    fields = [[typed.field, typed.words]]
    assert type_into(client, address, typed.form, fields).status_code == 204
    client.get(address)
    found = Page(client.tree).field(typed.field)
    assert (found.text or found.get("value", "")).strip() == typed.words
    sent = submit(client, address + typed.action, **{typed.field: typed.words} | typed.also)
    assert sent.status_code == 303
    assert list_drafts(session, lead.account.id) == []


def test_what_a_leader_sets_up_comes_back_and_is_forgotten_once_kept(
    client: HouseClient, session: Session
) -> None:
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    session.commit()
    question = {"scales-0-name": "My garden", "scales-0-question": "How is your garden?",
                "scales-0-lowest": "0", "scales-0-highest": "10", "scales-0-better": "yes",
                "scales-0-low_words": "bare", "scales-0-high_words": "in bloom"}  # fmt: skip
    days = {"nation": "ENG", "counted_from": "first_help", "visits": "6", "chase_after": "5",
            "give_up_after": "10"}  # fmt: skip
    measure = {"name": "Garden", "totalled": "none", **question}
    total = {"name": "PAM", "licence": "Of ours", "lowest": "0", "highest": "100",
             "decimals": "1", "better": "yes"}  # fmt: skip
    for address, form, field, told in (
        (f"/teams/{team.id}/practice", "practice", "matters", days),
        (f"/teams/{team.id}/measures/new", "measure", "terms", measure),
        (f"/teams/{team.id}/measures/new-total", "total", "terms", total),
    ):
        assert type_into(client, address, form, [[field, "Our own words."]]).status_code == 204
        client.get(address)
        assert (Page(client.tree).field(field).text or "").strip() == "Our own words."
        done = submit(client, address, **(told | {field: "Our own words."}))
        assert done.status_code == 303
        assert list_drafts(session, leader.id) == []


def test_the_forms_forget_their_drafts_when_they_are_sent(
    client: HouseClient, session: Session, busy: BusyDesk
) -> None:
    person = {"first_name": "Winnie", "may_text": "no", "may_leave_word": "no"}
    for address, form, told, action in (
        (f"{busy.case}/person", "person", person, ""),
        (
            f"{busy.case}/close",
            "closing",
            {"reason": "finished", "how": "not_agreed", "no_second": "other"},
            "",
        ),
        (busy.referral, "decline", {"reason": "out_of_area"}, f"{busy.referral}/decline"),
    ):
        type_into(client, address, form, [["version", "1"], *told.items()])
        client.get(address)
        assert submit(client, action or address, **told).status_code == 303
        assert list_drafts(session, busy.worker.id) == []


NOT_KEPT = {
    "ReferralForm": "whoever refers may have no account; for somebody signed in see CallersForm",
    "EmergencyForm": "no erasure of the person's own team would reach what was typed",
}


def test_every_form_about_people_with_room_for_words_is_kept() -> None:
    of_people = [
        module
        for each in pkgutil.iter_modules(forms.__path__)
        if "lily.casework"
        in inspect.getsource(module := importlib.import_module(f"{forms.__name__}.{each.name}"))
    ]
    with_words = {
        form
        for module in of_people
        for _, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, HouseForm)
        and any(
            issubclass(getattr(field, "field_class", object), TextAreaField)
            for _, field in inspect.getmembers(form)
        )
    }
    assert len(with_words) > len(NOT_KEPT)
    assert {each.__name__ for each in with_words if not issubclass(each, DraftedForm)} == set(
        NOT_KEPT
    )


def test_every_name_of_a_draft_stands_in_a_page() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'data-draft="([\w-]+)"', pages))
    assert named == set(LABELS)
