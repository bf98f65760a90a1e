"""The slow twins of the batch metrics, all asked in one way: times, points, rate; values by name.

Each row of a metric names one of these functions. They import nothing of the product but the
settings that are a metric's definition (scales, bands), which stand in the calls.
"""

import itertools
import math

import naive_complexity
import naive_cop
import naive_diffusion
import naive_dynamics
import naive_position
import naive_spectrum

AXES = ("ml", "ap")


def stretches(points):
    groups = itertools.groupby(points, key=lambda p: math.isnan(p[0]))
    return [list(g) for missing, g in groups if not missing]


def basic(t_s, points, rate_hz):
    samples, before = [], False
    for t, (ml, ap) in zip(t_s, points, strict=True):
        here = not math.isnan(ml)
        samples.append((t, ml, ap, here and before))
        before = here
    out = naive_cop.sway(samples, 1.5 / rate_hz)
    there = [(s[1], s[2]) for s in samples if not math.isnan(s[1])]
    n = len(there)
    mid = [naive_cop.mean([p[k] for p in there]) for k in (0, 1)]
    out |= {"mean_ml_mm": mid[0], "mean_ap_mm": mid[1]}
    out["range_mm"] = naive_cop.widest(hull_of(there))
    out["hull_area_mm2"] = naive_cop.hull_area(there)
    x, y = ([p[k] - mid[k] for p in there] for k in (0, 1))
    angle, large, small = naive_position.greatest_variance(x, y)
    # The area of the ellipse is pi major minor, and major / minor the root of the variances.
    ratio = math.sqrt(large / small)
    out["ellipse_major_mm"] = math.sqrt(out["ellipse_area_mm2"] / math.pi * ratio)
    out["ellipse_minor_mm"] = math.sqrt(out["ellipse_area_mm2"] / math.pi / ratio)
    out["ellipse_angle_deg"] = math.degrees(angle)
    assert n == out["n"]
    return out


def hull_of(points):
    """Points that are the farthest in one of a thousand directions: the widest pair is there."""
    far = set()
    for i in range(1000):
        a = 2 * math.pi * i / 1000
        far.add(max(points, key=lambda p: p[0] * math.cos(a) + p[1] * math.sin(a)))
    return sorted(far)


def positions(t_s, points, rate_hz):
    return naive_position.positions([p for p in points if not math.isnan(p[0])])


def motion(t_s, points, rate_hz):
    parts = stretches(points)
    return naive_dynamics.motion(parts, rate_hz, sum(len(s) - 1 for s in parts) / rate_hz)


def velocities(t_s, points, rate_hz):
    return naive_dynamics.velocities(stretches(points), rate_hz)


def density(t_s, points, rate_hz):
    parts = stretches(points)
    stays = [[n / rate_hz for n in naive_dynamics.stays(s, 3.0)] for s in parts]
    curves = [low_passed(s, rate_hz, 2.5) for s in stays]
    peak, way = naive_dynamics.density_peaks(curves, parts)
    return {
        "sway_density_mean_s": naive_dynamics.mean([v for s in stays for v in s]),
        "sway_density_peak_s": peak,
        "sway_density_peak_distance_mm": way,
    }


def low_passed(values, rate_hz, cutoff_hz):
    """Order 2 there and back, -3 dB after both; the ends turned about by a period of the cutoff."""
    n = max(9, math.ceil(rate_hz / cutoff_hz))
    warped = math.tan(math.pi * cutoff_hz / rate_hz) * (math.sqrt(2) - 1) ** -0.25
    norm = 1 + math.sqrt(2) * warped + warped**2
    b0 = warped**2 / norm
    b = (b0, 2 * b0, b0)
    a = (2 * (warped**2 - 1) / norm, (1 - math.sqrt(2) * warped + warped**2) / norm)
    ends = [2 * values[0] - v for v in values[n:0:-1]]
    ends += values + [2 * values[-1] - v for v in values[-2 : -n - 2 : -1]]
    there = naive_cop.difference_equation(ends, b, a)
    return naive_cop.difference_equation(there[::-1], b, a)[::-1][n:-n]


