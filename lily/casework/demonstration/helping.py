"""What a worker of a demonstration does on a case, from the first call to the end of it."""

from lily import clock
from lily.casework.actions.cases import assign_case, log_contact
from lily.casework.actions.clients import change_person
from lily.casework.actions.closing import close_case, reopen_case
from lily.casework.actions.consents import (
    Agreed,
    record_consent,
    record_refusal,
    withdraw_consent,
)
from lily.casework.actions.letters import Sending
from lily.casework.actions.notes import correct_note, write_note
from lily.casework.choices import (
    CloseReason,
    ConsentHow,
    ContactOutcome,
    FeedbackHow,
    LetterTo,
    NoteLayer,
    NotRead,
    Purpose,
    SentWay,
    Way,
)
from lily.casework.demonstration.directory import find_listing
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.details import ContactSafety
from lily.casework.layers import Reader
from lily.casework.queries.merges import consents_of
from lily.directory.choices import Answer


@happens("rang")
def ring(play: Play, person: Person, told: Told) -> None:
    """Somebody rings, or meets the person (`way`); `next` is when to ring again."""
    log_contact(
        play.session,
        person.the_case,
        told.choice("outcome", ContactOutcome, ContactOutcome.SPOKE),
        by=play.by,
        note=told.get("note"),
        way=told.choice("way", Way, Way.PHONE),
        next_call_on=told.day("next"),
    )


@happens("given")
def give(play: Play, person: Person, told: Told) -> None:
    """The case is given to a colleague."""
    worker = play.account(told.need("to"))
    assign_case(play.session, person.the_case, worker.id, by=play.by)


@happens("safe")
def make_safe(play: Play, person: Person, told: Told) -> None:
    """The person says how it is safe to reach them."""
    client = person.the_client
    safety = ContactSafety(
        may_leave_word=told.choice("may_leave_word", Answer, Answer.NOT_KNOWN),
        may_text=told.choice("may_text", Answer, Answer.NOT_KNOWN),
        who_may_answer=told.get("who_may_answer"),
        when_to_ring=told.get("when_to_ring"),
    )
    known = person.story.details
    change_person(play.session, client, known, safety, version=client.version, by=play.by)


@happens("agreed")
def agree(play: Play, person: Person, told: Told) -> None:
    """The person agrees to things, each by itself; `to` is the listing to share with."""
    how = told.choice("how", ConsentHow, ConsentHow.SPOKEN)
    service = find_listing(play.session, told.get("to"))
    service_id = service.id if service else None
    for purpose in map(Purpose, told.need("to_what")):
        agreed = Agreed(purpose, how, service_id, told.day("until"))
        record_consent(play.session, person.the_client, agreed, by=play.by)


@happens("said_no")
def say_no(play: Play, person: Person, told: Told) -> None:
    """The person is asked for things and says no."""
    how = told.choice("how", ConsentHow, ConsentHow.SPOKEN)
    for purpose in map(Purpose, told.need("to_what")):
        record_refusal(play.session, person.the_client, Agreed(purpose, how), by=play.by)


@happens("took_back")
def take_back(play: Play, person: Person, told: Told) -> None:
    """The person takes an agreement back."""
    purpose = told.choice("what", Purpose)
    service = find_listing(play.session, told.get("to"))
    for consent in consents_of(play.session, person.the_client.id):
        is_it = consent.purpose is purpose and consent.withdrawn_on is None
        if is_it and (service is None or consent.service_id == service.id):
            withdraw_consent(play.session, consent, by=play.by)
            return
    raise ValueError("They had not agreed to that")


@happens("noted")
def note(play: Play, person: Person, told: Told) -> None:
    """Somebody writes a note."""
    layer = told.choice("layer", NoteLayer, NoteLayer.RECORD)
    person.note = write_note(play.session, person.the_case, layer, told.need("words"), by=play.by)


@happens("put_right")
def put_right(play: Play, person: Person, told: Told) -> None:
    """Whoever wrote the latest note puts it right."""
    first = person.note
    if first is None or play.by.account_id is None:
        raise ValueError("There is no note to put right")
    who = Reader(play.by.account_id, frozenset())
    correct_note(
        play.session, first, told.need("words"), version=first.version, who=who, by=play.by
    )


@happens("closed")
def close(play: Play, person: Person, told: Told) -> None:
    """The case ends, with a letter (`to` the surgery, or whoever referred) or without.

    `sent` is how the letter was sent that day.
    """
    way = told.find_choice("sent", SentWay)
    whom = person.the_client.surgery_name or "The surgery"
    close_case(
        play.session,
        person.the_case,
        told.choice("reason", CloseReason),
        told.choice("how", FeedbackHow),
        told.get("letter"),
        consents=consents_of(play.session, person.the_client.id),
        by=play.by,
        no_second=told.find_choice("no_second", NotRead),
        to=told.choice("to", LetterTo, LetterTo.SURGERY),
        sending=Sending(way, whom, clock.today()) if way else None,
    )


@happens("reopened")
def reopen(play: Play, person: Person, told: Told) -> None:
    """The team helps again."""
    del told
    reopen_case(play.session, person.the_case, by=play.by)
