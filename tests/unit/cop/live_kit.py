"""Places to stand on, and the stream of a board that somebody stands on so."""

import numpy as np

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

WBB = Geometry(433.0, 238.0)
RATE_HZ = 100.0
NOBODY = (0.0, 0.0, 0.0, 0.0)


def forces_at(ml, ap, load=600.0):
    right, front = ml / WBB.width_mm, ap / WBB.length_mm
    return tuple(
        float(load * (0.5 + sx * right) * (0.5 + sy * front))
        for sx, sy in ((-1, 1), (1, 1), (-1, -1), (1, -1))
    )


def sample(i, forces, *, seq=None, t_s=None, flags=0, rate_hz=RATE_HZ):
    return ForceSample(
        i if seq is None else seq, 7 * i, i / rate_hz if t_s is None else t_s, *forces, flags=flags
    )


def stream_of(places, **options):
    stream = CopStream(WBB, RATE_HZ, **options)
    out = [
        stream.push(sample(i, NOBODY if place is None else forces_at(*place)))
        for i, place in enumerate(places)
    ]
    return stream, out


def walk(n, seed=0):
    steps = np.random.default_rng(seed).normal(scale=0.3, size=(n, 2))
    return [(float(a), float(b)) for a, b in np.cumsum(steps, axis=0)]
