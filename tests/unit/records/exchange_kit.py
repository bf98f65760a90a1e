"""Trials that are exported: a recording with all that can go missing, a plate, a place alone."""

from __future__ import annotations

import json

import numpy as np

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter

UNIX_NS, MONOTONIC_NS = 1_780_000_000_000_000_000, 5_000_000_000
N, LOST = 400, range(150, 170)
EVENTS = (
    Event(0.5, "session.mark", {"text": "Geländer, <b>links</b> 手", "nothing": None, "n": 3}),
    Event(2.2345678, "safety.adverse", {"kind": "near-fall", "grade": 2.5, "seen": True}),
    Event(3.0, "session.pause"),
)


def recording(folder, **fields):
    """Four simulated seconds: 0.2 s lost, one faulty cell, nobody there for 0.1 s, events."""
    board = BoardInfo(
        "sim:", "sim-1", "Simulated <person> & board", "S1", Geometry(433.1, 238.0), 100.0,
        "device", calibration_id="cal-7", origin="simulated", pre_zeroed=True,
    )  # fmt: skip
    header = RecordingHeader(
        board=board, wall=WallAnchor(UNIX_NS, MONOTONIC_NS), trial_id="a1b2c3d4", label="stand",
        session_id="s1", person="p-017", **fields,
    )  # fmt: skip
    writer = RecordingWriter(folder / "stand.mcap", header)
    begun_ns = MONOTONIC_NS + 2_000_000_000
    rng = np.random.default_rng(7)
    loads = 165.0 + rng.normal(0.0, 3.0, (N, 4)).cumsum(axis=0) / 8.0
    loads[300:310] = 0.25
    writer.write_samples(
        [
            ForceSample(
                k, begun_ns + 10_000_000 * k, k / 100.0, *loads[k].tolist(),
                flags=int(SampleFlag.CELL_FAULT) if k == 7 else 0,
            )
            for k in range(N)
            if k not in LOST
        ]
    )  # fmt: skip
    for event in EVENTS:
        writer.write_event(event)
    return writer.finish()


def feet_recording(folder):
    """Two seconds on two boards, one a foot."""
    board = BoardInfo("dual:", "dual-1", "Two boards", "", Geometry(300.0, 238.0), 100.0, "device")
    header = RecordingHeader(
        board=board, wall=WallAnchor(UNIX_NS, MONOTONIC_NS), trial_id="f1", label="feet",
        zero_n=(0.0, 0.0, 0.0, 0.0),
    )  # fmt: skip
    writer = RecordingWriter(folder / "feet.mcap", header)
    loads = 150.0 + np.random.default_rng(3).normal(0.0, 9.0, (200, 4))
    writer.write_samples(
        [
            ForceSample(
                k, MONOTONIC_NS + 10_000_000 * k, k / 100.0, *loads[k].tolist(),
                flags=int(SampleFlag.FOOT_LOADS),
            )
            for k in range(200)
        ]
    )  # fmt: skip
    return writer.finish()


def plate_table(folder):
    """A force plate as text, with horizontal forces."""
    k = np.arange(300)
    fz = 700.0 + 5.0 * np.sin(k / 9.0)
    rows = np.column_stack(
        (k / 100.0, 3.0 * np.sin(k / 5.0), -2.0 * np.cos(k / 7.0), fz, fz * 0.02, fz * -0.013)
    )
    path = folder / "plate.csv"
    text = "t_s,fx_n,fy_n,fz_n,mx_nm,my_nm\n"
    path.write_text(text + "\n".join(",".join(map(repr, row)) for row in rows.tolist()) + "\n")
    return path


def place_table(folder):
    """A centre of pressure alone, with one value missing."""
    k = np.arange(200)
    rows = np.column_stack((k / 50.0, 10.0 * np.sin(k / 11.0), 7.0 * np.cos(k / 13.0))).tolist()
    path = folder / "place.csv"
    lines = [",".join(map(repr, row)) for row in rows]
    lines[60] = f"{rows[60][0]!r},,"
    path.write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "\n".join(lines) + "\n")
    return path


def plain(events):
    """Events as their JSON tells them."""
    return [(event.t_s, event.kind, json.loads(json.dumps(event.data))) for event in events]
