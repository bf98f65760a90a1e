"""Slow, obvious twin of stabilogram diffusion; imports nothing of the product."""

import math


def displacement(values, lag):
    """Mean squared displacement over all pairs of samples a lag apart."""
    n = len(values) - lag
    return math.fsum((values[i + lag] - values[i]) ** 2 for i in range(n)) / n


def line(points):
    """Slope, value at 0 and what is left of a least-squares line through points (x, y)."""
    n = len(points)
    mx = math.fsum(x for x, _ in points) / n
    my = math.fsum(y for _, y in points) / n
    slope = math.fsum((x - mx) * (y - my) for x, y in points)
    slope /= math.fsum((x - mx) ** 2 for x, _ in points)
    start = my - slope * mx
    return slope, start, math.fsum((y - start - slope * x) ** 2 for x, y in points)


def regimes(curve, rate, longest, n_spread=60):
    """D, H and critical point of a curve (values by lag) with the break of the least squares."""
    last = math.floor(longest * rate + 1e-9)
    spread = sorted({round(math.exp(math.log(last) * i / (n_spread - 1))) for i in range(n_spread)})
    logs = [(math.log(k / rate), math.log(curve[k])) for k in spread]
    choices = [
        (line(logs[: i + 1])[2] + line(logs[i:])[2], i)
        for i in range(2, len(spread) - 2)
        if 0.3 <= spread[i] / rate <= 2.5
    ]
    at = min(choices)[1]
    short = line([(k / rate, curve[k]) for k in range(1, spread[at] + 1)])
    long = line([(k / rate, curve[k]) for k in range(spread[at], last + 1)])
    meet = (long[1] - short[1]) / (short[0] - long[0])
    h = line(logs[: at + 1])[0] / 2, line(logs[at:])[0] / 2
    return short[0] / 2, long[0] / 2, *h, meet, short[1] + short[0] * meet
