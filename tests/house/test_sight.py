"""Whom an account sees is decided in one place: no query asks for teams by itself."""

import re
from pathlib import Path

import lily

CASEWORK = Path(lily.__file__).parent
BY_TEAM = re.compile(r"\b(Case|Client|Referral)\.team_id\)\.in_\(")
DECIDES = CASEWORK / "casework" / "sight.py"


def test_no_query_on_people_goes_around_sight() -> None:
    around = [
        str(path.relative_to(CASEWORK))
        for path in CASEWORK.rglob("*.py")
        if path != DECIDES and BY_TEAM.search(path.read_text())
    ]
    assert around == [], "Use cases_in, clients_in or referrals_in of lily.casework.sight"


def test_the_guard_can_tell() -> None:
    assert BY_TEAM.search(DECIDES.read_text())
