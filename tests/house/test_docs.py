"""What is written down twice is checked: documentation names what is there, and no more."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

import docs.generate as reference
import lily
from lily.cli import main as lily_command
from lily.config import Config

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("seed/*.md")])
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:lily|tests|docs|templates|static|migrations|seed)/[\w./-]*\w/?")

MADE = ("static/vendor", "lily/_resources")


def _read(name: str) -> str:
    return (ROOT / name).read_text()


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", _read("Makefile"), re.MULTILINE))


def _quoted(path: Path) -> list[str]:
    """Return what a page sets in code: spans, and the lines of its code blocks."""
    text = path.read_text()
    blocks = "\n".join(CODE_BLOCK.findall(text)).splitlines()
    return [*blocks, *CODE.findall(CODE_BLOCK.sub("", text))]


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _exists(words: str) -> bool:
    """Say whether `lily WORDS` begins with a command that is there."""
    command: click.Command | None = lily_command
    for word in words.split():
        if not isinstance(command, click.Group):
            return True
        command = command.get_command(click.Context(command), word)
    return command is not None


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_reference_page_is_fresh(name: str) -> None:
    written = "\n".join(reference.PAGES[name]()) + "\n"
    assert (reference.DOCS / name).read_text() == written, "Run `make docs`"


def test_the_architecture_names_every_room() -> None:
    package = Path(lily.__file__).parent
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    rooms |= {path.stem for path in package.glob("*.py")} - {"__init__", "__main__"}
    named = set(re.findall(r"`(?:lily/)?([a-z_]+)(?:/|\.py)?`", _read("ARCHITECTURE.md")))
    assert rooms - named == set()


def test_the_readme_names_every_target_of_make() -> None:
    named = set(re.findall(r"make ([a-z]+)", _read("README.md")))
    assert _targets() - named - {"help"} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_what_is_there(page: Path) -> None:
    quoted = _quoted(page)
    settings = {f"LILY_{field.name.upper()}" for field in fields(Config)}
    known = settings | {"LILY_SHARED"}
    for line in quoted:
        for target in re.findall(r"\bmake ([a-z]+)", line):
            assert target in _targets(), line
        for setting in re.findall(r"\bLILY_[A-Z_]+", line):
            assert setting in known, line
        for words in re.findall(r"^(?:\.venv/bin/|\$ )?lily ((?:[a-z]+(?:-[a-z]+)* ?)+)", line):
            assert _exists(words), line
        for path in PATH.findall(line) if PATH.fullmatch(line) else ():
            assert (ROOT / path).exists() or path.startswith(MADE), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(CODE_BLOCK.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), link
        assert not anchor or anchor in _anchors(path), link


@pytest.mark.parametrize(("name", "most"), [("README.md", 120), ("ARCHITECTURE.md", 150)])
def test_what_a_newcomer_reads_is_short(name: str, most: int) -> None:
    assert len(_read(name).splitlines()) <= most


@pytest.mark.parametrize("adr", ADRS, ids=lambda adr: adr.stem)
def test_a_decision_has_its_parts_on_one_page(adr: Path) -> None:
    text = adr.read_text()
    number, title = re.match(r"# (\d+)\. (.+)", text).groups()
    assert int(number) == int(adr.stem[:4]), title
    for part in ("Status", "Context", "Decision", "Consequences"):
        assert f"\n## {part}\n" in text, part
    assert len(text.splitlines()) <= 90


def test_decisions_are_numbered_once() -> None:
    numbers = [adr.stem[:4] for adr in ADRS]
    assert sorted(set(numbers)) == numbers


def test_every_decision_that_is_named_was_taken() -> None:
    taken = {adr.stem[:4] for adr in ADRS}
    files = [*PAGES, ROOT / "pyproject.toml", *Path(lily.__file__).parent.rglob("*.py")]
    for path in files:
        named = re.findall(r"(?:ADR |adr/)(\d{4})", path.read_text())
        assert set(named) <= taken, f"{path.relative_to(ROOT)}: {sorted(set(named) - taken)}"
