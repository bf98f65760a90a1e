"""Two boards as one: where the feet stand, who went away, what is missing."""

from __future__ import annotations

import math

import arduino_peer
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry, Goal
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
)
from balance_arcade.core.feet import foot_loads_n
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.hw import open_board, parse_address
from balance_arcade.hw.dual import CommonFrame, open_dual_board
from balance_arcade.hw.dual.board import GoalDualBoard
from balance_arcade.hw.dual.describe import merged_health
from balance_arcade.records.analyze import analyze_file

FORCES = st.tuples(*[st.floats(0.0, 500.0)] * 4)
ANGLES = st.floats(-180.0, 180.0)


def common(geometry, forces_n, centre_mm, angle_deg):
    """Naive twin: load, and sum of force times place, with turning written as a complex number."""
    load_n, moment = 0.0, 0j
    clockwise = complex(math.cos(math.radians(angle_deg)), -math.sin(math.radians(angle_deg)))
    x, y = geometry.width_mm / 2, geometry.length_mm / 2
    for force_n, place in zip(
        forces_n, (complex(-x, y), complex(x, y), complex(-x, -y), complex(x, -y)), strict=True
    ):
        load_n += force_n
        moment += force_n * (complex(*centre_mm) + place * clockwise)
    return load_n, moment


@given(FORCES, FORCES, ANGLES, ANGLES, st.floats(100.0, 1000.0), st.floats(-300.0, 300.0))
def test_load_moments_and_feet_are_those_of_all_eight_cells(
    left_n, right_n, left_deg, right_deg, distance_mm, offset_mm
):
    left, right = Geometry(200.0, 350.0), Geometry(433.0, 238.0)
    frame = CommonFrame(
        left,
        right,
        distance_mm=distance_mm,
        offset_ap_mm=offset_mm,
        left_angle_deg=left_deg,
        right_angle_deg=right_deg,
    )
    half = distance_mm / 2, offset_mm / 2
    left_load, left_moment = common(left, left_n, (-half[0], -half[1]), left_deg)
    right_load, right_moment = common(right, right_n, half, right_deg)
    corners = frame.corners(left_n, right_n)
    load_n, moment = common(frame.geometry, corners, (0.0, 0.0), 0.0)
    assert load_n == pytest.approx(left_load + right_load, abs=1e-9)
    assert abs(moment - (left_moment + right_moment)) < 1e-7
    assert foot_loads_n([corners])[0] == pytest.approx([left_load, right_load], abs=1e-9)


def test_shares_of_the_corners_are_those_of_centred_feet():
    frame = CommonFrame(Geometry(200.0, 300.0), Geometry(200.0, 300.0), distance_mm=350.0)
    tl, tr, bl, br = frame.corners((60.0,) * 4, (140.0,) * 4)
    assert (tl + bl, tr + br) == pytest.approx((240.0, 560.0))


def test_a_board_turned_to_the_right_takes_its_front_to_the_right():
    board = Geometry(400.0, 200.0)
    frame = CommonFrame(board, board, distance_mm=600.0, right_angle_deg=90.0)
    # All of the right foot on the front cells: 100 mm before its centre, now 100 mm to its right.
    tl, tr, bl, br = frame.corners((0.0,) * 4, (400.0, 400.0, 0.0, 0.0))
    total = tl + tr + bl + br
    assert 300.0 * (tr + br - tl - bl) / total == pytest.approx(400.0)
    assert tl + tr - bl - br == pytest.approx(0.0, abs=1e-9)
    assert frame.geometry == Geometry(600.0, 400.0)


def test_boards_side_by_side_are_taken_where_nothing_is_said():
    with open_board("dual:sim:+sim:+?speed=0") as board:
        assert board.info.geometry.width_mm == pytest.approx(433.0 + 78.0)
        assert "511 mm apart" in board.health.warnings[0]
        assert "distance=MM" in board.health.warnings[0]


def test_pair_says_what_both_are():
    with open_board("dual:sim:?seed=3+sim:?seed=4+?speed=0&distance=400") as board:
        info = board.info
        assert info.board_id == "dual-sim-healthy-3-sim-healthy-4"
        assert info.origin == "simulated"
        assert info.pre_zeroed
        assert info.model.startswith("Two boards: left Simulated person (healthy adult); right")
        assert board.health.warnings == ()


def test_left_comes_first_and_two_simulations_keep_step():
    with (
        open_board("dual:sim:?seed=3+sim:?seed=4+?speed=0&distance=400") as board,
        open_board("sim:?seed=3&speed=0") as left,
        open_board("sim:?seed=4&speed=0") as right,
    ):
        for _ in range(200):
            both, one, two = (b.read(0.0)[0] for b in (board, left, right))
            assert (both.seq, both.t_s) == (one.seq, one.t_s) == (two.seq, two.t_s)
            feet = foot_loads_n([[both.tl_n, both.tr_n, both.bl_n, both.br_n]])[0]
            assert feet == pytest.approx([one.fz_n, two.fz_n])
            assert both.flags == SampleFlag.SIMULATED | SampleFlag.FOOT_LOADS


