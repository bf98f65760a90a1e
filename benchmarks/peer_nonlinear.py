"""Nonlinear dynamics in other packages, for `peer_table`.

Every package is given our moments, and the equal parts that ours is the mean of: what remains is
the formula. Where one cannot find the radius of 5 % itself, it is given ours.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from peer_row import Floats, Row, Samples

from balance_arcade.cop.multifractal import multifractal_scales
from balance_arcade.cop.parts import LONGEST_SHORT_PART_S, equal_parts
from balance_arcade.cop.recurrence import recurrence_radius

RATE_HZ = 25.0
DIM, DELAY, SHORTEST = 3, 12, 5
APART, FOLLOWED = 75, 26

OfPart = Callable[[Any, Floats], Any]

_BOTH_SIDES = "whole plot, its main diagonal too; ours to the right of that"
_BESIDE = "the line beside the main diagonal, which a smooth record always has, counts too"
_SINGLE = "takes moments in single precision"
_ONE_END = "windows from the start only, ours from both ends"


def nonlinear_rows(k: int, axis: str) -> Iterator[Row]:
    """Recurrences, divergence, multifractal scaling and Hjorth's measures of one axis."""

    def x(s: Samples) -> Floats:
        return np.ascontiguousarray(s.slow_mm[:, k])

    def mean(of: OfPart) -> Callable[[Any, Samples], float]:
        def measure(p: Any, s: Samples) -> float:
            series = x(s)
            parts = equal_parts(series.size, int(LONGEST_SHORT_PART_S * RATE_HZ))
            return float(np.mean([of(p, series[a:b].copy()) for a, b in parts]))

        return measure

    for name, peer, of, why in _of_parts(axis):
        yield Row(name, peer, mean(of), why)
    yield from _scaling(x, axis)
    for at, name in enumerate((f"hjorth_mobility_{axis}_per_s", f"hjorth_complexity_{axis}")):
        factor = RATE_HZ if at == 0 else 1.0
        yield Row(
            name,
            "antropy",
            lambda p, s, at=at, by=factor: by * p.hjorth_params(x(s))[at],
        )
        yield Row(
            name,
            "neurokit2",
            lambda p, s, at=at, by=factor: by * _kit_hjorth(p, x(s))[at],
        )


def _kit_hjorth(kit: Any, series: Floats) -> tuple[float, float]:
    complexity, info = kit.complexity_hjorth(series)
    return info["Mobility"], complexity


def _of_parts(axis: str) -> Iterator[tuple[str, str, OfPart, str]]:
    """Yield what is the mean of parts: name, package, call for one part, why it differs."""
    for name, key, factor, why in (
        (f"rqa_radius_{axis}_mm", "eps", 1.0, "between the distance that is ours and the next"),
        (f"rqa_determinism_{axis}", "DET", 1.0, ""),
        (f"rqa_mean_diagonal_{axis}_s", "Lmean", RATE_HZ, ""),
        (f"rqa_longest_diagonal_{axis}_s", "Lmax", RATE_HZ, _BESIDE),
        (f"rqa_diagonal_entropy_{axis}", "ENTR", 1.0, ""),
    ):
        yield name, "micromotion", lambda p, v, key=key, by=factor: _rqa(p, v)[key] / by, why
    for name, key, factor in (
        (f"rqa_determinism_{axis}", "Determinism", 1.0),
        (f"rqa_mean_diagonal_{axis}_s", "L", RATE_HZ),
        (f"rqa_diagonal_entropy_{axis}", "LEn", 1.0),
        (f"rqa_laminarity_{axis}", "Laminarity", 1.0),
        (f"rqa_trapping_time_{axis}_s", "TrappingTime", RATE_HZ),
    ):
        yield name, "neurokit2", lambda p, v, key=key, by=factor: _kit_rqa(p, v)[key] / by, ""
    yield (
        f"rqa_longest_diagonal_{axis}_s",
        "neurokit2",
        lambda p, v: 1.0 / _kit_rqa(p, v)["Divergence"] / RATE_HZ,
        _BESIDE,
    )
    for name, of, why in (
        (f"rqa_radius_{axis}_mm", _radius, "5 % of the whole matrix, its main diagonal too"),
        (f"rqa_determinism_{axis}", lambda r: r.determinism(SHORTEST), _SINGLE),
        (
            f"rqa_mean_diagonal_{axis}_s",
            lambda r: r.average_diaglength(SHORTEST) / RATE_HZ,
            _SINGLE,
        ),
        (f"rqa_longest_diagonal_{axis}_s", lambda r: r.max_diaglength() / RATE_HZ, _BESIDE),
        (f"rqa_diagonal_entropy_{axis}", lambda r: r.diag_entropy(SHORTEST), _SINGLE),
        (f"rqa_laminarity_{axis}", lambda r: r.laminarity(SHORTEST), _BOTH_SIDES),
        (
            f"rqa_trapping_time_{axis}_s",
            lambda r: r.trapping_time(SHORTEST) / RATE_HZ,
            _BOTH_SIDES,
        ),
    ):
        yield name, "pyunicorn", lambda p, v, of=of: of(_plot(p, v)), why
    yield (
        f"correlation_dimension_{axis}",
        "nolds",
        lambda p, v: p.corr_dim(
            v,
            emb_dim=DIM,
            lag=DELAY,
            rvals=_just_above(recurrence_radius(v, DELAY)) * np.array([0.5, 1.0]),
            fit="poly",
        ),
        "counts every moment as near itself, against its own note",
    )
    name = f"lyapunov_exponent_{axis}_per_s"
    yield (
        name,
        "nolds",
        lambda p, v: p.lyap_r(
            v,
            emb_dim=DIM,
            lag=DELAY,
            min_tsep=APART,
            tau=1.0 / RATE_HZ,
            trajectory_len=FOLLOWED,
            fit="poly",
        ),
        "",
    )
    yield (
        name,
        "neurokit2",
        lambda p, v: (
            RATE_HZ
            * p.complexity_lyapunov(
                v,
                delay=DELAY,
                dimension=DIM,
                method="rosenstein1993",
                separation=APART,
                len_trajectory=FOLLOWED,
            )[0]
        ),
        "",
    )


