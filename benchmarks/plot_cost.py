"""Measure the cost of the descriptors against the length of the record, and draw it.

Run ``python benchmarks/plot_cost.py [FILE.svg]`` on a quiet machine; without a name it writes
``docs/cost.svg``. One thread, processor time of that thread; each time is the best of as many runs
as fit into a second, at least one, after a warm-up. Records up to 10,000 samples are of 100 Hz,
longer ones of 1000 Hz. A hollow point is a record too short for part of what is measured there.
"""

from __future__ import annotations

import itertools
import math
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import LONGEST_SLOW, Floats, best_s, rate_of, sway

from balance_arcade.cop.basics import record_sums
from balance_arcade.cop.batch import TrialMetrics, analyze_trial
from balance_arcade.cop.density import density_values
from balance_arcade.cop.describe import sway_values
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import mean_square_displacement
from balance_arcade.cop.entropy import sample_entropy
from balance_arcade.cop.groups_time import time_values
from balance_arcade.cop.prepare import prepare, run_rows
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Drawing, Paint, Point, Type
from balance_arcade.reports.look import BLUE, INK, LINE, PAPER

LENGTHS = (1_000, 10_000, 100_000, 1_000_000)

WIDTH, HEIGHT = 890.0, 520.0
LEFT, RIGHT, TOP, BOTTOM = 90.0, 560.0, 60.0, 450.0
COLOURS = (INK, "#B5442E", "#2E7D5B", "#6A4FB3", "#8A5A00", BLUE, "#8A3B6B")
LEAST_GAP = 20.0


class Curve(NamedTuple):
    """Times of one job, a point for each length, and whether all of it was answered there."""

    name: str
    times_s: list[float]
    whole: list[bool]


def jobs(cop_mm: Floats) -> dict[str, Callable[[], object]]:
    """Name what is timed."""
    n = len(cop_mm)
    rate_hz = rate_of(n)
    t_s, ml = np.arange(n) / rate_hz, np.ascontiguousarray(cop_mm[:, 0])
    used = prepare(t_s, cop_mm, rate_hz, None)

    def sums() -> Floats:
        return record_sums(used, run_rows(used))

    return {
        "whole default set": lambda: analyze_trial(t_s, cop_mm, rate_hz=rate_hz),
        "positional and dynamic": lambda: time_values(used, sums(), n / rate_hz),
        "path, velocity, ellipse": lambda: sway_values(sums(), n / rate_hz),
        "sample entropy, every sample": lambda: sample_entropy(ml),
        "DFA, 20 scales": lambda: dfa_alpha(ml, rate_hz),
        "diffusion, all lags": lambda: mean_square_displacement(ml),
        "sway density": lambda: density_values(cop_mm, [(0, n)], rate_hz=rate_hz),
    }


def answered(found: object) -> bool:
    """Tell whether nothing was refused."""
    if isinstance(found, TrialMetrics):
        return not found.refused
    # Corner forces, which these records do not have, are no part of what is timed.
    named = found if isinstance(found, dict) else {"": found}
    values = [v for name, v in named.items() if "load" not in name]
    return bool(all(np.isfinite(v).all() for v in values))


def measure() -> list[Curve]:
    """Time every job at every length."""
    for call in jobs(sway(30_000)).values():
        call()
    curves: dict[str, Curve] = {}
    for n in LENGTHS:
        for name, call in jobs(sway(n)).items():
            curve = curves.setdefault(name, Curve(name, [], []))
            curve.whole.append(answered(call()))
            curve.times_s.append(best_s(call))
    return list(curves.values())


def spread(places: list[float]) -> list[float]:
    """Move labels down until none covers another, then all up by half of what that took."""
    order = sorted(range(len(places)), key=places.__getitem__)
    out = list(places)
    for above, here in itertools.pairwise(order):
        out[here] = max(out[here], out[above] + LEAST_GAP)
    shift = sum(out) / len(out) - sum(places) / len(places)
    return [y - shift for y in out]


