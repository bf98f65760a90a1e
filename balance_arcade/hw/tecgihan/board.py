"""A Tec Gihan force plate that is being read."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from balance_arcade.core.away import CABLE, SUPPLY, Away
from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError, BoardError, BoardProtocolError
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.away import away_now, wait_s
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.measured_rate import MeasuredRate
from balance_arcade.hw.reading import read_in_time
from balance_arcade.hw.tecgihan.controller import Controller, Line
from balance_arcade.hw.tecgihan.messages import Setting, block_to_corners

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""A port that went away is tried again so often."""

OVERDUE_BLOCKS = 5.0
LEAST_OVERDUE_S = 1.0
"""A block that is so late does not come whole any more: the measurement is started afresh."""

BEHIND_BLOCK_S = 0.002
"""Behind a block nothing comes until the next one is asked for; the maker's program sets the FTDI
chip to hand on what it has every millisecond."""

BEHIND_S = 1.0
"""Samples that fall behind this computer's clock by so much were probably lost on the way."""


class AnotherControllerError(BoardProtocolError):
    """Another controller answers at the port of one that went away.

    Parameters
    ----------
    who, expected : str
        Numbers of both.
    address : str
        The board's address.
    """

    def __init__(self, who: str, expected: str, *, address: str) -> None:
        super().__init__(
            f"Another controller answers: {who} instead of {expected}.",
            address=address,
            hint="Connect the first one again.",
        )
        self.who = who


class PlateLink(Line, Protocol):
    """A link that can be closed."""

    def close(self) -> None:
        """Close it."""
        ...


