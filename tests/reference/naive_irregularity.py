"""Slow, obvious twins of irregularity, from the papers; imports nothing of the product."""

import cmath
import itertools
import math
from statistics import NormalDist


def deviation(values):
    level = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - level) ** 2 for v in values) / len(values))


def about_mean(values):
    level = math.fsum(values) / len(values)
    return [v - level for v in values]


def fuzzy_sums(values, radius):
    """Chen 2007 with n = 1: how alike all pairs of templates of 2 and of 3 values are."""
    n, sums = len(values) - 2, []
    for m in (2, 3):
        templates = [about_mean(values[i : i + m]) for i in range(n)]
        sums.append(
            math.fsum(
                math.exp(-max(abs(a - b) for a, b in zip(one, other, strict=True)) / radius)
                for one, other in itertools.combinations(templates, 2)
            )
        )
    return sums


def coarse_series(values, scale):
    """Wu 2014: the series of means of so many neighbours, from every sample on."""
    for first in range(scale):
        n = (len(values) - first) // scale
        yield [
            math.fsum(values[first + i * scale : first + (i + 1) * scale]) / scale for i in range(n)
        ]


def coarse_matches(values, scale, radius):
    """Matches of templates of 2 and of 3 means, over all those series."""
    found = [0, 0]
    for series in coarse_series(values, scale):
        for i, j in itertools.combinations(range(len(series) - 2), 2):
            for k, m in enumerate((2, 3)):
                found[k] += all(abs(series[i + d] - series[j + d]) <= radius for d in range(m))
    return found


def evenness(amounts, n_kinds):
    total = math.fsum(amounts)
    return -math.fsum(a / total * math.log(a / total) for a in amounts if a) / math.log(n_kinds)


def permutation_entropies(values, order=4):
    """Bandt & Pompe 2002, and Fadlallah 2013; of equal values the earlier one is the smaller."""
    counts, weights = {}, {}
    for i in range(len(values) - order + 1):
        window = values[i : i + order]
        pattern = tuple(sorted(range(order), key=window.__getitem__))
        counts[pattern] = counts.get(pattern, 0) + 1
        weights[pattern] = weights.get(pattern, 0.0) + deviation(window) ** 2
    n_kinds = math.factorial(order)
    return evenness(counts.values(), n_kinds), evenness(weights.values(), n_kinds)


def dispersion_entropies(values, n_classes=6, length=3):
    """Rostaghi & Azami 2016, and the fluctuations of Azami & Escudero 2018."""
    normal = NormalDist(math.fsum(values) / len(values), deviation(values))
    classes = [math.floor(n_classes * normal.cdf(v)) for v in values]
    patterns, steps = {}, {}
    for i in range(len(values) - length + 1):
        pattern = tuple(classes[i : i + length])
        step = tuple(b - a for a, b in itertools.pairwise(pattern))
        patterns[pattern] = patterns.get(pattern, 0) + 1
        steps[step] = steps.get(step, 0) + 1
    return (
        evenness(patterns.values(), n_classes**length),
        evenness(steps.values(), (2 * n_classes - 1) ** (length - 1)),
    )


def count_words(symbols):
    """Lempel & Ziv 1976: a word ends where it has not occurred in what stands before its end."""
    text = "".join(str(int(s)) for s in symbols)
    first, n_words = 0, 0
    while first < len(text):
        stop = first + 1
        while stop <= len(text) and text[first:stop] in text[: stop - 1]:
            stop += 1
        n_words += 1
        first = stop
    return n_words


def lempel_ziv(symbols):
    return count_words(symbols) * math.log2(len(symbols)) / len(symbols)


def falling(values, lag):
    """Porta 2008, from -1 to 1."""
    pairs = list(zip(values, values[lag:], strict=False))
    falls, rises = sum(b < a for a, b in pairs), sum(b > a for a, b in pairs)
    return (falls - rises) / (falls + rises)


def guzik(values):
    """Guzik 2006, from -1 to 1."""
    steps = [b - a for a, b in itertools.pairwise(values)]
    up, down = (math.fsum(d * d for d in steps if d * sign > 0) for sign in (1, -1))
    return (up - down) / (up + down)


def reversal(steps):
    """Schreiber & Schmitz 2000: third powers over those of the squares."""
    n = len(steps)
    second = math.fsum(d**2 for d in steps) / n
    return math.fsum(d**3 for d in steps) / n / second**1.5


def split_mix(number):
    """SplitMix64 with the seed 0; numbers from 0."""
    last = 2**64 - 1
    z = (number + 1) * 0x9E3779B97F4A7C15 & last
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & last
    z = (z ^ z >> 27) * 0x94D049BB133111EB & last
    return z ^ z >> 31


def transformed(values, sign):
    """Cooley & Tukey's halves, and the plain sum where there are none."""
    n = len(values)
    if n % 2:
        turns = [cmath.exp(sign * 2j * math.pi * k / n) for k in range(n)]
        return [sum(v * turns[i * k % n] for i, v in enumerate(values)) for k in range(n)]
    even, odd = transformed(values[::2], sign), transformed(values[1::2], sign)
    turned = [cmath.exp(sign * 2j * math.pi * k / n) * v for k, v in enumerate(odd)]
    return [a + b for a, b in zip(even, turned, strict=True)] + [
        a - b for a, b in zip(even, turned, strict=True)
    ]


def only_small_factors(n):
    for p in (2, 3, 5):
        while n % p == 0:
            n //= p
    return n == 1


def surrogates(steps, part, n_surrogates=19):
    """Theiler 1992: the steps about their mean that were tested, and series of their amplitudes."""
    n = next(n for n in range(len(steps), 1, -1) if n % 2 == 0 and only_small_factors(n))
    first = (len(steps) - n) // 2
    middle = about_mean(steps[first : first + n])
    sizes = [abs(v) for v in transformed(middle, -1)]
    yield middle
    n_bins = n // 2 + 1
    for s in range(n_surrogates):
        numbers = range(part * 2**32 + s * n_bins, part * 2**32 + (s + 1) * n_bins)
        turns = [cmath.exp(2j * math.pi * (split_mix(k) >> 52) / 4096) for k in numbers]
        half = [size * turn for size, turn in zip(sizes, turns, strict=False)]
        half[0], half[-1] = 0.0, sizes[n // 2]
        whole = half + [v.conjugate() for v in half[-2:0:-1]]
        yield [v.real / n for v in transformed(whole, 1)]


def place_after(steps):
    return list(itertools.accumulate(steps, initial=0.0))
