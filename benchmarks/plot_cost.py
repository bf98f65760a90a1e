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

LENGTHS = (1_000, 10_000, 100_000, 1_000_000)

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 90.0, 300.0, 60.0, 70.0
INK, GRID, PAPER = "#18243F", "#cfd5e0", "#F7F7F2"
COLOURS = ("#18243F", "#B5442E", "#2E7D5B", "#6A4FB3", "#B8860B", "#1F7A9C", "#8A3B6B")
LEAST_GAP = 20.0


class Curve(NamedTuple):
    """Times of one job, a point for each length, and whether all of it was answered there."""

    name: str
    times_s: list[float]
    whole: list[bool]


class Frame(NamedTuple):
    """Where a length and a time lie on the paper; decades at the edges."""

    n_from: float
    n_to: float
    s_from: int
    s_to: int

    def x(self, n: float) -> float:
        """Place of a length."""
        share = (math.log10(n) - self.n_from) / (self.n_to - self.n_from)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, seconds: float) -> float:
        """Place of a time."""
        share = (math.log10(seconds) - self.s_from) / (self.s_to - self.s_from)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


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


def text(x: float, y: float, words: str, more: str = "") -> str:
    """Write words."""
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'


def axes(frame: Frame) -> list[str]:
    """Draw the grid and what it means."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    out = []
    for n in LENGTHS:
        x = frame.x(n)
        out.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="{GRID}"/>')
        out.append(text(x, bottom + 22, f"{n:,}", 'text-anchor="middle"'))
    for power in range(frame.s_from, frame.s_to + 1):
        y = frame.y(10.0**power)
        out.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="{GRID}"/>')
        out.append(text(LEFT - 10, y + 5, seconds(power), 'text-anchor="end"'))
    middle = (LEFT + right) / 2
    out.append(text(middle, bottom + 50, "samples in the record", 'text-anchor="middle"'))
    return out


def draw(curves: list[Curve], caption: str) -> str:
    """Make the picture."""
    every = [t for curve in curves for t in curve.times_s]
    frame = Frame(
        math.log10(LENGTHS[0]),
        math.log10(LENGTHS[-1]),
        math.floor(math.log10(min(every))),
        math.ceil(math.log10(max(every))),
    )
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="14" role="img" '
        'aria-label="Time that each group of descriptors takes over the number of samples">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<g fill="{INK}">',
        text(LEFT, 26, "Time against length, one thread", 'font-size="18" font-weight="bold"'),
        text(LEFT, 46, caption, 'font-size="12"'),
        *axes(frame),
        "</g>",
    ]
    labels = spread([frame.y(curve.times_s[-1]) for curve in curves])
    for curve, label_y, colour in zip(curves, labels, COLOURS, strict=True):
        points = [(frame.x(n), frame.y(t)) for n, t in zip(LENGTHS, curve.times_s, strict=True)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        x_end, y_end = points[-1]
        out.append(f'<g fill="{colour}" stroke="none">')
        out.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        for (x, y), whole in zip(points, curve.whole, strict=True):
            fill = colour if whole else PAPER
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}"/>')
        out.append(
            f'<path d="M{x_end + 6:.1f} {y_end:.1f}L{x_end + 24:.1f} {label_y:.1f}" '
            f'stroke="{colour}"/>'
        )
        last = f"{curve.name}, {shown(curve.times_s[-1])}"
        out.append(text(x_end + 28, label_y + 5, last))
        out.append("</g>")
    return "\n".join([*out, "</svg>", ""])


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
