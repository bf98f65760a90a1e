"""Two boards, one a foot, as one board."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence

import msgspec

from balance_arcade.core.away import Away, FrontButton, Returning, SwitchedOff
from balance_arcade.core.board import Board, BoardHealth, BoardInfo, Goal, GoalFollower
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.dual.describe import describe, merged_health
from balance_arcade.hw.dual.frame import CommonFrame, forces_of, turned
from balance_arcade.hw.dual.pairing import Pair, Pairing
from balance_arcade.hw.logged import log_closed

_log = logging.getLogger(__name__)

SLICE_S = 0.001
"""How long one board is listened to before the other: no arrival is stamped later than this."""

SILENT_S = 0.5
"""After so long without a sample of one board, `health` names it."""

MAX_SAMPLES_A_READ = 1000
"""Most samples of one read after a pause; the rest comes with the next reads, nothing is lost."""

SIDES = ("left", "right")


class DualBoard(Closing):
    """Read two boards in turn and give one stream on the left board's times.

    Parameters
    ----------
    left, right : Board
        Open boards; closed with this one.
    frame : CommonFrame
        Where they stand.
    address : str
        The address that opens both again.
    clock : Clock
        Measures time-outs and silence.
    notes : tuple of str
        What to know of the set-up; part of `health`.
    """

    watches_cells = True  # Both of its boards do.

    def __init__(
        self,
        left: Board,
        right: Board,
        frame: CommonFrame,
        *,
        address: str,
        clock: Clock,
        notes: tuple[str, ...] = (),
    ) -> None:
        self._boards = (left, right)
        self._frame = frame
        self._clock = clock
        self._notes = notes
        self._info = describe(left.info, right.info, frame, address)
        self._virtual = left.info.clock == right.info.clock == "virtual"
        # Two virtual clocks both begin at 0 and are one; every other pair must be compared.
        self._pairing = Pairing(
            right_period_s=1.0 / right.info.nominal_rate_hz, same_clock=self._virtual
        )
        self._ready: deque[Pair] = deque()
        self._first: ForceSample | None = None
        self._last_seq = -1
        self._n_samples = self._n_gaps = self._n_lost = 0
        self._flagged = FlagCounts()
        self._heard_ns: list[int | None] = [None, None]
        self._gone: BoardDisconnectedError | None = None
        self._closed = threading.Event()

    @property
    def info(self) -> BoardInfo:
        """Description of the pair."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters of the pair; the boards' own faults carry their side."""
        return merged_health(
            (self._boards[0].health, self._boards[1].health),
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            flagged=self._flagged,
            warnings=self._warnings(),
        )

    @property
    def ended(self) -> bool:
        """Whether one of them has ended and nothing is left to be joined."""
        if self._ready or self._gone is not None:
            return False
        left, right = self._boards
        # A right board that has ended can partner nobody; the left one's last samples may still
        # find theirs.
        return right.ended or (left.ended and not self._pairing.n_waiting)

    @property
    def away(self) -> Away | None:
        """What is known of the one that is away; of the left one where both are."""
        for side, board in zip(SIDES, self._boards, strict=True):
            away = board.away if isinstance(board, Returning) else None
            if away is not None:
                why = away.why.replace("The board", f"The {side} board", 1)
                return msgspec.structs.replace(away, why=why)
        return None

    @property
    def n_button_presses(self) -> int:
        """How often a front button of either was pressed."""
        return sum(b.n_button_presses for b in self._boards if isinstance(b, FrontButton))

    @property
    def off_words(self) -> str:
        """What came of switching them off, once they are closed."""
        return " ".join(
            filter(None, (b.off_words for b in self._boards if isinstance(b, SwitchedOff)))
        )

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the joined samples, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            One of the boards went away, and the message says which; or both were closed.
        """
        if self._closed.is_set():
            raise BoardDisconnectedError(
                "The boards are closed.", address=self.info.address, hint="Open them again."
            )
        # Without real time a read gives one sample, as a single board does, and no time-out ends
        # it.
        unpaced = self.info.speed <= 0.0 and self._virtual
        # Each board is read in slices: a read that waits for one would stamp the other's samples
        # late.
        end_ns = self._clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
        while not self._closed.is_set():
            if not self._ready and self._gone is None:
                self._listen(0.0 if timeout_s <= 0.0 or unpaced else SLICE_S, unpaced=unpaced)
            if self._ready:
                n_most = 1 if unpaced else MAX_SAMPLES_A_READ
                taken = [self._ready.popleft() for _ in range(min(n_most, len(self._ready)))]
                return [self._sample(pair) for pair in taken]
            # After what was ready: samples that came before the loss are not thrown away.
            if self._gone is not None:
                raise self._gone
            if self.ended or (not unpaced and self._clock.now_ns() >= end_ns):
                break
        return ()

    def close(self) -> None:
        """Close both. Any thread may call it, any number of times."""
        if not self._closed.is_set():
            log_closed(self._info, self.health)
        self._closed.set()
        try:
            self._boards[0].close()
        finally:
            # In `finally`, so that the right board is closed whatever the left one raises.
            self._boards[1].close()

    def _listen(self, slice_s: float, *, unpaced: bool) -> None:
        """Read each board; without real time (``speed=0``) only the one that lags behind."""
        sides = (0, 1) if not unpaced else (1,) if self._pairing.n_waiting else (0,)
        for side in sides:
            samples = self._read(side, slice_s)
            if samples:
                self._heard_ns[side] = self._clock.now_ns()
            (self._pairing.take_left, self._pairing.take_right)[side](samples)
        self._ready.extend(self._pairing.pairs())

    def _read(self, side: int, slice_s: float) -> Sequence[ForceSample]:
        board = self._boards[side]
        try:
            return board.read(slice_s)
        except BoardDisconnectedError as error:
            if not self._closed.is_set():  # Closed under a waiting read, which is no fault.
                _log.warning("%s: the %s board is lost", self._info.board_id, SIDES[side])
                self._gone = BoardDisconnectedError(
                    f"The {SIDES[side]} board ({board.info.address}) went away: {error.message}",
                    address=self.info.address,
                    hint=error.hint,
                )
            return ()

    def _sample(self, pair: Pair) -> ForceSample:
        left = pair.left
        if self._first is None:
            self._first = left
        seq = left.seq - self._first.seq
        # Says that left and right are measured loads of two feet, not shares of one centre of
        # pressure.
        flags = pair.flags | SampleFlag.FOOT_LOADS
        if seq > self._last_seq + 1:
            flags |= SampleFlag.GAP_BEFORE
            self._n_lost += seq - self._last_seq - 1
        self._n_gaps += bool(flags & SampleFlag.GAP_BEFORE)
        self._flagged.note(flags)
        self._last_seq = seq
        self._n_samples += 1
        t_s = left.t_s - self._first.t_s if self._first.t_s else left.t_s
        at_once = self._virtual and self.info.speed <= 0.0
        return ForceSample(
            seq,
            # As a single board without real time does: its arrival is its own time.
            round(t_s * 1e9) if at_once else pair.t_host_ns,
            t_s,
            *self._frame.corners(forces_of(left), pair.right_n),
            left.t_device_ticks,
            int(flags),
        )

    def _warnings(self) -> tuple[str, ...]:
        found = list(self._notes)
        for side, heard_ns in enumerate(self._heard_ns):
            silent_s = 0.0 if heard_ns is None else (self._clock.now_ns() - heard_ns) / 1e9
            live = not self._virtual and not self._boards[side].ended
            if live and silent_s >= SILENT_S:
                found.append(f"The {SIDES[side]} board has been silent for {silent_s:.1f} s.")
        if self._pairing.n_alone:
            found.append(
                f"{self._pairing.n_alone} samples of the left board were dropped, because the "
                "right board had none at their time."
            )
        if self._pairing.n_interpolated:
            found.append(
                f"{self._pairing.n_interpolated} samples have forces of the right board that are "
                "interpolated between two of its samples, because the boards have two clocks."
            )
        return tuple(found)


class GoalDualBoard(DualBoard):
    """Two boards with a simulated person each: both lean the way the common goal lies."""

    def follow(self, goal: Goal) -> None:
        """Send both the goal, each about its own board's centre and in its own clock's time."""
        first = self._first
        frames = (self._frame.left, self._frame.right)
        for side, (board, place) in enumerate(zip(self._boards, frames, strict=True)):
            assert isinstance(board, GoalFollower)  # the factory has asked
            t_s = goal.t_s + (first.t_s if first is not None else 0.0)
            # Goals are in the left board's time; the right one's clock is behind by the shift.
            t_s -= self._pairing.shift_s if side else 0.0
            # From the common frame into the board's own: turned back by the board's angle.
            ml_mm, ap_mm = turned(goal.ml_mm, goal.ap_mm, -place.angle_deg)
            board.follow(msgspec.structs.replace(goal, t_s=t_s, ml_mm=ml_mm, ap_mm=ap_mm))
