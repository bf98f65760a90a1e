"""Works out in a thread of its own what live numbers are worth: neither page nor stream waits."""

from __future__ import annotations

import logging
import threading
from typing import Any, NamedTuple

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.samples import LiveMetrics

_log = logging.getLogger(__name__)

Told = dict[str, Any]


class Asked(NamedTuple):
    """Numbers of a window, the board they come from, and the load on it (NaN: not known)."""

    metrics: LiveMetrics
    info: BoardInfo
    load_n: float


class Worth:
    """Takes the newest numbers, and tells what they are worth once it has found out.

    Its thread begins with the first question, and only then loads what it computes with: a station
    that follows a board of unknown accuracy never pays for it.
    """

    def __init__(self) -> None:
        self._asked: Asked | None = None
        self._told: Told | None = None
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_over = False

    def ask(self, asked: Asked) -> None:
        """Ask of the newest numbers; older ones that were not looked at yet are forgotten."""
        with self._news:
            self._asked = asked
            self._news.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="station-worth", daemon=True)
            self._thread.start()

    def take(self) -> Told | None:
        """Return what was found out since the last call, for the page; None where nothing was."""
        with self._news:
            told, self._told = self._told, None
        return told

    def close(self) -> None:
        """Let the thread end."""
        with self._news:
            self._is_over = True
            self._news.notify()

    def _run(self) -> None:
        try:
            self._work()
        except Exception:  # noqa: BLE001 - the page shows its numbers without errors, and says so
            _log.exception("what the numbers are worth could not be worked out")
            with self._news:
                self._told = {"judged": {}, "norm": "The error of the numbers is not known."}

    def _work(self) -> None:
        # Here and not above: it takes a second of a processor to load.
        from balance_arcade.server.station.judging import Judge

        judge = Judge()
        while True:
            with self._news:
                while self._asked is None and not self._is_over:
                    self._news.wait()
                asked, self._asked = self._asked, None
            if asked is None:
                return
            judged = judge.judge(asked.metrics, asked.info, asked.load_n)
            with self._news:
                self._told = {"judged": judged}
