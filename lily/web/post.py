"""Post: what waits and what was lost, and how each kind of message reads. No addresses."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from lily.accounts.permissions import Permission
from lily.clock import UK
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import config, session
from lily.post import outbox, queries
from lily.post.choices import LOST, Channel, MessageState
from lily.post.letters import write_letter
from lily.post.reading import read_message
from lily.post.templates import TEMPLATES, get_template
from lily.post.worker import ways_of

pages = Blueprint("post", __name__)

CHANNELS = {Channel.EMAIL: "E-mail", Channel.TEXT: "Text", Channel.LETTER: "Letter"}
STATES = {
    MessageState.WAITING: "Waiting",
    MessageState.SENDING: "Being sent",
    MessageState.SENT: "Sent",
    MessageState.UNSURE: "May not have arrived",
    MessageState.DEAD: "Given up",
    MessageState.BOUNCED: "Came back",
    MessageState.CANCELLED: "Taken back",
}


POLICY_OF_A_LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""An e-mail has its style in itself; nothing else in it may act."""


def at_words(instant: datetime) -> str:
    """Return an instant as people say it: Tuesday 24 November, 4.15pm."""
    local = instant.astimezone(UK)
    hour = f"{local:%I}".lstrip("0")
    return f"{local:%A} {local.day} {local:%B}, {hour}.{local:%M}{local:%p}".replace(
        "AM", "am"
    ).replace("PM", "pm")


class SeenForm(FlaskForm):  # type: ignore[misc]
    """The button by which somebody says that they have seen to a lost message."""


def _page() -> int:
    number = request.args.get("page", 1, type=int)
    if number is None or number < 1:
        raise Invalid("page", "There is no such page. Begin with the first.")
    return number


@pages.get("/desk/post")
@needs(Permission.MANAGE_ACCOUNTS)
def list_post() -> ResponseReturnValue:
    """What waits, what was sent and what was lost."""
    number = _page()
    rows, total = queries.list_messages(session(), page=number)
    return render_template(
        "post/list_post.html",
        rows=rows,
        lost=queries.list_dead(session()),
        page=number,
        last_page=max(1, -(-total // queries.PAGE)),
        without_way=[CHANNELS[each] for each in Channel if each not in ways_of(config())],
        is_production=config().is_production,
        channels=CHANNELS,
        states=STATES,
        templates=TEMPLATES,
        form=SeenForm(),
        at_words=at_words,
    )


@pages.post("/desk/post/<uuid:message_id>/seen")
@needs(Permission.MANAGE_ACCOUNTS)
def mark_seen(message_id: UUID) -> ResponseReturnValue:
    """Say that a lost message was seen to."""
    message = queries.get_message(session(), message_id)
    if SeenForm().validate_on_submit():
        outbox.acknowledge(session(), message, by=signed_in_account().actor)
        session().commit()
    return redirect("/desk/post", 303)


@pages.get("/desk/post/<uuid:message_id>")
@needs(Permission.MANAGE_ACCOUNTS)
def show_message(message_id: UUID) -> ResponseReturnValue:
    """One message: how it fares and, in a demonstration, what it says while it waits."""
    message = queries.get_message(session(), message_id)
    is_readable = not config().is_production and bool(message.fields)
    return render_template(
        "post/show_message.html",
        message=message,
        template=get_template(message.template),
        waiting=read_message(message, config()) if is_readable else None,
        channel=CHANNELS[message.channel],
        state=STATES[message.state],
        is_lost=message.state in LOST and message.acknowledged_at is None,
        form=SeenForm(),
        at_words=at_words,
    )


@pages.get("/desk/post/templates")
@needs(Permission.MANAGE_ACCOUNTS)
def list_templates() -> ResponseReturnValue:
    """Every kind of message that LILY sends."""
    return render_template("post/list_templates.html", templates=TEMPLATES.values())


@pages.get("/desk/post/templates/<string:name>")
@needs(Permission.MANAGE_ACCOUNTS)
def show_template(name: str) -> ResponseReturnValue:
    """One kind of message, as it reads with made-up fields."""
    template = get_template(name)
    return render_template(
        "post/show_template.html",
        template=template,
        letter=write_letter(template, template.sample, config()),
        channels=[CHANNELS[each] for each in Channel if each in template.channels],
    )


@pages.get("/desk/post/templates/<string:name>/page")
@needs(Permission.MANAGE_ACCOUNTS)
def show_template_page(name: str) -> ResponseReturnValue:
    """The same as the page that an e-mail shows."""
    template = get_template(name)
    letter = write_letter(template, template.sample, config())
    if not letter.html:
        raise NotFound("This message is never an e-mail, so it has no page.")
    answer = Response(letter.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY_OF_A_LETTER
    return answer
