"""Status of the stream for the heartbeat: recorder, counters and alarms."""

from __future__ import annotations

import math
from collections.abc import Sequence

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.server.bodies import AlarmItem, Alarms, RecorderStatus

_GAP_BEFORE = int(SampleFlag.GAP_BEFORE)


class StreamStatus:
    """Follows events, states and samples of one board; used under the publisher's lock.

    Attributes
    ----------
    recorder : RecorderStatus
        What the recorder does, as far as events and states tell.
    trial_id : str or int
        The trial that is being recorded, or 0.

    Examples
    --------
    >>> watch = StreamStatus()
    >>> watch.hear(Event(2.0, "recording.failed", {"message": "The disk is full."}))
    True
    >>> watch.alarms().active[0].reason
    'Nothing is recorded any more. The disk is full.'
    """

    def __init__(self) -> None:
        self.recorder = RecorderStatus()
        self.trial_id: str | int = 0
        self._stopped_file = ""
        self._alarms: dict[str, AlarmItem] = {}
        self._newest_seq = -1
        self._t_s = math.nan
        self._n_samples = 0
        self._n_gaps = 0
        self._n_lost = 0
        self._flagged = FlagCounts()

    def count(self, samples: Sequence[CopSample]) -> None:
        """Count samples and the gaps between them."""
        for sample in samples:
            # The first sample has no one before it, whatever its number.
            n_lost = sample.seq - self._newest_seq - 1 if self._n_samples else 0
            if n_lost > 0 or sample.flags & _GAP_BEFORE:
                self._n_gaps += 1
                self._n_lost += max(0, n_lost)
            self._flagged.note(sample.flags)
            self._n_samples += 1
            self._newest_seq = sample.seq
        self._t_s = samples[-1].t_s if samples else self._t_s

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
            case "board.away" | "board.other" | "board.back":
                # Back has no message: that withdraws it.
                return self.set_alarm("away", message)
            case "board.lost":
                self.set_alarm("away", "")
                return self.set_alarm("board", f"The board is lost. {message}")
            case "stream.sink_failed":
                sink = event.data.get("sink", "a listener")
                return self.set_alarm("stream", f"{sink} failed and gets no more data.")
        return False

    def see(self, state: SessionState) -> None:
        """Process a state: it may name a recording that no event announced.

        A state that was made before its recording stopped may come after the event that says so.
        """
        named = state.recording if state.recording != self._stopped_file else ""
        if named and self.recorder.state == "idle":
            self.recorder = RecorderStatus("recording", state.recording)

    def set_alarm(self, code: str, reason: str) -> bool:
        """Set an alarm, or withdraw it with an empty reason; return whether it changed."""
        known = self._alarms.get(code)
        if reason == (known.reason if known else ""):
            return False
        if reason:
            since_t_s = known.since_t_s if known else self._t_s
            self._alarms[code] = AlarmItem(code, reason.strip(), since_t_s)
        else:
            del self._alarms[code]
        return True

    def alarms(self) -> Alarms:
        """Every fault that is present."""
        return Alarms(tuple(self._alarms.values()))
