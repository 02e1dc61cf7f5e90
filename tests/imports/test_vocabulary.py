"""Finding our own terms for what a feed calls them."""

import pytest

from lily.imports.audience_names import AUDIENCE_NAMES
from lily.imports.seed_files import AUDIENCES, NEEDS, read_terms
from lily.imports.vocabulary import Vocabulary, codes_in, vocabulary_of
from lily.resources import SEED


@pytest.fixture(scope="module")
def ours() -> Vocabulary:
    lists = ((NEEDS, "taxonomy.csv"), (AUDIENCES, "audiences.csv"))
    return vocabulary_of(term for what, name in lists for term in read_terms(SEED / name, what))


@pytest.mark.parametrize(
    ("written", "scheme", "code"),
    [
        ("esdServiceTypes:315", "", ("esdservicetype", "315")),
        ("http://id.esd.org.uk/service/315", "", ("esdservicetype", "315")),
        ("http://id.esd.org.uk/need/69", "", ("esdneed", "69")),
        (
            "https://id.esd.org.uk/circumstance/Gender_Female",
            "",
            ("esdcircumstance", "gender_female"),
        ),
        ("315", "esd Service Types", ("esdservicetype", "315")),
        ("openEligibility:1102", "", ("openeligibility", "1102")),
    ],
)
def test_a_code_is_the_same_however_it_is_written(
    written: str, scheme: str, code: tuple[str, str]
) -> None:
    assert codes_in([written], scheme) == {code}


@pytest.mark.parametrize(
    ("name", "codes", "term"),
    [
        ("Meals on wheels", {("esdservicetype", "315")}, ("needs", "meals-delivered")),
        ("Befriending", set(), ("needs", "befriending")),
        ("Lunch clubs and eating together", set(), ("needs", "eating-together")),
        ("Older People ", set(), ("audiences", "older-people")),
        ("Survivors Of Abuse ", set(), ("audiences", "people-affected-by-abuse")),
        ("Knitting patterns", set(), None),
        ("", set(), None),
    ],
)
def test_a_term_is_found_by_code_slug_or_name(
    ours: Vocabulary, name: str, codes: set[tuple[str, str]], term: tuple[str, str] | None
) -> None:
    assert ours.match(name, codes) == ([term] if term else [])


def test_a_code_tells_more_than_a_name(ours: Vocabulary) -> None:
    assert ours.match("Befriending", {("esdservicetype", "315")}) == [("needs", "meals-delivered")]


def test_a_name_is_sought_only_in_the_lists_that_are_meant(ours: Vocabulary) -> None:
    assert ours.match("Befriending", (), ("audiences",)) == []


def test_every_other_name_leads_to_an_audience_of_ours(ours: Vocabulary) -> None:
    assert set(AUDIENCE_NAMES.values()) <= set(ours.names["audiences"])
    assert not set(AUDIENCE_NAMES) & set(ours.names["audiences"])
