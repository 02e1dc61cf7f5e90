"""How often listings are checked, and where the asking about one listing stands."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.choices import WithdrawalReason
from lily.directory.queries import services
from lily.directory.withdrawals import bring_back, find_withdrawal
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.freshness import rounds, rules
from lily.listings.freshness.choices import ReviewStage
from lily.listings.freshness.queries import get_review
from lily.web import entering
from lily.web.forms.base import PressForm
from lily.web.forms.reviews import STEPS, PauseForm, RulesForm
from lily.web.said import LABELS

pages = Blueprint("reviews", __name__)

STAGES = {
    ReviewStage.WAITING: "It is not due yet.",
    ReviewStage.REMINDED: "We have written to them.",
    ReviewStage.DESK: "Somebody should ring.",
    ReviewStage.BADGED: "Its page says that nobody has confirmed it.",
    ReviewStage.SUNK: "It stands lower in search.",
    ReviewStage.HIDDEN: "It is hidden until somebody confirms it.",
    ReviewStage.ARCHIVED: "It was taken for gone.",
}
WITHDRAWN = {
    WithdrawalReason.NOT_CONFIRMED: "Nobody confirmed it.",
    WithdrawalReason.ASKED: "They asked not to be listed.",
    WithdrawalReason.STOPPED: "They told us that it has stopped.",
}


@pages.route("/reviews/settings", methods=["GET", "POST"])
@needs(Permission.SET_REVIEWS)
def set_rules() -> ResponseReturnValue:
    """Set the days, and stop or start the asking altogether."""
    plan = rules.get_plan(session())
    form = RulesForm(data=plan.model_dump() | dict(rules.read_intervals(session())))
    if form.accepted():
        try:
            rules.set_rules(
                session(),
                intervals=form.intervals(),
                ladder=form.ladder(),
                never_checked_days=form.never_checked_days.data,
                by=signed_in_account().actor,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            entering.say("Saved. It counts from the next hour on.")
            return redirect(url_for(".set_rules"))
    return render_template(
        "reviews/set_rules.html",
        form=form,
        groups=LABELS,
        steps=STEPS,
        is_stopped=plan.is_stopped,
        press_form=PressForm(formdata=None),
    ), 400 if form.mistakes else 200


@pages.post("/reviews/stop")
@needs(Permission.SET_REVIEWS)
def stop_reviews() -> ResponseReturnValue:
    """Stop every letter and every step."""
    if PressForm().accepted():
        rules.stop_reviews(session(), by=signed_in_account().actor)
        session().commit()
        entering.say("Stopped. No letter goes out, and no listing goes a step further.")
    return redirect(url_for(".set_rules"))


@pages.post("/reviews/start")
@needs(Permission.SET_REVIEWS)
def start_reviews() -> ResponseReturnValue:
    """Let letters and steps go on."""
    if PressForm().accepted():
        rules.start_reviews(session(), by=signed_in_account().actor)
        session().commit()
        entering.say("Started again. What is due is done within the hour.")
    return redirect(url_for(".set_rules"))


@pages.route("/services/<string:slug>/review", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def pause_review(slug: str) -> ResponseReturnValue:
    """Where the asking about a listing stands, and until when it is not to be chased."""
    service = services.get_service(session(), slug).service
    review = get_review(session(), service.id)
    form = PauseForm(until=review.paused_until if review else None)
    if form.accepted():
        try:
            rounds.pause_review(
                session(), service.id, form.until.data, by=signed_in_account().actor
            )
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            entering.say("Saved.")
            return redirect(url_for(".pause_review", slug=slug))
    withdrawal = find_withdrawal(session(), service.id)
    return render_template(
        "reviews/pause_review.html",
        form=form,
        service=service,
        review=review,
        stage=STAGES[review.stage] if review else "We have not looked at it yet.",
        withdrawn=WITHDRAWN[withdrawal.reason] if withdrawal else "",
        today=clock.today(),
        press_form=PressForm(formdata=None),
    ), 400 if form.mistakes else 200


@pages.post("/services/<string:slug>/bring-back")
@needs(Permission.MODERATE)
def bring_back_listing(slug: str) -> ResponseReturnValue:
    """Show a listing again that LILY took out of sight."""
    service = services.get_service(session(), slug).service
    if PressForm().accepted():
        bring_back(session(), service, by=signed_in_account().actor)
        session().commit()
        entering.say("It is shown again.")
    return redirect(url_for(".pause_review", slug=slug))
