"""LILY's own words: needs, audiences, synonyms, stop words, and the advice pages."""

import csv
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from lily.resources import SEED

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CURIE = {
    "open_eligibility": re.compile(r"openEligibility:\d{4}"),
    "openactive": re.compile(r"openActiveActivity:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "esd_service": re.compile(r"esdServiceType:\d{1,4}"),
    "lgsl": re.compile(r"\d{1,4}"),
}
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
ADVICE = sorted((SEED / "advice").glob("*.md"))
NATIONAL_NUMBERS = {
    "101", "105", "111", "116 123", "159", "999", "7726", "85258", "0800 1111",
    "0800 111 999", "0808 2000 247", "0808 801 0327",
}  # fmt: skip
OFFICIALESE = {
    "accordance", "approximately", "bespoke", "commence", "commissioned", "consumer", "criteria",
    "domiciliary", "eligibility", "eligible", "empower", "endeavour", "facilitate", "hereby",
    "holistic", "implement", "interventions", "leverage", "liaise", "methodology", "multiagency",
    "outcomes", "pathway", "pathways", "person-centred", "proactive", "provision", "regarding",
    "robust", "service-user", "signpost", "signposting", "stakeholder", "stakeholders", "tailored",
    "utilise", "whilst",
}  # fmt: skip


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def needs() -> dict[str, dict[str, str]]:
    return {row["slug"]: row for row in rows("taxonomy.csv")}


def fold(words: str) -> str:
    """Fold as search does: case and apostrophes go, a hyphen is a space."""
    bare = words.lower().replace("'", "").replace("\u2019", "")
    return " ".join(re.findall(r"[\w&+/]+", bare))


@cache
def groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["kind"], tuple(row["words"].split(" | "))) for row in rows("synonyms.csv"))


def leads_to(sentence: str) -> set[str]:
    """Return the first words of the groups that a sentence holds a word or phrase of."""
    padded = f" {fold(sentence)} "
    return {
        words[0]
        for kind, words in groups()
        if any(f" {fold(word)} " in padded for word in words[kind == "towards" :])
    }


@pytest.mark.parametrize("name", ["taxonomy.csv", "audiences.csv"])
def test_slugs_are_unique_and_well_formed(name: str):
    slugs = [row["slug"] for row in rows(name)]
    assert len(set(slugs)) == len(slugs)
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []


def test_the_tree_of_needs_has_two_levels_and_is_broad_enough():
    tops = [slug for slug, row in needs().items() if not row["parent"]]
    below = [row for row in needs().values() if row["parent"]]
    assert len(tops) >= 12
    assert len(below) >= 100
    assert {row["parent"] for row in below} == set(tops), "a parent is missing, or a top is bare"


def test_a_parent_stands_above_its_children():
    seen: set[str] = set()
    for row in rows("taxonomy.csv"):
        assert not row["parent"] or row["parent"] in seen, row["slug"]
        seen.add(row["slug"])


def test_names_are_unique_among_needs_and_among_audiences():
    for name in ("taxonomy.csv", "audiences.csv"):
        names = [row["name"].lower() for row in rows(name)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["taxonomy.csv", "audiences.csv"])
def test_descriptions_are_one_short_sentence(name: str):
    for row in rows(name):
        said = row["description"]
        assert said.endswith("."), row["slug"]
        assert said.count(".") == 1, row["slug"]
        assert len(said.split()) <= 14, row["slug"]
        assert not OFFICIALESE & set(fold(f"{row['name']} {said}").split()), row["slug"]


def test_crosswalks_are_written_as_identifiers():
    for row in rows("taxonomy.csv"):
        for column, shape in CURIE.items():
            given = row[column].split()
            assert [one for one in given if not shape.fullmatch(one)] == [], row["slug"]
            assert len(set(given)) == len(given), row["slug"]


def test_crosswalks_name_terms_that_are_in_the_public_lists(shared: Path):
    lists = shared / "standards" / "taxonomies"
    known = {
        "open_eligibility": (lists / "openeligibility" / "taxonomy.xml", r' id="(\d+)" title='),
        "openactive": (lists / "openactive" / "activity-list.jsonld", r'"identifier": ?"([^"]+)"'),
        "esd_service": (lists / "lgsl" / "esd_services_2015.csv", r"(?m)^(\d+),"),
        "lgsl": (lists / "lgsl" / "govuk_local_services.csv", r"(?m)^(\d+),"),
    }
    for column, (path, pattern) in known.items():
        there = set(re.findall(pattern, path.read_text(encoding="utf-8")))
        given = {one.split(":")[-1] for row in rows("taxonomy.csv") for one in row[column].split()}
        assert given <= there, column
        assert given, column


