"""The letters of a case, to print or copy; and to whom each was sent, how, and when."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases
from lily.casework.actions.letters import keep_letter_back, note_letter_sent
from lily.casework.choices import LetterTo, RecordKind
from lily.casework.letters import PURPOSES, may_be_for
from lily.casework.policies import find_valid
from lily.casework.queries.letters import (
    WrittenLetter,
    find_referrer,
    find_unsent,
    list_letters,
)
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine
from lily.web.filters import moment
from lily.web.forms.base import PressForm
from lily.web.forms.closing import LETTERS_BY, LETTERS_TO, SENT_WAYS, SentForm
from lily.web.labels import REFERRERS

pages = Blueprint("letters", __name__)


def names_of(found: queries.ListedCase) -> dict[LetterTo, str]:
    """Return for whom a letter may be, by what they are called."""
    kind, referrer = find_referrer(session(), found.case)
    names = {
        LetterTo.REFERRER: referrer.name or (REFERRERS[kind] if kind else ""),
        LetterTo.SURGERY: found.client.surgery_name or "Their surgery",
    }
    return {to: names[to] for to in may_be_for(found.client, kind, referrer)}


@pages.route("/cases/<uuid:case_id>/letter", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def show_letters(case_id: UUID) -> ResponseReturnValue:
    """The letters, the latest first, to print or copy; and how one was sent, to write down."""
    keep_private()
    found, by = case_of_mine(case_id), signed_in_account().actor
    consents = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
    letters = list_letters(session(), case_id)
    form = _sent_form(found, letters)
    if form.accepted():
        letter = next(each.letter for each in letters if str(each.letter.id) == form.letter.data)
        try:
            note_letter_sent(session(), letter, form.sending(), consents=consents, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            found, letters = case_of_mine(case_id), list_letters(session(), case_id)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Written down.")
            return redirect(url_for(".show_letters", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    agreed = {to for to in LetterTo if find_valid(consents, PURPOSES[to], clock.today())}
    page = render_template(
        "letters/show_letters.html",
        found=found,
        form=form,
        press_form=PressForm(formdata=None),
        letters=letters,
        unsent=find_unsent(session(), case_id),
        agreed=agreed,
        whom=LETTERS_TO,
        hows=LETTERS_BY,
        ways=SENT_WAYS,
    )
    return page, 400 if form.mistakes else 200


def _sent_form(found: queries.ListedCase, letters: list[WrittenLetter]) -> SentForm:
    """Return the form of a sending, of the latest letter unless another is chosen."""
    to = letters[0].letter.addressed_to if letters else LetterTo.SURGERY
    form = SentForm(sent_to=names_of(found).get(to, ""), sent_on=clock.today())
    form.offer({str(each.letter.id): _said(each) for each in letters})
    return form


def _said(each: WrittenLetter) -> str:
    return f"{LETTERS_TO[each.letter.addressed_to]}, {moment(each.letter.made_at)}"


@pages.post("/cases/<uuid:case_id>/letter/keep-back")
@needs(Permission.WORK_CASES)
def keep_back(case_id: UUID) -> ResponseReturnValue:
    """The letter that waits will not be sent; where none waits, nothing changes."""
    case_of_mine(case_id)
    letter = find_unsent(session(), case_id)
    if PressForm().accepted() and letter:
        keep_letter_back(session(), letter, by=signed_in_account().actor)
        session().commit()
        entering.say("Written down: it will not be sent.")
    return redirect(url_for(".show_letters", case_id=case_id), 303)
