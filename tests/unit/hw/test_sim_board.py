from __future__ import annotations

import itertools
import math
import threading

import numpy as np
import pytest

from balance_arcade.core.board import Goal
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BoardDisconnectedError, ConfigError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board, parse_address
from balance_arcade.hw.sim import PROFILES, open_sim_board
from balance_arcade.hw.sim.board import MAX_INBOX, MAX_SAMPLES_A_READ
from balance_arcade.hw.sim.cells import CELL_NOISE_N
from balance_arcade.hw.sim.settings import GEOMETRY


def take(address, n_samples):
    with open_board(address) as board:
        return [board.read(0.0)[0] for _ in range(n_samples)]


def loads(samples):
    return np.array([s.fz_n for s in samples])


def ml_mm(sample):
    right_n, left_n = sample.tr_n + sample.br_n, sample.tl_n + sample.bl_n
    return GEOMETRY.width_mm / 2.0 * (right_n - left_n) / sample.fz_n


def test_same_address_gives_the_same_bytes():
    address = "sim:?seed=9&profile=frail&rate=50&step_on=1&nan=2,2.5&mute=3,3.5&speed=0"
    assert repr(take(address, 400)) == repr(take(address, 400))
    assert take("sim:?seed=9&speed=0", 50) != take("sim:?seed=10&speed=0", 50)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_stands_with_its_weight(profile):
    samples = take(f"sim:?profile={profile}&speed=0", 300)
    weight_n = PROFILES[profile].weight_n
    assert 0.7 * weight_n < loads(samples).mean() < 1.4 * weight_n
    assert loads(samples).std() < 0.01 * weight_n
    assert all(min(s.tl_n, s.tr_n, s.bl_n, s.br_n) > 0.0 for s in samples)


@pytest.mark.parametrize(
    ("ml_goal_mm", "ap_goal_mm", "loaded"),
    [(60, 0, "tr_n br_n"), (-60, 0, "tl_n bl_n"), (0, 50, "tl_n tr_n"), (0, -40, "bl_n br_n")],
)
def test_a_lean_loads_the_corners_of_its_side(ml_goal_mm, ap_goal_mm, loaded):
    with open_board("sim:?speed=0") as board:
        board.follow(Goal(0.0, float(ml_goal_mm), float(ap_goal_mm)))
        sample = [board.read(0.0)[0] for _ in range(400)][-1]
    share = sum(getattr(sample, name) for name in loaded.split()) / sample.fz_n
    assert share > 0.57


def test_info_names_the_person():
    with open_board("sim:?seed=3&profile=stroke_left&rate=80&speed=2") as board:
        info = board.info
    assert (info.board_id, info.origin, info.clock) == ("sim-stroke-left-3", "simulated", "virtual")
    assert (info.nominal_rate_hz, info.speed, info.pre_zeroed) == (80.0, 2.0, True)
    assert info.address == "sim:?seed=3&profile=stroke_left&rate=80&speed=2"


@pytest.mark.parametrize("rate", [10, 33.3, 60, 100, 1000])
def test_time_is_regular_at_any_rate(rate):
    samples = take(f"sim:?rate={rate}&speed=0", 120)
    assert [s.t_s for s in samples] == [n / rate for n in range(120)]


def test_slow_rate_sees_the_same_person_as_a_fast_one():
    slow = take("sim:?rate=20&speed=0", 100)
    fast = take("sim:?rate=100&speed=0", 500)[::5]
    away = [abs(ml_mm(a) - ml_mm(b)) for a, b in zip(slow, fast, strict=True)]
    assert max(away) < 0.1


