"""Where LILY's own files lie, in a checkout and in an installed wheel.

What LILY writes (database, index) goes to `LILY_DATA_DIR`, never under these.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

TEMPLATES, STATIC, MIGRATIONS, SEED = (
    _ROOT / name for name in ("templates", "static", "migrations", "seed")
)
