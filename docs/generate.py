"""Write docs/reference and docs/prsb.md from the code, and list decisions.

python docs/generate.py            write the pages anew
python docs/generate.py --check    say which pages are stale, and exit with 1 when one is
"""

import inspect
import secrets
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlmodel import SQLModel

import lily.schema  # noqa: F401  every table, on SQLModel.metadata
from lily.app import create_app
from lily.casework.models import Case, OnwardReferral, Referral
from lily.casework.onward_policies import MAY_SAY
from lily.casework.prsb.held import HELD, MANDATORY_LEFT_OUT, SECTIONS_LEFT_OUT
from lily.casework.prsb.model import BETWEEN, STANDARD, VERSION, sections
from lily.casework.states import CASE, ONWARD, REFERRAL
from lily.cli import main as lily_command
from lily.config import Config
from lily.database import Row
from lily.http.access import declared_access

DOCS = Path(__file__).resolve().parent
NOTE = "\n<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"

KINDS: dict[type[sa.types.TypeEngine[Any]], str] = {
    sa.Uuid: "identifier",
    sa.String: "text",
    sa.Boolean: "yes or no",
    sa.Integer: "whole number",
    sa.Numeric: "exact number",
    sa.Float: "number",
    sa.DateTime: "instant, UTC",
    sa.Date: "day",
    sa.Time: "time of day",
    sa.LargeBinary: "bytes",
    sa.JSON: "JSON",
}


def settings() -> Iterator[str]:
    """Every setting, from lily/config.py."""
    yield "# Settings"
    yield NOTE
    yield "LILY reads its settings from the environment when it starts. None is needed to try it.\n"
    yield "| setting | without it | what it is |"
    yield "|---|---|---|"
    for field in fields(Config):
        default = f"`{field.default}`" if field.default else "empty"
        yield f"| `LILY_{field.name.upper()}` | {default} | {field.metadata['about']} |"


def _commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[click.Context, click.Command]]:
    context = click.Context(command, info_name=name, parent=parent)
    if not isinstance(command, click.Group):
        yield context, command
        return
    for child in sorted(command.list_commands(context)):
        found = command.get_command(context, child)
        assert found is not None, child  # noqa: S101 - it said so itself
        yield from _commands(found, child, context)


def cli() -> Iterator[str]:
    """Every command of `lily`, from lily/cli."""
    yield "# Commands"
    yield NOTE
    yield "The `lily` command is in `.venv/bin`. Each command answers `--help`. It exits with 0"
    yield "when all is done, with 1 when LILY refuses (and says why), with 2 when the words of the"
    yield "command are wrong."
    for context, command in _commands(lily_command, "lily"):
        yield f"\n## `{context.command_path}`\n"
        pieces = " ".join(command.collect_usage_pieces(context))
        yield f"`{context.command_path} {pieces}`\n".replace(" `", "`")
        yield inspect.cleandoc(command.help or "").replace("\b\n", "")
        options = [o for p in command.params if (o := p.get_help_record(context))]
        if options:
            yield "\n| option | what it does |"
            yield "|---|---|"
        for option, about in options:
            yield f"| `{option.replace('|', '/')}` | {about} |"


def access() -> Iterator[str]:
    """Every address of the application and who may use it, from its url map."""
    yield "# Who may use which page"
    yield NOTE
    yield "Each view declares its access; one that declares none is refused to everybody.\n"
    yield "“Proved lately”: a passphrase and the second factor within the last ten minutes.\n"
    yield "| address | methods | view | who | second factor | proved lately |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(data_dir=folder, secret_key=secrets.token_hex()))
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        declared = declared_access(app.view_functions[rule.endpoint])
        who = "**refused** | |"
        if declared:
            fresh = "yes" if declared.fresh else "no"
            who = f"{declared.who} | {declared.second_factor} | {fresh}"
        yield f"| `{rule.rule}` | {methods} | `{rule.endpoint}` | {who} |"


def _key(column: sa.Column[object]) -> str:
    words = ["primary key"] if column.primary_key else []
    for foreign in column.foreign_keys:
        name, on_delete = foreign.column.table.name, foreign.ondelete or "no action"
        words.append(f"of [{name}](#{name}), {on_delete.lower()}")
    if column.unique:
        words.append("unique")
    return "; ".join(words)


def _type(column: sa.Column[object]) -> str:
    if isinstance(column.type, sa.Enum):
        return "one of " + ", ".join(f"`{value}`" for value in column.type.enums)
    kind = column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    return next(words for types, words in KINDS.items() if isinstance(kind, types))


def _together(table: sa.Table) -> Iterator[str]:
    for constraint in sorted(table.constraints, key=lambda each: str(each.name)):
        names = [column.name for column in constraint.columns]
        if isinstance(constraint, sa.UniqueConstraint) and len(names) > 1:
            yield "Unique together: " + ", ".join(f"`{name}`" for name in names) + "."


