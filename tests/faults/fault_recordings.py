"""Recordings of boards with a fault, made by our own emulators; nobody stood on any of them.

Run it with a folder to have them as files: python tests/faults/fault_recordings.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.hw import open_board

SECONDS = 24.0
RATE_HZ = 100.0
MASS_KG = 20.0
GEOMETRY = Geometry(400.0, 300.0)
PLACES_MM = ((0.0, 0.0), (-100.0, 75.0), (100.0, -75.0))
"""Of a daily check, after the empty board; see `calibrate --daily-check`."""

CORNERS = ("tl_n", "tr_n", "bl_n", "br_n")
_CHECKED = BoardInfo(
    "sim:", "checked", "Emulated board", "0011", GEOMETRY, RATE_HZ, "virtual", "now",
    origin="simulated",
)  # fmt: skip


def standing(seed=1):
    """A simulated person who stands quietly."""
    with open_board(f"sim:?seed={seed}&speed=0") as board:
        return board.info, [board.read(0.0)[0] for _ in range(round(SECONDS * RATE_HZ))]


def checking(*, gain=1.0, order=(0, 1, 2, 3), seed=1):
    """An emulated board on which a mass is put at the places of a daily check."""
    chance = np.random.default_rng(seed)
    x, y = np.array(GEOMETRY.corners_mm()).T
    made = []
    for place in (None, *PLACES_MM):
        share = np.zeros(4)
        if place is not None:
            share = 0.25 + place[0] * x / GEOMETRY.width_mm**2
            share += place[1] * y / GEOMETRY.length_mm**2
        cells = (gain * MASS_KG * STANDARD_GRAVITY_M_S2 * share + 2.0)[list(order)]
        for _ in range(round(1.5 * RATE_HZ)):
            seq = len(made)
            noisy = map(float, cells + chance.normal(0.0, 0.02, 4))
            flags = int(SampleFlag.SIMULATED)
            made.append(ForceSample(seq, seq, seq / RATE_HZ, *noisy, flags=flags))
    return _CHECKED, made


def without(made, lost):
    """Samples that came, each first one after a hole marked, as boards do."""
    kept = [s for s in made if not lost(s)]
    return [
        s if not index or s.seq == kept[index - 1].seq + 1 else marked(s)
        for index, s in enumerate(kept)
    ]


def marked(sample):
    flags = int(sample.flags | SampleFlag.GAP_BEFORE)
    return msgspec.structs.replace(sample, flags=flags)


def silent_board():
    info, made = standing()
    return info, without(made, lambda s: 10.0 <= s.t_s < 17.0)


def stuck_cell():
    info, made = standing()
    stuck = next(s.br_n for s in made if s.t_s >= 5.0)
    return info, [s if s.t_s < 5.0 else msgspec.structs.replace(s, br_n=stuck) for s in made]


def drop_outs():
    info, made = standing()
    return info, without(made, lambda s: s.seq % 200 < 7)


def swapped_cells():
    return checking(order=(1, 0, 2, 3))


def wrong_calibration():
    return checking(gain=1.05)


def drift(day):
    """The check of one of several days: a board that gains 0.07 % a day."""
    return checking(gain=1.0 + 0.0007 * day, seed=day)


BUILT = {
    "silent-board": silent_board,
    "stuck-cell": stuck_cell,
    "drop-outs": drop_outs,
    "swapped-cells": swapped_cells,
    "wrong-calibration": wrong_calibration,
    **{f"drift-day-{day}": lambda day=day: drift(day) for day in range(6)},
}


def write(folder, name):
    """Write one of them; return its path."""
    info, made = BUILT[name]()
    anchor = WallAnchor(1_772_524_800_000_000_000, 0)
    header = RecordingHeader(board=info, wall=anchor, trial_id=f"fault-{name}", label=name)
    path = Path(folder) / f"{name}.mcap"
    with RecordingWriter(path, header) as writer:
        writer.write_samples(made)
    return path


if __name__ == "__main__":
    for each in BUILT:
        print(write(sys.argv[1], each))
