"""Irregularity in other packages, for `peer_table`."""

from __future__ import annotations

import contextlib
import importlib
import io
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from peer_row import Floats, Row, Samples

N_SCALES = 10
_ONE_LESS = "standard deviation with 1/(N−1); agrees when given our r"
_BITS = "entropy in bits over a natural logarithm: 1 / ln 2 of ours"


def irregularity_rows(k: int, axis: str) -> Iterator[Row]:
    """Fuzzy, ordinal, dispersion and refined entropies, words, asymmetry of one axis."""

    def x(s: Samples) -> Floats:
        return np.ascontiguousarray(s.slow_mm[:, k])

    def radius(s: Samples) -> float:
        return 0.2 * float(x(s).std())

    name = f"fuzzy_entropy_{axis}"
    yield Row(name, "neurokit2", lambda p, s: p.entropy_fuzzy(x(s), dimension=2)[0], _ONE_LESS)
    yield Row(name, "EntropyHub", lambda p, s: p.FuzzEn(x(s), m=2, r=(radius(s), 1))[0][-1])
    yield from _orders(x, axis)
    yield from _refined(x, radius, axis)
    for name, series in (
        (f"lempel_ziv_{axis}", lambda s: x(s) > x(s).mean()),
        (f"lempel_ziv_increments_{axis}", lambda s: np.diff(x(s)) > 0.0),
    ):
        yield Row(
            name,
            "antropy",
            lambda p, s, of=series: p.lziv_complexity(of(s).astype(int), normalize=True),
        )
        yield Row(
            name,
            "neurokit2",
            lambda p, s, of=series: p.complexity_lempelziv(of(s).astype(int), symbolize=None)[0],
        )
    for name, key in ((f"porta_asymmetry_{axis}", "PI"), (f"guzik_asymmetry_{axis}", "C1d")):
        yield Row(name, "neurokit2", _heart_rate_asymmetry(x, key))


def _orders(x: Callable[[Samples], Floats], axis: str) -> Iterator[Row]:
    """Permutation and dispersion entropies."""
    name = f"permutation_entropy_{axis}"
    yield Row(name, "antropy", lambda p, s: p.perm_entropy(x(s), order=4, normalize=True))
    yield Row(name, "neurokit2", lambda p, s: p.entropy_permutation(x(s), dimension=4)[0])
    yield Row(
        f"weighted_permutation_entropy_{axis}",
        "neurokit2",
        lambda p, s: p.entropy_permutation(x(s), dimension=4, weighted=True)[0],
    )
    for name, steps, n_kinds in (
        (f"dispersion_entropy_{axis}", False, 216),
        (f"fluctuation_dispersion_entropy_{axis}", True, 121),
    ):
        yield Row(
            name,
            "neurokit2",
            lambda p, s, f=steps: p.entropy_dispersion(x(s), dimension=3, c=6, fluctuation=f)[0],
            _BITS + ("" if n_kinds == 216 else ", over ln 216 and not ln 121"),
        )
        yield Row(
            name,
            "EntropyHub",
            lambda p, s, f=steps: p.DispEn(x(s), m=3, c=6, Fluct=f, Norm=True)[0],
        )


def _refined(
    x: Callable[[Samples], Floats], radius: Callable[[Samples], float], axis: str
) -> Iterator[Row]:
    """Refined multiscale entropy: the index and two scales."""

    def hub(p: Any, s: Samples) -> Floats:
        how = p.MSobject("SampEn", m=2, r=radius(s))
        # It writes a dot for every series.
        with contextlib.redirect_stdout(io.StringIO()):
            return p.cMSEn(x(s), how, Scales=N_SCALES, RadNew=0, Refined=True)[0]

    def kit(p: Any, s: Samples) -> Floats:
        scales = list(range(1, N_SCALES + 1))
        found = p.entropy_multiscale(
            x(s), scale=scales, dimension=2, tolerance=radius(s), method="RCMSEn"
        )
        return found[1]["Value"]

    for name, of in (
        (f"complexity_index_{axis}", np.sum),
        (f"refined_entropy_scale_5_{axis}", lambda curve: curve[4]),
        (f"refined_entropy_scale_10_{axis}", lambda curve: curve[9]),
    ):
        yield Row(
            name,
            "neurokit2",
            lambda p, s, of=of: of(kit(p, s)),
            "takes every s-th value where the paper takes the mean of s",
        )
        yield Row(
            name,
            "EntropyHub",
            lambda p, s, of=of: of(hub(p, s)),
            "leaves out up to s − 1 means at the end",
        )


def _heart_rate_asymmetry(
    x: Callable[[Samples], Floats], key: str
) -> Callable[[Any, Samples], float]:
    """Porta's and Guzik's percentages or shares, from -1 to 1; no public function has them."""

    def measure(p: Any, s: Samples) -> float:
        module = importlib.import_module(f"{p.__name__}.hrv.hrv_nonlinear")
        # It divides by the values, which are taken for intervals between beats.
        found = module._hrv_nonlinear_poincare_hra(x(s) + 1e3, out={})  # noqa: SLF001
        share = found[key] / (100.0 if key == "PI" else 1.0)
        return 2.0 * float(share) - 1.0 if math.isfinite(share) else math.nan

    return measure