class TecGihanBoard(Closing):
    """A controller that is idle; it is started here and read until it is closed.

    Parameters
    ----------
    link : PlateLink
        Open; closed with the board.
    setting : Setting
        What a block holds.
    info : BoardInfo
        Description of the board.
    clock : Clock
        Stamps what comes.
    silence_s : float
        After how long without a block the plate counts as gone.
    reopen : callable, optional
        Opens the same controller again after it went away, idle and set up as before.

    Notes
    -----
    A block has neither a number nor a checksum. It is asked for when the one before has come
    whole, so that its beginning is known; bytes too few or too many are noticed, the measurement
    is started afresh, and what is missing is a gap.
    """

    watches_cells = True  # Its corners are no cells: reckoned ones may lie below zero.

    def __init__(
        self,
        link: PlateLink,
        setting: Setting,
        info: BoardInfo,
        *,
        clock: Clock,
        silence_s: float,
        reopen: Callable[[], PlateLink] | None = None,
    ) -> None:
        self._link, self._setting, self._info = link, setting, info
        self._clock, self._silence_s, self._reopen = clock, silence_s, reopen
        self._rate_hz = info.nominal_rate_hz
        self._overdue_s = max(
            LEAST_OVERDUE_S, OVERDUE_BLOCKS * setting.block_samples / self._rate_hz
        )
        self._rest = bytearray()
        self._seq = -1
        self._n_samples = self._n_gaps = self._n_lost = self._n_saturated = 0
        self._n_bad = self._n_discarded = self._n_reconnects = 0
        self._rate = MeasuredRate()
        self._flagged, self._lateness = FlagCounts(), Lateness()
        self._forces_n: tuple[float, ...] = ()
        # The newest block's number and time, against the first one's since the last start.
        self._begun: tuple[int, int] | None = None
        self._behind_s = 0.0
        self._broken, self._away, self._returned = False, False, False
        self._others: tuple[str, ...] = ()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._heard_ns = self._looked_ns = self._asked_ns = clock.now_ns()
        self._controller = Controller(link, clock, address=info.address)
        # The first block comes by itself.
        self._controller.command("START")

    @property
    def info(self) -> BoardInfo:
        """Description of the plate."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        warnings = []
        if self._away:
            warnings.append(f"The controller has been disconnected for {self._silent_s():.1f} s.")
        elif self._n_samples and self._silent_s() >= self._overdue_s:
            warnings.append(f"No sample has come for {self._silent_s():.1f} s.")
        if self._n_bad:
            warnings.append(
                f"{self._n_bad} blocks did not come whole; the measurement was started again."
            )
        if self._n_saturated:
            warnings.append(f"{self._n_saturated} samples were beyond the plate's range.")
        if self._behind_s >= BEHIND_S:
            warnings.append(
                f"The samples are {self._behind_s:.1f} s behind this computer's clock: the"
                " controller has probably lost some. Choose a lower rate."
            )
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            n_late=self._flagged.n_late,
            n_held=self._flagged.n_held,
            n_bad_frames=self._n_bad,
            n_discarded_bytes=self._n_discarded,
            measured_rate_hz=self._rate.hz,
            warnings=tuple(warnings),
            n_reconnects=self._n_reconnects,
        )

    @property
    def away(self) -> Away | None:
        """What is known while the plate is away; see `balance_arcade.core.away`."""
        broken = self._away or self._returned
        remedy = CABLE if self._away else SUPPLY
        return away_now(
            self._silent_s(), self._wait_s, broken=broken, remedy=remedy, others=self._others
        )

    @property
    def _wait_s(self) -> float:
        return wait_s(self._silence_s, self._n_samples)

    @property
    def ended(self) -> bool:
        """Always false: a live board has no end."""
        return False

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The port went away and did not come back, no block came too long, or the board was
            closed.
        """
        return read_in_time(
            self._read_once,
            timeout_s,
            clock=self._clock,
            closed=self._closed,
            address=self._info.address,
        )

    def close(self) -> None:
        """Stop the measurement and close the port. Any thread may call it."""
        if self._closed.is_set():
            return
        self._closed.set()
        log_closed(self._info, self.health)
        with self._lock:
            link = self._link
        if not self._away:
            # A controller that is gone cannot be told; the port must be closed in any case.
            with contextlib.suppress(BoardError):
                self._controller.command("STOP")
        link.close()

    def _read_once(self, timeout_s: float) -> list[ForceSample]:
        if self._away:
            self._look_again(timeout_s)
            return []
        try:
            self._rest += self._link.read(timeout_s)
            samples = self._take()
            if not samples and self._clock.now_ns() - self._asked_ns >= self._overdue_s * 1e9:
                self._start_afresh()
        except BoardDisconnectedError as error:
            self._begin_to_look(error)
            return []
        if not samples:
            self._give_up_in_time()
        return samples

    def _take(self) -> list[ForceSample]:
        """Turn a whole block into samples, and ask for the next one."""
        size = self._setting.block_bytes
        if len(self._rest) < size:
            return []
        now_ns = self._clock.now_ns()
        if len(self._rest) == size:
            # A block that bytes of nobody have shifted has its last ones still on the way.
            self._rest += self._link.read(BEHIND_BLOCK_S)
        if len(self._rest) > size:
            # Nothing was asked for yet: these bytes are nobody's, and the block may be shifted.
            self._start_afresh()
            return []
        block, self._rest = bytes(self._rest), bytearray()
        self._controller.command("DT")
        self._asked_ns = now_ns
        return self._samples(block, now_ns)

    def _samples(self, block: bytes, now_ns: int) -> list[ForceSample]:
        n = self._setting.block_samples
        flags = int(SampleFlag.NONE)
        if self._broken and self._seq >= 0:
            missing_s = (now_ns - self._heard_ns) / 1e9 - n / self._rate_hz
            n_lost = max(1, round(missing_s * self._rate_hz))
            self._seq += n_lost
            self._n_gaps += 1
            self._n_lost += n_lost
            flags = int(SampleFlag.GAP_BEFORE)
        self._broken = False
        # A block is late as a whole: that its first sample waits for its last one is its way.
        last_s = (self._seq + n) / self._rate_hz
        late = int(SampleFlag.LATE) if self._lateness.is_late(last_s, now_ns) else 0
        flags |= late
        corners, saturated = block_to_corners(block, self._setting)
        samples = []
        for (tl, tr, bl, br), at_end in zip(corners.tolist(), saturated, strict=True):
            self._seq += 1
            self._n_saturated += at_end
            flags |= int(SampleFlag.SATURATED) if at_end else 0
            t_s = self._seq / self._rate_hz
            flags |= int(SampleFlag.HELD) if (tl, tr, bl, br) == self._forces_n else 0
            self._flagged.note(flags)
            self._forces_n = (tl, tr, bl, br)
            samples.append(ForceSample(self._seq, now_ns, t_s, tl, tr, bl, br, -1, flags))
            flags = late
        self._n_samples += n
        self._rate.note(self._n_samples, now_ns / 1e9)
        if self._begun is None:
            self._begun = (self._seq, now_ns)
        first_seq, first_ns = self._begun
        self._behind_s = (now_ns - first_ns) / 1e9 - (self._seq - first_seq) / self._rate_hz
        self._heard_ns, self._returned, self._others = now_ns, False, ()
        return samples

    def _start_afresh(self) -> None:
        """Stop, let go of what is on the way, and start: blocks begin anew."""
        self._n_bad += bool(self._rest)
        self._n_discarded += len(self._rest)
        self._rest.clear()
        self._controller.command("STOP")
        self._n_discarded += self._controller.drain()
        self._controller.command("START")
        self._note_start()

    def _note_start(self) -> None:
        self._broken, self._begun = True, None
        self._asked_ns = self._clock.now_ns()

    def _begin_to_look(self, error: BoardDisconnectedError) -> None:
        if self._reopen is None or self._closed.is_set():
            raise error
        _log.warning("%s: away, trying again: %s", self._info.board_id, error)
        self._link.close()
        self._away = True
        self._n_discarded += len(self._rest)
        self._rest.clear()

    def _look_again(self, timeout_s: float) -> None:
        self._give_up_in_time()
        due_ns = self._looked_ns + round(LOOK_EVERY_S * 1e9)
        now_ns = self._clock.now_ns()
        if self._reopen is None or now_ns < due_ns:
            self._clock.sleep(min(max(timeout_s, 0.0), 0.05, (due_ns - now_ns) / 1e9))
            return
        self._looked_ns = now_ns
        try:
            link = self._reopen()
        except AnotherControllerError as error:
            self._others = (f"controller {error.who}",)
            return
        except BoardError as error:
            _log.debug("%s: not back yet: %s", self._info.board_id, error)
            return
        with self._lock:
            self._link, self._away = link, False
        if self._closed.is_set():
            link.close()
            return
        self._n_reconnects += 1
        self._returned = True
        self._controller = Controller(link, self._clock, address=self._info.address)
        self._controller.command("START")
        self._note_start()

    def _silent_s(self) -> float:
        return (self._clock.now_ns() - self._heard_ns) / 1e9

    def _give_up_in_time(self) -> None:
        silent_s = self._silent_s()
        if silent_s < self._wait_s:
            return
        what = "was disconnected and did not come back" if self._away else "has sent no sample"
        raise self._gone(
            f"The force plate {what} within {silent_s:.1f} s.",
            "Check the controller and its cable, then open the board again.",
        )

    def _gone(self, message: str, hint: str) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._info.address, hint=hint)
