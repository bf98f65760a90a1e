"""What raises an alarm beside the events that say so: a step-off, a gap, silence, battery, disk."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.server.alarm_book import AlarmBook
from balance_arcade.server.bodies import Heartbeat

GAP_S: Final = 0.2
"""Missing samples of so long an alarm is raised; a session pauses from there on, too. What is
shorter is counted and shown."""

SILENT_S: Final = 1.0
LOW_BARS: Final = 1
LEAST_FREE_BYTES: Final = 500_000_000
"""At 1 kHz a recording takes some 3 MB a minute, so that this is left for two hours and more."""

DISK_EVERY_S: Final = 10.0
STEPPED_OFF_FRAC: Final = 0.5
"""As `balance_arcade.session.safety` has it: below half of the weight somebody has stepped off."""


def free_bytes(folder: Path) -> float:
    """How much room is left on a folder's disk; NaN where the system does not tell."""
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return math.nan


class AlarmCauses:
    """Watches samples, states and heartbeats of one board.

    Parameters
    ----------
    book : AlarmBook
        Where alarms are set.
    folder : Path or None
        Of the recordings.
    free : callable, optional
        Tells how many bytes are free there.
    """

    def __init__(
        self,
        book: AlarmBook,
        folder: Path | None = None,
        free: Callable[[Path], float] = free_bytes,
    ) -> None:
        self._book, self._folder, self._free = book, folder, free
        self._load_n = self._last_s = math.nan
        self._phase: Phase | None = None
        self._expects_gap = False
        self._disk_due_s = 0.0

    def expect_gap(self) -> None:
        """Tell that the board is away: the gap that comes of it has an alarm already."""
        self._expects_gap = True

    def see_sample(self, sample: CopSample, n_lost: int) -> bool:
        """Take the next sample; return whether the alarms have changed."""
        since_s, self._last_s = sample.t_s - self._last_s, sample.t_s
        self._load_n = sample.fz_n
        if not since_s > GAP_S:
            return False
        if self._expects_gap:
            self._expects_gap = False
            return False
        words = f"{n_lost} samples are missing" if n_lost > 0 else "Samples are missing"
        return self._book.flash("gap", f"{words}: a gap of {since_s:.1f} s.", sample.t_s)

    def see_state(self, state: SessionState) -> bool:
        """Take a state; return whether the alarms have changed."""
        was, self._phase = self._phase, state.phase
        if state.phase is not Phase.PAUSED:
            return self._book.set("step-off", "", state.t_s)
        # Only what has paused the session: whoever paused it by order lets the person step down.
        if was is Phase.PAUSED or not self._load_n < STEPPED_OFF_FRAC * state.weight_n:
            return False
        return self._book.set("step-off", "The person has stepped off the board.", state.t_s)

    def see_heartbeat(self, beat: Heartbeat, t_s: float) -> bool:
        """Take a heartbeat; return whether the alarms have changed."""
        changed = self._book.set("stale", self._silence(beat), t_s)
        bars = beat.health.battery_bars
        low = bars is not None and bars <= LOW_BARS
        words = f"The battery of the board is low: {bars} of 4 bars. Change it soon."
        changed |= self._book.set("battery", words if low else "", t_s)
        if beat.uptime_s >= self._disk_due_s and self._folder is not None:
            self._disk_due_s = beat.uptime_s + DISK_EVERY_S
            changed |= self._book.set("disk", self._disk(self._folder), t_s)
        return changed

    def _silence(self, beat: Heartbeat) -> str:
        under_way = self._phase not in {None, Phase.ENDED}
        told = "away" in self._book or "board" in self._book or beat.closing
        if not under_way or told or not beat.sample_age_s > SILENT_S:
            return ""
        return "No new samples: the board is silent."

    def _disk(self, folder: Path) -> str:
        free = self._free(folder)
        if not free < LEAST_FREE_BYTES:
            return ""
        return f"The disk is nearly full: {free / 1e6:.0f} MB are left for recordings. Make room."
