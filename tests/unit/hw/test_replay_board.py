"""Files as boards: exact samples back, plates on corners, pace, end, and refusals."""

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from balance_arcade.core.board import Board, BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    ConfigError,
    RecordingError,
)
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.tables import plate_to_cop, read_trial
from balance_arcade.hw import open_board, parse_address
from balance_arcade.hw.replay import open_replay_board

BDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "bds"
needs_bds = pytest.mark.skipif(not BDS.is_dir(), reason="the public data set is not beside us")

ROWS = "t_s,cop_ml_mm,cop_ap_mm\n0,1,20\n.01,2,21\n.02,3,22\n"


def read_all(board):
    samples = []
    while not board.ended:
        samples += board.read(0.0)
    return samples


def cop_mm(samples, geometry):
    f_n = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples])
    return f_n @ np.array(geometry.corners_mm()) / f_n.sum(axis=1, keepdims=True)


def table(tmp_path, text=ROWS, name="trial.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path


def replay(path, query="speed=0", clock=None):
    return open_replay_board(parse_address(f"replay:{path}?{query}"), clock=clock)


SOURCE = BoardInfo(
    "arduino:/dev/ttyACM0",
    "arduino-1",
    "Arduino board",
    "0011",
    Geometry(433.0, 238.0),
    93.4,
    "device",
    calibration_id="bench",
)
RECORDED = [
    ForceSample(
        700 + i + (i > 5) * 3,
        10**15 + i,
        35.0 + i / 93.4 + 1e-7 * i,
        1.1 * i,
        200.0,
        -0.3,
        math.pi,
        10**6 + i,
        SampleFlag.TORN if i == 2 else SampleFlag.GAP_BEFORE if i == 6 else 0,
    )
    for i in range(12)
]


def recording(tmp_path, *, zero_n=None, samples=RECORDED, board=SOURCE, finish=True):
    path = tmp_path / "walk.mcap"
    header = RecordingHeader(
        board=board, wall=WallAnchor(0, 0), trial_id="t1", label="orchard", zero_n=zero_n
    )
    writer = RecordingWriter(path, header, chunk_s=0.02)
    writer.write_samples(samples)
    return writer.finish() if finish else abandoned(writer)


def abandoned(writer):
    writer.flush()
    writer.abandon()
    return writer.part_path


def test_a_recording_comes_back_exactly(tmp_path):
    with replay(recording(tmp_path)) as board:
        assert isinstance(board, Board)
        samples = read_all(board)
        assert board.read(1.0) == ()
    for got, was in zip(samples, RECORDED, strict=True):
        assert msgspec.structs.replace(got, t_host_ns=0, flags=0) == msgspec.structs.replace(
            was, t_host_ns=0, flags=0
        )
        assert got.flags == was.flags | SampleFlag.REPLAYED
        assert got.t_host_ns == round(was.t_s * 1e9)
    health = board.health
    assert (health.n_samples, health.n_gaps, health.n_lost) == (12, 1, 3)


def test_a_replayed_recording_describes_itself(tmp_path):
    info = replay(recording(tmp_path)).info
    assert (info.origin, info.clock, info.speed) == ("replayed", "virtual", 0.0)
    assert info.model == "Replay of Arduino board"
    assert info.board_id == "replay-walk"
    assert (info.serial, info.calibration_id) == ("0011", "bench")
    assert (info.geometry, info.nominal_rate_hz) == (SOURCE.geometry, 93.4)
    assert not info.pre_zeroed
    zeroed = msgspec.structs.replace(SOURCE, pre_zeroed=True)
    (tmp_path / "walk.mcap").unlink()
    assert replay(recording(tmp_path, board=zeroed)).info.pre_zeroed


def test_the_zero_of_a_recording_is_taken_off_and_said(tmp_path):
    board = replay(recording(tmp_path, zero_n=(1.0, 2.0, 3.0, 4.0)))
    assert board.info.pre_zeroed
    assert board.info.model.endswith("zero taken off")
    got = read_all(board)[3]
    was = RECORDED[3]
    assert (got.tl_n, got.tr_n, got.bl_n, got.br_n) == (
        was.tl_n - 1.0,
        was.tr_n - 2.0,
        was.bl_n - 3.0,
        was.br_n - 4.0,
    )


def test_an_unfinished_recording_is_replayed_and_says_what_is_missing(tmp_path):
    board = replay(recording(tmp_path, finish=False))
    assert len(read_all(board)) == 12
    assert "was not closed" in board.health.warnings[0]


def test_a_simulated_recording_stays_marked(tmp_path):
    flagged = [msgspec.structs.replace(s, flags=int(SampleFlag.SIMULATED)) for s in RECORDED]
    samples = read_all(replay(recording(tmp_path, samples=flagged)))
    assert all(s.flags == SampleFlag.SIMULATED | SampleFlag.REPLAYED for s in samples)


@needs_bds
@pytest.mark.parametrize("query", ["speed=0", "speed=0&width=433&length=238"])
def test_a_plate_file_gives_its_centre_of_pressure_back(query):
    path = BDS / "BDS00121.txt"
    board = replay(path, query)
    samples = read_all(board)
    trial = read_trial(path)
    apart_mm = np.abs(cop_mm(samples, board.info.geometry) - plate_to_cop(trial.plate))
    assert apart_mm.max() < 1e-9
    assert [s.seq for s in samples] == list(range(6000))
    assert [s.t_s for s in samples] == [i / 100 for i in range(6000)]
    assert board.info.nominal_rate_hz == 100.0
    assert board.info.pre_zeroed
    assert board.info.model == "Replay of a force-plate trial (BDS): BDS00121.txt"
    assert np.isclose(samples[0].fz_n, trial.fz_n[0])
    assert all(s.flags == SampleFlag.REPLAYED for s in samples)


def test_a_path_alone_gets_an_assumed_load_and_says_so(tmp_path):
    board = replay(table(tmp_path))
    samples = read_all(board)
    np.testing.assert_allclose(
        cop_mm(samples, board.info.geometry), [[1, 20], [2, 21], [3, 22]], atol=1e-9
    )
    assert [s.fz_n for s in samples] == pytest.approx([700.0] * 3)
    assert "load of 700 N assumed" in board.info.model
    assert "600 x 400 mm assumed" in board.info.model
    stated = replay(table(tmp_path), "speed=0&load=450&width=500&length=500")
    assert read_all(stated)[0].fz_n == pytest.approx(450.0)
    assert stated.info.geometry == Geometry(500.0, 500.0)


def test_nobody_and_missing_values(tmp_path):
    text = "t_s,cop_ml_mm,cop_ap_mm,fz_n\n0,1,2,600\n.01,,,0\n.02,1,2,\n"
    samples = read_all(replay(table(tmp_path, text)))
    assert samples[1].fz_n == 0.0
    assert math.isnan(samples[2].fz_n)
    assert samples[2].flags & SampleFlag.CELL_FAULT


def test_corner_tables_are_taken_as_they_are(tmp_path):
    text = "t_s,tl_n,tr_n,bl_n,br_n\n0,1,2,3,4\n.01,5,6,7,8\n"
    path = table(tmp_path, text)
    with pytest.raises(RecordingError, match="the spacing of its corners"):
        replay(path)
    board = replay(path, "speed=0&width=433&length=238")
    samples = read_all(board)
    assert (samples[1].tl_n, samples[1].br_n) == (5.0, 8.0)


def test_a_gap_in_a_table_is_a_gap_of_the_board(tmp_path):
    rows = "".join(f"{t},1,2\n" for t in (0.0, 0.01, 0.02, 0.06, 0.07))
    board = replay(table(tmp_path, "t_s,cop_ml_mm,cop_ap_mm\n" + rows))
    samples = read_all(board)
    assert [s.seq for s in samples] == [0, 1, 2, 6, 7]
    assert [s.t_s for s in samples] == [0.0, 0.01, 0.02, 0.06, 0.07]
    assert [bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples] == [0, 0, 0, 1, 0]
    assert (board.health.n_gaps, board.health.n_lost) == (1, 3)


@pytest.mark.parametrize(("speed", "factor"), [(1, 1.0), (4, 4.0)])
def test_pace_by_the_clock_that_was_given(tmp_path, speed, factor):
    clock = ManualClock(start_ns=5_000_000_000)
    board = replay(table(tmp_path), f"speed={speed}", clock)
    first = board.read(0.0)
    assert [s.seq for s in first] == [0]
    assert board.read(0.0) == []
    assert not board.ended
    second = board.read(1.0)
    assert [s.seq for s in second] == [1]
    assert clock.now_ns() == pytest.approx(5e9 + 0.01e9 / factor, abs=2e3)
    assert second[0].t_host_ns == 5_000_000_000 + round(0.01e9 / factor)
    clock.sleep(10.0)
    assert [s.seq for s in board.read(0.0)] == [2]
    assert board.ended
    assert board.read(1.0) == ()


def test_a_reader_that_slept_loses_nothing(tmp_path):
    rows = "".join(f"{i / 100},1,2\n" for i in range(2500))
    clock = ManualClock()
    board = replay(table(tmp_path, "t_s,cop_ml_mm,cop_ap_mm\n" + rows), "speed=1", clock)
    board.read(0.0)
    clock.sleep(100.0)
    assert [len(board.read(0.0)) for _ in range(3)] == [1000, 1000, 499]


def test_loop_goes_on_with_a_flagged_seam(tmp_path):
    board = replay(table(tmp_path), "speed=0&loop=yes")
    samples = [board.read(0.0)[0] for _ in range(7)]
    assert [s.seq for s in samples] == list(range(7))
    assert [s.t_s for s in samples] == pytest.approx([i / 100 for i in range(7)])
    assert [bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples] == [0, 0, 0, 1, 0, 0, 1]
    assert samples[3].tl_n == samples[0].tl_n
    assert not board.ended


def test_closed(tmp_path):
    board = replay(table(tmp_path))
    board.close()
    board.close()
    with pytest.raises(BoardDisconnectedError, match="is closed"):
        board.read(0.0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("sped=2", r"unknown option 'sped' \(did you mean 'speed'\?\)"),
        ("speed=-1", "speed=-1 is not valid"),
        ("speed=fast", "speed=fast is not valid"),
        ("width=400", "width=400 is not valid"),
        ("length=400", "length=400 is not valid"),
        ("load=1", "load=1 is not valid"),
        ("from=3&to=2", "begins at 3 s and ends at 2 s"),
    ],
)
def test_options_that_do_not_fit(tmp_path, query, message):
    with pytest.raises(ConfigError, match=message):
        replay(table(tmp_path), query)


