"""Rows that stand in for the parts of an address: one of somebody's own, and one of another's.

`test_access.py` asks every page that shows or changes what is somebody's own for a row of theirs
(which must not be 404) and for a row of somebody else (which must be). To add a page of yours with
`<uuid:listing_id>` in its address, add a function below with the mark `@rows("listing_id")`:

    @rows("listing_id")
    def _listing(session: Session, account: Account) -> tuple[object, object]:
        return make_listing(session, editor=account).id, make_listing(session).id

It returns what stands in the address for the account's own row, and for a foreign one. It may
write; the test commits. Where one name means different things on different pages, mark it with
the view too: `@rows("listings.show_draft.draft_id")`.
"""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from lily.accounts.drafts import OpenPage, Place, keep_draft, list_drafts
from lily.accounts.kept_forms import keep_form
from lily.accounts.models import Account, Passkey
from lily.accounts.sign_ins import begin_sign_in
from lily.directory.models import Organisation
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import refer_on
from tests.factories.owners import make_member

Rows = Callable[[Session, Account], tuple[object, object]]

PROVIDERS: dict[str, Rows] = {}


def rows(name: str) -> Callable[[Rows], Rows]:
    """Say which part of an address a function has rows for."""

    def keep(made: Rows) -> Rows:
        PROVIDERS[name] = made
        return made

    return keep


def provider(endpoint: str, part: str) -> Rows | None:
    """Return the function for a part of the address of a view, or None."""
    return PROVIDERS.get(f"{endpoint}.{part}") or PROVIDERS.get(part)


@rows("sign_in_id")
def _sign_in(session: Session, account: Account) -> tuple[UUID, UUID]:
    def begun(by: Account) -> UUID:
        return begin_sign_in(session, by, device="another", has_second_factor=True)[1].id

    return begun(account), begun(make.make_account(session))


@rows("passkey_id")
def _passkey(session: Session, account: Account) -> tuple[UUID, UUID]:
    made = [
        Passkey(account_id=owner.id, credential_id=str(owner.id), public_key="", name="a key")
        for owner in (account, make.make_account(session))
    ]
    session.add_all(made)
    session.flush()
    return made[0].id, made[1].id


import tests.house.rows_of_owners  # noqa: E402, F401  it marks its own


@rows("kept_id")
def _kept(session: Session, account: Account) -> tuple[UUID, UUID]:
    def kept(by: Account) -> UUID:
        fields = [("words", "A hot lunch")]
        return keep_form(session, account_id=by.id, path="/somewhere", fields=fields).id

    return kept(account), kept(make.make_account(session))


@rows("onward_id")
def _onward(session: Session, account: Account) -> tuple[UUID, UUID]:
    made = []
    for member in (account, make.make_account(session)):
        service = make_service(session, name=f"For {member.id}")
        make_member(session, session.get_one(Organisation, service.organisation_id), member)
        case = make_case(session, make_team(session, f"Team {member.id}"))
        made.append(refer_on(session, case, service).id)
    return made[0], made[1]


@rows("drafts.drop_draft.draft_id")
def _draft(session: Session, account: Account) -> tuple[UUID, UUID]:
    def typed(by: Account) -> UUID:
        at = Place(by.id, "/somewhere", "contact")
        keep_draft(session, at, [("note", "A hot lunch")], OpenPage("a page"))
        return list_drafts(session, by.id)[0].id

    return typed(account), typed(make.make_account(session))
