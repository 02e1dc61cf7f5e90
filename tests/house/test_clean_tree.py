"""What is committed belongs to everybody: no machine's paths, no registry, nothing half done."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".json", ".csv", ".txt", ".svg", ".yml", ""}
# Each is split, so that this file does not find itself.
FORBIDDEN = {
    "a machine's path": re.compile("(?<![\\w.])/(?:ro" + "ot|ho" + "me|wo" + "rk|Us" + "ers)/\\w"),
    "a package registry": re.compile("pyp" + "i\\.org|pythonho" + "sted|registry\\.np" + "mjs"),
    "something left for later": re.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
    "a promise": re.compile("(?i)coming so" + "on|lorem ip" + "sum|not yet implem" + "ented"),
}


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


FILES = _files()


def test_git_knows_the_files() -> None:
    assert ROOT / "pyproject.toml" in FILES


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in FILES
        if path.suffix in TEXT and (match := FORBIDDEN[what].search(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_lock_file_records_no_download_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert all(entry.get("integrity") for name, entry in lock["packages"].items() if name)


def test_no_foreign_code_is_committed() -> None:
    foreign = {"node_modules", "vendor", "_resources", ".venv"}
    assert [path for path in FILES if foreign & set(path.relative_to(ROOT).parts)] == []


def test_every_room_says_what_it_is_for() -> None:
    packages = [path for path in FILES if path.match("lily/**/__init__.py")]
    assert packages
    assert [path for path in packages if not path.read_text().startswith('"""')] == []


def test_no_room_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "core", "misc", "manager"}
    named = [path for path in FILES if path.suffix == ".py" and path.is_relative_to(ROOT / "lily")]
    assert [path for path in named if drawers & {path.stem, path.parent.name}] == []
    assert [path for path in named if path.stem.startswith("base_")] == []
