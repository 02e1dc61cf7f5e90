"""Postcodes packed and unpacked: nothing is lost, and nothing damaged is believed."""

import random
from pathlib import Path

import pytest

from lily.errors import Refused
from lily.geo.bundle import Bundle, write_bundle
from lily.geo.gazetteer import gazetteer
from lily.geo.making.units import Unit, Units, make_shard, read_shard
from lily.geo.shards import INWARD_LETTERS, inward_number, pack, unpack


def _any_units(seed: int) -> Units:
    """Return some hundreds of postcodes of one area, anywhere in Great Britain."""
    chance = random.Random(seed)
    wards = [("", ""), *((f"E0700{n:04d}", f"E0500{n:04d}") for n in range(chance.randint(1, 300)))]
    units: Units = {}
    for _ in range(chance.randint(1, 800)):
        letters = "".join(chance.choices(INWARD_LETTERS, k=2))
        postcode = f"PE{chance.randint(1, 39)}{chance.randint(0, 9)}{letters}"
        units[postcode] = Unit(
            chance.randint(4_990_000, 6_090_000),
            chance.randint(-860_000, 180_000),
            chance.choice(wards),
            chance.random() < 0.1,
        )
    return units


@pytest.mark.parametrize("seed", range(20))
def test_any_postcodes_come_back_as_they_went_in(seed: int) -> None:
    units = _any_units(seed)
    assert read_shard(unpack(pack(make_shard(units)))) == units


def test_every_shard_that_we_ship_comes_back_as_it_went_in() -> None:
    book = gazetteer()
    total = 0
    for area in book.areas():
        shard = book.shard(area)
        assert shard is not None
        again = unpack(pack(shard))
        assert (again.keys == shard.keys).all()
        assert (again.latitudes == shard.latitudes).all()
        assert (again.longitudes == shard.longitudes).all()
        assert (again.wards == shard.wards).all()
        assert again.codes == shard.codes
        total += len(shard)
    assert len(book.areas()) == 120
    assert total == 1_742_638


def test_every_postcode_that_we_ship_lies_in_great_britain() -> None:
    book = gazetteer()
    for area in book.areas():
        shard = book.shard(area)
        assert shard is not None
        assert 4_980_000 < shard.latitudes.min() <= shard.latitudes.max() < 6_090_000, area
        assert -870_000 < shard.longitudes.min() <= shard.longitudes.max() < 180_000, area


def test_few_areas_are_kept_unpacked() -> None:
    from lily.geo.gazetteer import AREAS_KEPT

    book = gazetteer()
    for area in book.areas():
        book.shard(area)
    assert book.shard.cache_info().currsize == AREAS_KEPT  # type: ignore[attr-defined]


@pytest.mark.parametrize("inward", ["", "7", "7E", "7EC", "EEX", "7EXX", "7é1"])
def test_what_can_be_no_inward_half_has_no_number(inward: str) -> None:
    assert inward_number(inward) is None


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"outcodes":["PE1"],"codes":[],"count":3}\n'])
def test_a_damaged_shard_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        unpack(content)


def test_a_bundle_gives_back_its_parts_and_is_the_same_each_time(tmp_path: Path) -> None:
    parts = {"one": b"a" * 1000, "areas/PE": bytes(range(256)), "none": b""}
    for name in ("first.zip", "second.zip"):
        write_bundle(tmp_path / name, parts)
    bundle = Bundle(tmp_path / "first.zip")
    assert {name: bundle.read(name) for name in bundle.names()} == parts
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06"])
def test_a_damaged_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "postcodes.zip"
    path.write_bytes(content)
    with pytest.raises(Refused, match="lily gazetteer import"):
        Bundle(path)


def test_a_bundle_in_use_outlives_its_replacement(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.zip"
    write_bundle(path, {"part": b"old"})
    opened = Bundle(path)
    write_bundle(tmp_path / "new", {"part": b"new"})
    (tmp_path / "new").replace(path)
    assert opened.read("part") == b"old"
    assert Bundle(path).read("part") == b"new"
