"""A person's pages: the last difficulty, today's limits, and what a session adds."""

from __future__ import annotations

import msgspec
import pytest

from balance_arcade.app.person_book import PEOPLE, PersonBook
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.session import Session
from balance_arcade.cop.limits import StabilityLimits, default_limits
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.contract import TrialResult
from balance_arcade.games.setup import KnownPerson, RunOptions
from balance_arcade.records import person_files
from balance_arcade.records.person_files import person_file_name
from balance_arcade.records.person_store import PersonRecord

BEGAN = WallAnchor(1_772_443_800_000_000_000, 0)
AROUND = (80.0, 70.0, 60.0, 50.0, 40.0, 50.0, 60.0, 70.0)
LEANED = StabilityLimits((1.0, 2.0), AROUND, "lean pass")


def info(origin="real", address="wii:AA"):
    return BoardInfo(
        address, "b-1", "Board", "", Geometry(433.0, 238.0), 100.0, "host", origin=origin
    )


def result(game="orchard", difficulty=0.4, trials=10, failed=""):
    return PlayResult(
        *(game, 1, "wii:AA", False, 90.0, trials, 8, 0.8, difficulty, "d", "real", 3, "lean pass"),
        *((), 90.0, 120.0, {}, (), failed),
    )


@pytest.fixture
def book(tmp_path):
    return PersonBook.beside(tmp_path, "p-017")


def test_a_session_is_there_next_time(tmp_path, book):
    book.remember(info(), BEGAN, [result(), result("star-reach", 0.7)], LEANED)
    again = PersonBook.beside(tmp_path, "p-017")
    playlist = again.begin_where_it_ended(Playlist(("orchard",)), info())
    assert playlist.options.last_difficulty == {"orchard": 0.4, "star-reach": 0.7}
    assert again.limits_of(BEGAN.day(), info()) == LEANED
    assert again.limits_of("2026-01-01", info()) is None
    assert again.record().stars("real") == {"orchard": (3,), "star-reach": (3,)}


def test_what_grew_is_there_next_time_for_the_same_kind_of_person_only(tmp_path, book):
    assert book.grown(info()) == {}
    book.remember(info(), BEGAN, [result(), result(failed="ValueError")], None)
    again = PersonBook.beside(tmp_path, "p-017")
    assert again.grown(info()) == {"orchard": (3,)}
    assert again.grown(info("simulated")) == {}
    assert again.grown(info("replayed")) is None
    assert PersonBook("", None).grown(info()) is None


def trials(n, level, *, success=True):
    return tuple(TrialResult(k, success, level, True, {}) for k in range(n))


def test_levels_by_direction_and_the_best_level_are_there_next_time(tmp_path, book):
    first = msgspec.structs.replace(result(), trial_list=trials(12, 0.5))
    worse = msgspec.structs.replace(result(difficulty=0.3), trial_list=trials(12, 0.3))
    failed = msgspec.structs.replace(result(), trial_list=trials(12, 0.9, success=False))
    book.remember(info(), BEGAN, [first], None, (), [{"left": 0.3, "right": 0.5}])
    book.remember(info(), BEGAN, [worse, failed], None, (), [{"left": 0.2, "right": 0.4}, {}])
    again = PersonBook.beside(tmp_path, "p-017")
    options = again.begin_where_it_ended(Playlist(("orchard",)), info()).options
    assert options.known == KnownPerson({}, {"orchard": 0.5})
    book.remember(info(), BEGAN, [worse], None, (), [{"left": 0.2, "right": 0.4}])
    known = again._read().last_levels("real")
    assert known == {"orchard": {"left": 0.2, "right": 0.4}}


def test_what_the_therapist_set_counts_more(book):
    book.remember(info(), BEGAN, [result()], None)
    options = RunOptions(last_difficulty={"orchard": 0.9}, weak_side="left")
    playlist = book.begin_where_it_ended(Playlist(("orchard",), options=options), info())
    assert msgspec.structs.replace(playlist.options, known=None) == options


