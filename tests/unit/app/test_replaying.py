"""A recorded session, played again: the same digest, and a clear word where it cannot be."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples
from replay_kit import SILENCE, record

from balance_arcade.app.replay_files import find_runs
from balance_arcade.app.replaying import Replay
from balance_arcade.app.session import Session
from balance_arcade.cli import main
from balance_arcade.cop.live import CopStream
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Command
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.registry import known_games
from balance_arcade.games.setup import RunOptions

GOLDEN = Path(__file__).parents[2] / "golden" / "recordings"


def in_order(folder: Path) -> list[Path]:
    """Recordings as they were written; names of one second are not in that order."""
    return sorted(folder.glob("*.mcap"), key=lambda file: file.stat().st_mtime_ns)


def replay_of(folder: Path) -> Replay:
    (recorded,) = find_runs(str(folder), folder)
    return Replay(recorded)


def played_at(replay: Replay, fps: float) -> list[str]:
    """Digests of a replay that is shown at a frame rate; it must be the same as in play."""
    replay.restart()
    while not replay.is_over:
        replay.go_to(replay.time_s + 1.0 / fps)
    replay.close()
    assert [verdict.words for verdict in replay.verdicts() if not verdict.same] == []
    return [result.digest for result in replay.results()]


@pytest.fixture(scope="module")
def two_games(tmp_path_factory):
    """A session of two games that a therapist steers; the folder and what came of it."""
    folder = tmp_path_factory.mktemp("session")
    steer = {
        2500: Command("1", "harder"),
        5200: Command("2", "pause", by="keyboard"),
        5300: Command("3", "resume", by="keyboard"),
        5500: Command("4", "set", {"name": "weak_side", "value": "left"}),
    }
    options = RunOptions(frozen=True, start_difficulty=0.3)
    return folder, record(folder, "orchard", "star-reach", steer=steer, options=options)


def test_a_session_is_played_again_to_the_same_numbers(two_games):
    folder, played = two_games
    replay = replay_of(folder)
    replay.finish()
    replay.close()
    assert [one.same for one in replay.verdicts()] == [True, True]
    again = replay.results()
    assert [one.origin for one in again] == ["replayed", "replayed"]
    for then, now in zip(played, again, strict=True):
        assert now.digest == then.digest
        assert now.trial_list == then.trial_list
        assert now.pauses == then.pauses


def test_every_game_is_replayed_through_the_contract_alone(tmp_path):
    """One session of all games that are installed, those that come later among them."""
    options = RunOptions(spotter_confirmed=True)
    # Who stands beside the person confirms it wherever that is asked for.
    steer = {at: Command(f"c{at}", "confirm") for at in range(3000, 60_000, 200)}
    played = record(tmp_path, *known_games(), seconds=2.0, options=options, steer=steer)
    assert tuple(one.game for one in played) == tuple(known_games())
    replay = replay_of(tmp_path)
    replay.finish()
    replay.close()
    assert [one.words for one in replay.verdicts() if one.same is not True] == []
    assert [one.digest for one in replay.results()] == [one.digest for one in played]


def test_going_back_and_forth_changes_nothing(two_games):
    folder, played = two_games
    replay = replay_of(folder)
    middle_s = (replay.start_s + replay.end_s) / 2.0
    for t_s in (middle_s, replay.end_s - 1.0, middle_s + 0.3, replay.start_s):
        replay.go_to(t_s)
        assert replay.time_s == pytest.approx(t_s)
    replay.finish()
    replay.close()
    assert [one.digest for one in replay.results()] == [one.digest for one in played]


def test_a_session_that_begins_within_a_stream_is_replayed(tmp_path):
    """Without a zero of its own: the display filter goes on from what it remembers."""
    walk = tmp_path / "walk.csv"
    sway = (f"{k / 100},{5 * math.sin(k / 40)},{4 * math.cos(k / 70)},700" for k in range(2500))
    walk.write_text("\n".join(["t_s,cop_ml_mm,cop_ap_mm,fz_n", *sway]), encoding="utf-8")
    with Session(f"replay:{walk}?speed=0", folder=tmp_path) as session:
        played = [session.play("orchard", seed=seed, seconds=2.0)[0] for seed in (1, 2)]
    runs = find_runs(str(tmp_path), tmp_path)
    assert [bool(run.begin.data["smoothing"]) for run in runs] == [False, True]
    board = runs[0].header.board
    stream = CopStream(board.geometry, board.nominal_rate_hz)
    whole = [stream.push(force) for force in (*runs[0].forces, *runs[1].forces)]
    heard = list(runs[1].samples())
    # Bit for bit from its first sample on, as if the filter had never stopped.
    assert heard == whole[-len(heard) :]
    for run, result in zip(runs, played, strict=True):
        replay = Replay(run)
        replay.finish()
        replay.close()
        assert [one.digest for one in replay.results()] == [result.digest]


_ORDERS = st.sampled_from(
    [
        Command("", "easier"),
        Command("", "harder"),
        Command("", "feedback", {"mode": "hidden"}),
        Command("", "set", {"name": "weak_side", "value": "right"}),
        Command("", "pause"),
        Command("", "next"),
        Command("", "mark", {"text": "took the rail"}),
        SILENCE,
    ]
)


@n_examples(3)
@given(
    orders=st.lists(st.tuples(st.integers(900, 2900), _ORDERS), max_size=6),
    game=st.sampled_from(["orchard", "slalom", "calm-lantern"]),
    seed=st.integers(1, 50),
)
def test_orders_and_pauses_come_at_the_same_sample_at_any_frame_rate(orders, game, seed):
    steer: dict[int, Command] = {}
    for n, (at, order) in enumerate(orders):
        steer[at] = order if order is SILENCE else msgspec.structs.replace(order, id=f"o{n}")
        if order.name == "pause":
            steer[at + 150] = Command(f"r{n}", "resume")
    # Whoever paused last lets it go on.
    steer |= {at: Command(f"on{at}", "resume") for at in range(3200, 30_000, 400)}
    with tempfile.TemporaryDirectory() as name:
        played = record(Path(name), game, seed=seed, seconds=4.0, steer=steer)
        replay = replay_of(Path(name))
        for fps in (24.0, 30.0, 60.0, 144.0):
            assert played_at(replay, fps) == [one.digest for one in played]


def test_every_game_takes_the_same_course_at_any_frame_rate_and_again(tmp_path):
    games = known_games()
    assert len(games) >= 12
    options = RunOptions(spotter_confirmed=True)
    played = record(tmp_path, *games, seconds=2.5, options=options)
    replay = replay_of(tmp_path)
    for fps in (24.0, 30.0, 60.0, 144.0):
        assert played_at(replay, fps) == [one.digest for one in played]
    assert len({one.digest for one in played}) == len(games)


def test_an_order_that_is_lost_is_found_out(two_games, capsys):
    folder, _ = two_games
    replay = replay_of(folder)
    replay.recorded.inputs = [one for one in replay.recorded.inputs if one.kind != "order"]
    without = Replay(replay.recorded)
    without.finish()
    without.close()
    assert [one.same for one in without.verdicts()] == [False, False]
    assert "the digest differs from the one in play" in without.verdicts()[0].words


def test_the_command_prints_a_table_and_json(two_games, capsys):
    folder, played = two_games
    last = in_order(folder)[-1]
    assert main(["replay", str(last), "--headless"]) == 0
    said = capsys.readouterr().out
    assert "Star Reach [REPLAY, SIMULATED]" in said
    assert "reaction s" in said
    assert said.count("the same digest as in play") == 2
    session_id = RecordingReader(last).header.session_id
    words = ["replay", session_id[:12], "--in", str(folder), "--headless", "--json"]
    assert main(words) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["digest"] for row in rows] == [one.digest for one in played]
    assert all(row["same"] is True and row["session"] == session_id for row in rows)


def test_a_changed_recording_fails_with_words(two_games, tmp_path, monkeypatch, capsys):
    folder, _ = two_games
    monkeypatch.setattr("balance_arcade.app.replaying.GameRun.feed", _a_little_later)
    assert main(["replay", str(folder), "--headless"]) == 1
    assert "the digest differs from the one in play" in capsys.readouterr().err


def _a_little_later(run, sample, feed=Replay.__init__.__globals__["GameRun"].feed):
    feed(run, msgspec.structs.replace(sample, ml_display_mm=sample.ml_display_mm + 1e-9))


def test_what_cannot_be_replayed_says_why(two_games, tmp_path):
    folder, _ = two_games
    _first, *others = in_order(folder)
    alone = tmp_path / "alone"
    alone.mkdir()
    for file in others:
        (alone / file.name).write_bytes(file.read_bytes())
    with pytest.raises(RecordingError, match="with which the session begins"):
        find_runs(str(alone), alone)
    with pytest.raises(RecordingError, match="There is no recording, folder or session 'nobody'"):
        find_runs("nobody", folder)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(RecordingError, match="No recordings are in"):
        find_runs(str(empty), empty)


def test_recordings_of_before_are_refused_with_the_reason():
    said = []
    for file in sorted(GOLDEN.glob("*.mcap")):
        with pytest.raises(RecordingError, match=r"cannot be replayed|Nothing was played") as told:
            find_runs(str(file), file.parent)
        said.append(str(told.value))
    assert said
    assert all("replay:FILE" in words for words in said)


def test_a_session_that_was_cut_off_is_replayed_as_far_as_it_goes(two_games, tmp_path):
    folder, _played = two_games
    *whole, last = in_order(folder)
    for file in whole:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    cut = last.read_bytes()[: last.stat().st_size // 2]
    (tmp_path / f"{last.name}.part").write_bytes(cut)
    replay = replay_of(tmp_path)
    replay.finish()
    replay.close()
    first, second = replay.verdicts()
    assert first.same is True
    assert second.same is None
    assert "cut off before its last digest" in second.words
    assert replay.recorded.notes
