"""The recording of a session that went through its phases: quiet in the middle, leans after it."""

from __future__ import annotations

import numpy as np

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter

GEOMETRY = Geometry(433.0, 238.0)
RATE_HZ = 100.0
PHASES = ((Phase.STEP_ON, 0.0), (Phase.CENTRE, 4.0), (Phase.LIMITS, 14.0), (Phase.ENDED, 24.0))
"""Phases and when they were entered, in seconds."""


def place_mm(t_s):
    """Where the person stands: a small sway, and leans of 80 mm from the phase of limits on."""
    ml = 4.0 * np.sin(2.0 * t_s) + 2.0 * np.sin(7.3 * t_s)
    ap = 3.0 * np.cos(1.3 * t_s) + 1.5 * np.sin(5.1 * t_s)
    lean = np.where((t_s >= 14.0) & (t_s < 24.0), 80.0, 0.0)
    return ml + lean * np.sin(0.9 * t_s), ap + 0.5 * lean * np.cos(0.7 * t_s)


def record_session(
    path, *, phases=PHASES, origin="real", seconds=26.0, place=place_mm, calibration=""
):
    """Write the recording of one session and return its path."""
    info = BoardInfo(
        "arduino:x", "a-1", "Arduino board", "0011", GEOMETRY, RATE_HZ, "device",
        pre_zeroed=True, origin=origin, calibration_id=calibration,
    )  # fmt: skip
    header = RecordingHeader(board=info, wall=WallAnchor(0, 0), trial_id="a1", label="session")
    writer = RecordingWriter(path, header)
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    ml, ap = place(t_s)
    side, front = 700.0 * ml / GEOMETRY.width_mm / 2.0, 700.0 * ap / GEOMETRY.length_mm / 2.0
    corners = (
        175.0 - side + front,
        175.0 + side + front,
        175.0 - side - front,
        175.0 + side - front,
    )
    rows = zip(t_s.tolist(), *(each.tolist() for each in corners), strict=True)
    writer.write_samples([ForceSample(i, 10**7 * i, *row) for i, row in enumerate(rows)])
    before = Phase.SELF_CHECK
    for phase, at_s in phases:
        data = {"from": str(before), "to": str(phase)}
        writer.write_event(Event(at_s, "session.phase", data))
        before = phase
    return writer.finish()
