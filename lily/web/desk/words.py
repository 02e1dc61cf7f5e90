"""The words editor: synonyms and stop words, with a question to try beside."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.search import trying, word_lists
from lily.search.models import StopWord, SynonymGroup
from lily.search.trying import Trial
from lily.web.desk.blueprint import page_asked, pages, paging
from lily.web.forms.base import PressForm
from lily.web.forms.words import StopWordForm, SynonymsForm, TriedForm

NOT_SENT = "That did not arrive whole. Go back, reload the page, and try again."
MOST_LIKELY = 8
"""Groups offered on the page of a new one."""
_Form = TypeVar("_Form", bound=TriedForm)


@pages.get("/desk/words")
@needs(Permission.EDIT_WORDS)
def list_words() -> ResponseReturnValue:
    """Synonyms, or stop words, those that hold a text."""
    text, is_stop = request.args.get("q", "").strip(), request.args.get("list") == "stop"
    listing = word_lists.list_stop_words if is_stop else word_lists.list_groups
    found, total = listing(session(), text=text, page=page_asked())
    return render_template(
        "desk/list_words.html",
        found=found,
        total=total,
        text=text,
        is_stop=is_stop,
        paging=paging(total, word_lists.PAGE),
    )


def _tried(form: _Form, attempt: Callable[[str], Trial]) -> Trial | None:
    """Return a question tried with what the form holds, where one was asked."""
    if not form.question.data:
        form.refuse(Invalid("question", "Type a question to try, as somebody would ask it."))
        return None
    return attempt(form.question.data)


def _sent(
    form: _Form, save: Callable[[], object], attempt: Callable[[str], Trial]
) -> tuple[bool, Trial | None]:
    """Try or save what was sent; return whether it was saved, and what was tried."""
    if not form.accepted():
        return False, None
    try:
        if form.try_it.data:
            return False, _tried(form, attempt)
        save()
    except Invalid as error:
        form.refuse(error)
        return False, None
    session().commit()
    return True, None


@pages.route("/desk/words/synonyms/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def new_synonyms() -> ResponseReturnValue:
    """A new group, or the group that some words should go to."""
    asked = request.args.get("words", "").strip()[: word_lists.LONGEST_MEMBER]
    looked = request.args.get("q", "").strip()
    form = SynonymsForm(members=asked and f"\n{asked}")
    by = signed_in_account().actor
    saved, trial = _sent(
        form,
        lambda: word_lists.add_group(session(), form.draft, by=by),
        lambda question: trying.try_group(session(), question, form.draft),
    )
    if saved:
        return redirect(url_for(".list_words", q=form.draft.tidied().members[0]), 303)
    likely = word_lists.list_groups(session(), text=looked)[0] if looked else []
    return render_template(
        "desk/new_synonyms.html",
        form=form,
        trial=trial,
        asked=asked,
        looked=looked,
        likely=likely[:MOST_LIKELY],
    ), (400 if form.errors else 200)


def _form_of_group(group: SynonymGroup) -> SynonymsForm:
    members = [member.words for member in group.members]
    extra = request.args.get("add", "").strip()[: word_lists.LONGEST_MEMBER]
    if extra and extra not in members:
        members.append(extra)
    return SynonymsForm(
        kind=group.kind.value, members="\n".join(members), note=group.note, question=extra
    )


@pages.route("/desk/words/synonyms/<uuid:group_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def change_synonyms(group_id: UUID) -> ResponseReturnValue:
    """A group: change it, and try a question beside."""
    group = word_lists.get_group(session(), group_id)
    form, by = _form_of_group(group), signed_in_account().actor
    saved, trial = _sent(
        form,
        lambda: word_lists.change_group(session(), group, form.draft, by=by),
        lambda question: trying.try_group(session(), question, form.draft, group_id),
    )
    if saved:
        return redirect(url_for(".list_words", q=form.draft.tidied().members[0]), 303)
    return render_template(
        "desk/change_synonyms.html",
        form=form,
        trial=trial,
        group=group,
        name=group.members[0].words,
        added=request.args.get("add", ""),
    ), (400 if form.errors else 200)


@pages.post("/desk/words/synonyms/<uuid:group_id>/remove")
@needs(Permission.EDIT_WORDS)
def remove_synonyms(group_id: UUID) -> ResponseReturnValue:
    """Take a group away."""
    if not PressForm().accepted():
        raise Invalid("", NOT_SENT)
    group = word_lists.get_group(session(), group_id)
    word_lists.remove_group(session(), group, by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".list_words"), 303)


@pages.route("/desk/words/stop-words/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def new_stop_word() -> ResponseReturnValue:
    """A new word that questions leave out."""
    form, by = StopWordForm(), signed_in_account().actor
    saved, trial = _sent(
        form,
        lambda: word_lists.add_stop_word(session(), form.draft, by=by),
        lambda question: trying.try_stop_word(session(), question, form.draft),
    )
    if saved:
        return redirect(url_for(".list_words", list="stop", q=form.draft.word), 303)
    page = render_template("desk/new_stop_word.html", form=form, trial=trial)
    return page, (400 if form.errors else 200)


def _form_of_stop_word(stop_word: StopWord) -> StopWordForm:
    return StopWordForm(word=stop_word.word, kind=stop_word.kind.value, note=stop_word.note)


@pages.route("/desk/words/stop-words/<uuid:word_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORDS)
def change_stop_word(word_id: UUID) -> ResponseReturnValue:
    """A word that questions leave out: change it, and try a question beside."""
    stop_word = word_lists.get_stop_word(session(), word_id)
    form, by = _form_of_stop_word(stop_word), signed_in_account().actor
    saved, trial = _sent(
        form,
        lambda: word_lists.change_stop_word(session(), stop_word, form.draft, by=by),
        lambda question: trying.try_stop_word(session(), question, form.draft, word_id),
    )
    if saved:
        return redirect(url_for(".list_words", list="stop", q=form.draft.word), 303)
    return render_template(
        "desk/change_stop_word.html", form=form, trial=trial, stop_word=stop_word
    ), (400 if form.errors else 200)


@pages.post("/desk/words/stop-words/<uuid:word_id>/remove")
@needs(Permission.EDIT_WORDS)
def remove_stop_word(word_id: UUID) -> ResponseReturnValue:
    """Let a word tell something again."""
    if not PressForm().accepted():
        raise Invalid("", NOT_SENT)
    stop_word = word_lists.get_stop_word(session(), word_id)
    word_lists.remove_stop_word(session(), stop_word, by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".list_words", list="stop"), 303)