@pytest.mark.parametrize("option", ["width=400&length=300", "load=600", "rate=100"])
def test_a_recording_has_its_own_numbers(tmp_path, option):
    with pytest.raises(ConfigError, match="is not valid") as caught:
        replay(recording(tmp_path), option)
    assert "a recording has its own" in caught.value.hint


def test_a_load_beside_a_load(tmp_path):
    path = table(tmp_path, "t_s,cop_ml_mm,cop_ap_mm,fz_n\n0,1,2,600\n.01,1,2,600\n")
    with pytest.raises(ConfigError, match="load=600 is not valid"):
        replay(path, "load=600")


def test_a_rate_for_a_table_without_times(tmp_path):
    path = table(tmp_path, "cop_ml_mm,cop_ap_mm\n1,2\n3,4\n")
    with pytest.raises(RecordingError, match="no time column"):
        replay(path)
    assert read_all(replay(path, "speed=0&rate=50"))[1].t_s == 0.02


def test_no_such_file(tmp_path):
    for address, message in (
        (f"replay:{tmp_path}/nowhere.txt", "No file at"),
        (f"replay:{tmp_path}", "is a folder"),
        ("replay:", "does not name a file"),
    ):
        with pytest.raises(BoardNotFoundError, match=message):
            open_board(address)


def test_corrupt_files(tmp_path):
    whole = recording(tmp_path).read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(whole[:40])
    with pytest.raises(RecordingError, match="cut off before its header"):
        replay(cut)
    noise = tmp_path / "noise.mcap"
    noise.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(RecordingError, match="is not a recording"):
        replay(noise)
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(RecordingError, match="is empty"):
        replay(empty)
    with pytest.raises(RecordingError, match="cannot be replayed: 1 rows"):
        replay(table(tmp_path, ROWS + "0.015,1,2\n"))


def test_a_recording_without_samples(tmp_path):
    with pytest.raises(RecordingError, match="contains no samples"):
        replay(recording(tmp_path, samples=[]))


def test_what_a_recording_says_of_its_samples_is_counted_again(tmp_path):
    told = (SampleFlag.LATE, SampleFlag.LATE, SampleFlag.HELD, SampleFlag.DOUBLE_BEFORE)
    samples = [
        msgspec.structs.replace(sample, flags=sample.flags | flag)
        for sample, flag in zip(RECORDED, told, strict=False)
    ]
    with replay(recording(tmp_path, samples=samples)) as board:
        read_all(board)
    health = board.health
    assert (health.n_late, health.n_held, health.n_doubled) == (2, 1, 1)
