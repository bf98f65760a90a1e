"""What every board keeps to, whatever is behind it; see `balance_arcade.core.board.Board`."""

from __future__ import annotations

import itertools
import math
import re
import threading
import time

import pytest
from board_factories import FACTORIES

from balance_arcade.core.board import Board, GoalFollower
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.registry import BUILT_IN, known_schemes

PATIENCE_S = 10.0
MARKS = SampleFlag.SIMULATED | SampleFlag.REPLAYED
MARK_OF = {
    "simulated": SampleFlag.SIMULATED,
    "replayed": SampleFlag.REPLAYED,
    "real": SampleFlag.NONE,
}


def test_every_scheme_of_the_registry_is_in_this_suite():
    assert set(BUILT_IN) <= set(FACTORIES), "write a factory in board_factories.py"
    assert set(FACTORIES) <= set(known_schemes())


@pytest.fixture(params=sorted(FACTORIES))
def scheme(request):
    return request.param


@pytest.fixture
def case(scheme, tmp_path):
    with FACTORIES[scheme](tmp_path) as made:
        yield made


def collect(board, n_samples):
    """Read until there are enough samples; a board that is too slow fails the test."""
    samples = []
    end = time.monotonic() + PATIENCE_S
    while len(samples) < n_samples:
        assert time.monotonic() < end, f"only {len(samples)} samples in {PATIENCE_S} s"
        samples.extend(board.read(0.1))
    return samples


def seconds_to_read_nothing(board, timeout_s):
    start = time.monotonic()
    assert list(board.read(timeout_s)) == []
    return time.monotonic() - start


def wanted(opener, why):
    if opener is None:
        pytest.skip(why)
    return opener


def test_info_is_complete(case, scheme):
    with case.open() as board:
        info = board.info
        assert isinstance(board, Board)
    assert info.address.startswith(f"{scheme}:")
    assert re.fullmatch(r"[A-Za-z0-9-]+", info.board_id)
    assert info.model
    assert info.origin == case.origin
    assert info.geometry.width_mm > 0
    assert info.geometry.length_mm > 0
    assert info.nominal_rate_hz > 0
    assert info.clock in ("device", "host", "virtual")
    assert info.speed >= 0


def test_samples_are_numbered_from_zero_and_regular_in_time(case):
    with case.open() as board:
        samples = collect(board, 200)
        rate_hz, clock = board.info.nominal_rate_hz, board.info.clock
    assert samples[0].seq == 0
    assert samples[0].t_s == 0.0
    for before, after in itertools.pairwise(samples):
        n_on = after.seq - before.seq
        assert n_on >= 1
        assert n_on == 1 or after.flags & SampleFlag.GAP_BEFORE
        # Without a clock of its own a board's samples are as regular as their arrival.
        assert after.t_s > before.t_s
        assert clock == "host" or after.t_s - before.t_s == pytest.approx(n_on / rate_hz, rel=0.2)
        assert after.t_host_ns >= before.t_host_ns
    n_all, all_s = samples[-1].seq - samples[0].seq, samples[-1].t_s - samples[0].t_s
    assert all_s == pytest.approx(n_all / rate_hz, rel=0.2)


def test_every_sample_says_where_it_comes_from(case):
    with case.open() as board:
        samples = collect(board, 200)
    assert {SampleFlag(sample.flags) & MARKS for sample in samples} == {MARK_OF[case.origin]}


def test_forces_are_newtons_of_somebody_who_stands(case):
    with case.open() as board:
        samples = collect(board, 50)
    assert all(math.isfinite(sample.fz_n) for sample in samples)
    assert all(50.0 < sample.fz_n < 3000.0 for sample in samples)


def test_lean_to_the_right_loads_the_right_corners(case):
    with wanted(case.open_leaning, "the person on this board cannot be told to lean")() as board:
        samples = collect(board, 100)
    right_n = sum(sample.tr_n + sample.br_n for sample in samples)
    left_n = sum(sample.tl_n + sample.bl_n for sample in samples)
    assert right_n > 1.1 * left_n


def test_context_manager_gives_the_board_and_closes_it(case):
    board = case.open()
    with board as inside:
        assert inside is board
        collect(board, 1)
    with pytest.raises(BoardDisconnectedError):
        board.read(0.0)