def seconds(power: int) -> str:
    """Name a decade of time."""
    for unit, least in (("s", 0), ("ms", -3), ("µs", -6)):
        if power >= least:
            return f"{10 ** (power - least)} {unit}"
    return f"1e{power} s"


def draw_axes(drawing: Drawing, n_axis: Axis, s_axis: Axis) -> None:
    """Draw the grid and what it means."""
    grid = Paint(stroke=LINE)
    for n in LENGTHS:
        x = n_axis.place(n)
        drawing.line([(x, TOP), (x, BOTTOM)], grid)
        drawing.text((x, BOTTOM + 22.0), f"{n:,}", Type(14.0, anchor="middle"))
    for tick in s_axis.ticks(1):
        y = s_axis.place(tick)
        drawing.line([(LEFT, y), (RIGHT, y)], grid)
        words = seconds(round(math.log10(tick)))
        drawing.text((LEFT - 10.0, y + 5.0), words, Type(14.0, anchor="end"))
    middle = (LEFT + RIGHT) / 2.0
    drawing.text((middle, BOTTOM + 50.0), "samples in the record", Type(14.0, anchor="middle"))


def draw_curve(
    drawing: Drawing, points: list[Point], curve: Curve, label_y: float, colour: str
) -> None:
    """Draw one job's times, and its name beside the last."""
    drawing.line(points, Paint(stroke=colour, width=2.5))
    for place, whole in zip(points, curve.whole, strict=True):
        drawing.circle(place, 4.0, Paint(fill=colour if whole else PAPER, stroke=colour))
    x_end, y_end = points[-1]
    drawing.line([(x_end + 6.0, y_end), (x_end + 24.0, label_y)], Paint(stroke=colour))
    last = f"{curve.name}, {shown(curve.times_s[-1])}"
    drawing.text((x_end + 28.0, label_y + 5.0), last, Type(14.0, colour))


def draw(curves: list[Curve], caption: str) -> str:
    """Make the picture."""
    every = [t for curve in curves for t in curve.times_s]
    decades = (math.floor(math.log10(min(every))), math.ceil(math.log10(max(every))))
    n_axis = Axis(LENGTHS[0], LENGTHS[-1], LEFT, RIGHT, log=True)
    s_axis = Axis(10.0 ** decades[0], 10.0 ** decades[1], BOTTOM, TOP, log=True)
    title = "Time that each group of descriptors takes over the number of samples"
    drawing = Drawing(WIDTH, HEIGHT, title)
    drawing.rect((0.0, 0.0), (WIDTH, HEIGHT), Paint(fill=PAPER))
    drawing.text((LEFT, 26.0), "Time against length, one thread", Type(18.0, bold=True))
    drawing.text((LEFT, 46.0), caption, Type(11.0))
    draw_axes(drawing, n_axis, s_axis)
    labels = spread([s_axis.place(curve.times_s[-1]) for curve in curves])
    for curve, label_y, colour in zip(curves, labels, COLOURS, strict=True):
        pairs = zip(LENGTHS, curve.times_s, strict=True)
        points = [(n_axis.place(n), s_axis.place(t)) for n, t in pairs]
        draw_curve(drawing, points, curve, label_y, colour)
    return drawing.file_text()


def shown(time_s: float) -> str:
    """Write a time for a label."""
    return f"{time_s:.1f} s" if time_s >= 1.0 else f"{1e3 * time_s:.0f} ms"


def main() -> None:
    """Measure, print the table, write the picture."""
    default = Path(__file__).resolve().parents[1] / "docs" / "cost.svg"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    curves = measure()
    print("| milliseconds | " + " | ".join(f"{n:,}" for n in LENGTHS) + " |")
    print("| --- |" + " ---: |" * len(LENGTHS))
    for curve in curves:
        print(f"| {curve.name} | " + " | ".join(f"{1e3 * t:,.3f}" for t in curve.times_s) + " |")
    caption = (
        f"100 Hz up to {LONGEST_SLOW:,} samples, then 1000 Hz; hollow: part of it refused, too "
        f"short; {platform.machine()}, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}"
    )
    path.write_text(draw(curves, caption), encoding="utf-8")


if __name__ == "__main__":
    main()