def spectra(t_s, points, rate_hz):
    out = {}
    for k, axis in enumerate(AXES):
        pairs = naive_spectrum.spread_welch(
            [p[k] for p in slow(points, rate_hz)],
            25.0,
            20.0,
            (len(points) - 1) / rate_hz * 25.0,
            naive_complexity.later,
        )
        found = naive_spectrum.describe(pairs, 0.15, 5.0)
        for key, value in found.items():
            unit = {"power": "_mm2", "energy": "_mm2", "frequency": ""}
            end = unit.get(key.split("_")[0], "_hz")
            out[f"{key}_{axis}{end}"] = value
    return out


def diffusion(t_s, points, rate_hz):
    longest_s = min(10.0, len(points) / rate_hz / 3.0)
    seen, lags = slow(points, rate_hz), range(math.ceil(longest_s * 25.0) + 1)
    curves = [
        [naive_diffusion.displacement([p[k] for p in seen], lag) for lag in lags] for k in (0, 1)
    ]
    curves.append([a + b for a, b in zip(*curves, strict=True)])
    out = {}
    for axis, curve in zip(("_ml", "_ap", ""), curves, strict=True):
        twin = naive_diffusion.regimes_over_seconds(curve, 25.0, longest_s)
        names = ("diffusion_short{}_mm2_s", "diffusion_long{}_mm2_s", "h_short{}", "h_long{}")
        names += ("critical_time{}_s", "critical_msd{}_mm2")
        out |= {f"sda_{n.format(axis)}": v for n, v in zip(names, twin, strict=True)}
    return out


def scaling(t_s, points, rate_hz):
    seen = slow(points, rate_hz)
    longest = min(10.0, len(seen) / 25.0 / 4)
    seconds = [0.3 * (longest / 0.3) ** (i / 19) for i in range(20)]
    scales = sorted({math.floor(s * 25.0 + 1e-9) for s in seconds})
    return {
        f"dfa_alpha_{axis}": naive_complexity.dfa([p[k] for p in seen], scales)
        for k, axis in enumerate(AXES)
    }


def slow(points, rate_hz):
    axes = [naive_complexity.at_25_hz([p[k] for p in points], rate_hz) for k in (0, 1)]
    return list(zip(*axes, strict=True))


def entropies(t_s, points, rate_hz):
    seen = slow(points, rate_hz)
    out = {"entropy_rate_hz": 25.0}
    for k, axis in enumerate(AXES):
        values = [p[k] for p in seen]
        steps = [b - a for a, b in itertools.pairwise(values)]
        radius = 0.2 * naive_complexity.deviation(values)
        out[f"sample_entropy_{axis}"] = naive_complexity.sample_entropy(values, radius)
        out[f"sample_entropy_increments_{axis}"] = naive_complexity.sample_entropy(
            steps, 0.2 * naive_complexity.deviation(steps)
        )
        out[f"approximate_entropy_{axis}"] = naive_complexity.approximate_entropy(values, radius)
        coarser = [
            naive_complexity.sample_entropy(naive_complexity.coarse(values, scale), radius)
            for scale in range(2, 6)
        ]
        out[f"multiscale_entropy_{axis}"] = naive_dynamics.mean(
            [out[f"sample_entropy_{axis}"], *coarser]
        )
    return out


def dimensions(t_s, points, rate_hz):
    sizes = basic(t_s, points, rate_hz)
    n, path = len(points), sizes["sway_path_mm"]
    out = {}
    for name, area in (("fd_cc", "circle_area_mm2"), ("fd_ce", "ellipse_area_mm2")):
        across = 2 * math.sqrt(sizes[area] / math.pi)
        out[name] = math.log(n) / math.log(n * across / path)
    seen = slow(points, rate_hz)
    out["katz_fd"] = naive_complexity.katz(seen)
    for k, axis in enumerate(AXES):
        out[f"katz_fd_{axis}"] = naive_complexity.katz([(p[k],) for p in seen])
        out[f"higuchi_fd_{axis}"] = naive_complexity.higuchi([p[k] for p in seen], 10)
    return out
