"""Sending people of a demonstration on to listings of its directory, and what became of it."""

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.consents import Agreed, record_consent
from lily.casework.actions.drafting import Prescribed, draft_onward
from lily.casework.actions.onward import (
    answer_onward,
    ask_again,
    fall_silent,
    mark_read,
    say_words,
    send_onward,
)
from lily.casework.choices import (
    ConsentHow,
    NotTaken,
    OnwardKind,
    OnwardState,
    Piece,
    Route,
    SaidBy,
)
from lily.casework.demonstration.directory import find_listing
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.models import OnwardReferral
from lily.casework.onward_policies import Answer
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.queries.merges import consents_of
from lily.casework.sharing import USUAL, pieces_of, purpose_of, why_not_share
from lily.directory.models import Service

_ROUTES = frozenset(Route)


@happens("chosen")
def choose(play: Play, person: Person, told: Told) -> None:
    """Help is chosen for a goal (the first is 1) and not sent yet; `to`: a listing or a route."""
    _choose(play, person, told)


def _choose(play: Play, person: Person, told: Told) -> OnwardReferral:
    to, reason, case = told.need("to"), told.get("reason"), person.the_case
    route = Route(to) if to in _ROUTES else None
    service = None if route else find_listing(play.session, to)
    kept = talk_of(find_conversation(play.session, case.id))
    number = told.get("goal", 0)
    pieces = told.get("tell", None)
    wanted = Prescribed(
        OnwardKind.STATUTORY if route else told.choice("kind", OnwardKind, OnwardKind.REFERRED),
        reason,
        service_id=service.id if service else None,
        route=route,
        goal_id=kept.goals[number - 1].id if number else None,
        pieces=USUAL if pieces is None else frozenset(map(Piece, pieces)),
    )
    could_tell = pieces_of(person.the_client, kept, reason)
    made = draft_onward(play.session, case, wanted, could_tell, by=play.by)
    person.onwards[to] = made
    return made


@happens("sent")
def send(play: Play, person: Person, told: Told) -> None:
    """The person is sent on, and agrees to what is told at that moment where they had not."""
    known = person.onwards.get(told.need("to"))
    is_chosen = known and known.state is OnwardState.DRAFTED
    onward = known if known and is_chosen else _choose(play, person, told)
    service = _service(play, onward)
    client, case = person.the_client, person.the_case
    if why_not_share(onward, consents_of(play.session, client.id), clock.today()):
        purpose, service_id = purpose_of(onward.service_id, onward.route)
        agreed = Agreed(purpose, ConsentHow.SPOKEN, service_id)
        record_consent(play.session, client, agreed, by=play.by)
    consents = consents_of(play.session, client.id)
    send_onward(play.session, onward, case, service, consents=consents, by=play.by)


@happens("answered")
def answer(play: Play, person: Person, told: Told) -> None:
    """Somebody says where it stands; `unread`: what a service said waits at Today."""
    onward = person.onwards[told.need("to")]
    said = Answer(
        told.choice("state", OnwardState),
        told.get("words"),
        told.get("weeks", None),
        told.find_choice("not_taken", NotTaken),
        told.day("until"),
    )
    said_by = told.choice("said_by", SaidBy, SaidBy.PROVIDER)
    answer_onward(play.session, onward, _service(play, onward), said, said_by, by=play.by)
    if not told.get("unread", False):
        mark_read(play.session, onward)


@happens("said")
def say(play: Play, person: Person, told: Told) -> None:
    """One side writes to the other."""
    onward = person.onwards[told.need("to")]
    said_by = told.choice("said_by", SaidBy, SaidBy.TEAM)
    say_words(play.session, onward, told.need("words"), said_by, by=play.by)
    if not told.get("unread", False):
        mark_read(play.session, onward)


@happens("asked_again")
def ask(play: Play, person: Person, told: Told) -> None:
    """The service is asked again by letter."""
    onward = person.onwards[told.need("to")]
    service = _service(play, onward)
    if service is None:
        raise ValueError("Only a listing is asked again")
    ask_again(play.session, onward, service, by=play.by)


@happens("silent")
def be_silent(play: Play, person: Person, told: Told) -> None:
    """Nobody answered in time, as the hourly work of LILY finds."""
    onward = person.onwards[told.need("to")]
    fall_silent(play.session, onward, "Nobody answered in time.", by=SYSTEM)


def _service(play: Play, onward: OnwardReferral) -> Service | None:
    return play.session.get(Service, onward.service_id) if onward.service_id else None
