"""What every board keeps to, as a suite that a board of another package runs on itself.

Derive a class whose name begins with ``Test`` from `BoardContract`, and give it a fixture ``case``
that yields a `BoardCase`::

    class TestPlank(BoardContract):
        @pytest.fixture
        def case(self):
            yield BoardCase(scheme="plank", origin="real", open=..., open_quiet=...)

Emulate the board at the level of bytes: a file, a pty, a socket, never a class that stands in for
it. Needs pytest, which nothing else of the package imports.
"""

from __future__ import annotations

import itertools
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from balance_arcade.core.board import Board, GoalFollower
from balance_arcade.core.clock import Clock, ManualClock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.checking import board_fault

PATIENCE_S = 300.0
"""How long a board may take to give what a test wants: a computer with twenty other things to do
gives a test a twelfth of its time. Only a test that fails takes so long."""

_MARKS = SampleFlag.SIMULATED | SampleFlag.REPLAYED
_MARK_OF = {
    "simulated": SampleFlag.SIMULATED,
    "replayed": SampleFlag.REPLAYED,
    "real": SampleFlag.NONE,
}


@dataclass(frozen=True, kw_only=True)
class BoardCase:
    """What the suite needs of one kind of board.

    Attributes
    ----------
    scheme : str
        What its addresses begin with, without the colon.
    origin : str
        What `BoardInfo.origin` and the samples' flags must say: real, simulated or replayed.
    open : callable
        Open a board that gives at least 200 samples; it may take up to some seconds to do so.
    open_quiet : callable
        Open a board that gives a sample or a few, and then none for at least two seconds.
    open_vanishing : callable or None
        Open a board that gives some samples and then goes away by itself.
    open_leaning : callable or None
        Open a board whose person leans to the right from the first sample on.
    open_paced : callable or None
        ``(speed, clock)``: the same board at a speed, paced by a clock; the samples are the same.
    open_ending : callable or None
        Open a board that ends, at ``speed=0``; None for boards that never do.
    """

    scheme: str
    origin: str
    open: Callable[[], Board]
    open_quiet: Callable[[], Board]
    open_vanishing: Callable[[], Board] | None = None
    open_leaning: Callable[[], Board] | None = None
    open_paced: Callable[[float, Clock | None], Board] | None = None
    open_ending: Callable[[], Board] | None = None


def collect(board: Board, n_samples: int) -> list[ForceSample]:
    """Read until there are enough samples; a board that is too slow fails the test."""
    samples: list[ForceSample] = []
    end = time.monotonic() + PATIENCE_S
    while len(samples) < n_samples:
        assert time.monotonic() < end, (
            f"The board gave {len(samples)} samples in {PATIENCE_S:g} s, not {n_samples}."
        )
        samples.extend(board.read(0.1))
    return samples


def _seconds_to_read_nothing(board: Board, timeout_s: float) -> float:
    start = time.monotonic()
    found = list(board.read(timeout_s))
    assert found == [], f"A quiet board gave {len(found)} samples."
    return time.monotonic() - start


def _read_within(board: Board, timeout_s: float, most_s: float) -> None:
    """Read again and again until a read without samples took less than ``most_s`` seconds."""
    end = time.monotonic() + PATIENCE_S
    while (took_s := _seconds_to_read_nothing(board, timeout_s)) >= most_s:
        assert time.monotonic() < end, f"A read of {timeout_s:g} s always took {took_s:.3f} s."


def _share_of_rated_time(samples: Sequence[ForceSample], rate_hz: float) -> float:
    """Say how long the samples took, as a share of what the board's rate asks for."""
    n_periods = samples[-1].seq - samples[0].seq
    return (samples[-1].t_s - samples[0].t_s) * rate_hz / n_periods


def _without_host(samples: Sequence[ForceSample]) -> list[tuple[float, ...]]:
    return [(s.seq, s.t_s, s.tl_n, s.tr_n, s.bl_n, s.br_n, s.flags) for s in samples]


