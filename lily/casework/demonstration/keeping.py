"""How long records of a demonstration are kept, and two records of one person."""

from lily.casework.actions.merges import merge_people
from lily.casework.actions.retention import ask_erasure, keep_longer, place_hold
from lily.casework.choices import ErasureReason
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.retention import Subject


def _subject(play: Play, person: Person) -> Subject:
    if person.client:
        return Subject(play.team.id, client_id=person.client.id)
    return Subject(play.team.id, referral_id=person.the_referral.id)


@happens("held")
def hold(play: Play, person: Person, told: Told) -> None:
    """The record must not be erased."""
    place_hold(play.session, _subject(play, person), told.need("reason"), by=play.by)


@happens("kept_longer")
def keep(play: Play, person: Person, told: Told) -> None:
    """The record is kept until a day, though its time is up."""
    until = told.must_day("until")
    keep_longer(play.session, _subject(play, person), until, told.need("reason"), by=play.by)


@happens("erasure_asked")
def ask_to_erase(play: Play, person: Person, told: Told) -> None:
    """Somebody asks that the record is erased; a second person has not confirmed it."""
    reason = told.choice("reason", ErasureReason)
    ask_erasure(play.session, _subject(play, person), reason, told.get("words"), by=play.by)


@happens("same_as")
def merge(play: Play, person: Person, told: Told) -> None:
    """The record of another of the stories (`whom`) turns out to be of this person."""
    other = play.people[told.need("whom")]
    kept, gone = person.the_client, other.the_client
    merge_people(
        play.session,
        kept,
        gone,
        from_gone=told.get("take", ()),
        typed_name=kept.last_name,
        versions=(kept.version, gone.version),
        by=play.by,
    )
    other.client = kept
