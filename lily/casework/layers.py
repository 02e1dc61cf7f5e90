"""Who reads what of a case: some of it is kept apart, for named roles and for whoever wrote it."""

from dataclasses import dataclass
from uuid import UUID

from lily.accounts.permissions import Permission
from lily.casework.choices import FlagKind, NoteLayer
from lily.casework.models import CaseFlag, CaseNote, Escalation


@dataclass(frozen=True)
class Reader:
    """Who asks for what is on a case: an account, and what its roles allow."""

    account_id: UUID
    permissions: frozenset[Permission]

    @property
    def reads_safeguarding(self) -> bool:
        """Whether they read all that is kept apart."""
        return Permission.READ_SAFEGUARDING in self.permissions


def may_read_note(first: CaseNote, who: Reader) -> bool:
    """Say whether somebody reads a note, by its first wording."""
    is_apart = first.layer is NoteLayer.NAMED
    return not is_apart or who.reads_safeguarding or first.account_id == who.account_id


def may_read_flag(flag: CaseFlag, who: Reader) -> bool:
    """Say whether somebody reads the words of a flag. Of what it warns, the whole team sees."""
    is_apart = flag.kind is FlagKind.SAFEGUARDING
    return not is_apart or who.reads_safeguarding or flag.raised_by == who.account_id


def may_read_escalation(escalation: Escalation, who: Reader) -> bool:
    """Say whether somebody reads what was told. That it was told, the whole team sees."""
    return who.reads_safeguarding or escalation.account_id == who.account_id


def why_not_correct(first: CaseNote, who: Reader) -> str | None:
    """Return why somebody cannot put a note right, by its first wording; or None."""
    is_leader = Permission.LOOK_AFTER_CASES in who.permissions
    if may_read_note(first, who) and (is_leader or first.account_id == who.account_id):
        return None
    return "Only whoever wrote a note can put it right, or a team leader."