class BoardContract:
    """Tests of one kind of board; a derived class gives the fixture ``case``."""

    @pytest.fixture
    def case(self) -> Iterator[BoardCase]:
        """Give the board; every derived class has its own."""
        pytest.fail("The class needs a fixture 'case' that yields a BoardCase.")

    def test_info_is_complete(self, case: BoardCase) -> None:
        """A board says who it is, how large and how fast, in numbers that make sense."""
        with case.open() as board:
            fault, info = board_fault(board), board.info
        assert fault == "", fault
        assert info.address.startswith(f"{case.scheme}:"), (
            f"The address {info.address!r} must begin with '{case.scheme}:', so that it opens the"
            " board again."
        )
        assert re.fullmatch(r"[A-Za-z0-9-]+", info.board_id), "The board's name cannot be sent."
        assert info.model, "A person wants to read the board's model."
        assert info.origin == case.origin, f"The board says it is {info.origin}."
        assert info.nominal_rate_hz > 0.0, "A board has a rate."

    def test_samples_are_numbered_from_zero_and_regular_in_time(self, case: BoardCase) -> None:
        """Numbers count from 0, a jump is marked, and times are as regular as the rate says."""
        with case.open() as board:
            samples = collect(board, 200)
            rate_hz, clock = board.info.nominal_rate_hz, board.info.clock
            # A computer that was held up takes what waited as one burst: read on past it.
            for _ in range(20 if clock == "host" else 0):
                if _share_of_rated_time(samples[-200:], rate_hz) >= 0.8:
                    break
                samples.extend(collect(board, 200))
        assert samples[0].seq == 0, "The first sample has the number 0."
        assert samples[0].t_s == 0.0, "The first sample has the time 0."
        for before, after in itertools.pairwise(samples):
            n_on = after.seq - before.seq
            assert n_on >= 1, f"Sample {after.seq} comes after sample {before.seq}."
            assert n_on == 1 or after.flags & SampleFlag.GAP_BEFORE, (
                f"Before sample {after.seq} some are missing, and it has no GAP_BEFORE."
            )
            assert after.t_s > before.t_s, f"The time of sample {after.seq} does not go on."
            # Without a clock of its own a board's samples are as regular as their arrival.
            regular = after.t_s - before.t_s == pytest.approx(n_on / rate_hz, rel=0.2)
            assert clock == "host" or regular, f"The time before sample {after.seq} is off."
            assert after.t_host_ns >= before.t_host_ns, "The time of arrival goes backwards."
        # A board without a clock of its own may be late, as its computer is busy.
        share, most = _share_of_rated_time(samples[-200:], rate_hz), 5.0 if clock == "host" else 1.2
        assert 0.8 <= share <= most, (
            f"The last 200 samples took {share:.3f} of the time that {rate_hz:g} Hz asks for."
        )

    def test_every_sample_says_where_it_comes_from(self, case: BoardCase) -> None:
        """Simulated and replayed samples are marked, each of them; real ones are not."""
        with case.open() as board:
            samples = collect(board, 200)
        marks = {SampleFlag(sample.flags) & _MARKS for sample in samples}
        assert marks == {_MARK_OF[case.origin]}, f"The samples are marked {marks}."

    def test_forces_are_newtons_of_somebody_who_stands(self, case: BoardCase) -> None:
        """Forces are finite, and of the size of a person: newtons, not kilograms or counts."""
        with case.open() as board:
            samples = collect(board, 50)
        assert all(math.isfinite(sample.fz_n) for sample in samples), "A force is not finite."
        for sample in samples:
            assert 50.0 < sample.fz_n < 3000.0, f"Nobody weighs {sample.fz_n:g} N."

    def test_lean_to_the_right_loads_the_right_corners(self, case: BoardCase) -> None:
        """The corners are where the contract says: tl tr bl br as the person sees them."""
        if case.open_leaning is None:
            pytest.skip("the person on this board cannot be told to lean")
        with case.open_leaning() as board:
            samples = collect(board, 100)
        right_n = sum(sample.tr_n + sample.br_n for sample in samples)
        left_n = sum(sample.tl_n + sample.bl_n for sample in samples)
        assert right_n > 1.1 * left_n, "A lean to the right does not load the right corners."

    def test_context_manager_gives_the_board_and_closes_it(self, case: BoardCase) -> None:
        """``with`` gives the board itself, and closes it."""
        board = case.open()
        with board as inside:
            assert inside is board, "'with' must give the board itself."
            collect(board, 1)
        with pytest.raises(BoardDisconnectedError):
            board.read(0.0)

    def test_close_is_idempotent_and_a_closed_board_says_so(self, case: BoardCase) -> None:
        """Closing twice is harmless; whoever reads on is told in words, and keeps the counters."""
        board = case.open()
        collect(board, 1)
        board.close()
        board.close()
        with pytest.raises(BoardDisconnectedError) as caught:
            board.read(0.1)
        assert "closed" in caught.value.message, "The error must say that the board is closed."
        assert caught.value.hint, "The error must say what to do."
        assert caught.value.address == board.info.address, "The error must name the board."
        assert board.info.model, "A closed board still says what it is."
        assert board.health.n_samples >= 1, "A closed board still has its counters."

    def test_close_from_another_thread_ends_a_reader(self, case: BoardCase) -> None:
        """`close` may come from any thread, while another one waits in `read`."""
        board = case.open_quiet()
        seen: list[Exception] = []
        inside = threading.Event()

        def read_on() -> None:
            try:
                while True:
                    board.read(1.0)
                    inside.set()
            except Exception as error:  # noqa: BLE001 - handed to the test below
                seen.append(error)

        reader = threading.Thread(target=read_on, daemon=True)
        reader.start()
        # Closed only once the reader has been inside, else the test would race with its start.
        assert inside.wait(PATIENCE_S), "The board's read does not come back."
        board.close()
        reader.join(PATIENCE_S)
        assert not reader.is_alive(), "A reader still waits after the board was closed."
        assert [type(error) for error in seen] == [BoardDisconnectedError], (
            f"The reader was told {seen}, and not that the board is closed."
        )

    def test_timeout_is_kept(self, case: BoardCase) -> None:
        """Without samples `read` waits as long as it was told, and no longer."""
        with case.open_quiet() as board:
            collect(board, 1)
            # What came before the silence may still be on its way.
            while board.read(0.05):
                pass
            # A busy computer makes a read longer, never shorter; so what is too long is read again.
            shortest_s = min(_seconds_to_read_nothing(board, 0.2) for _ in range(3))
            assert shortest_s >= 0.18, f"A read of 0.2 s came back after {shortest_s:.3f} s."
            _read_within(board, 0.2, 1.0)
            _read_within(board, 0.0, 0.15)

    def test_board_that_goes_away_is_an_error_every_time(self, case: BoardCase) -> None:
        """A board that is unplugged is an error with its address and a hint, again and again."""
        if case.open_vanishing is None:
            pytest.skip("this board cannot go away")
        board = case.open_vanishing()
        with board:
            with pytest.raises(BoardDisconnectedError) as caught:
                collect(board, 1_000_000)
            assert caught.value.address == board.info.address, "The error must name the board."
            assert caught.value.hint, "The error must say what to do."
            with pytest.raises(BoardDisconnectedError):
                board.read(0.1)

    def test_live_board_never_ends(self, case: BoardCase) -> None:
        """Only a recording ends; a board that falls silent may come again."""
        if case.open_ending is not None:
            pytest.skip("this board ends")
        with case.open() as board:
            collect(board, 200)
            assert board.ended is False, "A live board never says that it has ended."

    def test_board_that_ends_says_so_and_gives_nothing_more(self, case: BoardCase) -> None:
        """At its end a recording says so, gives nothing, and has counted what it gave."""
        if case.open_ending is None:
            pytest.skip("this board never ends")
        with case.open_ending() as board:
            n_samples = 0
            while not board.ended:
                n_samples += len(board.read(0.0))
                assert n_samples < 1_000_000, "The board does not end."
            assert n_samples > 0, "The board ended without a sample."
            assert list(board.read(0.05)) == [], "The board gave samples after its end."
            assert board.ended, "The board came to life again."
            assert board.health.n_samples == n_samples, "The board's count of samples is wrong."

    def test_health_counts_what_was_delivered(self, case: BoardCase) -> None:
        """Counters begin at 0 and say how many samples were given, and how fast they come."""
        with case.open() as board:
            assert board.health.n_samples == 0, "A board that was not read has given nothing."
            rate_hz, n_samples = board.info.nominal_rate_hz, len(collect(board, 200))
            # A computer that was held up takes what waited as one burst: read on past it.
            for _ in range(20):
                if board.health.measured_rate_hz == pytest.approx(rate_hz, rel=0.5):
                    break
                n_samples += len(collect(board, max(1, round(rate_hz / 2.0))))
            health = board.health
        assert health.n_samples == n_samples, "The board's count of samples is wrong."
        assert health.n_bad_frames == 0, "The board found bad frames in good bytes."
        assert health.measured_rate_hz == pytest.approx(rate_hz, rel=0.5), (
            f"The board measured {health.measured_rate_hz:g} Hz and claims {rate_hz:g} Hz."
        )

    def test_as_fast_as_it_is_read_means_one_sample_a_call(self, case: BoardCase) -> None:
        """At ``speed=0`` each call gives one sample, on a clock of its own."""
        if case.open_paced is None:
            pytest.skip("this board has a clock of its own")
        with case.open_paced(0.0, None) as board:
            for _ in range(50):
                samples = board.read(5.0)
                assert len(samples) == 1, f"One call gave {len(samples)} samples."
                assert samples[0].t_host_ns == round(samples[0].t_s * 1e9), (
                    "At speed=0 the time of arrival is the sample's own time."
                )

    @pytest.mark.parametrize("speed", [0.5, 1.0, 13.0])
    def test_speed_changes_no_sample(self, case: BoardCase, speed: float) -> None:
        """A board that runs faster gives the same samples sooner."""
        if case.open_paced is None:
            pytest.skip("this board has a clock of its own")
        with case.open_paced(0.0, None) as board:
            expected = _without_host(collect(board, 150))
        clock = ManualClock(start_ns=7_000_000_000)
        timeouts = itertools.cycle([0.001, 0.3, 0.0, 0.04])
        samples: list[ForceSample] = []
        with case.open_paced(speed, clock) as board:
            assert board.info.speed == speed, "The board does not say how fast it runs."
            while len(samples) < 150:
                samples.extend(board.read(next(timeouts)))
                clock.sleep(0.013)
        assert _without_host(samples)[:150] == expected, "The samples depend on the speed."
        assert all(sample.t_host_ns >= 7_000_000_000 for sample in samples), (
            "The time of arrival is not on the clock that was given."
        )
        host_ns = samples[149].t_host_ns - samples[0].t_host_ns
        assert host_ns == pytest.approx(
            (samples[149].t_s - samples[0].t_s) / speed * 1e9, rel=0.05
        ), "The samples did not come at the speed that was asked for."

    def test_only_boards_with_somebody_inside_follow_goals(self, case: BoardCase) -> None:
        """A real person cannot be told where to lean: only a simulated one has `follow`."""
        with case.open() as board:
            follows = isinstance(board, GoalFollower)
        assert follows == (case.origin == "simulated"), (
            "A board has the method 'follow' if, and only if, a simulated person stands on it."
        )