def test_there_are_enough_synonym_groups_of_both_kinds():
    assert len(groups()) >= 250
    assert {kind for kind, _ in groups()} == {"same", "towards"}


def test_every_synonym_group_has_two_different_words_or_more():
    for _, words in groups():
        folded = [fold(word) for word in words]
        assert all(folded), words
        assert len(words) >= 2, words
        assert len(set(folded)) == len(folded), words[0]


def test_synonyms_are_in_lower_case_and_without_stray_spaces():
    for _, words in groups():
        assert [word for word in words if word != " ".join(word.lower().split())] == [], words[0]


def test_no_word_is_in_two_groups_of_the_same():
    home: dict[str, str] = {}
    for kind, words in groups():
        for word in words if kind == "same" else ():
            assert home.setdefault(fold(word), words[0]) == words[0], word


def test_no_two_groups_lead_towards_the_same_words():
    targets = [words[0] for kind, words in groups() if kind == "towards"]
    assert len(set(targets)) == len(targets)


def test_nothing_leads_towards_words_that_already_mean_the_same():
    home = {fold(word): words[0] for kind, words in groups() if kind == "same" for word in words}
    for kind, words in groups():
        if kind == "towards" and fold(words[0]) in home:
            there = home[fold(words[0])]
            assert [word for word in words[1:] if home.get(fold(word)) == there] == [], words[0]


def test_no_stop_word_stands_alone_in_a_group():
    stop = {row["word"] for row in rows("stop-words.csv")}
    alone = {fold(word) for _, words in groups() for word in words} & stop
    assert alone == set()


def test_stop_words_are_single_folded_words_said_once():
    listed = [row["word"] for row in rows("stop-words.csv")]
    assert len(set(listed)) == len(listed)
    assert [word for word in listed if not re.fullmatch(r"[a-z]+", word)] == []
    assert {row["kind"] for row in rows("stop-words.csv")} == {"stop", "filler"}


def test_words_that_mean_something_to_us_are_searched():
    kinds = {row["word"]: row["kind"] for row in rows("stop-words.csv")}
    for word in ("send", "wills", "mums", "dads", "ms", "gp", "care", "carer", "lonely", "sight"):
        assert word not in kinds
    for word in ("will", "may", "help", "support", "group", "service", "local", "free"):
        assert kinds[word] == "filler", word
    for word in ("i", "my", "the", "need", "want", "please", "where", "somewhere", "it", "us"):
        assert kinds[word] == "stop", word


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("I'm skint until Friday", "money worries"),
        ("I can't pay the gas bill", "energy bills"),
        ("I lost my wife in March", "bereavement"),
        ("my neighbour is a widow", "bereavement"),
        ("I've been on the dole for a year", "finding work"),
        ("armchair exercises for my nan", "chair based exercise"),
        ("where is the CAB", "citizens advice"),
        ("SEND", "special educational needs"),
        ("mum wants meals on wheels", "meals on wheels"),
        ("I can't work my new iPad", "digital skills"),
        ("something for a toddler when it rains", "stay and play"),
        ("how do I get to hospital appointments", "patient transport"),
        ("how do I get to hospital appointments", "community transport"),
        ("dad is coming out of hospital", "hospital discharge"),
        ("I look after my wife and need a break", "respite"),
        ("he hits me", "domestic abuse"),
        ("I'm drinking too much booze", "alcohol"),
        ("give up the fags", "stop smoking"),
        ("a second hand pram", "baby bank"),
        ("who can cut my toenails", "foot care"),
        ("mum can't manage the stairs", "home adaptations"),
        ("someone to mow the lawn", "gardening service"),
        ("sofa surfing at a mate's", "homelessness"),
        ("my landlord wants me out", "eviction"),
        ("lasting power of attorney", "power of attorney"),
        ("gave my bank details to a con man", "scams"),
        ("I keep forgetting things", "memory loss"),
        ("I'm going deaf", "hearing loss"),
        ("I don't want to live any more", "crisis line"),
        ("won't go to school", "school avoidance"),
        ("a toaster that needs mending, or a broken kettle", "repair cafe"),
        ("wet walls and black mould", "damp and mould"),
        ("foodbank near me", "food bank"),
        ("lonely since I moved", "befriending"),
    ],
)
def test_what_people_say_leads_to_what_it_is_called(sentence: str, term: str):
    assert term in leads_to(sentence)


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("I am confused about my council tax", "memory loss"),
        ("I can't go on the bus alone", "suicide"),
        ("I can't see my grandchildren", "sight loss"),
        ("a building with a lift", "community transport"),
        ("fish and chips", "angling"),
        ("council house", "counselling"),
        ("home", "care home"),
        ("who runs the yoga", "running group"),
        ("a local support group", "peer support"),
    ],
)
def test_what_people_say_does_not_lead_astray(sentence: str, term: str):
    assert term not in leads_to(sentence)