def test_step_on_begins_with_an_empty_board_that_is_not_zeroed():
    samples = take("sim:?step_on=2.5&speed=0", 600)
    with open_board("sim:?step_on=2.5&speed=0") as board:
        assert board.info.pre_zeroed is False
    empty, full = samples[:250], samples[400:]
    offsets = np.array([[s.tl_n, s.tr_n, s.bl_n, s.br_n] for s in empty]).mean(axis=0)
    assert np.abs(offsets).max() < 8.0
    assert np.abs(offsets).max() > 10.0 * CELL_NOISE_N
    assert loads(empty).std() < 0.1
    assert loads(full).min() > 400.0
    between = loads(samples[250:310])
    assert np.all(np.diff(between) > -0.5)
    assert ml_mm(samples[310]) > 60.0
    assert abs(ml_mm(samples[420])) < 30.0


def test_step_off_empties_the_board_and_the_person_comes_back():
    samples = take("sim:?step_off=2,5&speed=0", 800)
    load = loads(samples)
    assert load[:190].min() > 400.0
    assert np.diff(load[190:330]).min() > -0.05 * load[0]
    assert ml_mm(samples[262]) > 60.0
    assert np.abs(load[330:500]).max() < 1.0
    assert load[640:].min() > 400.0


def test_mute_loses_samples_and_leaves_the_others_as_they_are():
    whole = {s.seq: s for s in take("sim:?speed=0", 400)}
    with open_board("sim:?speed=0&mute=1,2") as board:
        rest = [board.read(0.0)[0] for _ in range(300)]
        health = board.health
    assert [s.seq for s in rest] == [*range(100), *range(200, 400)]
    assert (health.n_gaps, health.n_lost, health.n_samples) == (1, 100, 300)
    assert [s.seq for s in rest if s.flags & SampleFlag.GAP_BEFORE] == [200]
    for sample in rest:
        assert sample.tl_n == whole[sample.seq].tl_n
        assert sample.br_n == whole[sample.seq].br_n


def test_paced_board_is_silent_while_mute():
    clock = ManualClock()
    board = open_sim_board(parse_address("sim:?mute=1,2"), clock=clock)
    seen = []
    while clock.now_ns() < 3_000_000_000:
        seen += [(clock.now_ns(), s.t_s) for s in board.read(0.05)]
    assert not any(1.05e9 < at_ns < 1.95e9 for at_ns, _ in seen)
    assert any(at_ns > 2.0e9 for at_ns, _ in seen)


def test_nan_marks_the_failing_cell():
    samples = take("sim:?nan=1,1.5&speed=0", 200)
    failing = [s.seq for s in samples if math.isnan(s.tl_n)]
    assert failing == list(range(100, 150))
    assert all(bool(s.flags & SampleFlag.CELL_FAULT) == math.isnan(s.tl_n) for s in samples)
    assert all(math.isfinite(s.br_n) for s in samples)


def test_vanish_gives_everything_before_and_then_raises():
    with open_board("sim:?vanish=0.5&speed=0") as board:
        assert len([board.read(0.0) for _ in range(50)]) == 50
        with pytest.raises(BoardDisconnectedError, match=r"0\.5 s"):
            board.read(0.0)
    clock = ManualClock()
    paced = open_sim_board(parse_address("sim:?vanish=0.5"), clock=clock)
    clock_reads = [paced.read(0.0)]
    clock.sleep(3.0)
    assert len(clock_reads[0]) + len(paced.read(0.0)) == 50
    with pytest.raises(BoardDisconnectedError):
        paced.read(0.0)


def test_reader_that_slept_gets_everything_in_bounded_portions():
    clock = ManualClock()
    board = open_sim_board(parse_address("sim:"), clock=clock)
    n_samples = len(board.read(0.0))
    clock.sleep(25.0)
    portions = [len(board.read(0.0)) for _ in range(4)]
    assert max(portions) == MAX_SAMPLES_A_READ
    assert n_samples + sum(portions) == 2501


def test_paced_read_waits_for_the_first_sample_and_no_longer_than_told():
    clock = ManualClock()
    board = open_sim_board(parse_address("sim:?rate=10"), clock=clock)
    assert [s.seq for s in board.read(1.0)] == [0]
    assert [s.seq for s in board.read(1.0)] == [1]
    assert clock.now_ns() == pytest.approx(100_000_000, abs=1_000_000)
    assert list(board.read(0.03)) == []
    assert clock.now_ns() == pytest.approx(130_000_000, abs=1_000_000)


