"""The centre of pressure and the session's events as streams of the Lab Streaming Layer."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.core.source import NullSink
from balance_arcade.hw.dual.pairing import LeastLag
from balance_arcade.hw.lsl.entry import DESCRIPTION
from balance_arcade.hw.lsl.library import load_lsl

_log = logging.getLogger(__name__)

CHANNELS: Final = (
    ("cop_ml", "Position", "mm"),
    ("cop_ap", "Position", "mm"),
    ("fz", "Force", "N"),
    ("left_frac", "LoadShare", "fraction"),
    ("front_frac", "LoadShare", "fraction"),
    ("seq", "Index", "count"),
    ("flags", "Flags", "bits"),
)
"""Label, type and unit of each channel; the centre of pressure is the unsmoothed one."""

EVENTS_TYPE: Final = "Markers"
"""Content type by which recorders and readers know a stream of events."""

BUFFER_S = 60
"""What liblsl keeps for each reader. Policy when full: it drops the oldest; ``seq`` shows it."""


class LslOutlet(NullSink):
    """Publish samples on LSL; a `balance_arcade.core.source.StreamSink` that never blocks.

    Parameters
    ----------
    scope : str
        Who may find it, see `balance_arcade.hw.lsl.library.SCOPES`.

    Notes
    -----
    The stream is called ``BalanceArcade-`` and the board's id, without the name of a replayed file,
    which may be a person's. LSL does not encrypt, and adds this computer's name by itself. Stamps
    are the board's regular times on this computer's clock; samples that the board has lost are
    missing, and the description says that this may be (``synchronization/can_drop_samples``), or a
    reader such as pyxdf would close the gap and stretch the rest.

    A second stream, ``-events`` behind the name, carries the names of the session's events and
    nothing of what they say: a mark may hold a therapist's words.
    """

    def __init__(self, scope: str = "machine") -> None:
        self._lsl = load_lsl("lsl:", scope)
        self._outlet: Any = None
        self._events: Any = None
        # What to add to the board's time for LSL's; None before the first sample.
        self._ahead_s: float | None = None
        self._info: BoardInfo | None = None
        self._lag = LeastLag()
        self._clock_s = 0.0

    @property
    def name(self) -> str:
        """What the stream is called; empty before the board is known."""
        return stream_name(self._info) if self._info is not None else ""

    def on_info(self, info: BoardInfo) -> None:
        """Open the streams."""
        self._info = info
        # Doubles hold the sample's number and flags exactly, beside the places.
        stream = self._stream("Force", "cop", CHANNELS, info.nominal_rate_hz, "cf_double64")
        stream.desc().append_child("synchronization").append_child_value("can_drop_samples", "true")
        self._outlet = self._lsl.StreamOutlet(stream, max_buffered=BUFFER_S)
        named = (("event", "Marker", "name"),)
        events = self._stream(EVENTS_TYPE, "events", named, self._lsl.IRREGULAR_RATE, "cf_string")
        self._events = self._lsl.StreamOutlet(events)
        _log.info("publishing %s on LSL at %g Hz", self.name, info.nominal_rate_hz)
        self._clock_s = self._lsl.local_clock()

    def _stream(
        self,
        kind: str,
        what: str,
        channels: Sequence[tuple[str, str, str]],
        rate_hz: float,
        values: str,
    ) -> Any:
        """Describe a stream, with type and unit of every channel."""
        assert self._info is not None
        lsl, info = self._lsl, self._info
        name = self.name if kind == "Force" else f"{self.name}-{what}"
        # By the last field, the source id, a reader finds the stream again after a restart.
        source_id = f"{self.name}-{what}"
        stream = lsl.StreamInfo(name, kind, len(channels), rate_hz, getattr(lsl, values), source_id)
        stream.set_channel_labels([label for label, _, _ in channels])
        stream.set_channel_types([of_what for _, of_what, _ in channels])
        stream.set_channel_units([unit for _, _, unit in channels])
        said = stream.desc().append_child(DESCRIPTION)
        said.append_child_value("origin", info.origin)
        said.append_child_value("pre_zeroed", "yes")
        said.append_child_value("width_mm", f"{info.geometry.width_mm:g}")
        said.append_child_value("length_mm", f"{info.geometry.length_mm:g}")
        return stream

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Hand samples to liblsl, which keeps them for its readers."""
        if not samples or self._outlet is None:
            return
        rows = np.array(
            [
                (s.ml_mm, s.ap_mm, s.fz_n, s.left_frac, s.front_frac, s.seq, s.flags)
                for s in samples
            ],
            dtype=np.float64,
        )
        stamps = [self._stamp_s(sample) for sample in samples]
        self._outlet.push_chunk(rows, stamps)
        self._ahead_s = stamps[-1] - samples[-1].t_s

    def on_event(self, event: Event) -> None:
        """Hand the event's name to liblsl, at the time of the samples beside it."""
        # Events come from any thread: one reading of each, so that a close cannot fall between.
        events, ahead_s = self._events, self._ahead_s
        if events is None:
            return
        if ahead_s is None or not math.isfinite(event.t_s):
            stamp_s = self._lsl.local_clock()
        else:
            stamp_s = event.t_s + ahead_s
        events.push_sample([event.kind], stamp_s)

    def close(self) -> None:
        """Take the streams away; harmless a second time."""
        # liblsl takes a stream away with its last reference.
        self._outlet = self._events = None

    def _stamp_s(self, sample: CopSample) -> float:
        """Time of a sample on LSL's clock, which is the machine's monotonic one."""
        info = self._info
        # Without real time the arrival says nothing; the stream keeps its own even times from when
        # it was opened.
        if info is not None and info.speed <= 0.0:
            return self._clock_s + sample.t_s
        arrived_s = sample.t_host_ns / 1e9
        # Its times run at another speed than LSL's clock and cannot be laid onto it.
        if info is not None and info.speed != 1.0:
            return arrived_s
        self._lag.note(sample.t_s, arrived_s)
        return sample.t_s + self._lag.least_s


def stream_name(info: BoardInfo) -> str:
    """Name of a board's stream; of a replayed file only that it is one.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> stream_name(BoardInfo("replay:mrs-smith.csv", "replay-mrs-smith", "", "",
    ...                       Geometry(400.0, 400.0), 100.0, "virtual", origin="replayed"))
    'BalanceArcade-replay'
    """
    shown = "replay" if "replay" in info.board_id or info.origin == "replayed" else info.board_id
    return f"BalanceArcade-{shown}"
