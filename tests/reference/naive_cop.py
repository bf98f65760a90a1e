"""Slow, obvious twins of the kernels, written from the papers; imports nothing of the product.

Every sum goes through `math.fsum`, so the twins are exact to the last digit where it matters.
"""

import itertools
import math

NAN = math.nan


def cop_of_corners(tl, tr, bl, br, width, length, min_load):
    """Point about which four vertical forces have no moment."""
    corners = [(-width / 2, length / 2), (width / 2, length / 2)]
    corners += [(-width / 2, -length / 2), (width / 2, -length / 2)]
    forces = (tl, tr, bl, br)
    if not all(math.isfinite(f) for f in forces):
        return NAN, NAN
    total = math.fsum(forces)
    if total < min_load:
        return NAN, NAN
    ml = math.fsum(f * x for f, (x, _) in zip(forces, corners, strict=True)) / total
    ap = math.fsum(f * y for f, (_, y) in zip(forces, corners, strict=True)) / total
    return ml, ap


def there(sample):
    return not (math.isnan(sample[1]) or math.isnan(sample[2]))


def steps(samples, max_step):
    """Pairs of samples (t, ml, ap, linked) between which a way is counted, and the lost time."""
    pairs, lost = [], 0.0
    present = [s for s in samples if there(s)]
    for before, after in itertools.pairwise(present):
        if after[3] and after[0] - before[0] <= max_step:
            pairs.append((before, after))
        else:
            lost += after[0] - before[0]
    return pairs, lost


def mean(values):
    return math.fsum(values) / len(values)


def sway(samples, max_step):
    """Metrics of samples (t, ml, ap, linked); linked says that the sample before is the previous
    one of the board and was there."""
    pairs, lost = steps(samples, max_step)
    present = [s for s in samples if there(s)]
    x, y = [s[1] for s in present], [s[2] for s in present]
    mx, my = mean(x), mean(y)
    duration = present[-1][0] - present[0][0] - lost
    path = math.fsum(math.hypot(b[1] - a[1], b[2] - a[2]) for a, b in pairs)
    path_ml = math.fsum(abs(b[1] - a[1]) for a, b in pairs)
    path_ap = math.fsum(abs(b[2] - a[2]) for a, b in pairs)
    n = len(present)
    sxx = math.fsum((v - mx) ** 2 for v in x)
    syy = math.fsum((v - my) ** 2 for v in y)
    sxy = math.fsum((v - mx) * (w - my) for v, w in zip(x, y, strict=True))
    out = {
        "n": n,
        "duration_s": duration,
        "sway_path_mm": path,
        "sway_path_ml_mm": path_ml,
        "sway_path_ap_mm": path_ap,
        "rms_ml_mm": math.sqrt(sxx / n),
        "rms_ap_mm": math.sqrt(syy / n),
        "rms_mm": math.sqrt((sxx + syy) / n),
        "range_ml_mm": max(x) - min(x),
        "range_ap_mm": max(y) - min(y),
    }
    if duration > 0 and n > 1:
        out["mean_velocity_mm_s"] = path / duration
        out["mean_velocity_ml_mm_s"] = path_ml / duration
        out["mean_velocity_ap_mm_s"] = path_ap / duration
        out["sway_area_rate_mm2_s"] = swept_area(pairs, mx, my) / duration
        for axis, values, mid in (("_ml", x, mx), ("_ap", y, my)):
            size = mean([abs(v - mid) for v in values])
            velocity = out[f"mean_velocity{axis}_mm_s"]
            out[f"mean_frequency{axis}_hz"] = velocity / (4 * math.sqrt(2) * size)
        size = mean([math.hypot(v - mx, w - my) for v, w in zip(x, y, strict=True)])
        out["mean_frequency_hz"] = out["mean_velocity_mm_s"] / (2 * math.pi * size)
    if n >= 3:
        out["ellipse_area_mm2"] = ellipse_area(sxx, syy, sxy, n)
    return out | distances(x, y, mx, my)


