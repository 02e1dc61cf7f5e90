"""The deeds of a case pressed twice, from two tabs, and with the server killed while it does them.

Nothing is doubled, nothing half-done, and what was typed is either in the record or still a draft.
`ROUNDS=50` kills each as often.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock, sealing
from lily.accounts.choices import Role
from lily.accounts.drafts import Place, find_draft
from lily.accounts.models import Account, Draft, Team
from lily.audit.actors import SYSTEM
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.casework import models
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.queries.follow_ups import list_follow_ups
from lily.config import Config
from lily.database import make_engine
from lily.directory.models import Organisation
from lily.post.models import Message
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team, refer
from tests.factories.directory import make_service
from tests.factories.onward import agree, refer_on
from tests.factories.owners import make_member
from tests.journeys.site import Answer, Site, Visitor
from tests.servers import cookie_of

ROUNDS = int(os.environ.get("ROUNDS", "4"))
SOONEST_S, LATEST_S = 0.002, 0.2
KEY = "k" * 24
WORDS = "Typed by hand: she sings."
ABOUT = ("referral", "onward_referral")
TABLES = [
    each.__table__
    for each in (*vars(models).values(), Draft)
    if isinstance(each, type) and hasattr(each, "__table__") and each is not models.RecordView
]
"""Where a deed writes, besides the audit and the letters. A look at a page is no deed."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed")]
Typed = dict[str, str | list[str]]
Shape = Counter[tuple[object, ...]]


@dataclass
class Pressed:
    """A button that does a deed: the page it is on, where it goes, and what is typed before.

    `form` names the draft of its form, where it has one, and `box` the field with our words.
    """

    page: str
    action: str
    typed: Typed
    form: str = ""
    box: str = ""


@dataclass
class Desk:
    """The site, and two who work there: each in a browser of their own."""

    site: Site
    engine: sa.Engine
    leader: Account
    one: Visitor
    other: Visitor
    team_id: UUID
    whole: dict[tuple[str, bool], "Delta"]


@dataclass
class Staff:
    """Two team leaders of the site, each in a browser of their own, and what each deed changes."""

    site: Site
    settings: Config
    leaders: list[Account]
    visitors: list[Visitor]
    whole: dict[tuple[str, bool], "Delta"]


