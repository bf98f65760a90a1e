"""Cost of the positional and dynamic descriptors against the length of the record.

Run from the repository: ``python benchmarks/bench_descriptors_time.py``. One thread, its processor
time, best of some runs after a warm-up. The last lines compare with plain quadratic NumPy loops at
6,000 samples.
"""

from __future__ import annotations

import numpy as np
from common import best_s, machine, naive_stays, naive_width, rate_of, sway

from balance_arcade.cop.boundary import time_to_boundary
from balance_arcade.cop.density import density_values, stay_counts
from balance_arcade.cop.geometry_kernels import convex_hull, hull_area_and_diameter
from balance_arcade.cop.gravity import gravity_by_pendulum
from balance_arcade.cop.motion import motion_values
from balance_arcade.cop.position import position_values
from balance_arcade.cop.quijoux2021 import smooth_order_4
from balance_arcade.cop.rambling import decompose
from balance_arcade.cop.record_sums import sum_series
from balance_arcade.cop.swarii import resample
from balance_arcade.cop.velocity_peaks import velocity_values

FEET = [(-150.0, -90.0), (150.0, -90.0), (120.0, 130.0), (-120.0, 130.0)]
LENGTHS = (1_000, 6_000, 60_000, 600_000)
N_NAIVE = 6_000


def best_after_first(call):
    """Take the best of some runs after a warm-up."""
    call()
    return best_s(call, patience_s=0.3)


def width(cop_mm):
    """Measure hull and planar range."""
    points = cop_mm[np.lexsort((cop_mm[:, 1], cop_mm[:, 0]))]
    return hull_area_and_diameter(convex_hull(points))


def works(n, rate_hz):
    """List what is timed."""
    t, cop = np.arange(n) / rate_hz, sway(n, rate_hz)
    nothing = np.full(n, np.nan)
    runs = [(0, n)]
    sums = sum_series(t, cop, nothing, nothing, np.array(runs))
    still = np.full((n, 2), 1.0)
    motion = {"rate_hz": rate_hz, "max_step_s": 1.5 / rate_hz, "duration_s": n / rate_hz}
    return {
        "position": lambda: position_values(cop, sums),
        "planar range": lambda: width(cop),
        "motion": lambda: motion_values(t, cop, sd_mm=(4.0, 4.0), **motion),
        "velocity peaks": lambda: velocity_values(cop, runs, rate_hz=rate_hz),
        "sway density": lambda: density_values(cop, runs, rate_hz=rate_hz),
        "sway density, still": lambda: stay_counts(still, 3.0),
        "SWARII 25 Hz": lambda: resample(t, cop),
        "order 4 filter": lambda: smooth_order_4(cop[:, 0].copy(), rate_hz),
        "time to boundary": lambda: time_to_boundary(
            cop, FEET, rate_hz=rate_hz, motion="quadratic"
        ),
        "gravity, pendulum": lambda: gravity_by_pendulum(cop[:, 0], rate_hz=rate_hz, height_m=1.7),
        "rambling": lambda: decompose(cop[:, 0], cop[:, 1], rate_hz=rate_hz),
    }


def naive_swarii(t, rate_hz=25.0):
    """Do only the search for each window's samples, over all of them."""
    times = t.tolist()
    now = times[0]
    while now < times[-1]:
        _ = [i for i, v in enumerate(times) if abs(v - now) < 0.04]
        now += 1.0 / rate_hz


def main():
    """Print the tables."""
    print(f"{machine()}; milliseconds")
    table = {n: works(n, rate_of(n)) for n in LENGTHS}
    print(f"{'':22}" + "".join(f"{n:>12,}" for n in LENGTHS))
    for name in table[LENGTHS[0]]:
        row = [best_after_first(table[n][name]) for n in LENGTHS]
        print(f"{name:22}" + "".join(f"{1e3 * v:12.3f}" for v in row))
    t, cop = np.arange(N_NAIVE) / 100.0, sway(N_NAIVE)
    print(f"\nAgainst a quadratic loop at {N_NAIVE:,} samples of 100 Hz:")
    for name, slow, fast in (
        ("sway density", lambda: naive_stays(cop), lambda: stay_counts(cop, 3.0)),
        ("planar range", lambda: naive_width(cop), lambda: width(cop)),
        ("SWARII", lambda: naive_swarii(t), lambda: resample(t, cop)),
    ):
        naive_s = best_s(slow, patience_s=0.1)
        ours_s = best_after_first(fast)
        ratio = naive_s / ours_s
        print(f"{name:22}{naive_s:10.3f} s{1e3 * ours_s:10.3f} ms  {ratio:8.0f} times")


if __name__ == "__main__":
    main()
