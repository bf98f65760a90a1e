"""A fault of what is kept of a person is said on both screens, calmly and without the pseudonym."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace

import msgspec
import pytest

from balance_arcade.app.person_book import NOT_KEPT, PersonBook
from balance_arcade.app.playlist import Playlist
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.records.person_files import FORMAT, PEOPLE, PersonFiles, person_file_name
from balance_arcade.session.store_words import FOR_PATIENT, FOR_STATION
from balance_arcade.window.builder import ScreenBuilder

INFO = BoardInfo("wii:AA", "b-1", "Board", "", Geometry(433.0, 238.0), 100.0, "host")
NEWER = msgspec.json.encode({"format": FORMAT + 1, "person": "p-017", "more": True})


def run_of(book):
    playlist = book.begin_where_it_ended(Playlist(("orchard",)), INFO)
    return playlist.run(INFO), playlist


def write(folder, data):
    (folder / PEOPLE).mkdir()
    path = folder / PEOPLE / person_file_name("p-017")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("data", "fault"), [(b"torn", "damaged"), (NEWER, "newer")])
def test_what_cannot_be_read_is_said_on_both_screens_and_stays(tmp_path, data, fault):
    path = write(tmp_path, data)
    book = PersonBook.beside(tmp_path, "p-017")
    run, playlist = run_of(book)
    assert run.state().notice == FOR_STATION[fault]
    assert ScreenBuilder().build(run, 0.0).store_words == FOR_PATIENT[fault]
    assert playlist.option_facts()["store_fault"] == fault
    left = [file.read_bytes() for file in path.parent.iterdir()]
    assert left == [data]


@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_said_before_play(tmp_path, monkeypatch, why):
    def refuse(*_, **__):
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    book = PersonBook.beside(tmp_path, "p-017")
    run, _ = run_of(book)
    assert os.strerror(why) in book.notes[0]
    assert run.state().notice == FOR_STATION["unwritable"]
    assert ScreenBuilder().build(run, 0.0).store_words == FOR_PATIENT["unwritable"]


def test_a_disk_that_fills_during_play_is_told_the_station_and_the_next_session(tmp_path):
    book = PersonBook.beside(tmp_path, "p-017")
    run, _ = run_of(book)
    assert run.state().notice is msgspec.UNSET
    told = []
    session = SimpleNamespace(source=SimpleNamespace(emit=told.append), run=run)

    def fails(*, seated):
        assert not seated
        raise RecordingError("What is kept of p-017 cannot be written.")

    with pytest.raises(RecordingError):
        book.telling(fails, session)()
    assert [(event.kind, event.data["text"]) for event in told] == [
        (NOT_KEPT, FOR_STATION["unwritable"])
    ]
    assert run_of(book)[0].state().notice == FOR_STATION["unwritable"]


def test_all_well_says_nothing_and_trying_leaves_nothing_behind(tmp_path):
    book = PersonBook.beside(tmp_path, "p-017")
    run, playlist = run_of(book)
    assert book.fault == ""
    assert ScreenBuilder().build(run, 0.0).store_words == ""
    assert "store_fault" not in playlist.option_facts()
    PersonFiles(tmp_path / "not" / "there").check()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", FOR_PATIENT)
def test_the_patient_reads_eight_words_at_most_and_nobodys_name(fault):
    assert len(FOR_PATIENT[fault].split()) <= 8
    assert "p-0" not in FOR_STATION[fault]
