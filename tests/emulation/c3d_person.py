"""A person on a force plate, and how a plate is described: what `c3d_writer` is given."""

from __future__ import annotations

import numpy as np

N = 50
DEPTH_MM = 40.5
# Looking down on a plate with z down: corners +x+y, -x+y, -x-y, +x-y in a laboratory with z up.
CORNERS_DOWN = [600.0, 0, 0, 0, 0, 0, 0, 400, 0, 600, 400, 0]
CORNERS_UP = [600.0, 400, 0, 0, 400, 0, 0, 0, 0, 600, 0, 0]


def person(seed=1):
    """Places, horizontal forces and loads, in steps that 32-bit floats hold exactly."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(-64 * 100, 64 * 100, (2, N)) / 64.0
    fx, fy = rng.integers(-80, 80, (2, N)) / 8.0
    return x, y, fx, fy, rng.integers(500, 900, N).astype(float)


def wrench(x, y, fx, fy, load, *, z_down=True, depth=DEPTH_MM, reaction=True):
    """Forces and moments about a transducer under the surface: M = r x F, one sample at a time."""
    rows = []
    down = 1.0 if z_down else -1.0
    for values in zip(x, y, fx, fy, load, strict=True):
        force = np.array([values[2], values[3], down * values[4]])
        arm = np.array([values[0], values[1], -down * depth])
        moment = np.array(
            [
                arm[1] * force[2] - arm[2] * force[1],
                arm[2] * force[0] - arm[0] * force[2],
                arm[0] * force[1] - arm[1] * force[0],
            ]
        )
        rows.append(np.concatenate((force, moment)) * (-1.0 if reaction else 1.0))
    return np.array(rows)


def plate(kind=2, *, corners=CORNERS_DOWN, origin=(0.0, 0.0, -DEPTH_MM), channels=None, **more):
    channels = channels or range(1, 9 if kind == 3 else 7)
    return {"type": kind, "corners": corners, "origin": origin, "channels": channels, **more}


N_MM = ["N", "N", "N", "Nmm", "Nmm", "Nmm"]
