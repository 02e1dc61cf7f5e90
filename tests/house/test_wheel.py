"""The wheel carries all that LILY needs: installed alone, it migrates, seeds and serves."""

import os
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from lily.resources import MIGRATIONS, SEED, STATIC, TEMPLATES
from tests.servers import serving

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (TEMPLATES, STATIC, MIGRATIONS, SEED)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def _run(*command: object, cwd: Path, **environ: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environ},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of an environment with the wheel, and the tests' copies of what it needs."""
    environment = tmp_path_factory.mktemp("environment") / "venv"
    _run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment.parent)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    _run(*pip, "--no-deps", "--no-index", wheel, cwd=environment.parent)
    ours = sysconfig.get_path("purelib", vars={"base": str(environment)})
    theirs = sysconfig.get_path("purelib")
    Path(ours, "dependencies.pth").write_text(f"{theirs}\n")
    return environment / "bin"


def _wanted() -> set[str]:
    """Return the names, in the wheel, of every template, static file, migration and seed."""
    return {
        f"lily/_resources/{folder.name}/{path.relative_to(folder).as_posix()}"
        for folder in FOLDERS
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_resource(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    assert _wanted() - held == set()
    assert [name for name in held if name.startswith("tests/") or "__pycache__" in name] == []


def test_the_installed_wheel_uses_its_own_resources(installed: Path, tmp_path: Path) -> None:
    asked = "import lily.resources as r; print(r.TEMPLATES, r.MIGRATIONS)"
    told = _run(installed / "python", "-c", asked, cwd=tmp_path).split()
    assert all(Path(path).is_relative_to(installed.parent) for path in told)
    assert all(Path(path).is_dir() for path in told)


def test_the_installed_wheel_migrates_seeds_and_serves(installed: Path, tmp_path: Path) -> None:
    environ = {**os.environ, "LILY_DATA_DIR": str(tmp_path / "data")}
    _run(installed / "lily", "db", "upgrade", cwd=tmp_path, **environ)
    _run(installed / "lily", "seed", cwd=tmp_path, **environ)
    with serving(installed / "lily", environ, tmp_path) as address:
        with urllib.request.urlopen(f"{address}/search?q=lunch+club&near=Heacham") as page:
            html = page.read().decode()
        assert 'class="results"' in html
        assert "data-service-id" in html
        style = html.split('rel="stylesheet" href="')[1].split('"')[0]
        with urllib.request.urlopen(f"{address}{style}") as css:
            assert css.status == 200
            assert css.headers["Content-Type"].startswith("text/css")
