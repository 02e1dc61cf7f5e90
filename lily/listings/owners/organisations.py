"""What an organisation says of itself, changed by those who look after it or by a moderator."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory import text as texts
from lily.directory.models import FormerSlug, Organisation, Phone
from lily.errors import Invalid, Refused
from lily.imports.phones import Number, read_numbers
from lily.imports.slugs import Slugs
from lily.listings.choices import Trust
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import open_desk_item

NO_NUMBER = (
    "We cannot read “{}”. Type a number as you would dial it, such as 01485 570 100, mornings."
)
LOOK = "Those who look after {} changed what it says of itself. Read it once."
ONLY_WE = "A new name is given by us. Ring us, or write to us."


@dataclass(frozen=True)
class Details:
    """What an organisation says of itself. `description` is safe HTML or plain text."""

    name: str
    description: str
    email: str
    website: str
    phones: tuple[str, ...]
    """One number in each, with words: 01485 570100, mornings."""


def read_details(organisation: Organisation) -> Details:
    """Return what an organisation says now; it was read with its phones."""
    return Details(
        name=organisation.name,
        description=organisation.description,
        email=organisation.email,
        website=organisation.website,
        phones=tuple(_said(phone) for phone in organisation.phones),
    )


def _said(phone: Phone | Number) -> str:
    extension = f"ext {phone.extension}" if phone.extension else ""
    return ", ".join(filter(None, (f"{phone.number} {extension}".strip(), phone.words)))


def change_details(
    session: Session, organisation: Organisation, details: Details, *, trust: Trust, by: Actor
) -> None:
    """Give an organisation these details: live at once, and left alone by imports from now on.

    A new name is for those who are trusted with all; the old address leads to the new one. What
    the others change is put on the desk, to be read once. Raises Invalid with the field, and
    Refused where nothing is new.
    """
    before = read_details(organisation)
    after = _tidied(details)
    changes = _differing(before, after)
    if not changes:
        raise Refused("It says this already. Nothing was changed.")
    if "name" in changes:
        if trust is not Trust.ALL:
            raise Invalid("name", ONLY_WE)
        _rename(session, organisation, after.name)
    organisation.description, organisation.email = after.description, after.email
    organisation.website = after.website
    if "phones" in changes:
        organisation.phones = _phones(organisation, after.phones)
    organisation.kept_on, organisation.changed_at = clock.today(), clock.now()
    session.flush()
    record(
        session,
        "change_details",
        by=by,
        kind="organisation",
        subject_id=organisation.id,
        changes=changes,
    )
    if trust is not Trust.ALL:
        open_desk_item(
            session,
            kind=DeskKind.OTHER,
            key=f"details/{organisation.id}/{clock.today()}",
            words=LOOK.format(organisation.name),
            organisation_id=organisation.id,
            by=by,
        )


def _tidied(details: Details) -> Details:
    name = texts.line(details.name)
    if not name:
        raise Invalid("name", "Give it a name.")
    return Details(
        name=name,
        description=texts.safe_html(details.description),
        email=details.email,
        website=details.website,
        phones=tuple(_said(number) for number in _numbers(details.phones)),
    )


def _numbers(lines: Sequence[str]) -> list[Number]:
    found = []
    for line in lines:
        numbers = read_numbers(line)
        if not numbers or not all(number.is_sure for number in numbers):
            raise Invalid("phones", NO_NUMBER.format(line[:60]))
        found += numbers
    return found


def _differing(before: Details, after: Details) -> dict[str, tuple[Any, Any]]:
    old, new = asdict(before), asdict(after)
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def _phones(organisation: Organisation, lines: Sequence[str]) -> list[Phone]:
    return [
        Phone(
            organisation_id=organisation.id,
            position=position,
            number=each.number,
            extension=each.extension,
            words=each.words,
        )
        for position, each in enumerate(_numbers(lines))
    ]


def _rename(session: Session, organisation: Organisation, name: str) -> None:
    """Give it a name and an address; the old address leads there, unless it is the same."""
    organisation.name = name
    if texts.slug(name) == organisation.slug:
        return
    before, plain = organisation.slug, texts.slug(name)
    own = session.exec(
        select(FormerSlug).where(
            FormerSlug.slug == plain, FormerSlug.organisation_id == organisation.id
        )
    ).first()
    if own:  # it had this name once
        session.delete(own)
        session.flush()
    organisation.slug = plain if own else Slugs(session, Organisation).make(name)
    session.add(FormerSlug(slug=before, organisation_id=organisation.id))
    session.flush()
