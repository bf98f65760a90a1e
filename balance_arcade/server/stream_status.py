"""Status of the stream for the heartbeat: recorder, counters and alarms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.server.alarm_book import AlarmBook
from balance_arcade.server.alarm_causes import AlarmCauses
from balance_arcade.server.bodies import Alarms, FirstTrial, Heartbeat, RecorderStatus

FIRST_TRIAL: Final = "session.first_trial"
"""Event: the first trial since the program's start was scored, with ``seconds`` and ``touches``."""

_GAP_BEFORE = int(SampleFlag.GAP_BEFORE)


class StreamStatus:
    """Follows events, states and samples of one board; used under the publisher's lock.

    Parameters
    ----------
    folder : Path, optional
        Of the recordings, whose disk must not fill up unseen.

    Attributes
    ----------
    recorder : RecorderStatus
        What the recorder does, as far as events and states tell.
    trial_id : str or int
        The trial that is being recorded, or 0.
    first_trial : FirstTrial or UNSET
        How long it took to begin.
    book : AlarmBook
        The alarms.

    Examples
    --------
    >>> watch = StreamStatus()
    >>> watch.hear(Event(2.0, "recording.failed", {"message": "The disk is full."}))
    True
    >>> watch.alarms().active[0].reason
    'Nothing is recorded any more. The disk is full.'
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.recorder = RecorderStatus()
        self.trial_id: str | int = 0
        self._stopped_file = ""
        self.first_trial: FirstTrial | msgspec.UnsetType = msgspec.UNSET
        self.book = AlarmBook()
        self._causes = AlarmCauses(self.book, folder)
        self._newest_seq = -1
        self._t_s = math.nan
        self._n_samples = 0
        self._n_gaps = 0
        self._n_lost = 0
        self._flagged = FlagCounts()

    def count(self, samples: Sequence[CopSample]) -> bool:
        """Count samples and the gaps between them; return whether the alarms have changed."""
        changed = False
        for sample in samples:
            # The first sample has no one before it, whatever its number.
            n_lost = sample.seq - self._newest_seq - 1 if self._n_samples else 0
            if n_lost > 0 or sample.flags & _GAP_BEFORE:
                self._n_gaps += 1
                self._n_lost += max(0, n_lost)
            self._flagged.note(sample.flags)
            self._n_samples += 1
            self._newest_seq = sample.seq
            changed |= self._causes.see_sample(sample, n_lost)
        self._t_s = samples[-1].t_s if samples else self._t_s
        return changed

    @property
    def t_s(self) -> float:
        """Time on the board's clock; 0 before the first sample."""
        return 0.0 if math.isnan(self._t_s) else self._t_s

    @property
    def health(self) -> BoardHealth:
        """Counters of the stream, where the board's own are not told."""
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            n_late=self._flagged.n_late,
            n_held=self._flagged.n_held,
            n_doubled=self._flagged.n_doubled,
        )

    def hear(self, event: Event) -> bool:
        """Process an event; return whether it changed the alarms."""
        message = str(event.data.get("message", ""))
        match event.kind:
            case "recording.started":
                self.recorder = RecorderStatus("recording", str(event.data.get("file", "")))
                trial_id = event.data.get("trial_id", 0)
                self.trial_id = trial_id if isinstance(trial_id, str) and trial_id else 0
                return self.set_alarm("recorder", "")
            case "recording.stopped":
                self._stopped_file = str(event.data.get("file", ""))
                self.recorder = RecorderStatus()
                self.trial_id = 0
            case "recording.failed":
                self.recorder = RecorderStatus("failed", self.recorder.file, reason=message)
                return self.set_alarm("recorder", f"Nothing is recorded any more. {message}")
            case "session.first_trial":
                self.first_trial = _first_trial(event)
            case "board.away" | "board.other" | "board.back":
                if event.kind == "board.away":
                    self._causes.expect_gap()
                # Back has no message: that withdraws it.
                return self.set_alarm("away", message)
            case "board.lost":
                self.set_alarm("away", "")
                return self.set_alarm("board", f"The board is lost. {message}")
            case "stream.sink_failed":
                sink = event.data.get("sink", "a listener")
                return self.set_alarm("stream", f"{sink} failed and gets no more data.")
        return False

    def see(self, state: SessionState) -> bool:
        """Process a state: it may name a recording that no event announced.

        Return whether the alarms have changed. A state that was made before its recording stopped
        may come after the event that says so.
        """
        named = state.recording if state.recording != self._stopped_file else ""
        if named and self.recorder.state == "idle":
            self.recorder = RecorderStatus("recording", state.recording)
        return self._causes.see_state(state)

    def beat(self, beat: Heartbeat) -> bool:
        """Process a heartbeat that was sent; return whether the alarms have changed."""
        return self._causes.see_heartbeat(beat, self.t_s)

    def set_alarm(self, code: str, reason: str) -> bool:
        """Set an alarm, or withdraw it with an empty reason; return whether it changed."""
        return self.book.set(code, reason, self._t_s)

    def alarms(self) -> Alarms:
        """Every fault that is present, and those that nobody has acknowledged."""
        return self.book.body()


def _first_trial(event: Event) -> FirstTrial | msgspec.UnsetType:
    seconds, touches = event.data.get("seconds"), event.data.get("touches")
    if isinstance(seconds, int | float) and isinstance(touches, int):
        return FirstTrial(float(seconds), touches)
    return msgspec.UNSET