def model() -> Iterator[str]:
    """Every table, from SQLModel.metadata."""
    about = {
        mapper.local_table.name: (mapper.class_.__doc__ or "").split("\n\n")[0]
        for mapper in Row._sa_registry.mappers
        if isinstance(mapper.local_table, sa.Table)
    }
    yield "# Tables"
    yield NOTE
    yield "What each means is said once, at its class in lily/*/models. Names are those of HSDS 3"
    yield "in British spelling: see [the glossary](../glossary.md)."
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name):
        yield f"\n## {table.name}\n"
        yield f"{' '.join(about[table.name].split())}\n"
        yield "| column | holds | may be empty | key |"
        yield "|---|---|---|---|"
        for column in table.columns:
            empty = "yes" if column.nullable else ""
            yield f"| `{column.name}` | {_type(column)} | {empty} | {_key(column)} |"
        for line in _together(table):
            yield f"\n{line}"


def prsb() -> Iterator[str]:
    """What the file for a surgery holds of the PRSB standard, from lily/casework/prsb."""
    yield "# The file for a surgery"
    yield NOTE
    yield f"The file follows the {STANDARD} {VERSION} of the PRSB, which NHS"
    yield "England looks after and gives under the Open Government Licence v3.0. Its sections and"
    yield "elements have the names of the standard; how it is made is told in"
    yield "[cases](casework.md#the-file). What is not known is not there. Days are as ISO 8601."
    for section in sections():
        inside = [path for path in HELD if path.startswith(section + BETWEEN)]
        yield f"\n## {section}\n"
        if section in SECTIONS_LEFT_OUT:
            yield f"Not in the file. {SECTIONS_LEFT_OUT[section]}"
            continue
        yield "| element | what LILY puts there |"
        yield "|---|---|"
        for path in inside:
            yield f"| {path.removeprefix(section + BETWEEN)} | {HELD[path]} |"
    yield "\n## Mandatory, and may be missing\n"
    yield "| element | why |"
    yield "|---|---|"
    for path, why in MANDATORY_LEFT_OUT.items():
        yield f"| {path} | {why} |"
    yield "\nA name or a date of birth is missing where nobody told it."


def _life(of: type[Row], moves: Mapping[Any, Collection[Any]]) -> Iterator[str]:
    """Draw one life: a table of what may follow, and the same as a diagram."""
    first = of.model_fields["state"].default
    yield f"It begins as `{first}`.\n"
    yield "| from | to |"
    yield "|---|---|"
    ordered = {each: sorted(moves[each], key=list(moves).index) for each in moves}
    for state, after in ordered.items():
        yield f"| `{state}` | {', '.join(f'`{each}`' for each in after) or 'nothing more'} |"
    yield "\n```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {first}"
    for state, after in ordered.items():
        yield from (f"    {state} --> {each}" for each in after or ["[*]"])
    yield "```"


def states() -> Iterator[str]:
    """The lives of casework, from lily/casework/states.py."""
    yield "# The lives of referrals and cases"
    yield NOTE
    yield "What stands in no row is refused, with the reason in words: each pair is tried by"
    yield "`tests/casework/test_states.py`. [Casework](../casework.md) tells what happens."
    yield "\n## A referral\n"
    yield from _life(Referral, REFERRAL)
    yield "\n## A case\n"
    yield from _life(Case, CASE)
    yield "\n## An onward referral\n"
    yield from _life(OnwardReferral, ONWARD)
    yield "\nWho may say it:\n"
    yield "| who | may bring it to |"
    yield "|---|---|"
    for who, may in MAY_SAY.items():
        yield f"| {who} | {', '.join(f'`{each}`' for each in ONWARD if each in may)} |"
    yield "\nFor somebody who was told where to go themselves no service answers: the person or the"
    yield "team does."


def decisions() -> Iterator[str]:
    """Every decision, from its own first line."""
    yield "# Decisions"
    yield NOTE
    yield "One page each, in the form of Michael Nygard: what we met, what we chose, what follows,"
    yield "and what we refused. A number is given once; a decision that no longer holds says which"
    yield "one took its place.\n"
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        title = path.read_text().splitlines()[0].removeprefix("# ")
        yield f"- [{title}]({path.name})"


PAGES = {
    "reference/settings.md": settings,
    "reference/cli.md": cli,
    "reference/access.md": access,
    "reference/model.md": model,
    "prsb.md": prsb,
    "reference/states.md": states,
    "adr/README.md": decisions,
}


def main() -> None:
    """Write the pages, or check them."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, page in PAGES.items():
        text, path = "\n".join(page()) + "\n", DOCS / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(f"docs/{name}")
        if not check:
            path.write_text(text)
    if check and stale:
        sys.exit(f"Stale: {', '.join(stale)}. Run `make docs`.")


if __name__ == "__main__":
    main()