def test_close_is_idempotent_and_a_closed_board_says_so(case):
    board = case.open()
    collect(board, 1)
    board.close()
    board.close()
    with pytest.raises(BoardDisconnectedError) as caught:
        board.read(0.1)
    assert "closed" in caught.value.message
    assert caught.value.hint
    assert caught.value.address == board.info.address
    assert board.info.model
    assert board.health.n_samples >= 1


def test_close_from_another_thread_ends_a_reader(case):
    board = case.open_quiet()
    seen = []
    inside = threading.Event()

    def read_on():
        try:
            while True:
                board.read(1.0)
                inside.set()
        except Exception as error:  # noqa: BLE001 - handed to the test below
            seen.append(error)

    reader = threading.Thread(target=read_on)
    reader.start()
    assert inside.wait(PATIENCE_S)
    board.close()
    reader.join(PATIENCE_S)
    assert not reader.is_alive()
    assert [type(error) for error in seen] == [BoardDisconnectedError]


def test_timeout_is_kept(case):
    with case.open_quiet() as board:
        collect(board, 1)
        while board.read(0.05):
            pass
        waited_s = [seconds_to_read_nothing(board, 0.2) for _ in range(3)]
        polled_s = [seconds_to_read_nothing(board, 0.0) for _ in range(5)]
    # A busy machine makes a read longer, never shorter.
    assert min(waited_s) >= 0.18
    assert min(waited_s) < 1.0
    assert min(polled_s) < 0.15


def test_board_that_goes_away_is_an_error_every_time(case):
    board = wanted(case.open_vanishing, "this board cannot go away")()
    with board:
        with pytest.raises(BoardDisconnectedError) as caught:
            collect(board, 1_000_000)
        assert caught.value.address == board.info.address
        assert caught.value.hint
        with pytest.raises(BoardDisconnectedError):
            board.read(0.1)


def test_live_board_never_ends(case):
    if case.open_ending is not None:
        pytest.skip("this board ends")
    with case.open() as board:
        collect(board, 200)
        assert board.ended is False


def test_board_that_ends_says_so_and_gives_nothing_more(case):
    with wanted(case.open_ending, "this board never ends")() as board:
        n_samples = 0
        while not board.ended:
            n_samples += len(board.read(0.0))
            assert n_samples < 1_000_000
        assert n_samples > 0
        assert list(board.read(0.05)) == []
        assert board.ended
        assert board.health.n_samples == n_samples


def test_health_counts_what_was_delivered(case):
    with case.open() as board:
        assert board.health.n_samples == 0
        n_samples = len(collect(board, 200))
        health = board.health
    assert health.n_samples == n_samples
    assert health.n_bad_frames == 0
    assert health.measured_rate_hz == pytest.approx(board.info.nominal_rate_hz, rel=0.5)


def test_as_fast_as_it_is_read_means_one_sample_a_call_on_a_virtual_clock(case):
    with wanted(case.open_paced, "this board has a clock of its own")(0.0, None) as board:
        for _ in range(50):
            samples = board.read(5.0)
            assert len(samples) == 1
            assert samples[0].t_host_ns == round(samples[0].t_s * 1e9)


def without_host(samples):
    return [(s.seq, s.t_s, s.tl_n, s.tr_n, s.bl_n, s.br_n, s.flags) for s in samples]


@pytest.mark.parametrize("speed", [0.5, 1.0, 13.0])
def test_speed_changes_no_sample(case, speed):
    opener = wanted(case.open_paced, "this board has a clock of its own")
    with opener(0.0, None) as board:
        expected = without_host(collect(board, 150))
    clock = ManualClock(start_ns=7_000_000_000)
    timeouts = itertools.cycle([0.001, 0.3, 0.0, 0.04])
    samples = []
    with opener(speed, clock) as board:
        assert board.info.speed == speed
        while len(samples) < 150:
            samples.extend(board.read(next(timeouts)))
            clock.sleep(0.013)
    assert without_host(samples)[:150] == expected
    assert all(sample.t_host_ns >= 7_000_000_000 for sample in samples)
    assert samples[149].t_host_ns - samples[0].t_host_ns == pytest.approx(
        (samples[149].t_s - samples[0].t_s) / speed * 1e9, rel=0.05
    )


def test_only_boards_with_somebody_inside_follow_goals(case):
    with case.open() as board:
        assert isinstance(board, GoalFollower) == (case.origin == "simulated")
