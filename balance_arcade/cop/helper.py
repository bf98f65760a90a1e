"""A second process that compiles, so that the first one stays free to be interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from balance_arcade.core.kernel import rare_garbage_collection


class Helper:
    """Runs steps of the warm-up elsewhere; what it compiles is found in the cache afterwards.

    It ends with this object, and by itself where this process is gone: its input closes then.

    Parameters
    ----------
    program : str
        Python that calls `work`.
    """

    def __init__(self, program: str) -> None:
        self._n_done = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._ear = threading.Thread(target=self._listen, name="warm-up helper", daemon=True)
        self._ear.start()

    def wait(self, step: int, timeout_s: float) -> bool:
        """Wait until a step is done.

        Parameters
        ----------
        step : int
            Counted from 0 among those it was given.
        timeout_s : float
            How long to wait at most.

        Returns
        -------
        bool
            True as well where the process has ended without it: waiting is no use then.
        """
        if self._n_done <= step:
            self._ear.join(timeout_s)
        return self._n_done > step or not self._ear.is_alive()

    def close(self) -> None:
        """End the process, whatever it is at. A cache file is written whole or not at all."""
        self._process.kill()
        self._process.wait()
        self._ear.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            self._n_done += 1


def work(steps: Sequence[Callable[[], object]]) -> None:
    """Run steps in a helper's process, and report each."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    with rare_garbage_collection():
        for step in steps:
            step()
            os.write(1, b"\n")


def _end_with_the_parent() -> None:
    os.read(0, 1)  # nothing is ever written: it returns when the other end is closed
    os._exit(1)
