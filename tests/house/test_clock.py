"""The clock is moved for the demonstration and in tests, and nowhere else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import lily
from lily import clock

PACKAGE = Path(lily.__file__).parent
MAY_MOVE = ("casework/demonstration/", "cli/demo.py", "clock.py")


def _moves(path: Path) -> bool:
    return "moved_to" in path.read_text()


def test_nothing_but_the_demonstration_moves_the_clock() -> None:
    others = [
        name
        for path in PACKAGE.rglob("*.py")
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(MAY_MOVE) and _moves(path)
    ]
    assert others == [], "Ask lily.clock for the time, and take it as it is"


def test_the_guard_can_tell() -> None:
    assert _moves(PACKAGE / "casework" / "demonstration" / "player.py")


def test_a_moved_clock_goes_on_and_comes_back() -> None:
    before, eve = clock.now(), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with clock.moved_to(eve):
        assert eve <= clock.now() < eve + timedelta(minutes=1)
        with clock.moved_to(datetime(2028, 6, 30, 23, 30, tzinfo=UTC)):
            assert clock.today().isoformat() == "2028-07-01"
            assert clock.local_now().hour == 0
        assert clock.today().isoformat() == "2026-12-31"
    assert before <= clock.now() < before + timedelta(minutes=1)
