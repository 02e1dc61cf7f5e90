"""A person's copy of what is known of them: looked through by whoever leads the team, then made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework import queries
from lily.casework.actions import cases, packs
from lily.casework.choices import PackReason, RecordKind
from lily.casework.queries.packs import Colleague, Entry, list_entries
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import pack_words
from lily.web.casework.blueprint import case_of_mine
from lily.web.forms.retention import PackForm

pages = Blueprint("packs", __name__)

FILE_NAME = "what-we-hold-about-you"
A_COLLEAGUE = "one of us"


@dataclass(frozen=True)
class Part:
    """An entry of a copy: its key, its heading, what it says, and why to look at it first."""

    key: str
    heading: str
    facts: list[tuple[str, str]]
    why_look: str

    @property
    def is_unsafe(self) -> bool:
        """Whether it is left out unless somebody says otherwise."""
        return self.why_look == pack_words.UNSAFE


@pages.route("/cases/<uuid:case_id>/pack", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES, fresh=True)
def make_pack(case_id: UUID) -> ResponseReturnValue:
    """All about a person, with ticks for what is left out; then the file, kept by nobody."""
    keep_private()
    found, form = case_of_mine(case_id), PackForm()
    by = signed_in_account().actor
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    entries = list_entries(session(), found.client)
    parts = list(_parts(entries, without_colleagues=bool(form.without_colleagues.data)))
    if form.accepted():
        left = set(form.leave_out.data or ()) & {part.key for part in parts}
        file = _file(found, parts, left, is_nameless=form.without_colleagues.data)
        told = {"given": len(parts) - len(left), "left_out": len(left)}
        packs.give_pack(session(), found.client, PackReason(form.asked.data), **told, by=by)
        form.finish_draft(session())
        session().commit()
        return file
    chosen = form.leave_out.data or [] if form.is_submitted() or form.draft else None
    page = render_template(
        "packs/make_pack.html",
        found=found,
        form=form,
        first=[part for part in parts if part.why_look],
        groups=_grouped(part for part in parts if not part.why_look),
        left={part.key for part in parts if part.is_unsafe} if chosen is None else set(chosen),
    )
    session().commit()
    return page, 400 if form.mistakes else 200


def _file(
    found: queries.ListedCase, parts: list[Part], left: Collection[str], *, is_nameless: bool
) -> Response:
    page = render_template(
        "packs/file.html",
        team=get_team(session(), found.case.team_id).name,
        groups=_grouped(part for part in parts if part.key not in left),
        left=len(left),
        is_nameless=is_nameless,
        today=clock.today(),
    )
    file = Response(page, mimetype="text/html")
    file.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.html"'
    return file


def _grouped(parts: Iterable[Part]) -> dict[str, list[Part]]:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.heading, []).append(part)
    return groups


def _parts(entries: Iterable[Entry], *, without_colleagues: bool) -> Iterator[Part]:
    """Yield what is in a copy, in the order of its headings; an empty one says nothing."""
    order = list(pack_words.TABLES)
    given = [each for each in entries if each.table not in pack_words.NOT_GIVEN]
    for entry in sorted(
        given, key=lambda each: order.index(each.table) if each.table in order else len(order)
    ):
        apart = {name: word for (of, name), word in pack_words.APART.items() if of == entry.table}
        shown = [name for name in entry.values if name not in apart]
        wanted = [("", pack_words.heading_of(entry.table), shown)]
        wanted += [(name, heading, [name]) for name, heading in apart.items()]
        for column, heading, names in wanted:
            key = "-".join(filter(None, (entry.table, str(entry.id), column)))
            facts = list(_facts(entry, names, without_colleagues=without_colleagues))
            if facts:
                layer, wrong = entry.values.get("layer"), entry.values.get("withdrawn_why")
                why_look = pack_words.why_look(entry.table, column, layer, wrong)
                yield Part(key, heading, facts, why_look)


def _facts(
    entry: Entry, names: Iterable[str], *, without_colleagues: bool
) -> Iterator[tuple[str, str]]:
    for name in names:
        if pack_words.is_left_out(entry.table, name):
            continue
        for label, inner, value in _opened(entry, name):
            if isinstance(value, Colleague):
                yield label, A_COLLEAGUE if without_colleagues else value.name
            elif words := pack_words.words_of(value, inner):
                yield label, words


def _opened(entry: Entry, name: str) -> Iterator[tuple[str, str, Any]]:
    """Yield a value by its label and name; of JSON each thing in it, by its own."""
    value = entry.values[name]
    if not isinstance(value, list) or not all(isinstance(each, tuple) for each in value):
        yield pack_words.label_of(entry.table, name), name, value
        return
    asked = _asked(entry) if name == "answers" else {}
    if asked:
        yield pack_words.label_of("", "measure"), "measure", asked["measure"]
    for inner, each in value:
        if not pack_words.is_left_out("", str(inner)):
            yield asked.get(inner) or pack_words.label_of("", str(inner)), str(inner), each


def _asked(entry: Entry) -> dict[str, str]:
    """Return what the questions of a reading are called, and under “measure” all together."""
    asked = dict(entry.values["definition"])
    names = {each["key"]: each["name"] for each in asked.get("scales", ())}
    return names | {"measure": asked.get("name", "")}
