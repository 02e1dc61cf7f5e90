"""When two records may be made one, and what stays of what each of them said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from lily.casework.choices import ConsentHow, Purpose
from lily.casework.details import ContactSafety, PersonDetails
from lily.casework.models import Client, ClientMerge, Consent
from lily.casework.policies import is_valid
from lily.directory.choices import Answer
from lily.directory.text import slug

WAY_BACK = timedelta(days=30)
_NARROWEST = (Answer.NO, Answer.NOT_KNOWN, Answer.YES)
ANSWERS = ("may_leave_word", "may_text")
"""What is asked of a person and is not chosen in a merge: the narrowest answer stays."""
CHOSEN = tuple(
    name
    for name in (*PersonDetails.model_fields, *ContactSafety.model_fields)
    if name not in ANSWERS
)
"""What is chosen in a merge, from one record or the other."""

_Thing = tuple[Purpose, UUID | None]


def narrowest(one: Answer, other: Answer) -> Answer:
    """Return the answer that allows less: no before not known, not known before yes."""
    return min(one, other, key=_NARROWEST.index)


def find_narrowed(kept: Iterable[Consent], gone: Iterable[Consent], today: date) -> list[Consent]:
    """Return the agreements that no longer hold once two records are one.

    An agreement stays where the other record has nothing that ended, withdrawn or run out, and no
    refusal, for the same purpose and recipient on or after the day on which it was given; on any
    day, where whoever referred said it. Where both agree, the one that ends first holds, and those
    that end later do not.
    """
    ours, theirs = _by_thing(kept), _by_thing(gone)
    found: list[Consent] = []
    for thing in {*ours, *theirs}:
        sides = (ours.get(thing, []), theirs.get(thing, []))
        for mine, others in (sides, sides[::-1]):
            found += [each for each in mine if _is_narrowed(each, others, today)]
    return sorted(found, key=lambda each: str(each.id))


def _by_thing(consents: Iterable[Consent]) -> dict[_Thing, list[Consent]]:
    found: dict[_Thing, list[Consent]] = {}
    for each in consents:
        found.setdefault((each.purpose, each.service_id), []).append(each)
    return found


def _is_narrowed(consent: Consent, others: Sequence[Consent], today: date) -> bool:
    if not is_valid(consent, today):
        return False
    is_told = consent.how is ConsentHow.BY_REFERRER
    if any(
        is_told or _ended_on(each, today) >= consent.given_on
        for each in others
        if _has_ended(each, today)
    ):
        return True
    ends = [each.expires_on or date.max for each in others if is_valid(each, today)]
    return bool(ends) and min(ends) < (consent.expires_on or date.max)


def _has_ended(consent: Consent, today: date) -> bool:
    has_run_out = consent.expires_on is not None and consent.expires_on < today
    return bool(consent.is_refused or consent.withdrawn_on or has_run_out)


def _ended_on(consent: Consent, today: date) -> date:
    if consent.is_refused:
        return consent.given_on
    return min(consent.withdrawn_on or today, consent.expires_on or today)


def why_not_merge(kept: Client, gone: Client) -> str | None:
    """Return why two records cannot be made one, or None where they can."""
    if kept.id == gone.id:
        return "This is one record already."
    if kept.team_id != gone.team_id:
        return "They are of two teams. Each team keeps its own record."
    return None


def is_name_typed(typed: str, kept: Client) -> bool:
    """Say whether what was typed is the family name of a person, or the only name we know."""
    name = kept.last_name or kept.first_name
    wanted = slug(name)
    return slug(typed) == wanted if wanted else typed.strip().casefold() == name.casefold()


def why_not_undo(merge: ClientMerge, later: Iterable[ClientMerge], now: datetime) -> str | None:
    """Return why a merge cannot be undone now, or None. `later` are merges into the same record."""
    if merge.undone_at:
        return "This was undone already."
    if merge.made_at + WAY_BACK < now:
        return f"It is more than {WAY_BACK.days} days ago. It stays as it is."
    if any(each.undone_at is None and each.made_at > merge.made_at for each in later):
        return "Another record was merged into this one since. Undo that first."
    return None


def choices_of(kept: Client, gone: Client, from_gone: Iterable[str]) -> Mapping[str, str]:
    """Return what is taken from the record that goes: of what is chosen, and nothing else."""
    wanted = set(from_gone).intersection(CHOSEN)
    return {
        name: getattr(gone, name) for name in wanted if getattr(gone, name) != getattr(kept, name)
    }
