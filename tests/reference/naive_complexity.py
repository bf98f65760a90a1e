"""Slow, obvious twins of entropies, scaling and dimensions; imports nothing of the product."""

import itertools
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


def residual(values):
    """What the least-squares line leaves."""
    n = len(values)
    middle, level = (n - 1) / 2, math.fsum(values) / n
    below = math.fsum((i - middle) ** 2 for i in range(n))
    slope = math.fsum((i - middle) * (v - level) for i, v in enumerate(values)) / below
    return [v - level - slope * (i - middle) for i, v in enumerate(values)]


def fluctuation(values, n, both_ends):
    """Peng 1994: root mean square about lines in windows of the running sum."""
    level, total, profile = math.fsum(values) / len(values), 0.0, []
    for v in values:
        total += v - level
        profile.append(total)
    rest = []
    for start in range(0, len(profile) - n + 1, n):
        rest += residual(profile[start : start + n])
        if both_ends:
            rest += residual(profile[len(profile) - start - n : len(profile) - start])
    return math.sqrt(math.fsum(r * r for r in rest) / len(rest))


def slope(x, y):
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    above = math.fsum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return above / math.fsum((a - mx) ** 2 for a in x)


def at_25_hz(values, rate):
    """Every new sample as the weighted mean of the old ones about it: sinc under a Kaiser window.

    Twelve zeros of the sinc on either side, zeros a period of the slower rate apart; ends turned
    by 180 degrees about the end sample.
    """
    n_new = math.floor((len(values) - 1) / rate * 25.0 + 1e-9) + 1
    return [between(values, k * rate / 25.0, max(1.0, rate / 25.0)) for k in range(n_new)]


def later(values, start, n):
    """So many values at the same rate from a place on, which may lie between two."""
    return [between(values, start + i, 1.0) for i in range(n)]


def between(values, place, stretch):
    """The value at a place, with zeros of the sinc so many samples apart."""
    n, reach = len(values), math.ceil(12 * stretch)

    def old(i):
        if i < 0:
            return 2 * values[0] - values[-i]
        return values[i] if i < n else 2 * values[-1] - values[2 * (n - 1) - i]

    def weight(zeros):
        if abs(zeros) >= 12:
            return 0.0
        sinc = math.sin(math.pi * zeros) / (math.pi * zeros) if zeros else 1.0
        return sinc * bessel(8.0 * math.sqrt(1.0 - (zeros / 12.0) ** 2))

    about = range(math.floor(place) - reach + 1, math.floor(place) + reach + 1)
    weights = [weight((place - i) / stretch) for i in about]
    total = math.fsum(weights)
    return math.fsum(w * old(i) for w, i in zip(weights, about, strict=True)) / total


def bessel(x):
    """I0 by its power series."""
    term = total = 1.0
    for k in range(1, 60):
        term *= (x / (2 * k)) ** 2
        total += term
    return total


def dfa(values, scales, both_ends=True):
    found = [math.log(fluctuation(values, n, both_ends)) for n in scales]
    return slope([math.log(n) for n in scales], found)


def higuchi_lengths(values, longest):
    """Higuchi 1988, equations 2 and 3, with points counted from 1 as there."""
    n, x = len(values), [None, *values]
    found = []
    for k in range(1, longest + 1):
        lengths = []
        for m in range(1, k + 1):
            count = (n - m) // k
            way = math.fsum(abs(x[m + i * k] - x[m + (i - 1) * k]) for i in range(1, count + 1))
            lengths.append(way * (n - 1) / (count * k) / k)
        found.append(math.fsum(lengths) / k)
    return found


def higuchi(values, longest):
    logs = [math.log(length) for length in higuchi_lengths(values, longest)]
    return -slope([math.log(k) for k in range(1, longest + 1)], logs)


def katz(points):
    """Katz 1988: in units of the mean step, n = L / a."""
    length = math.fsum(math.dist(a, b) for a, b in itertools.pairwise(points))
    mean_step = length / (len(points) - 1)
    reach = max(math.dist(points[0], p) for p in points)
    return math.log10(length / mean_step) / math.log10(reach / mean_step)
