"""The form of the few things that change: shown, filled in, and brought into a listing."""

from datetime import date

from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.closure_words import schedules_words
from lily.errors import Invalid, Refused
from lily.http.sessions import session
from lily.listings.document import read_document
from lily.listings.freshness.changes import Outcome, Sayings, say_changes, sayings_of
from lily.times.reading import read_times
from lily.web.forms.still_right import ChangeForm
from lily.web.listing import Listing
from lily.web.said import NOTHING_SAID, parts_of

UNREAD = "We cannot read all of that. {} Say it another way, or send it again to keep your words."


def sayings_now(listing: Listing) -> Sayings:
    """Return what a listing says now, as its page words it."""
    lines = {part.group: part.lines for part in parts_of(listing)}

    def text(group: FieldGroup) -> str:
        return "\n".join(line for line in lines[group] if line != NOTHING_SAID)

    return sayings_of(
        read_document(session(), listing.service.id),
        times=schedules_words(listing.page.schedules, today=listing.today),
        cost=text(FieldGroup.COST),
    )


def change_form(sayings: Sayings) -> ChangeForm:
    """Return the form, filled with what the listing says now."""
    data = dict(vars(sayings))
    until = sayings.closed_until
    return ChangeForm(data=data | {"closed_until": date.fromisoformat(until) if until else None})


def _asks_again(form: ChangeForm, before: Sayings, today: date) -> bool:
    """Say what of new times we cannot read, once; sent again as they stand, the words are kept."""
    typed = form.sayings().times
    if not typed or typed in (before.times, form.as_written.data):
        return False
    reading = read_times(typed, today)
    if reading.is_sure:
        return False
    form.as_written.process_data(typed)
    form.as_written.raw_data = None
    why = " ".join(reading.doubts[:1])
    form.refuse(Invalid("times", UNREAD.format(why)))
    return True


def take_changes(
    form: ChangeForm, listing: Listing, before: Sayings, *, by: Actor, how: EvidenceHow
) -> Outcome | None:
    """Bring what was typed into the listing; None, with the mistake beside its field, where not."""
    if _asks_again(form, before, listing.today):
        return None
    try:
        return say_changes(
            session(),
            listing.service.id,
            before,
            form.sayings(),
            by=by,
            how=how,
            today=listing.today,
        )
    except Invalid as error:
        session().rollback()
        field = error.field if error.field in form else "times"
        form.refuse(Invalid(field, error.message))
    except Refused as error:
        session().rollback()
        form.refuse(Invalid("times", str(error)))
    return None
