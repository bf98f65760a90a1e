"""People kept as files: nothing is lost, nothing is mixed up, and every fault is said."""

from __future__ import annotations

import errno
import json
import os

import msgspec
import pytest

from balance_arcade.cop.limits import default_limits
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.records.person_files import FORMAT, PersonFiles, person_file_name
from balance_arcade.records.person_store import KeptLimits, PersonRecord, PlayedGame

WII = Geometry(433.0, 238.0)
WHEN = "2026-03-02T09:30:00+00:00"
DAY = "2026-03-02"


def info(address="wii:AA", origin="real", geometry=WII):
    return BoardInfo(address, "b-1", "Board", "", geometry, 100.0, "host", origin=origin)


def kept(day=DAY, board="wii", origin="real", geometry=WII, height_mm=1700.0):
    limits = default_limits(height_mm)
    return KeptLimits(WHEN, day, board, geometry, origin, limits)


def played(game="orchard", difficulty=0.4, stars=2, origin="real"):
    return PlayedGame(WHEN, DAY, game, origin, stars, difficulty, 90.0)


RECORD = PersonRecord("p-017", (kept(),), (played(), played("star-reach", 0.7, 3)))


def test_what_was_saved_is_loaded_by_another_program(tmp_path):
    PersonFiles(tmp_path / "people").save(RECORD)
    assert PersonFiles(tmp_path / "people").load("p-017") == RECORD


def test_somebody_new_has_an_empty_record_and_no_file(tmp_path):
    assert PersonFiles(tmp_path / "people").load("p-1") == PersonRecord("p-1")
    assert list(tmp_path.iterdir()) == []


def test_a_session_is_added_after_those_before():
    grown = RECORD.with_session(kept(height_mm=1600.0), (played(difficulty=0.5, stars=1),))
    assert grown.limits[:1] == RECORD.limits
    assert len(grown.limits) == 2
    assert grown.last_difficulty("real") == {"orchard": 0.5, "star-reach": 0.7}
    assert grown.stars("real") == {"orchard": (2, 1), "star-reach": (3,)}
    assert RECORD.with_session() == RECORD


def test_a_simulated_person_never_becomes_a_patients_past():
    game = played("orchard", 0.9, 3, "simulated")
    record = RECORD.with_session(kept(origin="simulated"), (game,))
    assert record.last_difficulty("real") == {"orchard": 0.4, "star-reach": 0.7}
    assert record.last_difficulty("simulated") == {"orchard": 0.9}
    assert record.last_difficulty("replayed") == {}
    assert record.limits_of(DAY, info()) == RECORD.limits[0]


def test_the_newest_limits_of_the_day_and_board_count():
    newest = kept(height_mm=1500.0)
    record = RECORD.with_session(newest).with_session(kept(board="arduino", height_mm=1400.0))
    assert record.limits_of(DAY, info()) == newest
    assert record.limits_of(DAY, info("wii:BB")) == newest
    assert record.limits_of("2026-03-03", info()) is None
    assert record.limits_of(DAY, info("sim:?seed=1", "simulated")) is None
    assert record.limits_of(DAY, info(geometry=Geometry(400.0, 400.0))) is None


@pytest.mark.parametrize("person", ["", "Jo Ann", "../x", "a/b", "-a", ".a", "é", "a" * 33, "a\n"])
def test_a_name_that_no_file_may_have_is_refused(tmp_path, person):
    for use in (PersonFiles(tmp_path).load, lambda p: PersonFiles(tmp_path).save(PersonRecord(p))):
        with pytest.raises(ConfigError, match="pseudonym"):
            use(person)
    assert list(tmp_path.iterdir()) == []


def test_pseudonyms_that_differ_in_case_alone_have_files_that_differ_in_more():
    names = {person_file_name(person).lower() for person in ("p-a", "P-a", "p-A", "P-A")}
    assert len(names) == 4


