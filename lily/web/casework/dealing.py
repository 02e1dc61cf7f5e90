"""Seeing to what came to nothing, from Today: a no, a silence, a letter that was lost."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework.actions import dealing
from lily.casework.choices import DealtWith
from lily.casework.queries.onward import get_onward
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, pages, referral_of_mine
from lily.web.forms.base import PressForm


@pages.post("/cases/<uuid:case_id>/onward/<uuid:onward_id>/dealt-with")
@needs(Permission.WORK_CASES)
def deal_with_onward(case_id: UUID, onward_id: UUID) -> ResponseReturnValue:
    """Take one that came to nothing off Today, and say whether the person wants another."""
    case_of_mine(case_id)
    onward = get_onward(session(), onward_id, case_id=case_id).onward
    if PressForm().accepted():
        is_wanted = request.args.get("how") != DealtWith.NOT_WANTED
        how = DealtWith.DONE if is_wanted else DealtWith.NOT_WANTED
        dealing.deal_with(session(), onward, how, by=signed_in_account().actor)
        session().commit()
        entering.say("Done. It is off your page Today.")
    return redirect(url_for(".show_today"), 303)


@pages.post("/cases/referrals/<uuid:referral_id>/rang")
@needs(Permission.WORK_CASES)
def ring_referrer(referral_id: UUID) -> ResponseReturnValue:
    """Take a referral of which a letter was lost off Today: somebody rang whoever referred."""
    referral = referral_of_mine(referral_id)
    if PressForm().accepted():
        dealing.ring_referrer(session(), referral, by=signed_in_account().actor)
        session().commit()
        entering.say("Done. It is off the page Today.")
    return redirect(url_for(".show_today"), 303)
