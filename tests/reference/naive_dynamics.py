"""Slow, obvious twins of the dynamic descriptors; imports nothing of the product.

A record is a list of stretches without a break, each a list of (ml, ap).
"""

import itertools
import math


def mean(values):
    return math.fsum(values) / len(values)


def sd(values):
    return math.sqrt(mean([(v - mean(values)) ** 2 for v in values]))


def sign(v):
    return (v > 0) - (v < 0)


def differences(stretch):
    return [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(stretch)]


def sign_changes(values):
    signs = [sign(v) for v in values if v != 0]
    return sum(a != b for a, b in itertools.pairwise(signs))


def motion(stretches, rate, duration):
    """Moments of the steps, turns, straightness, changes of direction."""
    points = [p for s in stretches for p in s]
    steps = [d for s in stretches for d in differences(s)]
    out = {}
    speeds = [math.hypot(*d) for d in steps]
    for name, values in (
        ("_ml", [d[0] for d in steps]),
        ("_ap", [d[1] for d in steps]),
        ("", speeds),
    ):
        out[f"rms_velocity{name}_mm_s"] = rate * math.sqrt(mean([v * v for v in values]))
        out[f"sd_velocity{name}_mm_s"] = rate * sd(values)
    spread = []
    for k, name in enumerate(("ml", "ap")):
        changes = sum(sign_changes([d[k] for d in differences(s)]) for s in stretches)
        out[f"n_direction_changes_{name}"] = changes
        out[f"mean_amplitude_{name}_mm"] = math.fsum(abs(d[k]) for d in steps) / changes
        n = len(points)
        spread.append(sd([p[k] for p in points]) * math.sqrt(n / (n - 1)))
    out["turns_index"] = math.fsum(math.hypot(d[0] / spread[0], d[1] / spread[1]) for d in steps)
    out["turns_index_rate_hz"] = out["turns_index"] / duration
    net = math.fsum(math.dist(s[0], s[-1]) for s in stretches)
    out["straightness"] = net / math.fsum(speeds)
    cosines = []
    for s in stretches:
        headings = [math.atan2(d[1], d[0]) for d in differences(s) if d != (0, 0)]
        cosines += [math.cos(b - a) for a, b in itertools.pairwise(headings)]
    out["heading_persistence"] = mean(cosines)
    return out


def solve(matrix, right):
    """Gauss with exchange of rows."""
    n = len(right)
    rows = [[*matrix[i], right[i]] for i in range(n)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k:
                f = rows[i][k] / rows[k][k]
                rows[i] = [a - f * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def cubic_slope(five, place):
    """Slope at `place` (0 to 4) of the cubic that fits five samples with least squares."""
    at = [-2, -1, 0, 1, 2]
    normal = [[math.fsum(t ** (i + j) for t in at) for j in range(4)] for i in range(4)]
    right = [math.fsum(v * t**i for v, t in zip(five, at, strict=True)) for i in range(4)]
    c = solve(normal, right)
    t = place - 2
    return c[1] + 2 * c[2] * t + 3 * c[3] * t * t


def savgol(values, rate):
    n = len(values)
    out = []
    for i in range(n):
        start = min(max(i - 2, 0), n - 5)
        five = values[start : start + 5]
        slope = cubic_slope(five, i - start)
        rounding = 1e-13 * max(abs(v) for v in five)
        out.append(rate * slope if abs(slope) > rounding else 0.0)
    return out


def peaks(velocity):
    """Greatest sizes between two zero crossings, with the sign; number of crossings."""
    groups = [
        (s, [abs(v) for v in g])
        for s, g in itertools.groupby((v for v in velocity if v != 0), key=sign)
    ]
    return [(s, max(g)) for s, g in groups[1:-1]], max(len(groups) - 1, 0)


def velocities(stretches, rate):
    out, plane = {}, 0.0
    long = [s for s in stretches if len(s) >= 5]
    for k, name in enumerate(("ml", "ap")):
        runs = [savgol([p[k] for p in s], rate) for s in long]
        found = [p for run in runs for p in peaks(run)[0]]
        crossings = sum(peaks(run)[1] for run in runs)
        out[f"n_zero_crossings_{name}"] = crossings
        out[f"zero_crossing_rate_{name}_hz"] = crossings / (sum(len(r) - 1 for r in runs) / rate)
        out[f"peak_velocity_pos_{name}_mm_s"] = mean([p for s, p in found if s > 0])
        out[f"peak_velocity_neg_{name}_mm_s"] = mean([p for s, p in found if s < 0])
        out[f"peak_velocity_{name}_mm_s"] = mean([p for _, p in found])
        places = [p[k] for s in long for p in s]
        square = sd(places) ** 2 + sd([v for run in runs for v in run]) ** 2
        out[f"phase_plane_{name}"] = math.sqrt(square)
        plane += square
    out["phase_plane"] = math.sqrt(plane)
    return out


def stays(points, radius):
    """Samples in a row within the circle about each one, both ways, by looking at each."""
    out = []
    for i, here in enumerate(points):
        count = 0
        for way in (range(i + 1, len(points)), range(i - 1, -1, -1)):
            for k in way:
                if (points[k][0] - here[0]) ** 2 + (points[k][1] - here[1]) ** 2 > radius**2:
                    break
                count += 1
        out.append(count)
    return out


def density_peaks(curves, stretches):
    """Mean peak of smoothed curves and mean distance between neighbouring peaks."""
    heights, ways = [], []
    for curve, points in zip(curves, stretches, strict=True):
        at = [i for i in range(1, len(curve) - 1) if curve[i - 1] < curve[i] > curve[i + 1]]
        heights += [curve[i] for i in at]
        ways += [math.dist(points[a], points[b]) for a, b in itertools.pairwise(at)]
    return mean(heights), mean(ways)
