"""Readings of one synthetic board, good or spoilt on purpose."""

from __future__ import annotations

import msgspec
import numpy as np

from balance_arcade.hw.calibration import Point, Reading, Readings
from balance_arcade.hw.calibration.grid import check_places, grid_places
from balance_arcade.hw.calibration.study import COUNTS_PER_N, BoardModel, SyntheticBoard

G = 9.80665
BOARD = "0011223344556677"
NOISE_N = 0.05


def board(seed=3, **model):
    return SyntheticBoard(BoardModel(**model), np.random.default_rng(seed))


def readings(
    *, seed=3, masses=(10.0, 20.0), n_side=3, placement_mm=0.1, noise_n=NOISE_N, tare_drift_n=0.0,
    temperature_c=None, checks=True, **model,
):  # fmt: skip
    """A calibration as it is taken, with an empty board before, between and after."""
    made, rng = board(seed, **model), np.random.default_rng(seed + 100)
    kinds = [(m, place, False) for m in masses for place in grid_places(made.geometry, n_side)]
    if checks:
        kinds += [(max(masses), place, True) for place in check_places(made.geometry)]

    def taken(t_s, force_n=0.0, place=(0.0, 0.0)):
        spot = np.array([place]) + rng.normal(0.0, placement_mm, (1, 2))
        drift = tare_drift_n * COUNTS_PER_N * t_s / len(kinds)
        cells = made.cells(np.array([force_n]), spot)[0] + made.zero + drift
        noise = noise_n * COUNTS_PER_N
        cells = cells + rng.normal(0.0, noise / np.sqrt(450), 4)
        return {
            "t_s": t_s,
            "mean": tuple(float(c) for c in cells),
            "sd": (noise,) * 4,
            "n_samples": 450,
            "temperature_c": temperature_c,
        }

    points = [
        Point(**taken(k + 0.5, m * G, p), mass_kg=m, ml_mm=p[0], ap_mm=p[1], held_back=held)
        for k, (m, p, held) in enumerate(kinds)
    ]
    tares = [Reading(**taken(float(t))) for t in np.linspace(0, len(kinds), 6)]
    return Readings(
        board_id=BOARD, unit="counts", width_mm=400.0, length_mm=300.0, gravity_m_s2=G,
        placement_mm=0.2, rate_hz=90.0, tares=tuple(tares), points=tuple(points),
    )  # fmt: skip


def changed(given, index, **new):
    """The same readings with one point told otherwise."""
    points = list(given.points)
    points[index] = msgspec.structs.replace(points[index], **new)
    return msgspec.structs.replace(given, points=tuple(points))


def swapped(given, i, j, *, what=("ml_mm", "ap_mm", "mass_kg")):
    """The same readings with what was told of two points exchanged."""
    a, b = given.points[i], given.points[j]
    once = changed(given, i, **{name: getattr(b, name) for name in what})
    return changed(once, j, **{name: getattr(a, name) for name in what})