def test_guesses_failures_and_replays_are_not_kept(tmp_path, book):
    guess = default_limits()
    book.remember(info(), BEGAN, [result(trials=0), result(failed="KeyError")], guess)
    book.remember(info("replayed", "replay:a.mcap"), BEGAN, [result()], LEANED)
    assert book.record() == PersonRecord("p-017")
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_helps_no_patient(book):
    book.remember(info("simulated", "sim:"), BEGAN, [result(difficulty=1.0)], LEANED)
    options = book.begin_where_it_ended(Playlist(("orchard",)), info()).options
    assert options == RunOptions(known=KnownPerson())
    assert book.limits_of(BEGAN.day(), info()) is None


@pytest.mark.parametrize("person", ["", "p-017"])
def test_without_a_person_or_a_folder_nothing_is_kept(tmp_path, person):
    book = PersonBook.beside(None if person else tmp_path, person)
    book.remember(info(), BEGAN, [result()], LEANED)
    assert book.record() == PersonRecord(person)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_set_aside_is_told_when_the_book_is_opened(tmp_path):
    folder = tmp_path / PEOPLE
    folder.mkdir()
    (folder / person_file_name("p-017")).write_text("torn")
    book = PersonBook.beside(tmp_path, "p-017")
    assert len(book.notes) == 1
    assert "set aside" in book.notes[0]


def test_nothing_is_read_anew_when_a_station_begins_a_game(tmp_path, book):
    """The words of a fault would go to the station, and hold the pseudonym."""
    (tmp_path / PEOPLE).mkdir()
    (tmp_path / PEOPLE / person_file_name("p-017")).mkdir()
    plain = Playlist(("orchard",))
    assert book.begin_where_it_ended(plain, info()).options.last_difficulty == {}


def test_two_books_of_one_person_lose_nothing_of_each_other(tmp_path, book):
    other = PersonBook.beside(tmp_path, "p-017")
    book.remember(info(), BEGAN, [result()], None)
    other.remember(info(), BEGAN, [result("star-reach")], LEANED)
    assert [one.game for one in other.record().played] == ["orchard", "star-reach"]
    assert PersonBook.beside(tmp_path, "p-017").record() == other.record()


def test_a_script_is_told_that_nothing_could_be_kept(tmp_path, monkeypatch):
    def no_room(path, data, what):
        raise RecordingError(f"{what} cannot be written.")

    monkeypatch.setattr(person_files, "write_whole", no_room)
    session = Session("sim:?seed=1&speed=0", folder=tmp_path, person="p-017")
    (played,) = session.play("Orchard", seconds=10.0)
    assert played.trials > 0
    with pytest.raises(RecordingError, match="kept of p-017 cannot be written"):
        session.close()
    session.close()


def test_a_newer_file_is_said_when_the_book_is_opened(tmp_path):
    folder = tmp_path / PEOPLE
    folder.mkdir()
    (folder / person_file_name("p-017")).write_bytes(msgspec.json.encode({"format": 9}))
    book = PersonBook.beside(tmp_path, "p-017")
    assert "newer" in book.notes[0]
    assert book.record().played == ()


def test_limits_of_an_earlier_day_are_taken_when_they_are_asked_for(book):
    book.remember(info(), BEGAN, [result()], LEANED)
    asked = Playlist(("orchard",), earlier=True)
    assert book.begin_where_it_ended(asked, info()).limits == LEANED
    assert book.begin_where_it_ended(Playlist(("orchard",)), info()).limits is None
    with pytest.raises(
        ConfigError, match=r"No limits of this person are kept for a board like this\."
    ):
        book.begin_where_it_ended(asked, info(origin="simulated"))


def test_limits_of_an_earlier_day_below_the_floor_are_refused(book):
    low = StabilityLimits((1.0, 2.0), (80.0, 70.0, 60.0, 50.0, 4.0, 50.0, 60.0, 70.0), "lean pass")
    book.remember(info(), BEGAN, [result()], low)
    with pytest.raises(ConfigError, match=r"back 4\.0 mm are below the floor of 10 mm"):
        book.begin_where_it_ended(Playlist(("orchard",), earlier=True), info())
