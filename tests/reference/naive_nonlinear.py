"""Slow, obvious twins of recurrences, divergence, multifractal scaling and Hjorth's measures.

From the papers that the rows name, with lists only; imports nothing of the product.
"""

import itertools
import math


def mean(values):
    return math.fsum(values) / len(values)


def moments(values, delay):
    """Takens: three samples, a delay apart."""
    return [
        (values[i], values[i + delay], values[i + 2 * delay])
        for i in range(len(values) - 2 * delay)
    ]


def square(a, b):
    return sum((p - q) ** 2 for p, q in zip(a, b, strict=True))


def runs(cells):
    return [len(list(group)) for is_on, group in itertools.groupby(cells) if is_on]


def entropy(lengths):
    shares = [lengths.count(n) / len(lengths) for n in set(lengths)]
    return -math.fsum(p * math.log(p) for p in shares)


def slope(x, y):
    mx, my = mean(x), mean(y)
    above = math.fsum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return above / math.fsum((a - mx) ** 2 for a in x)


def recurrences(values, rate):
    """Marwan 2007, sections 3.5.1 and 3.5.2, at the radius of the nearest 5 % of all pairs."""
    delay, shortest = round(0.48 * rate), round(0.2 * rate)
    states = moments(values, delay)
    n = len(states)
    apart = [[square(a, b) for b in states] for a in states]
    pairs = sorted(apart[i][j] for i in range(n) for j in range(i + 1, n))
    radius = pairs[math.floor(0.05 * (len(pairs) - 1))]
    near = [[d <= radius for d in row] for row in apart]
    diagonals = [[near[i][i + k] for i in range(n - k)] for k in range(1, n)]
    n_near, nearer = sum(map(sum, diagonals)), sum(4 * d <= radius for d in pairs)
    long = [length for cells in diagonals for length in runs(cells) if length >= shortest]
    far = [length for cells in diagonals[2 * delay - 1 :] for length in runs(cells)]
    rows = [runs(near[i][i + 1 :]) for i in range(n)]
    tall = [length for row in rows for length in row if length >= shortest]
    lags = range(1, math.floor(0.9 * n) + 1)
    percent = [100.0 * sum(diagonals[k - 1]) / (n - k) for k in lags]
    return {
        "rqa_radius_{a}_mm": math.sqrt(radius),
        "rqa_determinism_{a}": sum(long) / n_near,
        "rqa_mean_diagonal_{a}_s": mean(long) / rate if long else math.nan,
        "rqa_longest_diagonal_{a}_s": max(far, default=0) / rate,
        "rqa_diagonal_entropy_{a}": entropy(long) if long else math.nan,
        "rqa_laminarity_{a}": sum(tall) / n_near,
        "rqa_trapping_time_{a}_s": mean(tall) / rate if tall else math.nan,
        "rqa_trend_{a}_pct_s": slope([k / rate for k in lags], percent),
        "correlation_dimension_{a}": math.log2(n_near / nearer) if nearer else math.nan,
    }


def divergence(values, rate):
    """Rosenstein 1993: the mean logarithm of the distance of nearest neighbours as they go on."""
    delay, apart, steps = round(0.48 * rate), round(3.0 * rate), round(rate)
    states = moments(values, delay)
    n = len(states) - steps
    sums, counts = [0.0] * (steps + 1), [0] * (steps + 1)
    for i in range(n):
        others = [j for j in range(n) if abs(i - j) > apart]
        nearest = min(others, key=lambda j: (square(states[i], states[j]), j))
        for k in range(steps + 1):
            if d := math.dist(states[i + k], states[nearest + k]):
                sums[k] += math.log(d)
                counts[k] += 1
    return [s / c for s, c in zip(sums, counts, strict=True)]


def lyapunov(values, rate):
    curve = divergence(values, rate)
    return slope([k / rate for k in range(len(curve))], curve)


def line_rest(values):
    """Mean square of what the least-squares line leaves."""
    at = range(len(values))
    level, middle, tilt = mean(values), mean(at), slope(at, values)
    return mean([(v - level - tilt * (i - middle)) ** 2 for i, v in zip(at, values, strict=True)])


def hurst(values, scales, q):
    """Kantelhardt 2002, equations 1 to 5: windows from both ends."""
    level = mean(values)
    profile = list(itertools.accumulate(v - level for v in values))
    logarithms = []
    for n in scales:
        starts = [w * n for w in range(len(profile) // n)]
        starts += [len(profile) - s - n for s in starts]
        rests = [line_rest(profile[s : s + n]) for s in starts]
        if q == 0:
            logarithms.append(mean([math.log(r) for r in rests]) / 2)
        else:
            logarithms.append(math.log(mean([r ** (q / 2) for r in rests])) / q)
    return slope([math.log(n) for n in scales], logarithms)


def multifractal(values, rate):
    longest = min(10.0, len(values) / rate / 4)
    seconds = [0.64 * (longest / 0.64) ** (i / 19) for i in range(20)]
    scales = sorted({math.floor(s * rate + 1e-9) for s in seconds})
    q = [k / 2 for k in range(-10, 11)]
    h = [hurst(values, scales, one) for one in q]
    tau = [a * b - 1 for a, b in zip(q, h, strict=True)]
    inner = [(tau[i + 1] - tau[i - 1]) / (q[i + 1] - q[i - 1]) for i in range(1, 20)]
    alpha = [(tau[1] - tau[0]) / 0.5, *inner, (tau[20] - tau[19]) / 0.5]
    low, peak, high = min(alpha), alpha[10], max(alpha)
    return {
        "hurst_q_minus_5_{a}": h[0],
        "hurst_q_minus_2_{a}": h[6],
        "hurst_q_0_{a}": h[10],
        "hurst_q_2_{a}": h[14],
        "hurst_q_5_{a}": h[20],
        "multifractal_width_{a}": high - low,
        "multifractal_peak_{a}": peak,
        "multifractal_asymmetry_{a}": ((high - peak) - (peak - low)) / (high - low),
    }


def deviation(values):
    level = mean(values)
    return math.sqrt(mean([(v - level) ** 2 for v in values]))


def hjorth(values, rate):
    """Hjorth 1970: mobility is the deviation of the slope over that of the amplitude."""
    steps = [b - a for a, b in itertools.pairwise(values)]
    turns = [b - a for a, b in itertools.pairwise(steps)]
    mobility = deviation(steps) / deviation(values)
    return {
        "hjorth_mobility_{a}_per_s": mobility * rate,
        "hjorth_complexity_{a}": deviation(turns) / deviation(steps) / mobility,
    }
