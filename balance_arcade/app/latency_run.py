"""Taps on a board, a screen that follows them, and a light sensor that sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Board
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.latency import (
    LONGEST_S,
    Latency,
    delays_ms,
    light_rises,
    rises,
    step_ms,
    summed_up,
)

CHANNELS: Final = ("tl", "tr", "bl", "br")
READ_S: Final = 0.002
"""How long a frame waits for samples; then it is drawn with what there is."""

SETTLE_S: Final = 1.0
AFTER_S: Final = 0.6


class Screen(Protocol):
    """What is lit."""

    name: str

    def show(self, *, bright: bool) -> None:
        """Show white or black, and wait until the picture was handed to the screen."""
        ...


class LatencyRun:
    """Shows white while a board is loaded, and measures when a light sensor sees it.

    Parameters
    ----------
    board : Board
        Open; it is tapped.
    screen : Screen
        Follows it, as a game does: newest sample, once a frame.
    channel : {"tl", "tr", "bl", "br"}
        Where the light sensor is: a cell's place on the same board, or on ``light``.
    light : Board, optional
        A second board with the sensor; without it the spare channel of the first one.
    threshold_n : float
        Load above the empty board's from which the screen is white.
    """

    def __init__(
        self,
        board: Board,
        screen: Screen,
        *,
        channel: str = "br",
        light: Board | None = None,
        threshold_n: float = 30.0,
    ) -> None:
        self._board, self._screen, self._light = board, screen, light
        self._channel = CHANNELS.index(channel)
        self._threshold_n = threshold_n
        # A game's way from forces to a picture leads through it, so its time belongs to the number.
        self._stream = CopStream(board.info.geometry, board.info.nominal_rate_hz)
        self._loads: list[tuple[float, float]] = []
        self._lights: list[tuple[float, float]] = []
        self._empty_n = 0.0
        self.n_taps = 0

    def run(self, n_taps: int, seconds: float, *, stop: Callable[[], bool]) -> Latency:
        """Measure until so many taps were made, or the time is up.

        Raises
        ------
        ConfigError
            Too few taps, no light, or no sample came.
        """
        loaded, ends_s = False, float("inf")
        while not stop():
            for sample in self._board.read(READ_S):
                self._take(sample)
            if self._light is not None:
                for sample in self._light.read(0.0):
                    self._see(sample)
            if not self._loads:
                continue
            now_s, load_n = self._loads[-1]
            if now_s - self._loads[0][0] < SETTLE_S:
                self._empty_n = float(np.median([load for _, load in self._loads]))
                self._screen.show(bright=False)
                continue
            if load_n - self._empty_n > self._threshold_n and not loaded:
                self.n_taps += 1
                if self.n_taps == n_taps:
                    ends_s = now_s + AFTER_S
            loaded = load_n - self._empty_n > self._threshold_n
            self._screen.show(bright=loaded)
            if now_s > ends_s or now_s - self._loads[0][0] > seconds:
                break
        return self._result()

    def _take(self, sample: ForceSample) -> None:
        self._stream.push(sample)
        forces = (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)
        if self._light is None:
            # One device, one clock: what the two have in common drops out of the difference.
            load_n = sum(forces) - forces[self._channel]
            self._loads.append((sample.t_s, load_n))
            self._lights.append((sample.t_s, forces[self._channel]))
        else:
            self._loads.append((sample.t_host_ns / 1e9, sum(forces)))

    def _see(self, sample: ForceSample) -> None:
        forces = (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)
        self._lights.append((sample.t_host_ns / 1e9, forces[self._channel]))

    def _result(self) -> Latency:
        if len(self._loads) < 2 or len(self._lights) < 2:
            raise ConfigError("No samples came.", hint="Look at the board with: watch BOARD")
        loads, lights = np.array(self._loads), np.array(self._lights)
        level = self._empty_n + self._threshold_n
        begins = loads[0, 0] + SETTLE_S
        # The start, in which the screen may still have been white, is no tap, nor is one at the end
        # whose light would come after it.
        pressed = rises(loads[:, 0], loads[:, 1], level, self._empty_n + self._threshold_n / 2.0)
        lit = light_rises(lights[:, 0], lights[:, 1])
        whole = (pressed > begins) & (pressed < loads[-1, 0] - LONGEST_S)
        delays, n_missed = delays_ms(pressed[whole], lit)
        resolution_ms = step_ms(loads[:, 0])
        if self._light is not None:
            resolution_ms += step_ms(lights[:, 0])
        model = self._board.info.model
        when = WallAnchor.now().iso()
        return summed_up(
            delays, n_missed, resolution_ms, when=when, board=model, screen=self._screen.name
        )