def swept_area(pairs, mx, my):
    """Half the sum of the triangles between the mean and two samples in a row (Prieto 1996)."""
    return math.fsum(
        abs((a[1] - mx) * (b[2] - my) - (b[1] - mx) * (a[2] - my)) / 2 for a, b in pairs
    )


def ellipse_area(sxx, syy, sxy, n):
    """Schubert and Kirchner 2014: prediction ellipse with F of 2 and n - 2 degrees of freedom."""
    d = n - 2
    f = d / 2 * (0.05 ** (-2 / d) - 1)
    det = (sxx * syy - sxy * sxy) / (n - 1) ** 2
    return math.pi * 2 * (n - 1) * (n + 1) / (n * (n - 2)) * f * math.sqrt(max(det, 0.0))


def distances(x, y, mx, my):
    r = [math.hypot(v - mx, w - my) for v, w in zip(x, y, strict=True)]
    s = math.sqrt(mean([(v - mean(r)) ** 2 for v in r]))
    return {
        "mean_distance_ml_mm": mean([abs(v - mx) for v in x]),
        "mean_distance_ap_mm": mean([abs(v - my) for v in y]),
        "mean_distance_mm": mean(r),
        "max_distance_ml_mm": max(abs(v - mx) for v in x),
        "max_distance_ap_mm": max(abs(v - my) for v in y),
        "max_distance_mm": max(r),
        "circle_area_mm2": math.pi * (mean(r) + 1.645 * s) ** 2,
    }


def widest(points):
    """Greatest distance of any two points: all pairs."""
    return max(math.dist(a, b) for a in points for b in points)


def hull_area(points):
    """Area of the convex hull by gift wrapping."""
    points = sorted(set(points))
    if len(points) < 3:
        return 0.0
    hull, here = [], points[0]
    while True:
        hull.append(here)
        best = points[0] if points[0] != here else points[1]
        for p in points:
            cross = (best[0] - here[0]) * (p[1] - here[1]) - (best[1] - here[1]) * (p[0] - here[0])
            farther = math.dist(here, p) > math.dist(here, best)
            if cross < 0 or (cross == 0 and farther):
                best = p
        here = best
        if here == hull[0] or len(hull) > len(points):
            break
    around = zip(hull, hull[1:] + hull[:1], strict=True)
    return abs(math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in around)) / 2


def difference_equation(x, b, a):
    """y[i] from the definition, as if the first value had stood for ever before."""
    y = []
    for i in range(len(x)):
        total = 0.0
        for k, c in enumerate(b):
            total += c * (x[i - k] if i - k >= 0 else x[0])
        for k, c in enumerate(a):
            total -= c * (y[i - 1 - k] if i - 1 - k >= 0 else x[0])
        y.append(total)
    return y


def held(values, n_hold):
    """Best value v such that n_hold values in a row, none of them missing, are at least v."""
    best = None
    for i in range(len(values) - n_hold + 1):
        stretch = values[i : i + n_hold]
        if any(math.isnan(v) for v in stretch):
            continue
        low = max(0.0, min(stretch))
        best = low if best is None else max(best, low)
    return best


def petal(limits, turns):
    """Periodic monotone cubic through equally spaced knots, in Hermite's basis; turns in knots."""
    n = len(limits)

    def slope(i):
        left = limits[i % n] - limits[(i - 1) % n]
        right = limits[(i + 1) % n] - limits[i % n]
        if left * right <= 0:
            return 0.0
        return 2 / (1 / left + 1 / right)

    i = math.floor(turns)
    u = turns - i
    h00 = 2 * u**3 - 3 * u**2 + 1
    h10 = u**3 - 2 * u**2 + u
    h01 = -2 * u**3 + 3 * u**2
    h11 = u**3 - u**2
    return h00 * limits[i % n] + h10 * slope(i) + h01 * limits[(i + 1) % n] + h11 * slope(i + 1)