@pytest.fixture(scope="module")
def staff(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Return who works on a site that can be killed, on a database of this module's own."""
    folder = tmp_path_factory.mktemp("killable")
    (folder / "lily.db").write_bytes(migrated.read_bytes())
    settings = Config(data_dir=str(folder), secret_key="only for tests")
    sealing.use_keys(settings)
    engine = make_engine(settings.database)
    with Session(engine, expire_on_commit=False) as session:
        leaders = [make_account(session, Role.TEAM_LEADER) for _ in range(2)]
        session.commit()
    engine.dispose()
    environ = {**os.environ, "LILY_DATA_DIR": str(folder), "LILY_SECRET_KEY": "only for tests"}
    site = Site(environ, folder / "server.log")
    visitors = [_visitor(site, settings, each.id) for each in leaders]
    yield Staff(site, settings, leaders, visitors, {})
    site.kill_all()


def _visitor(site: Site, settings: Config, account_id: UUID) -> Visitor:
    cookie = cookie_of(settings, lambda session: session.get_one(Account, account_id))
    return Visitor(site.address, cookie)


@pytest.fixture
def desk(staff: Staff) -> Iterator[Desk]:
    """Return a new team of the two leaders."""
    sealing.use_keys(staff.settings)
    engine = make_engine(staff.settings.database)
    with Session(engine) as session:
        team_id = make_team(session, f"Team {uuid4().hex[:6]}", *staff.leaders).id
        session.commit()
    one, other = staff.visitors
    yield Desk(staff.site, engine, staff.leaders[0], one, other, team_id, staff.whole)
    engine.dispose()


def _team(session: Session, desk: Desk) -> Team:
    return session.get_one(Team, desk.team_id)


def _accept(session: Session, desk: Desk) -> Pressed:
    page = f"/cases/referrals/{refer(session, _team(session, desk), phone='').id}"
    return Pressed(page, f"{page}/accept", {"person": "new", "worker": ""})


def _prescribe(session: Session, desk: Desk) -> Pressed:
    case = make_case(session, _team(session, desk))
    service = make_service(session)
    make_member(session, session.get_one(Organisation, service.organisation_id))
    agree(session, case, service)
    page = f"/cases/{case.id}/help/{service.slug}"
    typed: Typed = {
        "kind": "referred",
        "reason": WORDS,
        "pieces": ["name", "phone"],
        "press": "send",
    }
    return Pressed(page, page, typed, "prescribe", "reason")


def _follow_up(session: Session, desk: Desk) -> Pressed:
    case = make_case(session, _team(session, desk))
    refer_on(session, case, make_service(session))
    plan_follow_ups(session, case, None, clock.today(), by=SYSTEM)
    check = list_follow_ups(session, case.id)[0]
    page = f"/cases/{case.id}/follow-ups/{check.id}"
    return Pressed(page, page, {"got_there": "yes", "words": WORDS}, "check", "words")


def _merge(session: Session, desk: Desk) -> Pressed:
    team = _team(session, desk)
    kept, gone = make_case(session, team), make_case(session, team, first_name="Win")
    agree(session, gone, make_service(session))
    page = f"/cases/{kept.id}/same-person/{gone.id}"
    return Pressed(page, page, {"first_name": "kept", "typed_name": "Canary"})


def _close(session: Session, desk: Desk) -> Pressed:
    page = f"/cases/{make_case(session, _team(session, desk)).id}/close"
    typed: Typed = {
        "reason": "finished",
        "no_second": "no_time",
        "how": "nobody_to_tell",
        "letter": WORDS,
    }
    return Pressed(page, page, typed, "closing", "letter")


DEEDS = {
    "accept": _accept,
    "prescribe": _prescribe,
    "follow-up": _follow_up,
    "merge": _merge,
    "close": _close,
}


Delta = tuple[Shape, Shape]
NOTHING: Delta = (Counter(), Counter())


def shape(engine: sa.Engine) -> Shape:
    """Return how many rows of each kind there are: of each table, by what is filled in and how."""
    told: Shape = Counter()
    with Session(engine) as session:
        for table in TABLES:
            for row in session.execute(sa.select(table)):
                told[(table.name, *map(_kind, row))] += 1
        letters = select(Message.template).where(col(Message.about_kind).in_(ABOUT))
        told.update(("letter", template) for template in session.exec(letters))
        done = select(AuditEvent.action).where(col(AuditEvent.account_id).is_not(None))
        told.update(("audit", action) for action in session.exec(done))
        assert find_break(session) is None, "The audit is whole"
    return told


def _kind(value: object) -> object:
    return value if isinstance(value, Enum | bool) else value in (None, "", "[]", "{}")


def since(before: Shape, engine: sa.Engine) -> Delta:
    """Return which rows there are more, and which there are fewer."""
    now = shape(engine)
    return now - before, before - now


def prepare(desk: Desk, deed: str) -> Pressed:
    """Make what a deed begins with."""
    with Session(desk.engine) as session:
        pressed = DEEDS[deed](session, desk)
        session.commit()
    return pressed


def fill_in(visitor: Visitor, pressed: Pressed) -> Typed:
    """Open the page and fill its form in; return what would be sent."""
    return {**visitor.open_form(pressed.page, pressed.action), **pressed.typed}


def keep_draft(visitor: Visitor, pressed: Pressed, typed: Typed, key: str = KEY) -> Typed:
    """Keep what is typed as the script of the page does; return what would be sent with it."""
    if not pressed.form:
        return typed
    sent = {
        "path": pressed.page,
        "form": pressed.form,
        "fields": [[pressed.box, typed[pressed.box]]],
        "key": key,
        "turn": 1,
    }
    token = str(typed["csrf_token"])
    headers = {"Content-Type": "application/json", "X-CSRFToken": token}
    assert visitor.ask("/drafts", json.dumps(sent).encode(), **headers).status < 300
    return {**typed, "draft_key": f"{key}.1"}


def kept_words(desk: Desk, pressed: Pressed) -> str:
    """Return the words of the draft that is not sent yet."""
    with Session(desk.engine) as session:
        found = find_draft(session, Place(desk.leader.id, pressed.page, pressed.form))
    return dict(found[1]).get(pressed.box, "") if found else ""


def done_whole(desk: Desk, deed: str, *, drafted: bool = False) -> Delta:
    """Do a deed undisturbed, once in all, and return all that it changes."""
    if (deed, drafted) in desk.whole:
        return desk.whole[deed, drafted]
    pressed = prepare(desk, deed)
    before = shape(desk.engine)
    typed = fill_in(desk.one, pressed)
    if drafted:
        typed = keep_draft(desk.one, pressed, typed)
    answer = desk.one.press(pressed.action, typed)
    assert answer.status == 303, answer.body
    return desk.whole.setdefault((deed, drafted), since(before, desk.engine))


def refused_kindly(answer: Answer) -> bool:
    """Say whether somebody who came second is led on, or told what is the matter."""
    return answer.status in (303, 400, 404, 409)


@pytest.mark.parametrize("deed", DEEDS)
def test_pressed_twice_it_is_done_once(desk: Desk, deed: str) -> None:
    whole = done_whole(desk, deed)
    pressed = prepare(desk, deed)
    before = shape(desk.engine)
    typed = fill_in(desk.one, pressed)
    assert desk.one.press(pressed.action, typed).status == 303
    assert refused_kindly(desk.one.press(pressed.action, typed))
    assert since(before, desk.engine) == whole


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["one page", "two colleagues"])
def test_pressed_at_the_same_moment_it_is_done_once(desk: Desk, deed: str, who: str) -> None:
    whole = done_whole(desk, deed)
    visitors = [desk.one, desk.one if who == "one page" else desk.other]
    for _ in range(2):
        pressed = prepare(desk, deed)
        before = shape(desk.engine)
        forms = [fill_in(each, pressed) for each in dict.fromkeys(visitors)]
        pairs = zip(visitors, [forms[0], forms[-1]], strict=True)
        with ThreadPoolExecutor(2) as pool:
            pressing = [pool.submit(each.press, pressed.action, typed) for each, typed in pairs]
            answers = [each.result() for each in pressing]
        assert all(map(refused_kindly, answers)), answers
        assert since(before, desk.engine) == whole