def front_and_body(path: Path) -> tuple[dict[str, Any], str]:
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(front), body


def sentences(body: str) -> list[str]:
    """Return what is said, a sentence each; a line of a list is one too."""
    shown = re.sub(r"[*#]|^\s*(-|\d+\.) ", "", LINK.sub(r"\1", body), flags=re.MULTILINE)
    return [said for said in re.split(r"(?<=[.?!:])\s+|\n", shown) if re.search(r"\w", said)]


def test_there_is_a_library_of_advice():
    assert 14 <= len(ADVICE) <= 40
    assert {front_and_body(path)[0]["kind"] for path in ADVICE} == {"advice", "guidance"}


@pytest.mark.parametrize("path", ADVICE, ids=lambda path: path.stem)
class TestAdvice:
    def test_its_front_matter_is_whole(self, path: Path):
        front, _ = front_and_body(path)
        assert set(front) == {"title", "slug", "summary", "kind", "needs", "reviewed"}
        assert front["slug"] == path.stem
        assert SLUG.fullmatch(front["slug"])
        assert front["kind"] in {"advice", "guidance"}
        assert 0 < len(front["summary"]) <= 160
        assert type(front["reviewed"]) is date
        assert front["needs"]
        assert set(front["needs"]) <= set(needs())

    def test_it_is_simple_markdown(self, path: Path):
        tokens = MarkdownIt("commonmark").parse(front_and_body(path)[1])
        kinds = {token.type for token in tokens}
        assert kinds.isdisjoint({"html_block", "fence", "code_block", "blockquote_open", "hr"})
        assert {token.tag for token in tokens if token.type == "heading_open"} == {"h2"}

    def test_it_ends_with_whom_to_talk_to_and_searches(self, path: Path):
        last = front_and_body(path)[1].rsplit("## ", 1)[1]
        assert last.startswith("Who to talk to next\n")
        assert "](/search" in last

    def test_its_links_lead_to_places_in_lily(self, path: Path):
        for _, link in LINK.findall(front_and_body(path)[1]):
            need = re.fullmatch(r"/search\?need=([a-z-]+)", link)
            plain = re.fullmatch(r"/search(\?q=[a-z+]+)?|/about", link)
            assert plain or (need and need[1] in needs()), link

    def test_it_is_short_and_in_plain_words(self, path: Path):
        body = front_and_body(path)[1]
        said = sentences(body)
        words = [word for sentence in said for word in fold(sentence).split()]
        assert 250 <= len(words) <= 500
        assert [sentence for sentence in said if len(sentence.split()) > 22] == []
        assert len(words) / len(said) <= 10
        assert sum(len(word) for word in words) / len(words) <= 4.2
        assert OFFICIALESE & set(words) == set()

    def test_it_gives_no_number_but_the_national_lines(self, path: Path):
        body = re.sub(r"\]\([^)]*\)", "]", front_and_body(path)[1])
        numbers = re.findall(r"(?<![\w£])\d(?:[\d ]*\d)?(?!\w)", body)
        long = {number for number in numbers if len(number.replace(" ", "")) >= 3}
        assert long <= NATIONAL_NUMBERS

    def test_it_states_no_sum_of_money(self, path: Path):
        assert "£" not in front_and_body(path)[1]
