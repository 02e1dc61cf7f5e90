"""Spreadsheets: how a CSV file is read, what a mapping may say, and what it comes to."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from lily.directory.choices import AccessFeature, Answer, Frequency
from lily.errors import Invalid
from lily.imports.feeds import Feed
from lily.imports.sheets.hours import read_sessions, week
from lily.imports.sheets.mapping import read_mapping
from lily.imports.sheets.reader import read_sheet
from lily.imports.sheets.table import read_table
from lily.imports.worded import NOT_SURE

MAPPING = """
[source]
slug = "clubs"
name = "Clubs"

[organisation]
name = { column = "Run by" }

[location]
name = { column = "Place" }
postcode = { column = "Postcode" }
access = [
  { feature = "step_free", answer = { column = "Steps", values = { none = "yes", some = "no" } } },
]

[service]
reference = { column = "Id" }
name = { column = "Name" }
kind = "activity"
summary = { template = "{Name}, run by {Run by}" }
description = { columns = ["What", "Who"], join = ". " }
referral = { column = "Referral", values = { "Just come" = "self" }, otherwise = "not_known" }
email = { column = "Contact", find = "email" }
url = { column = "Contact", find = "web" }
phones = [{ number = { column = "Contact", find = "phone" } }]
audiences = { column = "For", split = ";", values = { Carers = "carers", Older = "older-people" } }
minimum_age = { column = "Age" }

[at]
schedules = [{ words = { column = "When" } }]