CORRUPT = {
    "cut off": b'{"format": 1, "person": "p-0',
    "empty": b"",
    "no JSON": b"\x00\xff\xfe",
    "another file": b'{"name": "something else"}',
    "another person": msgspec.json.encode(
        {"format": 1, "person": "p-2", "limits": [], "played": []}
    ),
    "an unknown field": msgspec.json.encode(
        {"format": 1, "person": "p-017", "limits": [], "played": [], "note": "by hand"}
    ),
    "no such version": msgspec.json.encode(
        {"format": 0, "person": "p-017", "limits": [], "played": []}
    ),
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("what", CORRUPT)
def test_a_file_that_cannot_be_understood_is_set_aside_with_words(tmp_path, what):
    path, said = tmp_path / person_file_name("p-017"), []
    path.write_bytes(CORRUPT[what])
    store = PersonFiles(tmp_path, say=said.append)
    assert store.load("p-017") == PersonRecord("p-017")
    aside = tmp_path / "person-p-017.json.aside-1"
    assert aside.read_bytes() == CORRUPT[what]
    assert str(aside) in said[0]
    # A second one is kept beside the first.
    store.save(RECORD)
    path.write_bytes(CORRUPT[what])
    store.load("p-017")
    assert (tmp_path / "person-p-017.json.aside-2").read_bytes() == CORRUPT[what]
    assert aside.read_bytes() == CORRUPT[what]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file["played"][0].update(stars=4),
        lambda file: file["played"][0].update(difficulty=None),
        lambda file: file["played"][0].update(levels={"left": 1.5}),
        lambda file: file["played"][0].update(held=-0.1),
        lambda file: file["limits"][0]["limits"].update(limits_mm=[1.0] * 7),
        lambda file: file["limits"][0]["limits"].update(source="a guess"),
    ],
)
def test_a_value_that_makes_no_sense_is_no_past(tmp_path, change):
    store, path = PersonFiles(tmp_path), tmp_path / person_file_name("p-017")
    store.save(RECORD)
    file = json.loads(path.read_text())
    change(file)
    path.write_text(json.dumps(file))
    assert store.load("p-017") == PersonRecord("p-017")
    assert len(list(tmp_path.glob("*.aside-1"))) == 1


def test_a_newer_versions_file_is_left_alone_and_said(tmp_path):
    path = tmp_path / person_file_name("p-017")
    data = msgspec.json.encode({"format": FORMAT + 1, "person": "p-017", "more": True})
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"newer Balance Arcade.*Update this program"):
        PersonFiles(tmp_path).load("p-017")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [data]


def test_a_file_of_the_version_before_is_read_and_written_anew(tmp_path):
    path = tmp_path / person_file_name("p-017")
    before = {
        "format": 1,
        "person": "p-017",
        "limits": [],
        "played": [
            {"when": WHEN, "day": DAY, "game": "orchard", "origin": "real"}
            | {"stars": 2, "difficulty": 0.4, "seconds": 90.0}
        ],
    }
    path.write_bytes(msgspec.json.encode(before))
    store = PersonFiles(tmp_path)
    record = store.load("p-017")
    assert record == PersonRecord("p-017", (), (played(),))
    assert (record.last_levels("real"), record.best_level("real")) == ({}, {})
    store.save(record)
    assert json.loads(path.read_text())["format"] == FORMAT
    assert store.load("p-017") == record


def test_a_full_disk_is_said_and_the_file_from_before_stays(tmp_path, monkeypatch):
    store = PersonFiles(tmp_path)
    store.save(RECORD)

    def no_room(self, data):
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pathlib.Path.write_bytes", no_room)
    with pytest.raises(RecordingError, match=r"kept of p-017.*No space left"):
        store.save(RECORD.with_session(None, (played(),)))
    assert store.load("p-017") == RECORD
    assert [file.name for file in tmp_path.iterdir()] == [person_file_name("p-017")]


def test_what_cannot_be_read_or_made_is_said(tmp_path):
    (tmp_path / person_file_name("p-017")).mkdir()
    with pytest.raises(RecordingError, match="cannot be read"):
        PersonFiles(tmp_path).load("p-017")
    (tmp_path / "people").write_text("a file")
    with pytest.raises(RecordingError, match="cannot be"):
        PersonFiles(tmp_path / "people").save(RECORD)
