"""The board's end of the line, for tests: writes what a plank writes into a pseudo terminal."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import tty

RATE_HZ = 50.0


class EmulatedPlank:
    """Writes a person who sways, at the board's own pace.

    Parameters
    ----------
    right_n : float
        More on the right corners.
    n_samples : int, optional
        Fall silent after so many.
    """

    def __init__(self, *, right_n: float = 0.0, n_samples: int | None = None) -> None:
        self._right_n, self._n_samples = right_n, n_samples
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write_on, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Go away, as if the cable were pulled; harmless a second time."""
        if not self._stop.is_set():
            self._stop.set()
            self._thread.join()
            os.close(self._theirs)
            os.close(self._ours)

    def _write_on(self) -> None:
        self._put(b"# plank 1\n")
        number = 0
        while not self._stop.wait(1.0 / RATE_HZ):
            if self._n_samples is None or number < self._n_samples:
                self._put(self._line(number))
                number += 1

    def _line(self, number: int) -> bytes:
        sway = 60.0 * math.sin(number / 20.0)
        side = 10.0 * self._right_n
        cells = (1750.0 + sway, 1750.0 + side, 1750.0 - sway, 1750.0 + side)
        return (" ".join([str(number), *(str(round(cell)) for cell in cells)]) + "\n").encode()

    def _put(self, line: bytes) -> None:
        # Nobody reads: the terminal is full, and the line is lost as on a real cable.
        with contextlib.suppress(BlockingIOError):
            os.set_blocking(self._ours, False)
            os.write(self._ours, line)
