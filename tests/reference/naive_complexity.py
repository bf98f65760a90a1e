"""Slow, obvious twins of entropies, scaling and dimensions; imports nothing of the product."""

import math


def deviation(values):
    level = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - level) ** 2 for v in values) / len(values))


def near(values, i, j, m, radius):
    return all(abs(values[i + k] - values[j + k]) <= radius for k in range(m))


def matches(values, radius):
    """Richman and Moorman 2000: pairs among the first N - 2 templates of 2 and of 3 values."""
    n = len(values) - 2
    counts = [0, 0]
    for i in range(n):
        for j in range(i + 1, n):
            for k, m in enumerate((2, 3)):
                counts[k] += near(values, i, j, m, radius)
    return tuple(counts)


def sample_entropy(values, radius):
    short, long = matches(values, radius)
    return -math.log(long / short) if long else math.nan


def approximate_entropy(values, radius):
    """Pincus 1991: mean logarithm of the share of all templates, itself too, that are near."""
    phi = []
    for m in (2, 3):
        n = len(values) - m + 1
        shares = [sum(near(values, i, j, m, radius) for j in range(n)) / n for i in range(n)]
        phi.append(math.fsum(map(math.log, shares)) / n)
    return phi[0] - phi[1]


def coarse(values, scale):
    """Costa 2002: means of neighbours that do not overlap."""
    return [
        math.fsum(values[i : i + scale]) / scale for i in range(0, len(values) - scale + 1, scale)
    ]
