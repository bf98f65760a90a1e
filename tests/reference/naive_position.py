"""Slow, obvious twins of the positional descriptors; imports nothing of the product."""

import math


def mean(values):
    return math.fsum(values) / len(values)


def median(values):
    s, n = sorted(values), len(values)
    return s[n // 2] if n % 2 else (s[n // 2 - 1] + s[n // 2]) / 2


def quantile(values, share):
    """Linear interpolation between order statistics (Hyndman and Fan's definition 7)."""
    s = sorted(values)
    place = share * (len(s) - 1)
    low = math.floor(place)
    high = min(low + 1, len(s) - 1)
    return s[low] + (place - low) * (s[high] - s[low])


def greatest_variance(x, y):
    """Direction and size by trying every angle, then ever finer: no formula of an eigenvalue."""

    def variance(angle):
        return mean(
            [(math.cos(angle) * a + math.sin(angle) * b) ** 2 for a, b in zip(x, y, strict=True)]
        )

    best = max((k * math.pi / 60 for k in range(60)), key=variance)
    step = math.pi / 60
    while step > 1e-9:
        best = max((best - step, best, best + step), key=variance)
        step /= 1.7
    return best % math.pi, variance(best), variance(best + math.pi / 2)


def positions(points):
    """Descriptors of (ml, ap) pairs."""
    n = len(points)
    ml, ap = [p[0] for p in points], [p[1] for p in points]
    x = [v - mean(ml) for v in ml]
    y = [v - mean(ap) for v in ap]
    vx, vy = mean([v * v for v in x]), mean([v * v for v in y])
    vxy = mean([a * b for a, b in zip(x, y, strict=True)])
    angle, large, small = greatest_variance(x, y)
    return {
        "median_ml_mm": median(ml),
        "median_ap_mm": median(ap),
        "sd_ml_mm": math.sqrt(math.fsum(v * v for v in x) / (n - 1)),
        "sd_ap_mm": math.sqrt(math.fsum(v * v for v in y) / (n - 1)),
        "range_ratio": (max(ml) - min(ml)) / (max(ap) - min(ap)),
        "planar_deviation_mm": math.sqrt(vx + vy),
        "sway_direction_coefficient": vxy / math.sqrt(vx * vy),
        "principal_direction_deg": math.degrees(angle),
        "anisotropy": 1 - small / large,
        "eccentricity": math.sqrt(1 - small / large),
        "axis_ratio": math.sqrt(small / large),
        "dispersion_radius_mm": quantile(
            [math.hypot(a, b) for a, b in zip(x, y, strict=True)], 0.95
        ),
        "ellipse_area_chi2_mm2": math.pi
        * 5.991464547107979
        * math.sqrt(vx * vy - vxy * vxy)
        * (n / (n - 1)),
    }


def quadrant_index(rows, least):
    """Per cent: root of the mean square departure of four shares from a quarter, over time."""
    out = []
    for row in rows:
        if not all(math.isfinite(f) for f in row) or math.fsum(row) < least:
            continue
        shares = [100 * f / math.fsum(row) for f in row]
        out.append(math.sqrt(math.fsum((s - 25) ** 2 for s in shares) / 4))
    return mean(out) if out else math.nan