def _just_above(radius: float) -> float:
    """Make room for the rounding of a root: the pair at the radius itself is recurrent."""
    return radius * (1.0 + 1e-12)


def _rqa(mm: Any, values: Floats) -> Any:
    return mm.dynamics.rqa(values, dim=DIM, tau=DELAY, rr=0.05, lmin=SHORTEST)


def _kit_rqa(kit: Any, values: Floats) -> Any:
    radius = _just_above(recurrence_radius(values, DELAY))
    found = kit.complexity_rqa(
        values, dimension=DIM, delay=DELAY, tolerance=radius, min_linelength=SHORTEST
    )
    return found[0].iloc[0]


def _plot(pyunicorn: Any, values: Floats) -> Any:
    plots = importlib.import_module(f"{pyunicorn.__name__}.timeseries")
    return plots.RecurrencePlot(
        values,
        dim=DIM,
        tau=DELAY,
        metric="euclidean",
        threshold=_just_above(recurrence_radius(values, DELAY)),
        silence_level=2,
    )


def _radius(plot: Any) -> float:
    return plot.threshold_from_recurrence_rate(plot.distance_matrix("euclidean"), 0.05)


def _scaling(x: Callable[[Samples], Floats], axis: str) -> Iterator[Row]:
    """Generalised Hurst exponents and the singularity spectrum."""
    q = np.arange(-10, 11) / 2.0

    def micromotion(mm: Any, s: Samples) -> dict[str, float]:
        scales = multifractal_scales(x(s).size, RATE_HZ)
        found = mm.dynamics.mfdfa(x(s), qs=q, smin=int(scales[0]), smax=int(scales[-1]), nsc=20)
        return _named(axis, found["h"], found["alpha"])

    def kit(p: Any, s: Samples) -> dict[str, float]:
        scales = multifractal_scales(x(s).size, RATE_HZ)
        found = p.fractal_dfa(x(s), scale=scales, overlap=False, multifractal=True, q=list(q))[1]
        fluctuation = np.log(found["Fluctuations"])
        # It keeps the exponents to itself; the slopes are its own fit.
        h = np.polyfit(np.log(found["scale"]), fluctuation, 1)[0]
        return _named(axis, h, np.gradient(q * h - 1.0, q))

    rounded = _ONE_END + "; scales rounded, not down"
    for name in _named(axis, q, q):
        yield Row(name, "micromotion", lambda p, s, name=name: micromotion(p, s)[name], rounded)
        yield Row(name, "neurokit2", lambda p, s, name=name: kit(p, s)[name], _ONE_END)


def _named(axis: str, h: Floats, alpha: Floats) -> dict[str, float]:
    """Name exponents and singularity strengths of q from -5 to 5 as ours."""
    low, peak, high = float(alpha.min()), float(alpha[10]), float(alpha.max())
    at = {"minus_5": 0, "minus_2": 6, "0": 10, "2": 14, "5": 20}
    return {f"hurst_q_{name}_{axis}": float(h[k]) for name, k in at.items()} | {
        f"multifractal_width_{axis}": high - low,
        f"multifractal_peak_{axis}": peak,
        f"multifractal_asymmetry_{axis}": (high + low - 2.0 * peak) / (high - low or np.nan),
    }
