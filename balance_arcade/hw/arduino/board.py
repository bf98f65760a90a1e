"""An open board on a serial line."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence

from balance_arcade.core.away import CABLE, SUPPLY, Away
from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError, BoardError, BoardProtocolError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.arduino.clockfit import ClockFit
from balance_arcade.hw.arduino.counters import BoardCounters
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.describe import describe
from balance_arcade.hw.arduino.flags import GAP_BEFORE, flags_of
from balance_arcade.hw.arduino.frames import encode_frame
from balance_arcade.hw.arduino.messages import (
    NO_TEMPERATURE,
    CommandFrame,
    Frame,
    FrameType,
    HelloFlag,
    HelloFrame,
    RefusalFrame,
    SampleFrame,
    StatusFrame,
)
from balance_arcade.hw.arduino.reconnect import ClosableLink, FoundBoard, Reconnector
from balance_arcade.hw.arduino.timeline import SampleTimeline
from balance_arcade.hw.away import away_now, wait_s
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.reading import read_in_time

_log = logging.getLogger(__name__)

NUDGE_EVERY_S = 0.5
"""Without samples for this long the board is told to start again: it may have been reset."""


class ArduinoBoard(Closing):
    """A board that has answered the handshake; it is started here and read until it is closed.

    Parameters
    ----------
    link : ClosableLink
        Open link to the board; closed with it.
    decoder : FrameDecoder
        Has taken the link's bytes so far.
    hello : HelloFrame
        What the board said of itself.
    calibration : Calibration
        Turns its counts into newtons.
    address : str
        The address that opens it again.
    clock : Clock
        Stamps what arrives, and says when the board has been silent too long.
    silence_s : float
        After how long without a sample it counts as gone.
    make_reconnector : callable, optional
        Makes a `Reconnector` that finds the board again when its port is gone; without it the
        board is lost then.
    capacity_n : float, optional
        The most that it can carry, as its builder states.

    Notes
    -----
    A board that starts again in the middle is told to send, and its samples go on after a gap; so
    do those of a board that was unplugged and comes back before it counts as gone. While it is
    away `read` returns nothing and `health` says so. No sample is made up: what is missing is
    missing from ``seq`` and counted in `health`.
    """

    watches_cells = True

    def __init__(
        self,
        link: ClosableLink,
        decoder: FrameDecoder,
        hello: HelloFrame,
        calibration: Calibration,
        *,
        address: str,
        clock: Clock,
        silence_s: float,
        make_reconnector: Callable[[], Reconnector] | None = None,
        capacity_n: float | None = None,
    ) -> None:
        self._link = link
        self._decoder = decoder
        self._hello = hello
        self._calibration = calibration
        self._address = address
        self._clock = clock
        self._silence_s = silence_s
        self._make_reconnector = make_reconnector
        self._reconnector: Reconnector | None = None
        self._is_unplugged = False
        self._others: tuple[str, ...] = ()
        self._info = describe(hello, calibration, address, capacity_n=capacity_n)
        simulated = self._info.origin == "simulated"
        self._origin_flag = int(SampleFlag.SIMULATED) if simulated else 0
        self._timeline = SampleTimeline(hello.nominal_rate_hz)
        self._fit = ClockFit()
        self._counters = BoardCounters(hello, self._info)
        self._n_unannounced = 0
        self._temperature_c: float | None = None
        self._command_seq = 0
        self._closed = threading.Event()
        # Held while the link is changed for another one, so that `close` never misses the new one.
        self._lock = threading.Lock()
        # Silence counts from now: a board that never sends must be noticed.
        self._heard_ns = self._nudged_ns = clock.now_ns()
        self._send(FrameType.START)

    @property
    def info(self) -> BoardInfo:
        """What the board said of itself."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        counters, decoder, now_ns = self._counters, self._decoder, self._clock.now_ns()
        clock_ppm = self._fit.ppm
        warnings = counters.warnings(clock_ppm=clock_ppm, now_ns=now_ns)
        if self._reconnector is not None:
            away = f"The board has been disconnected for {self._away_s():.1f} s: plug it in again."
            warnings.insert(0, away)
        return BoardHealth(
            n_samples=counters.count["samples"],
            n_gaps=counters.count["gaps"],
            n_lost=counters.count["lost"],
            n_bad_frames=decoder.n_bad_frames,
            n_discarded_bytes=decoder.n_discarded_bytes,
            measured_rate_hz=counters.rate_hz,
            warnings=(*warnings, *self._calibration.warnings),
            n_restarts=counters.count["restarts"],
            n_reconnects=counters.count["reconnects"],
            clock_ppm=clock_ppm,
            n_late=counters.flagged.n_late,
            n_held=counters.flagged.n_held,
            n_doubled=counters.count["doubles"],
            supply_mv=counters.supply_mv,
        )

    @property
    def temperature_c(self) -> float | None:
        """Degrees Celsius near the cells, from the newest status; None where not known."""
        return self._temperature_c

    @property
    def away(self) -> Away | None:
        """What is known while the board is away; see `balance_arcade.core.away`."""
        if self._reconnector is not None:
            found = self._reconnector.others.items()
            self._others = tuple(f"{who} at {port}" for port, who in found)
        broken = self._is_unplugged
        # A board in the network has no cable that a person could plug in.
        remedy = CABLE if broken and "://" not in self._address else SUPPLY
        times = (self._away_s(), self._wait_s)
        return away_now(*times, broken=broken, remedy=remedy, others=self._others)

    @property
    def _wait_s(self) -> float:
        return wait_s(self._silence_s, self._counters.count["samples"])

    @property
    def ended(self) -> bool:
        """Always false: a live board has no end."""
        return False

    def host_ns(self, t_device_ticks: int) -> int | None:
        """Return this computer's monotonic time at a moment of the board's clock.

        Parameters
        ----------
        t_device_ticks : int
            As in `ForceSample.t_device_ticks`, since the board's last restart.

        Returns
        -------
        int or None
            Nanoseconds, free of the line's jitter; None in the first ten seconds.
        """
        return self._fit.host_ns(t_device_ticks)

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The port went away and the board was not found again, it was silent too long, or it was
            closed.
        BoardProtocolError
            The board refused to start, or another one answers.
        """
        return read_in_time(
            self._read_once,
            timeout_s,
            clock=self._clock,
            closed=self._closed,
            address=self._address,
        )

    def close(self) -> None:
        """Stop the board and close the port. Any thread may call it, any number of times."""
        if self._closed.is_set():
            return
        # Before the lock: a search under way sees it, and closes what it has just found.
        self._closed.set()
        log_closed(self._info, self.health)
        with self._lock:
            link, reconnector = self._link, self._reconnector
        # While the board is away there is no port to send a stop to.
        if reconnector is not None:
            reconnector.close()
        else:
            # A board that is gone cannot be told; the port must be closed in any case.
            with contextlib.suppress(BoardError):
                self._send(FrameType.STOP)
        link.close()

    def _read_once(self, timeout_s: float) -> list[ForceSample]:
        if self._reconnector is not None:
            return self._look(self._reconnector, timeout_s)
        try:
            # One read may end in the middle of a frame; the decoder keeps the beginning for the
            # next.
            samples = self._take_all(self._decoder.feed(self._link.read(timeout_s)))
        except BoardDisconnectedError as error:
            self._begin_to_look(error)
            return []
        if not samples:
            self._give_up_in_time()
            self._nudge()
        return samples

    def _begin_to_look(self, error: BoardDisconnectedError) -> None:
        """Begin to search for the board; raise the error if no search is possible."""
        if self._make_reconnector is None or self._closed.is_set():
            raise error
        _log.warning("%s: away, looking for it: %s", self._info.board_id, error)
        self._link.close()
        self._is_unplugged = True
        self._reconnector = self._make_reconnector()

    def _look(self, reconnector: Reconnector, timeout_s: float) -> list[ForceSample]:
        """Search for the board that was disconnected, and use it again."""
        if self._closed.is_set():
            reconnector.close()
            return []
        found = reconnector.look(timeout_s)
        if found is None:
            self._give_up_in_time()
            return []
        with self._lock:
            self._link, self._reconnector = found.link, None
        if self._closed.is_set():
            found.link.close()
            return []
        return self._take_back(found)

    def _take_back(self, found: FoundBoard) -> list[ForceSample]:
        # The counters are those of the board and not of one link, so the new decoder goes on.
        found.decoder.n_bad_frames += self._decoder.n_bad_frames
        found.decoder.n_discarded_bytes += self._decoder.n_discarded_bytes
        self._decoder = found.decoder
        _log.info("%s: back after %.1f s", self._info.board_id, self._away_s())
        self._counters.note_reconnect()
        self._timeline.reconnect()
        # A start is sent below; without this the next idle read would send another one at once.
        self._nudged_ns = self._clock.now_ns()
        self._send(FrameType.START)
        return self._take_all(found.rest)

    def _send(self, command: FrameType) -> None:
        self._command_seq = (self._command_seq + 1) % 65536
        self._link.write(
            # The leading zero ends whatever the board has half received.
            b"\0" + encode_frame(CommandFrame(self._hello.device, self._command_seq, command))
        )

    def _take_all(self, frames: Sequence[Frame]) -> list[ForceSample]:
        now_ns = self._clock.now_ns()
        samples: list[ForceSample] = []
        for frame in frames:
            self._take(frame, now_ns, samples)
        if samples:
            self._heard_ns, self._is_unplugged, self._others = now_ns, False, ()
            # Only the newest of a read: those before it have waited for it.
            self._fit.push(samples[-1].t_device_ticks, now_ns)
        self._counters.note_read(samples, self._decoder.n_bad_frames, now_ns)
        return samples

    def _take(self, frame: Frame, now_ns: int, samples: list[ForceSample]) -> None:
        # A line may carry several boards: what the others say, refuse and measure is not ours.
        if frame.device != self._hello.device:
            return
        if isinstance(frame, SampleFrame):
            self._take_sample(frame, now_ns, samples)
        elif isinstance(frame, StatusFrame):
            self._counters.n_overrun = frame.n_overrun
            self._counters.supply_mv = frame.supply_mv or None  # 0: not measured.
            known = frame.temperature_cdeg != NO_TEMPERATURE
            self._temperature_c = frame.temperature_cdeg / 100.0 if known else None
        elif isinstance(frame, HelloFrame):
            self._take_hello(frame, now_ns)
        elif isinstance(frame, RefusalFrame) and frame.command == FrameType.START:
            raise BoardProtocolError(
                f"The board refuses to start measuring (reason {frame.reason}).",
                address=self._address,
                hint="Switch it off and on, and check the wiring of the cells.",
            )

    def _take_hello(self, hello: HelloFrame, now_ns: int) -> None:
        if hello.unique_id != self._hello.unique_id:
            raise BoardProtocolError(
                f"Another board answers: {hello.unique_id.hex()} "
                f"instead of {self._hello.unique_id.hex()}.",
                address=self._address,
                hint="Connect the first board again, or open the other board.",
            )
        # A hello without BOOT only answers a question; with it, the board has started again.
        if hello.flags & HelloFlag.BOOT:
            self._note_restart(now_ns)
            self._timeline.restart()
            # Where the port has gone meanwhile, the next read says so.
            with contextlib.suppress(BoardDisconnectedError):
                self._send(FrameType.START)

    def _note_restart(self, now_ns: int) -> None:
        _log.warning("%s: the board has started again", self._info.board_id)
        self._counters.note_restart(now_ns)
        self._fit.restart()

    def _take_sample(self, frame: SampleFrame, now_ns: int, samples: list[ForceSample]) -> None:
        place = self._timeline.place(frame.seq, frame.t_us, t_host_ns=now_ns)
        if place is None:  # To use a frame twice would bend every mean.
            self._counters.note_double()
            return
        # Its hello was lost, but its counters have begun anew (protocol.md 5.4).
        if self._timeline.n_unannounced > self._n_unannounced:
            self._n_unannounced = self._timeline.n_unannounced
            self._note_restart(now_ns)
        counts = (frame.tl_counts, frame.tr_counts, frame.bl_counts, frame.br_counts)
        flags = self._origin_flag | flags_of(frame.status, counts)
        if place.gap:
            flags |= GAP_BEFORE
            self._counters.note_gap(place.n_lost)
        flags = self._counters.note_sample(place.seq, place.t_s, counts, flags, arrived_ns=now_ns)
        forces_n = self._calibration.forces_n(*counts)
        sample = ForceSample(place.seq, now_ns, place.t_s, *forces_n, place.ticks, int(flags))
        samples.append(sample)

    def _nudge(self) -> None:
        """Send the start command again to a silent board: it may have been reset unnoticed."""
        now_ns = self._clock.now_ns()
        if now_ns - max(self._nudged_ns, self._heard_ns) >= NUDGE_EVERY_S * 1e9:
            self._nudged_ns = now_ns
            try:
                self._send(FrameType.START)
            except BoardDisconnectedError as error:
                self._begin_to_look(error)

    def _away_s(self) -> float:
        return (self._clock.now_ns() - self._heard_ns) / 1e9

    def _give_up_in_time(self) -> None:
        silent_s = self._away_s()
        if silent_s < self._wait_s:
            return
        if self._reconnector is not None:
            self._reconnector.close()
            others = self._reconnector.others.items()
            there = "".join(f" The board {who} is at {port}." for port, who in others)
            raise BoardDisconnectedError(
                f"The board was disconnected and did not come back within {silent_s:.1f} s.{there}",
                address=self._address,
                hint="Check the cable, then open the board again.",
            )
        n_restarts = self._counters.count["restarts"]
        again = f" It has started again {n_restarts} times." if n_restarts else ""
        raise BoardDisconnectedError(
            f"The board has sent no sample for {silent_s:.1f} s.{again}",
            address=self._address,
            hint="Check its power and the cable, then open it again.",
        )
