"""Slow, obvious twins of the resampling and of a zero-phase filter; imports nothing of ours."""

import itertools
import math


def kept(times, points):
    """Indices that survive: no settling, no ends, no spike of one or two samples (millimetres)."""
    out = []

    def off(i, k):
        return abs(points[i][0] - points[k][0]) + abs(points[i][1] - points[k][1])

    for i in range(1, len(times) - 1):
        if times[i] < 0.1:
            continue
        spike = False
        if out and off(i, out[-1]) > 20.0:
            spike = off(i + 1, out[-1]) < 5.0
            if 1 < i < len(times) - 2:
                spike = spike or off(i + 2, out[-1]) < 5.0
        if not spike:
            out.append(i)
    return out


def windows(times, rate, width):
    """Output times and the indices of their windows, by looking at every sample each time."""
    now = max(0.0, times[0])
    while now < times[-1]:
        yield now, [i for i, t in enumerate(times) if abs(t - now) < width * 0.5]
        now += 1.0 / rate


def swarii(times, values, rate=25.0, width=0.08 - 1e-6):
    """Each sample weighs the part of the window that is its own (Audiffren and Contal 2016)."""
    out_t, out = [], []
    for now, inside in windows(times, rate, width):
        out_t.append(now)
        if not inside:
            out.append(math.nan)
            continue
        lowest, highest = max(times[0], now - width / 2), min(times[-1], now + width / 2)
        middles = [(times[a] + times[b]) / 2 for a, b in itertools.pairwise(inside)]
        edges = [lowest, *middles, highest]
        weights = [b - a for a, b in itertools.pairwise(edges)]
        if len(inside) == 1:
            weights = [1.0]
        total = math.fsum(weights)
        out.append(math.fsum(w * values[i] for w, i in zip(weights, inside, strict=True)) / total)
    return out_t, out
