"""The slow, obvious twin: written from the paper, with lists only."""

import math


def permutation_entropies(t_s, points, rate_hz):
    """Take every k-th point so that 25 Hz are left, and count the orders by hand."""
    slow = points[:: math.ceil(rate_hz / 25.0)]
    out = {}
    for k, axis in enumerate(("ml", "ap")):
        values = [point[k] for point in slow]
        counts = {}
        for i in range(len(values) - 2):
            order = tuple(sorted((0, 1, 2), key=lambda j, i=i, v=values: v[i + j]))
            counts[order] = counts.get(order, 0) + 1
        n = sum(counts.values())
        entropy = -math.fsum(c / n * math.log(c / n) for c in counts.values())
        out[f"permutation_entropy_{axis}"] = entropy / math.log(6)
    return out
