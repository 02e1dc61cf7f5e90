"""What is due to be looked at; keeping a record longer, holding it, and erasing it by two."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.casework import queries
from lily.casework.actions import cases, erasing, retention
from lily.casework.choices import ErasureReason, RecordKind
from lily.casework.models import Referral
from lily.casework.retention import Subject, rules_of, why_not_confirm
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import config, session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams, referral_of_mine
from lily.web.forms.base import PressForm
from lily.web.forms.drafted import DraftedForm
from lily.web.forms.retention import WHY_ERASED, EraseForm, HoldForm, KeepForm
from lily.web.pack_words import counted_as

pages = Blueprint("retention", __name__)

_CASE, _REFERRAL = "/cases/<uuid:case_id>/erasure", "/cases/referrals/<uuid:referral_id>/erasure"


@dataclass(frozen=True)
class Whose:
    """Whose record a page is about, where it stands, and as what a look at it is written down."""

    subject: Subject
    name: str
    back: str
    seen: tuple[RecordKind, UUID]

    @property
    def address(self) -> str:
        """The page on which to decide."""
        return f"{self.back}/erasure"


def _whose(*, case_id: UUID | None = None, referral_id: UUID | None = None) -> Whose:
    """Return whose record is meant. That of an accepted referral is the person's."""
    if referral_id:
        referral = referral_of_mine(referral_id)
        case_id = referral.case_id
        if case_id is None:
            return _whose_referral(referral)
    assert case_id, "Every address names a case or a referral"  # noqa: S101
    found = case_of_mine(case_id)
    client, case = found.client, found.case
    return Whose(
        Subject(case.team_id, client_id=client.id),
        f"{client.first_name} {client.last_name}".strip(),
        f"/cases/{case.id}",
        (RecordKind.CASE, case.id),
    )


def _whose_referral(referral: Referral) -> Whose:
    person = queries.person_of(referral)
    return Whose(
        Subject(referral.team_id, referral_id=referral.id),
        f"{person.first_name} {person.last_name}".strip(),
        f"/cases/referrals/{referral.id}",
        (RecordKind.REFERRAL, referral.id),
    )


@pages.get("/retention")
@needs(Permission.LOOK_AFTER_CASES)
def list_due() -> ResponseReturnValue:
    """Whose time is up, what waits for a second person, what is held, and what was erased."""
    keep_private()
    teams, rules = my_teams(), rules_of(config())
    requests = queries.list_requests(session(), teams=teams)
    held = queries.list_held(session(), teams=teams)
    unwanted = queries.list_unwanted(session(), teams=teams)
    waiting = {each.subject for each in (*requests, *held)}
    found = queries.list_due(session(), clock.today(), rules, teams=teams)
    due = [each for each in found if each.subject not in waiting]
    erased = queries.list_erasures(session(), teams=teams)
    listed: list[queries.Due | queries.Waiting] = [*due, *requests, *held]
    return render_template(
        "retention/list_due.html",
        due=due,
        requests=requests,
        held=held,
        unwanted=unwanted,
        erased=erased,
        rows_in=queries.rows_in,
        people=queries.name_people(
            session(), [*(each.subject for each in listed), *unwanted.values()]
        ),
        names=_names(who for each in erased for who in (each.asked_by, each.approved_by)),
        why=WHY_ERASED,
        rules=rules,
    )


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return names_of(session(), {each for each in ids if each})


@pages.get(_CASE)
@pages.get(_REFERRAL)
@needs(Permission.LOOK_AFTER_CASES)
def show_record(**of: UUID) -> ResponseReturnValue:
    """How long we keep a record, and what can be decided about it."""
    return _page(_whose(**of))


def _page(whose: Whose, sent: DraftedForm | None = None) -> ResponseReturnValue:
    keep_private()
    me = signed_in_account()
    cases.note_view(session(), *whose.seen, by=me.actor)
    standing = queries.get_standing(session(), whose.subject, rules_of(config()))
    request = standing.request
    asked_by = request.asked_by if request else None
    forms = {"keep": KeepForm, "hold": HoldForm, "erase": EraseForm}
    page = render_template(
        "retention/show_record.html",
        whose=whose,
        standing=standing,
        counts=[(counted_as(name), count) for name, count in standing.counts.items()],
        leaders=queries.list_leaders(session(), whose.subject.team_id),
        why_not_confirm=why_not_confirm(request, me.account.id),
        names=_names([*(each.placed_by for each in standing.holds), asked_by]),
        why=WHY_ERASED,
        mistakes=sent.mistakes if sent else {},
        press_form=PressForm(formdata=None),
        **{
            name: sent if isinstance(sent, kind) else kind(formdata=None, draft_at=whose.address)
            for name, kind in forms.items()
        },
    )
    session().commit()
    return page, 400 if sent else 200


