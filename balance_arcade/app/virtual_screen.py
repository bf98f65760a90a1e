"""An emulated board that is tapped, and a virtual screen of known delay that its spare cell sees.

For ``latency --self-test`` and the tests: what is measured can be compared with what is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import ForceSample, SampleFlag

TAP_EVERY_S = 0.6137
"""No multiple of a frame, so that taps fall anywhere in it."""

TAP_S = 0.25
RISE_S = 0.004
TAP_N = 120.0
GLOW_S = 0.003
"""How long the light takes from black to white."""

FLICKER = 0.05
"""Share of the light that swings with the lamp behind the screen."""

FLICKER_HZ = 240.0


class VirtualScreen:
    """Shows what it is told at the next frame, and is seen ``delay_s`` later.

    Parameters
    ----------
    clock : ManualClock
        Moved to the next frame by `show`, as a window waits for its screen.
    delay_s : float
        From the frame to the middle of the light's rise.
    frame_hz : float
        Frames a second.

    Attributes
    ----------
    lit_s : list of float
        When the light passed half of its way up: what is true.
    """

    def __init__(self, clock: ManualClock, delay_s: float, *, frame_hz: float = 60.0) -> None:
        self.name = f"virtual, {1e3 * delay_s:g} ms after the frame"
        self.lit_s: list[float] = []
        self._clock, self._delay_s, self._period_s = clock, delay_s, 1.0 / frame_hz
        self._changes: list[tuple[float, bool]] = [(-1.0, False)]

    def show(self, *, bright: bool) -> None:
        """Take a picture, and wait for the next frame."""
        now_s = self._clock.now_ns() / 1e9
        frame_s = (math.floor(now_s / self._period_s) + 1.0) * self._period_s
        self._clock.sleep(frame_s - now_s)
        if bright != self._changes[-1][1]:
            middle_s = frame_s + self._delay_s
            self._changes.append((middle_s, bright))
            if bright:
                self.lit_s.append(middle_s)

    def light(self, t_s: float) -> float:
        """How bright it is at a time, 0 to 1, with the flicker of its lamp."""
        level = 0.0
        for middle_s, bright in self._changes[-4:]:
            share = min(1.0, max(0.0, (t_s - middle_s) / GLOW_S + 0.5))
            level += (float(bright) - level) * share
        return level * (1.0 + FLICKER * math.sin(2.0 * math.pi * FLICKER_HZ * t_s))


class TappedBoard:
    """A board of 1 kHz that is tapped at known times; its rear right cell is the light sensor.

    Parameters
    ----------
    clock : ManualClock
        Of the screen.
    screen : VirtualScreen
        What the sensor sees.
    transport_s : float
        How old a sample is when it comes in.

    Attributes
    ----------
    ended : bool
        Never.
    """

    def __init__(
        self, clock: ManualClock, screen: VirtualScreen, *, transport_s: float = 0.004
    ) -> None:
        self._clock, self._screen, self._transport_s = clock, screen, transport_s
        self._seq = 0
        self.ended = False
        self.info = BoardInfo(
            "emulated:",
            "tapped",
            "Emulated board, tapped",
            "",
            Geometry(400.0, 300.0),
            1000.0,
            "device",
            origin="simulated",
        )

    @property
    def health(self) -> BoardHealth:
        """Counters; nothing is ever lost."""
        return BoardHealth(n_samples=self._seq)

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return what has come in by now; waits for the next sample."""
        if self._due_s(self._seq) > self._clock.now_ns() / 1e9:
            self._clock.sleep(timeout_s)
        made = []
        while self._due_s(self._seq) <= self._clock.now_ns() / 1e9:
            made.append(self._sample(self._seq))
            self._seq += 1
        return made

    def _due_s(self, seq: int) -> float:
        return seq / 1000.0 + self._transport_s

    def _sample(self, seq: int) -> ForceSample:
        t_s = seq / 1000.0
        cell_n = load_n(t_s) / 3.0
        light = 40.0 * self._screen.light(t_s)
        t_ns = round(1e9 * self._due_s(seq))
        flags = int(SampleFlag.SIMULATED)
        return ForceSample(seq, t_ns, t_s, cell_n, cell_n, cell_n, light, flags=flags)

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        """Return the board itself."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""


def load_n(t_s: float) -> float:
    """Load of a tap every `TAP_EVERY_S`, the first after two of them."""
    since_s = (t_s % TAP_EVERY_S) if t_s > 2.0 * TAP_EVERY_S else math.inf
    return TAP_N * min(1.0, since_s / RISE_S) if since_s < TAP_S else 0.0


def pressed_s(n_taps: int, threshold_n: float) -> list[float]:
    """When the first taps pass a load: what is true."""
    lag_s = RISE_S * threshold_n / TAP_N
    return [(index + 2) * TAP_EVERY_S + lag_s for index in range(n_taps)]
