"""An open board on a serial line."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Sequence
from typing import Protocol

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError, BoardError, BoardProtocolError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.arduino.calibration import NOMINAL, RAW_CALIBRATION
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.frames import encode_frame
from balance_arcade.hw.arduino.handshake import Link
from balance_arcade.hw.arduino.messages import (
    COUNTS_MAX,
    COUNTS_MIN,
    AdcKind,
    CommandFrame,
    Frame,
    FrameType,
    HelloFlag,
    HelloFrame,
    RefusalFrame,
    SampleFrame,
    SampleStatus,
    StatusFrame,
)
from balance_arcade.hw.arduino.timeline import SampleTimeline
from balance_arcade.hw.calibration import Calibration

NUDGE_EVERY_S = 0.5
"""Without samples for this long the board is told to start again: it may have been reset."""

STUCK_SAMPLES = 100
"""A cell whose count does not change by one in so many samples is not measuring."""

_RATE_SAMPLES = 256
_CORNERS = ("front-left", "front-right", "rear-left", "rear-right")


class ClosableLink(Link, Protocol):
    """A link that can be closed."""

    def close(self) -> None:
        """Let go of the port."""
        ...


class ArduinoBoard(Closing):
    """A board that has said hello; it is started here and read until it is closed.

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

    Notes
    -----
    A board that starts again in the middle is told to send, and its samples go on after a gap. No
    sample is made up: what is missing is missing from ``seq`` and counted in `health`.
    """

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
    ) -> None:
        self._link = link
        self._decoder = decoder
        self._hello = hello
        self._calibration = calibration
        self._address = address
        self._clock = clock
        self._silence_s = silence_s
        self._info = _describe(hello, calibration, address)
        self._origin_flag = SampleFlag.SIMULATED if self._info.origin == "simulated" else 0
        self._timeline = SampleTimeline(hello.nominal_rate_hz)
        self._count: Counter[str] = Counter()
        self._times_s: deque[float] = deque(maxlen=_RATE_SAMPLES)
        self._counts = (0, 0, 0, 0)
        self._n_still = [0, 0, 0, 0]
        self._overrun = 0
        self._command_seq = 0
        self._closed = threading.Event()
        self._heard_ns = self._nudged_ns = clock.now_ns()
        self._send(FrameType.START)

    @property
    def info(self) -> BoardInfo:
        """What the board said of itself."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        times_s = tuple(self._times_s)
        rate_hz = float("nan")
        if len(times_s) > 1 and times_s[-1] > times_s[0]:
            rate_hz = (len(times_s) - 1) / (times_s[-1] - times_s[0])
        return BoardHealth(
            n_samples=self._count["samples"],
            n_gaps=self._count["gaps"],
            n_lost=self._count["lost"],
            n_bad_frames=self._decoder.n_bad_frames,
            n_discarded_bytes=self._decoder.n_discarded_bytes,
            measured_rate_hz=rate_hz,
            warnings=self._warnings(),
        )

    @property
    def ended(self) -> bool:
        """False: a live board has no end."""
        return False

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, waiting for the first no longer than said.

        Raises
        ------
        BoardDisconnectedError
            The port went away, the board was silent too long, or it was closed.
        BoardProtocolError
            The board refused to start, or another one answers.
        """
        if self._closed.is_set():
            raise BoardDisconnectedError(
                "The board was closed.", address=self._address, hint="Open it again."
            )
        end_ns = self._clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
        while True:
            try:
                data = self._link.read((end_ns - self._clock.now_ns()) / 1e9)
            except BoardDisconnectedError:
                if self._closed.is_set():  # Closed under a waiting read, which is no fault.
                    return ()
                raise
            now_ns = self._clock.now_ns()
            samples: list[ForceSample] = []
            for frame in self._decoder.feed(data):
                self._take(frame, now_ns, samples)
            if samples:
                self._heard_ns = now_ns
                return samples
            self._watch(now_ns)
            if now_ns >= end_ns:
                return ()

    def close(self) -> None:
        """Tell the board to stop and let go of the port; from any thread, as often as you like."""
        if self._closed.is_set():
            return
        self._closed.set()
        # A board that is gone cannot be told; the port must be let go all the same.
        with contextlib.suppress(BoardError):
            self._send(FrameType.STOP)
        self._link.close()

    def _send(self, command: FrameType) -> None:
        self._command_seq = (self._command_seq + 1) % 65536
        self._link.write(
            b"\0" + encode_frame(CommandFrame(self._hello.device, self._command_seq, command))
        )

    def _take(self, frame: Frame, now_ns: int, samples: list[ForceSample]) -> None:
        if isinstance(frame, SampleFrame):
            if frame.device == self._hello.device:
                self._take_sample(frame, now_ns, samples)
        elif isinstance(frame, StatusFrame):
            self._overrun = frame.n_overrun
        elif isinstance(frame, HelloFrame):
            self._take_hello(frame)
        elif isinstance(frame, RefusalFrame) and frame.command == FrameType.START:
            raise BoardProtocolError(
                f"The board does not start to measure (reason {frame.reason}).",
                address=self._address,
                hint="Switch it off and on, and check the wiring of the cells.",
            )

    def _take_hello(self, hello: HelloFrame) -> None:
        if hello.unique_id != self._hello.unique_id:
            raise BoardProtocolError(
                f"Another board answers: {hello.unique_id.hex()} "
                f"instead of {self._hello.unique_id.hex()}.",
                address=self._address,
                hint="Connect the first board again, or open the other one afresh.",
            )
        if hello.flags & HelloFlag.BOOT:
            self._count["restarts"] += 1
            self._timeline.restart()
            self._send(FrameType.START)

    def _take_sample(self, frame: SampleFrame, now_ns: int, samples: list[ForceSample]) -> None:
        place = self._timeline.place(frame.seq, frame.t_us, t_host_ns=now_ns)
        if place is None:
            self._count["doubles"] += 1
            return
        counts = (frame.tl_counts, frame.tr_counts, frame.bl_counts, frame.br_counts)
        flags = self._origin_flag | _flags(frame.status, counts)
        if place.gap:
            flags |= SampleFlag.GAP_BEFORE
            self._count["gaps"] += 1
            self._count["lost"] += place.n_lost
        self._count["samples"] += 1
        self._note_cells(counts, flags)
        self._times_s.append(place.t_s)
        forces_n = self._calibration.forces_n(*counts)
        samples.append(
            ForceSample(place.seq, now_ns, place.t_s, *forces_n, place.ticks, int(flags))
        )

    def _note_cells(self, counts: tuple[int, int, int, int], flags: int) -> None:
        for i, (new, old) in enumerate(zip(counts, self._counts, strict=True)):
            self._n_still[i] = self._n_still[i] + 1 if new == old else 0
        self._counts = counts
        for flag in (SampleFlag.TORN, SampleFlag.SATURATED, SampleFlag.CELL_FAULT):
            if flags & flag:
                self._count[flag.name or ""] += 1

    def _watch(self, now_ns: int) -> None:
        silent_s = (now_ns - self._heard_ns) / 1e9
        if silent_s >= self._silence_s:
            raise BoardDisconnectedError(
                f"The board has sent no sample for {silent_s:.1f} s.",
                address=self._address,
                hint="Check its power and the cable, then open it again.",
            )
        since_s = (now_ns - max(self._nudged_ns, self._heard_ns)) / 1e9
        if since_s >= NUDGE_EVERY_S:
            self._nudged_ns = now_ns
            self._send(FrameType.START)

    def _warnings(self) -> tuple[str, ...]:
        count = self._count
        warnings = [
            f"The {corner} cell does not move: check its wires."
            for corner, n_still in zip(_CORNERS, self._n_still, strict=True)
            if n_still >= STUCK_SAMPLES
        ]
        lines = (
            ("CELL_FAULT", "samples came with a cell that did not answer: check its wires."),
            ("SATURATED", "samples had a cell beyond its range: too much load, or a loose wire."),
            ("TORN", "samples may hold a half-old count; they are marked."),
            ("restarts", "times the board started again: check its supply and the USB cable."),
            ("doubles", "samples came twice and were taken once."),
        )
        warnings += [f"{count[name]} {text}" for name, text in lines if count[name]]
        if self._overrun:
            warnings.append(f"{self._overrun} samples were lost on the board: line too slow.")
        return (*warnings, *self._calibration.warnings)


def _flags(status: int, counts: tuple[int, int, int, int]) -> int:
    flags = SampleFlag.NONE
    if status & SampleStatus.TORN:
        flags |= SampleFlag.TORN
    if status & SampleStatus.SATURATED or COUNTS_MAX in counts or COUNTS_MIN in counts:
        flags |= SampleFlag.SATURATED
    if status & SampleStatus.CELL_FAULT:
        flags |= SampleFlag.CELL_FAULT
    return int(flags)


def _describe(hello: HelloFrame, calibration: Calibration, address: str) -> BoardInfo:
    emulated = bool(hello.flags & HelloFlag.EMULATED)
    known = {kind.value: kind.name for kind in AdcKind}
    adc = known.get(hello.adc, f"converter {hello.adc}")
    traits = [adc, "firmware {}.{}.{}".format(*hello.firmware)]
    if calibration.calibration_id == NOMINAL:
        traits.append("nominal calibration, not for measurements")
    if calibration.calibration_id == RAW_CALIBRATION:
        traits.append("counts, not newtons")
    return BoardInfo(
        address=address,
        board_id=f"arduino-{hello.unique_id.hex()[-8:]}",
        model=f"{'Emulated Arduino' if emulated else 'Arduino'} board ({', '.join(traits)})",
        serial=hello.unique_id.hex(),
        geometry=calibration.geometry,
        nominal_rate_hz=hello.nominal_rate_hz,
        clock="device",
        calibration_id=calibration.calibration_id,
        origin="simulated" if emulated else "real",
        accuracy=calibration.accuracy,
    )