def _done(whose: Whose, words: str, sent: DraftedForm | None = None) -> ResponseReturnValue:
    if sent:
        sent.finish_draft(session())
    session().commit()
    entering.say(words)
    return redirect(whose.address, 303)


def _refused(whose: Whose, form: DraftedForm, error: Invalid) -> ResponseReturnValue:
    session().rollback()
    form.refuse(error)
    return _page(whose, form)


@pages.post(f"{_CASE}/keep")
@pages.post(f"{_REFERRAL}/keep")
@needs(Permission.LOOK_AFTER_CASES)
def keep_longer(**of: UUID) -> ResponseReturnValue:
    """Keep a record until a day, though its time is up."""
    whose = _whose(**of)
    form = KeepForm(draft_at=whose.address)
    if not form.accepted():
        return _page(whose, form)
    told, by = (form.until_on.data, form.reason.data), signed_in_account().actor
    try:
        retention.keep_longer(session(), whose.subject, *told, by=by)
    except Invalid as error:
        return _refused(whose, form, error)
    return _done(whose, "Kept for longer.", form)


@pages.post(f"{_CASE}/hold")
@pages.post(f"{_REFERRAL}/hold")
@needs(Permission.LOOK_AFTER_CASES)
def place_hold(**of: UUID) -> ResponseReturnValue:
    """Forbid that it is erased, until somebody lifts the hold."""
    whose = _whose(**of)
    form = HoldForm(draft_at=whose.address)
    if not form.accepted():
        return _page(whose, form)
    by = signed_in_account().actor
    retention.place_hold(session(), whose.subject, form.why_held.data, by=by)
    return _done(whose, "It is held. Nobody can erase it.", form)


@pages.post(f"{_CASE}/holds/<uuid:hold_id>/lift")
@pages.post(f"{_REFERRAL}/holds/<uuid:hold_id>/lift")
@needs(Permission.LOOK_AFTER_CASES)
def lift_hold(hold_id: UUID, **of: UUID) -> ResponseReturnValue:
    """End a legal hold."""
    whose = _whose(**of)
    hold = queries.get_hold(session(), hold_id, whose.subject)
    if not PressForm().accepted():
        return redirect(whose.address, 303)
    retention.lift_hold(session(), hold, whose.subject, by=signed_in_account().actor)
    return _done(whose, "The hold is lifted.")


@pages.post(f"{_CASE}/ask")
@pages.post(f"{_REFERRAL}/ask")
@needs(Permission.LOOK_AFTER_CASES)
def ask_erasure(**of: UUID) -> ResponseReturnValue:
    """Ask that it is erased; a second person confirms."""
    whose = _whose(**of)
    form = EraseForm(draft_at=whose.address)
    if not form.accepted():
        return _page(whose, form)
    reason, words = ErasureReason(form.why.data), form.words.data or ""
    by = signed_in_account().actor
    retention.ask_erasure(session(), whose.subject, reason, words, by=by)
    return _done(whose, "Asked. It waits for a second person.", form)


@pages.post(f"{_CASE}/withdraw")
@pages.post(f"{_REFERRAL}/withdraw")
@needs(Permission.LOOK_AFTER_CASES)
def withdraw_erasure(**of: UUID) -> ResponseReturnValue:
    """Take back what was asked: the record stays."""
    whose = _whose(**of)
    if not PressForm().accepted():
        return redirect(whose.address, 303)
    request = queries.find_request(session(), whose.subject)
    retention.withdraw_erasure(session(), request, whose.subject, by=signed_in_account().actor)
    return _done(whose, "Taken back. The record stays.")


@pages.post(f"{_CASE}/confirm")
@pages.post(f"{_REFERRAL}/confirm")
@needs(Permission.LOOK_AFTER_CASES, fresh=True)
def confirm_erasure(**of: UUID) -> ResponseReturnValue:
    """Erase it, as the second person. There is no way back."""
    whose = _whose(**of)
    if not PressForm().accepted():
        return redirect(whose.address, 303)
    request = queries.find_request(session(), whose.subject)
    erasing.confirm_erasure(session(), whose.subject, request, by=signed_in_account().actor)
    session().commit()
    entering.say("Erased. Nothing of it is left here.")
    return redirect(url_for(".list_due"), 303)