def write_table(path, t_s, corners):
    rows = [
        f"{t:.6f}," + ",".join(f"{f:.9f}" for f in row) for t, row in zip(t_s, corners, strict=True)
    ]
    head = ["# width_mm = 200", "# length_mm = 300", "t_s,tl_n,tr_n,bl_n,br_n"]
    path.write_text("\n".join([*head, *rows]), encoding="utf-8")


def read_all(board):
    samples = []
    while not board.ended:
        samples += board.read(0.0)
    return samples


def test_other_rates_are_joined_by_a_straight_line_and_marked(tmp_path):
    left_t, right_t = np.arange(100) / 100.0, np.arange(80) / 80.0
    write_table(tmp_path / "left.csv", left_t, np.full((100, 4), 50.0))
    write_table(tmp_path / "right.csv", right_t, 50.0 + right_t[:, None] * [10.0, 20.0, 30.0, 40.0])
    pair = f"dual:replay:{tmp_path}/left.csv+replay:{tmp_path}/right.csv+?distance=400&speed=0"
    with open_board(pair) as board:
        samples = read_all(board)
        warnings = board.health.warnings
    assert [s.seq for s in samples] == list(range(len(samples)))
    assert len(samples) >= 98
    for sample in samples:
        feet = foot_loads_n([[sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n]])[0]
        assert feet == pytest.approx([200.0, 200.0 + 100.0 * sample.t_s])
        assert bool(sample.flags & SampleFlag.INTERPOLATED) == (sample.seq % 5 != 0)
    assert any("interpolated between two of its samples" in text for text in warnings)


def test_silent_right_board_is_a_gap_and_nothing_is_made_up():
    pair = "dual:sim:?seed=1+sim:?seed=2&mute=0.5,0.8+?speed=0&distance=400"
    with open_board(pair) as board:
        samples = [board.read(0.0)[0] for _ in range(100)]
        health = board.health
    missing = sorted(set(range(130)) - {s.seq for s in samples})
    assert missing == list(range(missing[0], missing[0] + 30))
    assert [s.seq for s in samples if s.flags & SampleFlag.GAP_BEFORE] == [missing[-1] + 1]
    assert (health.n_gaps, health.n_lost, health.n_samples) == (1, 30, 100)
    assert not any(s.flags & SampleFlag.INTERPOLATED for s in samples)
    assert any("30 samples of the left board" in text for text in health.warnings)


def test_silent_left_board_is_a_gap_too():
    with open_board("dual:sim:?mute=0.5,0.8+sim:?seed=2+?speed=0&distance=400") as board:
        samples = [board.read(0.0)[0] for _ in range(100)]
        assert (board.health.n_gaps, board.health.n_lost) == (1, 30)
    assert sum(bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples) == 1


@pytest.mark.parametrize(
    ("pair", "side"),
    [("dual:sim:?vanish=0.2+sim:", "left"), ("dual:sim:+sim:?vanish=0.2", "right")],
)
def test_board_that_went_away_is_named(pair, side):
    with open_board(f"{pair}+?speed=0&distance=400") as board:
        for _ in range(20):
            assert len(board.read(0.0)) == 1
        with pytest.raises(BoardDisconnectedError) as caught:
            board.read(0.0)
        assert caught.value.message.startswith(f"The {side} board (sim:?vanish=0.2&speed=0) went")
        assert caught.value.address == board.info.address
        assert board.health.n_samples == 20
        with pytest.raises(BoardDisconnectedError):
            board.read(0.1)


def test_pair_ends_with_the_shorter_file(tmp_path):
    for name, n in (("left", 50), ("right", 40)):
        write_table(tmp_path / f"{name}.csv", np.arange(n) / 100.0, np.full((n, 4), 60.0))
    pair = f"dual:replay:{tmp_path}/left.csv+replay:{tmp_path}/right.csv+?distance=400&speed=0"
    with open_board(pair) as board:
        assert len(read_all(board)) == 40
        assert board.read(0.0) == ()


def test_origin_is_the_less_real_one(tmp_path):
    write_table(tmp_path / "left.csv", np.arange(50) / 100.0, np.full((50, 4), 60.0))
    with open_board(f"dual:replay:{tmp_path}/left.csv+sim:+?speed=0&distance=400") as board:
        assert board.info.origin == "simulated"
        assert not isinstance(board, GoalDualBoard)
        assert board.read(0.0)[0].flags & (SampleFlag.SIMULATED | SampleFlag.REPLAYED) == 3


