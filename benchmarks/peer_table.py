"""Which function of which other package measures what, and why it gives another number.

Every call is given the unfiltered samples, so its value stands beside ours of the preset ``raw``.
Entropies, Katz and Higuchi get every k-th sample, as ours do, so that what remains is the formula.
The reasons were read off the sources of the versions named in ``docs/peers.md``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from peer_irregularity import irregularity_rows
from peer_nonlinear import nonlinear_rows
from peer_row import Floats, Row, Samples

PEERS = (
    "antropy",
    "neurokit2",
    "nolds",
    "micromotion",
    "openbalance",
    "EntropyHub",
    "pyunicorn",
)

AXES = ("ml", "ap")
BAND_HZ = (0.15, 5.0)
SEGMENT_S = 20.0


def rows() -> Iterator[Row]:
    """Give the whole table."""
    yield from _places()
    yield from _ways()
    yield from _openbalance()
    for k, axis in enumerate(AXES):
        yield from _spectra(k, axis)
        yield from _diffusion(axis, k)
        yield from _scaling(k, axis)
        yield from _entropies(k, axis)
        yield from _dimensions(k, axis)
        yield from irregularity_rows(k, axis)
        yield from nonlinear_rows(k, axis)
    yield from _diffusion("", slice(None))


def _sway(key: str) -> Callable[[Any, Samples], Any]:
    return lambda mm, s: mm.balance.cop_sway_metrics(s.cop_mm, s.t_s)[key]


def _places() -> Iterator[Row]:
    """Sizes and directions."""
    for axis in AXES:
        yield Row(f"range_{axis}_mm", "micromotion", _sway(f"{axis}_range"))
        yield Row(f"sd_{axis}_mm", "micromotion", _sway(f"{axis}_sd"))
    chi2 = "quantile of χ² (covariance taken as known), ours of F"
    yield Row("ellipse_area_mm2", "micromotion", _sway("area95"), chi2)
    yield Row("ellipse_area_chi2_mm2", "micromotion", _sway("area95"))
    yield Row("hull_area_mm2", "micromotion", lambda mm, s: mm.balance.convex_hull_area(s.cop_mm))
    for name, key in (
        ("rms_mm", "rms_radius"),
        ("planar_deviation_mm", "rms_radius"),
        ("anisotropy", "anisotropy"),
        ("principal_direction_deg", "axis_deg"),
        ("ellipse_angle_deg", "axis_deg"),
    ):
        yield Row(name, "micromotion", lambda mm, s, key=key: mm.sway_geometry(s.cop_mm)[key])
    yield Row(
        "axis_ratio",
        "micromotion",
        lambda mm, s: mm.sway_orientation(s.cop_mm)["anisotropy"],
        "major over minor axis, called anisotropy; ours minor over major",
    )
    yield Row(
        "range_ratio",
        "micromotion",
        _sway("ap_ml_range_ratio"),
        "ap over ml, ours ml over ap",
    )
    yield Row(
        "dispersion_radius_mm", "micromotion", lambda mm, s: mm.posture.dispersion_radius(s.cop_mm)
    )


def _ways() -> Iterator[Row]:
    """Paths, steps and turns."""
    yield Row("sway_path_mm", "micromotion", _sway("path_len"))
    yield Row("mean_velocity_mm_s", "micromotion", _sway("path_rate"))
    yield Row(
        "straightness",
        "micromotion",
        lambda mm, s: mm.heading_persistence(s.cop_mm)["straightness"],
    )
    yield Row(
        "heading_persistence",
        "micromotion",
        lambda mm, s: mm.heading_persistence(s.cop_mm)["persistence"],
        "leaves out the slowest fifth of the steps",
    )
    for k, axis in enumerate(AXES):
        yield Row(
            f"n_direction_changes_{axis}",
            "antropy",
            lambda ant, s, k=k: ant.num_zerocross(np.diff(s.cop_mm[:, k])),
            "a step of no length counts as one of a sign, ours leaves it out",
        )


def _openbalance() -> Iterator[Row]:
    """Name the areas and the path of openbalance, without its filter."""

    def call(key: str) -> Callable[[Any, Samples], Any]:
        def measure(ob: Any, s: Samples) -> Any:
            kinematics = importlib.import_module("openbalance.processing.kinematics")
            trial = ob.Trial(s.cop_mm, s.rate_hz, ["ml", "ap"])
            trial.parameters |= {"COP_x": s.cop_mm[:, 0], "COP_y": s.cop_mm[:, 1]}
            kinematics.calculate_path_length(trial)
            kinematics.calculate_sway_areas(trial)
            return trial.parameters[key]

        return measure

    chi2 = "quantile of χ² although it cites the prediction ellipse of F"
    yield Row("sway_path_mm", "openbalance", call("Path_Length"))
    yield Row("hull_area_mm2", "openbalance", call("Area_Hull"))
    yield Row("ellipse_area_mm2", "openbalance", call("Area_Ellipse"), chi2)
    yield Row("ellipse_area_chi2_mm2", "openbalance", call("Area_Ellipse"))
    sd = "standard deviation of r with 1/(N−1), ours 1/N"
    yield Row("circle_area_mm2", "openbalance", call("Area_Circle"), sd)


def _spectra(k: int, axis: str) -> Iterator[Row]:
    """Frequencies and power."""
    line = "takes the line off the whole record, ours off each segment"
    yield Row(
        f"spectral_mean_frequency_{axis}_hz",
        "micromotion",
        lambda mm, s: mm.mean_frequency(s.cop_mm[:, k], s.rate_hz, BAND_HZ, SEGMENT_S),
        line,
    )
    for share in ("50", "95"):
        yield Row(
            f"f{share}_{axis}_hz",
            "micromotion",
            lambda mm, s, share=share: mm.spectral_edges(s.cop_mm[:, k], s.rate_hz)["f" + share],
            "no band, 2048 samples a segment, mean off instead of a line",
        )
    for name, band in (
        ("power", BAND_HZ),
        ("energy_low", (0.15, 0.5)),
        ("energy_mid", (0.5, 2.0)),
        ("energy_high", (2.0, 5.0)),
    ):
        yield Row(
            f"{name}_{axis}_mm2",
            "micromotion",
            lambda mm, s, band=band: mm.spectral.band_power(
                s.cop_mm[:, k], s.rate_hz, band, SEGMENT_S
            ),
            "trapezoids, which halve the bins at the edges of the band; " + line,
        )


def _diffusion(axis: str, k: int | slice) -> Iterator[Row]:
    """Stabilogram diffusion of an axis, or of the plane."""
    name = f"_{axis}" if axis else ""

    def fit(key: str) -> Callable[[Any, Samples], Any]:
        def measure(mm: Any, s: Samples) -> Any:
            columns = np.atleast_2d(s.slow_mm[:, k].T)
            return mm.dynamics.sda(*columns, fs=s.slow_hz)[key]

        return measure

    log = "whole samples nearest to 60 lags, ours the curve between them; break without bounds"
    for ours, key, why in (
        (f"sda_h_short{name}", "Hs", log),
        (f"sda_h_long{name}", "Hl", log),
        (
            f"sda_diffusion_short{name}_mm2_s",
            "Ds",
            "half of MSD at 1 s on the log-log line, no slope over time",
        ),
        (
            f"sda_diffusion_long{name}_mm2_s",
            "Dl",
            "half of MSD at 1 s on the log-log line, no slope over time",
        ),
        (f"sda_critical_time{name}_s", "dtc", "crossing of the log-log lines, ours of the linear"),
        (f"sda_critical_msd{name}_mm2", "msdc", "as the critical time"),
    ):
        yield Row(ours, "micromotion", fit(key), why)


def _scaling(k: int, axis: str) -> Iterator[Row]:
    """Detrended fluctuation analysis."""
    name = f"dfa_alpha_{axis}"
    yield Row(
        name,
        "antropy",
        lambda ant, s: ant.detrended_fluctuation(np.ascontiguousarray(s.slow_mm[:, k])),
        "scales from 4 samples to a tenth of the record, windows from the start only",
    )
    yield Row(
        name,
        "neurokit2",
        lambda nk, s: nk.fractal_dfa(s.slow_mm[:, k])[0],
        "scales from 10 samples to a tenth of the record, windows overlap",
    )
    yield Row(
        name,
        "nolds",
        lambda nolds, s: nolds.dfa(s.slow_mm[:, k], fit_exp="poly"),
        "scales from 4 samples to a tenth of the record, windows overlap",
    )
    yield Row(
        name,
        "micromotion",
        lambda mm, s: mm.dynamics.dfa(s.slow_mm[:, k], fs=s.slow_hz, min_scale_s=0.3)["alpha"],
        "18 scales, up to a quarter of the record, windows from the start only",
    )


def _entropies(k: int, axis: str) -> Iterator[Row]:
    """Entropies with m = 2 and r a fifth of the standard deviation."""
    one_less = "standard deviation with 1/(N−1); agrees when given our r"
    other_r = "r is 0.2006 standard deviations with 1/(N−1); agrees when given our r"
    for name, order in ((f"sample_entropy_{axis}", 0), (f"sample_entropy_increments_{axis}", 1)):

        def series(s: Samples, order: int = order) -> Floats:
            return np.ascontiguousarray(np.diff(s.slow_mm[:, k], n=order))

        yield Row(name, "antropy", lambda p, s, x=series: p.sample_entropy(x(s), order=2))
        yield Row(
            name,
            "neurokit2",
            lambda p, s, x=series: p.entropy_sample(x(s), dimension=2)[0],
            one_less,
        )
        yield Row(name, "nolds", lambda p, s, x=series: p.sampen(x(s), emb_dim=2), other_r)
        yield Row(name, "micromotion", lambda p, s, x=series: p.sample_entropy(x(s)))

    def plain(s: Samples) -> Floats:
        return np.ascontiguousarray(s.slow_mm[:, k])

    name = f"approximate_entropy_{axis}"
    yield Row(name, "antropy", lambda p, s: p.app_entropy(plain(s), order=2))
    yield Row(
        name,
        "neurokit2",
        lambda p, s: p.entropy_approximate(plain(s), dimension=2)[0],
        one_less,
    )
    yield Row(name, "micromotion", lambda p, s: p.dynamics.apen(plain(s)))
    yield Row(
        f"multiscale_entropy_{axis}",
        "neurokit2",
        lambda p, s: p.entropy_multiscale(plain(s), scale=[1, 2, 3, 4, 5], dimension=2)[0],
        "area under the curve by trapezoids over the number of scales, ours their mean; "
        "standard deviation with 1/(N−1)",
    )


def _dimensions(k: int, axis: str) -> Iterator[Row]:
    """Fractal dimensions."""

    def plain(s: Samples) -> Floats:
        return np.ascontiguousarray(s.slow_mm[:, k])

    yield Row(f"katz_fd_{axis}", "antropy", lambda p, s: p.katz_fd(plain(s)))
    yield Row(f"katz_fd_{axis}", "neurokit2", lambda p, s: p.fractal_katz(plain(s))[0])
    name = f"higuchi_fd_{axis}"
    yield Row(name, "antropy", lambda p, s: p.higuchi_fd(plain(s), kmax=10))
    yield Row(name, "neurokit2", lambda p, s: p.fractal_higuchi(plain(s), k_max=10)[0])