[hours]
closed = ["shut"]
[hours.columns]
MO = "Mon"
TU = "Tue"
"""
HEADER = "Id,Name,Run by,Place,Postcode,Steps,What,Who,Referral,Contact,For,Age,When,Mon,Tue\n"
ROW = (
    '1,Lunch club,Circle,Hall,PE31 7EX,None,A hot lunch,All welcome,just come,"lunch@x.org or '
    '01632 960123",Carers;Older,60+,Most days,"09:00-12:00,13:00-17:00",shut\n'
)


def read(folder: Path, csv: str | bytes, mapping: str = MAPPING) -> Feed:
    (folder / "m.toml").write_text(mapping)
    (folder / "f.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    told = read_mapping(folder / "m.toml")
    notes = told.file
    empty = frozenset(notes.empty)
    table = read_table(
        folder / "f.csv", encoding=notes.encoding, delimiter=notes.delimiter, empty=empty
    )
    return read_sheet(table, told)


def test_a_row_becomes_an_organisation_a_place_and_a_listing(tmp_path: Path) -> None:
    feed = read(tmp_path, HEADER + ROW)
    made = feed.services["1"]
    assert (made.name, made.organisation) == ("Lunch club", "circle")
    assert made.summary == "Lunch club, run by Circle"
    assert made.description == "<p>A hot lunch. All welcome</p>"
    assert made.referral == "self"
    assert (made.email, made.url) == ("lunch@x.org", "")
    assert [phone.number for phone in made.phones] == ["01632 960123"]
    assert made.audiences == ["carers", "older-people"]
    assert made.minimum_age == 60
    words, morning, afternoon = made.at[0].schedules
    assert (words.freq, words.words) == (None, "Most days")
    assert (morning.byday, morning.opens_at, morning.closes_at) == (["MO"], time(9), time(12))
    assert afternoon.opens_at == time(13)
    place = feed.locations[made.at[0].location]
    assert (place.name, place.district_code) == ("Hall", "E07000146")
    access = place.access[0]
    assert (access.feature, access.answer) == (AccessFeature.STEP_FREE, Answer.YES)
    assert [note.words for note in feed.notes] == [NOT_SURE]


def test_times_in_words_are_read_where_we_are_sure(tmp_path: Path) -> None:
    feed = read(tmp_path, HEADER + ROW.replace("Most days", "1st & 3rd Weds 10 till noon"))
    worded = feed.services["1"].at[0].schedules[0]
    assert (worded.freq, worded.byday) == (Frequency.MONTHLY, ["1WE", "3WE"])
    assert (worded.opens_at, worded.closes_at) == (time(10), time(12))
    assert worded.words == "1st & 3rd Weds 10 till noon"
    assert feed.notes == []


def test_hours_of_a_day_that_are_more_than_hours_are_read_as_words(tmp_path: Path) -> None:
    feed = read(tmp_path, HEADER + ROW.replace(",shut", ",9am - 5pm (closed 12.30-1.30)"))
    tuesday = [one for one in feed.services["1"].at[0].schedules if one.byday == ["TU"]]
    assert [one.opens_at for one in tuesday] == [time(9), time(13, 30)]


def test_empty_cells_leave_out_what_they_would_have_been(tmp_path: Path) -> None:
    feed = read(tmp_path, HEADER + "1,Lunch club,NA,,,,n/a,,,,,,,,\n")
    made = feed.services["1"]
    assert made.model_dump(include={"phones", "at", "schedules", "audiences"}) == {
        "phones": [],
        "at": [],
        "schedules": [],
        "audiences": [],
    }
    assert (made.summary, made.description, made.referral) == ("", "", "not_known")
    assert feed.organisations[made.organisation].name == "Lunch club"
    assert [note.field for note in feed.notes] == ["name"]


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    rows = f"{ROW}\n,,\n{ROW.replace('1,Lunch club', '2,')}{ROW.replace('1,L', ',L')}"
    feed = read(tmp_path, HEADER + rows)
    assert [str(refusal)[:20] for refusal in feed.refusals] == ["service row 6, refer"]
    assert feed.services["2"].name == "Circle"
    assert [note.where for note in feed.notes if note.field == "name"] == ["row 5"]


def test_uneven_rows_and_unread_hours_are_noted(tmp_path: Path) -> None:
    feed = read(tmp_path, HEADER + ROW.replace(",shut", ",when it suits,more"))
    said = [str(note) for note in feed.notes]
    assert "service row 2: this row has more or fewer cells than the header" in said
    assert any("Tue: these are not opening hours" in words for words in said)
    words = [schedule.words for schedule in feed.services["1"].at[0].schedules]
    assert "Tuesday: when it suits" in words


@pytest.mark.parametrize(
    "encoded",
    [
        "café;1\n".encode(),
        "\ufeffcafé;1\n".encode(),
        "café;1\n".encode("cp1252"),
        "café;1\n".encode("utf-16"),
        "café;1\r\n\r\n".encode(),
    ],
    ids=("utf-8", "with a mark", "windows", "utf-16", "windows lines"),
)
def test_letters_are_read_whatever_wrote_them(tmp_path: Path, encoded: bytes) -> None:
    heading = "Who;Id\n".encode("utf-16") if encoded[:2] == b"\xff\xfe" else b"Who;Id\n"
    mark = b"\xef\xbb\xbf" if encoded.startswith(b"\xef\xbb\xbf") else b""
    body = encoded.removeprefix(mark).removeprefix(b"\xff\xfe")
    (tmp_path / "f.csv").write_bytes(mark + heading + body)
    table = read_table(tmp_path / "f.csv")
    assert table.header == ["Who", "Id"]
    assert table.rows == [(2, {"Who": "café", "Id": "1"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = (delimiter.join(cells) for cells in (['"A, b"', "C", "D"], ["1", '"2\n3"', "4"]))
    (tmp_path / "f.csv").write_text("\n".join(lines))
    table = read_table(tmp_path / "f.csv")
    assert table.rows == [(2, {"A, b": "1", "C": "2\n3", "D": "4"})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "has to name the columns"),
        ("A,A\n1,2\n", "Two columns are called A"),
        ("A\n" + '"' + "x" * 1_100_000 + '"\n', "not CSV that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "f.csv").write_text(content)
    with pytest.raises(Invalid, match=said):
        read_table(tmp_path / "f.csv")


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="could not read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(Invalid, match="could not read"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "f.csv").write_bytes(b"\x81\x8d")
    with pytest.raises(Invalid, match="letters of this file"):
        read_table(tmp_path / "f.csv", encoding="ascii")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"Run by" }', '"Runs by" }'), "no column called Runs by. Did you mean Run by"),
        (('"Run by" }', '"Boss" }'), "no column called Boss. It has: Id, Name"),
        (("kind =", "kinds ="), "there is no field called kinds. Did you mean kind"),
        (("feature =", "features ="), "location.access: there is no field called features"),
        (("MO =", "MON ="), "MON is no day"),
        (('reference = { column = "Id" }', ""), "needs reference"),
        (('{ column = "Name" }', '{ column = "Name", template = "x" }'), "say one of column"),
        (('slug = "clubs"', 'slug = "Our clubs"'), "source.slug"),
        (("[at]", "[att]"), "att: there is no field of this name"),
        (("[source]", "[source"), "is not TOML"),
    ],
)
def test_a_fault_in_a_mapping_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(tmp_path, HEADER + ROW, MAPPING.replace(*change))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("08:30-13:00,14:00-17:30", [(time(8, 30), time(13)), (time(14), time(17, 30))]),
        ("9am to 5.30pm", [(time(9), time(17, 30))]),
        ("08:00-00:00", [(time(8), time(23, 59))]),
        ("CLOSED", []),
        ("", []),
    ],
)
def test_opening_hours_are_read(text: str, sessions: list[Any]) -> None:
    assert read_sessions(text, ["closed"]) == sessions


@pytest.mark.parametrize("text", ["09:00-13:00:14:00-18:00", "mornings", "9-", "-", "25:00-26:00"])
def test_opening_hours_are_never_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        read_sessions(text, ["closed"])


def test_days_of_the_same_hours_are_one_schedule() -> None:
    nine = (time(9), time(17))
    one = week({"MO": [nine], "TU": [nine], "SA": [(time(10), time(12))]}, bank_holidays="closed")
    assert [(rule["byday"], rule["opens_at"]) for rule in one] == [
        (["MO", "TU"], time(9)),
        (["SA"], time(10)),
    ]
    assert all(rule["bank_holidays"] == "closed" for rule in one)


def test_the_mapping_of_the_manual_can_be_read(tmp_path: Path) -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "imports.md").read_text()
    shown = manual.split("```toml\n")[1].split("```")[0]
    (tmp_path / "m.toml").write_text(shown)
    mapping = read_mapping(tmp_path / "m.toml")
    assert mapping.source.slug == "county-libraries"
    assert "Opening times" in set(mapping.columns())