def game_goal(sample):
    """A game that asks for the other side every two seconds."""
    return Goal(sample.t_s, 50.0 if int(sample.t_s / 2.0) % 2 else -50.0, 0.0)


def brief(sample):
    return sample.seq, sample.tl_n, sample.br_n


def test_goals_that_come_late_but_in_time_give_the_same_samples_as_lock_step():
    expected = []
    with open_board("sim:?seed=2&speed=0") as board:
        for _ in range(1200):
            sample = board.read(0.0)[0]
            expected.append(brief(sample))
            board.follow(game_goal(sample))
        assert board.health.warnings == ()
    # A paced board, read in uneven portions, whose game answers from another thread, in heaps.
    clock, lag = ManualClock(), np.random.default_rng(7)
    board = open_sim_board(parse_address("sim:?seed=2&speed=8"), clock=clock)
    samples = []
    while len(samples) < 1200:
        portion = board.read(0.0)
        samples += [brief(sample) for sample in portion]
        goals = [game_goal(sample) for sample in portion]
        game = threading.Thread(target=lambda answers=goals: [board.follow(g) for g in answers])
        game.start()
        game.join()
        clock.sleep(float(lag.uniform(0.0, 0.19)) / 8.0)
    assert samples[:1200] == expected
    assert board.health.warnings == ()


def test_late_goals_are_said_out_loud():
    with open_board("sim:?speed=0") as board:
        for _ in range(300):
            board.read(0.0)
        assert board.health.warnings == ()
        board.follow(Goal(0.5, 20.0, 0.0))
        board.read(0.0)
        assert "saw 1 of the goals too late" in board.health.warnings[0]


def test_inbox_is_bounded_and_says_what_it_dropped():
    with open_board("sim:?speed=0") as board:
        for n in range(MAX_INBOX + 3):
            board.follow(Goal(float(n), 0.0, 0.0))
        assert "3 goals were dropped" in board.health.warnings[0]


def test_impossible_goal_is_refused_at_once():
    with open_board("sim:?speed=0") as board, pytest.raises(ValueError, match="finite"):
        board.follow(Goal(math.nan, 0.0, 0.0))


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("sim:?profile=heathy", "did you mean 'healthy'"),
        ("sim:?seed=one", "seed=one"),
        ("sim:?seed=-1", "at least 0|from 0"),
        ("sim:?rate=5", "from 10 to 1000"),
        ("sim:?speed=-1", "from 0 to 1000"),
        ("sim:?mute=5", "2 numbers"),
        ("sim:?nan=5,4", "later one second"),
        ("sim:?vanish=soon", "vanish=soon"),
        ("sim:?sede=1", "did you mean 'seed'"),
        ("sim:walk.txt", "no file or port"),
    ],
)
def test_wrong_options_are_named(address, part):
    with pytest.raises(ConfigError, match=part):
        open_board(address)


def test_noise_of_an_empty_cell_is_what_it_is_said_to_be():
    samples = take("sim:?step_on=100&speed=0", 4000)
    cells = np.array([[s.tl_n, s.tr_n, s.bl_n, s.br_n] for s in samples])
    np.testing.assert_allclose(cells.std(axis=0), CELL_NOISE_N, rtol=0.1)
    correlation = np.corrcoef(cells.T)[np.triu_indices(4, 1)]
    assert np.abs(correlation).max() < 0.06


def test_seq_counts_every_sample_at_every_speed():
    for speed in (0, 3, 1000):
        clock = ManualClock()
        board = open_sim_board(parse_address(f"sim:?speed={speed}"), clock=clock)
        seqs = []
        while len(seqs) < 300:
            seqs += [s.seq for s in board.read(0.07)]
            clock.sleep(0.001)
        assert all(b - a == 1 for a, b in itertools.pairwise(seqs))
