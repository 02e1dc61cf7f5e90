"""For whom the letter at the end of a case is, under which agreement, and what stands above it."""

from lily.casework.choices import LetterTo, Purpose, ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.models import Client
from lily.directory.text import slug

PURPOSES = {LetterTo.REFERRER: Purpose.TELL_REFERRER, LetterTo.SURGERY: Purpose.TELL_GP}
"""What a person must have agreed to, by whom the letter is for."""
_REFERRERS = {
    ReferrerKind.PROFESSIONAL: "the professional who sent you to us",
    ReferrerKind.FAMILY: "whoever asked us to help you",
    ReferrerKind.CHAMPION: "the champion who told us of you",
    ReferrerKind.PHONE_LINE: "the phone line that told us of you",
}


def ask_of_referrer(kind: ReferrerKind, name: str) -> str:
    """Return what to ask before whoever referred is told: by name, else by what they are.

    Of “Dr Sedge, the Staithe Surgery” the name alone.
    """
    named = name.partition(",")[0].strip()
    return f"May we tell {named or _REFERRERS.get(kind, 'whoever sent you to us')} how it went?"


def may_be_for(
    client: Client, kind: ReferrerKind | None, referrer: ReferrerDetails
) -> list[LetterTo]:
    """Return for whom a letter may be. `kind` is that of the referral; None where there is none.

    Nobody referred but the person themselves, or their surgery did: then for the surgery alone.
    """
    if kind in (None, ReferrerKind.SELF) or is_surgery_of(client, kind, referrer):
        return [LetterTo.SURGERY]
    return [LetterTo.REFERRER, LetterTo.SURGERY]


def is_surgery_of(client: Client, kind: ReferrerKind | None, referrer: ReferrerDetails) -> bool:
    """Say whether we know that a professional referred from the person's own surgery.

    We know it where they work at what is written down as the surgery of the person, as a list said
    it, or at the end of who they are: “Dr Sedge, the Staithe Surgery”. Else we do not know.
    """
    surgery = slug(client.surgery_name)
    if not surgery or kind is not ReferrerKind.PROFESSIONAL:
        return False
    return slug(referrer.organisation) == surgery or f"-{slug(referrer.name)}".endswith(
        f"-{surgery}"
    )


def addressed(client: Client, to: LetterTo, letter: str) -> str:
    """Return a letter with the name and address of the surgery above it, where it is for that."""
    if to is not LetterTo.SURGERY:
        return letter
    head = "\n".join(filter(None, (client.surgery_name, client.surgery_address)))
    return f"{head}\n\n{letter}" if head and not letter.startswith(head) else letter
