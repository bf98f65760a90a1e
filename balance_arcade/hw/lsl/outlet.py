"""The centre of pressure as a stream of the Lab Streaming Layer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.samples import CopSample
from balance_arcade.core.source import NullSink
from balance_arcade.hw.dual.pairing import LeastLag
from balance_arcade.hw.lsl.entry import DESCRIPTION
from balance_arcade.hw.lsl.library import load_lsl

_log = logging.getLogger(__name__)

CHANNELS: Final = (
    ("cop_ml", "mm"),
    ("cop_ap", "mm"),
    ("fz", "N"),
    ("left_frac", ""),
    ("front_frac", ""),
    ("seq", ""),
    ("flags", ""),
)
"""Labels and units of the stream; the centre of pressure is the unsmoothed one."""

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
    are the board's regular times on this computer's clock.
    """

    def __init__(self, scope: str = "machine") -> None:
        self._lsl = load_lsl("lsl:", scope)
        self._outlet: Any = None
        self._info: BoardInfo | None = None
        self._lag = LeastLag()
        self._clock_s = 0.0

    @property
    def name(self) -> str:
        """What the stream is called; empty before the board is known."""
        return stream_name(self._info) if self._info is not None else ""

    def on_info(self, info: BoardInfo) -> None:
        """Open the stream."""
        lsl = self._lsl
        self._info = info
        # The last field is the source id: a reader finds the stream again by it after a restart.
        stream = lsl.StreamInfo(
            self.name,
            "Force",
            len(CHANNELS),
            info.nominal_rate_hz,
            # Doubles hold the sample's number and flags exactly, beside the places.
            lsl.cf_double64,
            f"{self.name}-cop",
        )
        stream.set_channel_labels([label for label, _ in CHANNELS])
        stream.set_channel_units([unit for _, unit in CHANNELS])
        said = stream.desc().append_child(DESCRIPTION)
        said.append_child_value("origin", info.origin)
        said.append_child_value("pre_zeroed", "yes")
        said.append_child_value("width_mm", f"{info.geometry.width_mm:g}")
        said.append_child_value("length_mm", f"{info.geometry.length_mm:g}")
        self._outlet = lsl.StreamOutlet(stream, max_buffered=BUFFER_S)
        _log.info("publishing %s on LSL at %g Hz", self.name, info.nominal_rate_hz)
        self._clock_s = lsl.local_clock()

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
        self._outlet.push_chunk(rows, [self._stamp_s(sample) for sample in samples])

    def close(self) -> None:
        """Take the stream away; harmless a second time."""
        # liblsl takes the stream away with its last reference.
        self._outlet = None

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
