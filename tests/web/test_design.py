"""The style sheets keep the promises of docs/design.md, and its figures are measured ones."""

import re
from pathlib import Path

import pytest

from lily.resources import STATIC, TEMPLATES
from tests.web.colours import CSS, contrast, schemes

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "design.md"
SHEETS = sorted(CSS.glob("*.css"))
PAIR = re.compile(r"^\| ([\w-]+) on ([\w-]+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)
COLOUR = re.compile(r"^\| `--([\w-]+)` \| (#\w{6}) \| (#\w{6}) \|", re.MULTILINE)
GROUNDS = ("paper", "linen", "leaf-wash", "petal-wash", "pollen-wash", "warning-wash", "water")
WORDS = ("ink", "ink-soft", "leaf", "leaf-deep", "petal", "warning")
REM_PX = 16


def _without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_are_read_on_every_ground(scheme: str, ground: str) -> None:
    colours = schemes()[scheme]
    ratios = {words: contrast(colours[words], colours[ground]) for words in WORDS}
    assert min(ratios.values()) >= 4.5, ratios


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_people_read_most_is_read_by_nearly_all(scheme: str) -> None:
    colours = schemes()[scheme]
    for ground in ("paper", "linen"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["leaf"], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", [*GROUNDS, "leaf", "petal"])
def test_focus_is_seen_on_every_ground(scheme: str, ground: str) -> None:
    colours = schemes()[scheme]
    seen = [contrast(colours[ring], colours[ground]) for ring in ("pollen", "focus-line")]
    assert max(seen) >= 3
    assert contrast(colours["focus-line"], colours["pollen"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fields_have_a_border_that_is_seen(scheme: str) -> None:
    colours = schemes()[scheme]
    for ground in ("paper", "linen"):
        assert contrast(colours["control-line"], colours[ground]) >= 3


def test_the_documented_contrast_is_what_is_measured() -> None:
    light, dark = schemes()["light"], schemes()["dark"]
    pairs = PAIR.findall(DOCUMENT.read_text())
    assert len(pairs) > 20
    for words, ground, in_light, in_dark in pairs:
        measured = (contrast(light[words], light[ground]), contrast(dark[words], dark[ground]))
        said = (float(in_light), float(in_dark))
        assert said == pytest.approx(measured, abs=0.051), f"{words} on {ground}"


def test_the_documented_colours_are_those_of_the_style_sheet() -> None:
    said = {name: (light, dark) for name, light, dark in COLOUR.findall(DOCUMENT.read_text())}
    light, dark = schemes()["light"], schemes()["dark"]
    assert said == {name: (light[name], dark[name]) for name in light}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_property_that_is_used_is_defined(sheet: Path) -> None:
    defined = set(re.findall(r"--([\w-]+):", (CSS / "tokens.css").read_text()))
    used = set(re.findall(r"var\(--([\w-]+)", _without_comments(sheet)))
    assert used - defined == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_are_named_once(sheet: Path) -> None:
    if sheet.name in {"tokens.css", "print.css"}:
        return
    assert re.findall(r"#[0-9a-f]{3,8}\b", _without_comments(sheet), re.IGNORECASE) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_smaller_than_eighteen_pixels(sheet: Path) -> None:
    sizes = re.findall(r"(?:font-size|--size-\w+): ([\d.]+)rem", _without_comments(sheet))
    assert [size for size in sizes if float(size) * REM_PX < 18] == []
    assert re.findall(r"font-size: [\d.]+(?:px|em)\b", _without_comments(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_letters_are_never_capitals_light_or_justified(sheet: Path) -> None:
    text = _without_comments(sheet)
    assert "text-transform" not in text
    assert "justify;" not in re.sub(r"justify-\w+:", "", text)
    assert set(re.findall(r"font-weight: (\w+)", text)) <= {"400", "700"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_moves_for_long(sheet: Path) -> None:
    times = re.findall(r"(\d+)ms", _without_comments(sheet))
    assert all(int(time) <= 150 for time in times)
    assert "animation" not in _without_comments(sheet)


def test_targets_are_large_enough_for_a_finger() -> None:
    target = re.search(r"--target: ([\d.]+)rem", (CSS / "tokens.css").read_text())
    assert target
    assert float(target[1]) * REM_PX >= 44


def _classes_in_pages() -> tuple[set[str], tuple[str, ...]]:
    """Return the classes that templates and scripts name, and the beginnings of made-up ones."""
    files = [*TEMPLATES.rglob("*.html"), *(STATIC / "js").glob("*.js")]
    text = "\n".join(path.read_text() for path in files)
    named: set[str] = set()
    begun: set[str] = set()
    for value in re.findall(r'(?:class|classes|className)\s?[=:]\s?"([^"]*)"', text):
        plain = re.sub(r"\{%.*?%\}", " ", value)
        begun |= set(re.findall(r"([\w-]+)\{\{", plain))
        named |= set(re.sub(r"[\w-]*\{\{.*?\}\}", " ", plain).split())
    for value in re.findall(r"block page_class %\}(?:\{% if \w+ %\})?([\w -]+)", text):
        named |= set(value.split())
    named |= set(re.findall(r'classList\.(?:add|toggle)\("([\w-]+)"', text))
    return named, tuple(begun)


def test_no_style_is_left_over() -> None:
    named, begun = _classes_in_pages()
    for sheet in SHEETS:
        styled = set(
            re.findall(
                r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}|url\(.*?\)", "{}", _without_comments(sheet))
            )
        )
        left = {
            name
            for name in styled - named
            if not name.startswith((*begun, "leaflet-")) and name not in {"woff2"}
        }
        assert left == set(), sheet.name
