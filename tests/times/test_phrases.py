"""Phrases as organisations type them: correct, or honestly unsure."""

import sys
import tomllib
from pathlib import Path

import pytest

from lily.times.reading import read_times
from tests.times.notation import TODAY, expected, said

_FILE = Path(__file__).with_name("phrases.toml")
PHRASES = [
    (phrase, meaning)
    for group in tomllib.loads(_FILE.read_text(encoding="utf-8")).values()
    for phrase, meaning in group.items()
]


def outcome(phrase: str, meaning: str) -> str:
    """Return right, honest (unsure where something could be read), or wrong."""
    reading = read_times(phrase, TODAY)
    if not reading.is_sure:
        return "right" if meaning == "unsure" else "honest"
    is_right = meaning != "unsure" and said(reading.schedules) == expected(meaning)
    return "right" if is_right else "wrong"


def test_phrases_are_read_rightly_or_left_unsure(capsys: pytest.CaptureFixture[str]) -> None:
    found = {phrase: outcome(phrase, meaning) for phrase, meaning in PHRASES}
    sure = sum(read_times(phrase, TODAY).is_sure for phrase in found)
    readable = sum(meaning != "unsure" for _, meaning in PHRASES)
    count = len(PHRASES)
    wrong = [phrase for phrase, how in found.items() if how == "wrong"]
    honest = [phrase for phrase, how in found.items() if how == "honest"]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{count} phrases, {readable} of them readable: {count - len(wrong) - len(honest)}"
            f" right, {len(honest)} honestly unsure, {len(wrong)} wrong; sure of {sure}\n"
        )
    assert count >= 330
    assert len(wrong) <= count * 0.01, wrong
    assert sure >= readable * 0.85, honest
    assert not wrong
