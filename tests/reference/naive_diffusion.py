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


def read(curve, rate, seconds):
    """The curve at a lag: a power law from each of its lags to the next."""
    place = seconds * rate
    below = min(max(1, math.floor(place)), len(curve) - 2)
    low, high = math.log(curve[below]), math.log(curve[below + 1])
    part = math.log(place / below) / math.log((below + 1) / below)
    return math.exp(low + part * (high - low))


def evenly(first, last, n):
    return [first + (last - first) * i / (n - 1) for i in range(n)]


def regimes_over_seconds(curve, rate, longest):
    """D, H and critical point with a break that is found between the lags too."""
    x = evenly(math.log(1 / rate), math.log(longest), 60)
    logs = [(v, math.log(read(curve, rate, math.exp(v)))) for v in x]
    left = {i: line(logs[: i + 1])[2] + line(logs[i:])[2] for i in range(2, 58)}
    allowed = [i for i in left if math.log(0.3) <= x[i] <= math.log(2.5)]
    at = min(allowed, key=lambda i: left[i])
    end = x[at]
    if at - 1 in allowed and at + 1 in allowed:
        bend = left[at - 1] - 2 * left[at] + left[at + 1]
        end += 0.5 * (left[at - 1] - left[at + 1]) / bend * (x[1] - x[0]) if bend > 0 else 0.0
    parts = []
    for a, b in ((x[0], end), (end, x[-1])):
        lags = evenly(math.exp(a), math.exp(b), 100)
        over_time = line([(s, read(curve, rate, s)) for s in lags])
        over_logs = line([(v, math.log(read(curve, rate, math.exp(v)))) for v in evenly(a, b, 100)])
        parts.append((over_time[0], over_time[1], over_logs[0]))
    short, long = parts
    meet = (long[1] - short[1]) / (short[0] - long[0])
    h = short[2] / 2, long[2] / 2
    return short[0] / 2, long[0] / 2, *h, meet, short[1] + short[0] * meet


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