@pytest.mark.parametrize("deed", DEEDS)
def test_of_two_tabs_the_second_doubles_nothing_and_loses_nothing(desk: Desk, deed: str) -> None:
    whole = done_whole(desk, deed)
    pressed = prepare(desk, deed)
    before = shape(desk.engine)
    first, second = fill_in(desk.one, pressed), fill_in(desk.one, pressed)
    assert desk.one.press(pressed.action, first).status == 303
    if pressed.form:
        second[pressed.box] = f"{WORDS} And more."
        second = keep_draft(desk.one, pressed, second, key="t" * 24)
    answer = desk.one.press(pressed.action, second)
    assert answer.status in (400, 404, 409), answer
    more, fewer = since(before, desk.engine)
    drafts = Counter({each: more[each] for each in more if each[0] == "draft"})
    assert (more - drafts, fewer) == whole
    if pressed.form:
        assert kept_words(desk, pressed) == f"{WORDS} And more."


@pytest.mark.parametrize("deed", DEEDS)
def test_killed_at_any_moment_it_is_done_whole_or_not_at_all(desk: Desk, deed: str) -> None:
    whole = done_whole(desk, deed, drafted=True)
    chance = random.Random(f"{deed} 20261127")
    waits = [SOONEST_S, *(chance.uniform(SOONEST_S, LATEST_S) for _ in range(ROUNDS - 2)), None]
    for wait_s in waits:
        pressed = prepare(desk, deed)
        before = shape(desk.engine)
        typed = keep_draft(desk.one, pressed, fill_in(desk.one, pressed))
        with ThreadPoolExecutor(1) as pool:
            pressing = pool.submit(desk.one.press, pressed.action, typed)
            if wait_s is None:
                assert pressing.result().status == 303, "What was answered was done"
            else:
                time.sleep(wait_s)
            desk.site.kill()
        more, fewer = since(before, desk.engine)
        is_done = (more, fewer) == whole
        if not is_done:
            assert pressing.result().status == 0, "What was answered is kept"
            drafts = Counter({each: more[each] for each in more if each[0] == "draft"})
            assert (more - drafts, fewer) == NOTHING, "Half of it was done"
        if pressed.form:
            assert kept_words(desk, pressed) == ("" if is_done else WORDS)
        assert refused_kindly(desk.one.press(pressed.action, typed))
        assert since(before, desk.engine) == whole, "Pressed again it is done, and once"


def test_the_whole_server_is_killed_and_comes_back_with_what_it_answered(desk: Desk) -> None:
    pressed = prepare(desk, "close")
    typed = keep_draft(desk.one, pressed, fill_in(desk.one, pressed))
    desk.site.kill_all()
    assert desk.one.press(pressed.action, typed).status == 0
    desk.site.start()
    assert kept_words(desk, pressed) == WORDS
    assert WORDS in desk.one.ask(pressed.page).body
    assert desk.one.press(pressed.action, typed).status == 303
    assert kept_words(desk, pressed) == ""