def test_goal_reaches_both_people():
    goal = Goal(1.0, 40.0, 0.0)
    with open_board("dual:sim:?seed=1+sim:?seed=2+?speed=0&distance=400&left_angle=90") as board:
        board.follow(goal)
        samples = [board.read(0.0)[0] for _ in range(600)]
    late = samples[400:]
    right = sum(s.tr_n + s.br_n for s in late) / sum(s.fz_n for s in late)
    assert 200.0 * (2.0 * right - 1.0) == pytest.approx(40.0, abs=12.0)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("dual:sim:", "contains 1 addresses"),
        ("dual:", "contains 0 addresses"),
        ("dual:sim:+sim:+sim:", "contains 3 addresses"),
        ("dual:sim:+dual:wii:", "is itself a pair"),
        ("dual:wii:+wii:", "the same board twice"),
        ("dual:sim:+sim:?speed=0", "at speed 1 and the right one at 0"),
        ("dual:sim:+sim:+?gap=3", "unknown option 'gap'"),
        ("dual:sim:+sim:?gap=3", "unknown option 'gap'"),
        ("dual:sim:+sim:+?distance=3", "distance=3 is not valid"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(text, part):
    with pytest.raises(ConfigError) as caught:
        open_board(text)
    assert part in caught.value.message
    assert caught.value.hint


def test_file_names_may_hold_a_plus(tmp_path):
    write_table(tmp_path / "a+b.csv", np.arange(9) / 100.0, np.full((9, 4), 60.0))
    with open_board(f"dual:replay:{tmp_path}/a+b.csv+sim:+?speed=0&distance=400") as board:
        assert board.read(0.0)


def test_left_board_is_closed_where_the_right_one_does_not_open():
    opened = []

    def open_one(text):
        opened.append(open_board(text))
        return opened[-1]

    with pytest.raises(BoardNotFoundError):
        open_dual_board(parse_address("dual:sim:+replay:nothing.csv"), open_one=open_one)
    with pytest.raises(BoardDisconnectedError, match="closed"):
        opened[0].read(0.0)


def test_reading_never_waits_longer_than_said():
    clock = ManualClock()
    board = open_dual_board(
        parse_address("dual:sim:+sim:+?speed=0.01&distance=400"),
        clock=clock,
        open_one=open_board,
    )
    with board:
        board.read(0.0)
        before = clock.now_ns()
        board.read(0.0)
        assert clock.now_ns() == before


def test_load_of_each_foot_comes_back_from_a_recording(tmp_path):
    info = BoardInfo(
        "dual:x", "dual-x", "Two", "", Geometry(300.0, 300.0), 100.0, "virtual", pre_zeroed=True
    )
    board = Geometry(200.0, 300.0)
    frame = CommonFrame(board, board, distance_mm=300.0)
    # The left foot stands 40 mm inside its board's middle, so the halves would say less.
    forces = [
        ForceSample(i, 0, i / 100, *frame.corners((30.0, 70.0, 30.0, 70.0), (75.0,) * 4), -1, 256)
        for i in range(400)
    ]
    header = RecordingHeader(board=info, wall=WallAnchor(0, 0), trial_id="t", label="t")
    writer = RecordingWriter(tmp_path / "t.mcap", header, chunk_s=0.5)
    writer.write_samples(forces)
    metrics = analyze_file(writer.finish(), "raw").metrics
    assert metrics["left_load_frac"].value == pytest.approx(0.4, abs=1e-12)


def hear_two_real_boards(rate_hz):
    """Two emulated Arduino boards behind pseudo terminals, each with its own clock."""

    def peer(unique, counts):
        return arduino_peer.ArduinoPeer(
            on_ask=lambda seq: arduino_peer.hello(
                seq, flags=0, rate_hz=rate_hz, unique_id=bytes([unique] * 8)
            ),
            rate_hz=rate_hz,
            counts_at=lambda t_s: (counts,) * 4,
        )

    with peer(1, 800_000) as left, peer(2, 400_000) as right:
        pair = (
            f"dual:arduino:{left.port}?calibration=nominal+arduino:{right.port}?calibration=nominal"
        )
        with open_board(f"{pair}+?distance=400") as board:
            samples = []
            for _ in range(400):
                samples += board.read(0.5)
                if len(samples) >= 100:
                    break
            return samples, board.health, board.info


def test_two_real_boards_on_two_clocks():
    # One that a busy computer keeps from sending is late, and what the other had is lost: a
    # stretch in which both are heard must come.
    for _ in range(30):
        samples, health, info = hear_two_real_boards(200.0)
        if not health.n_lost:
            break
    assert health.n_lost == 0
    assert [s.seq for s in samples] == list(range(len(samples)))
    assert all(s.flags & SampleFlag.FOOT_LOADS for s in samples)
    assert info.origin == "real"
    assert info.clock == "device"
    feet = foot_loads_n([[s.tl_n, s.tr_n, s.bl_n, s.br_n] for s in samples])
    assert feet[:, 0] == pytest.approx(2.0 * feet[:, 1], rel=1e-6)


def test_missing_right_port_is_named():
    with pytest.raises((BoardNotFoundError, BoardUnavailableError)):
        open_board("dual:sim:+arduino:/dev/no-such-port")


def test_a_pair_counts_late_and_held_samples_by_its_own():
    flagged = FlagCounts()
    flagged.note(SampleFlag.LATE | SampleFlag.HELD)
    both = (BoardHealth(n_late=5, n_doubled=1), BoardHealth(n_doubled=2))
    health = merged_health(both, n_samples=9, n_gaps=0, n_lost=0, flagged=flagged, warnings=())
    assert (health.n_late, health.n_held, health.n_doubled) == (1, 1, 3)
