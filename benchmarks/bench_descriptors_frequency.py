"""Time the frequency and complexity descriptors beside those of other packages.

Run ``python benchmarks/bench_descriptors_frequency.py [N_SAMPLES ...]`` on a quiet machine. Peers
that are not installed (extra ``bench``) are left out. Everything runs in one thread; each time is
the best of as many runs as fit into about a second, at least one, after one on a short record. A
peer that would take longer than ``PATIENCE_S``, reckoned from its last time, is not run.
"""

from __future__ import annotations

import importlib
import math
import platform
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import LONGEST_S, fit_diffusion, mean_square_displacement
from balance_arcade.cop.entropy import approximate_entropy, sample_entropy
from balance_arcade.cop.fractal import higuchi_dimension, katz_dimension
from balance_arcade.cop.spectrum import describe_spectrum, welch

Floats = npt.NDArray[np.float64]
Row = tuple[str, str, Callable[[Floats], object]]

RATE_HZ = 1000.0
LENGTHS = (1_000, 6_000, 60_000, 600_000)
PATIENCE_S = 20.0


def record(n_samples: int) -> Floats:
    """Make sway: pulled back to the middle, with noise; two columns, each in a row of memory."""
    rng = np.random.default_rng(20)
    steps = rng.normal(size=(n_samples, 2)) * (0.1, 0.15)
    out = np.empty((n_samples, 2))
    place = np.zeros(2)
    for i in range(n_samples):
        place = 0.9995 * place + steps[i]
        out[i] = place
    return np.asfortranarray(out + 0.02 * rng.normal(size=out.shape))


def diffusion(cop: Floats) -> object:
    """Every lag of both axes, and the three fits."""
    curves = [mean_square_displacement(cop[:, k]) for k in (0, 1)]
    longest_s = min(LONGEST_S, len(cop) / RATE_HZ / 3.0)
    return [fit_diffusion(c, RATE_HZ, longest_s) for c in (*curves, curves[0] + curves[1])]


def spectra(cop: Floats) -> object:
    """Spectrum of one axis and what describes it."""
    n_segment = min(len(cop), round(20.0 * RATE_HZ))
    found = welch(cop[:, 0], RATE_HZ, n_segment=n_segment, n_overlap=n_segment // 2)
    return describe_spectrum(found, (0.15, 5.0), "rectangles")


def whole(cop: Floats) -> object:
    """Everything that a trial is measured by."""
    return analyze_trial(np.arange(len(cop)) / RATE_HZ, cop, rate_hz=RATE_HZ)


def ours() -> list[Row]:
    """Name what is ours: job, package, call."""
    return [
        ("sample entropy", "ours", lambda c: sample_entropy(c[:, 0])),
        ("sample entropy, white noise", "ours", lambda c: sample_entropy(noise(len(c)))),
        ("approximate entropy", "ours", lambda c: approximate_entropy(c[:, 0])),
        ("DFA", "ours, 20 scales", lambda c: dfa_alpha(c[:, 0], RATE_HZ)),
        ("Higuchi, k up to 10", "ours", lambda c: higuchi_dimension(c[:, 0])),
        ("Katz", "ours", lambda c: katz_dimension(c[:, 0])),
        ("spectrum, one axis", "ours", spectra),
        ("diffusion, all lags, 2 axes + plane", "ours", diffusion),
        ("the whole default set", "ours", whole),
    ]


def noise(n_samples: int) -> Floats:
    """White noise: the hardest for sample entropy."""
    return np.random.default_rng(21).normal(size=n_samples)


def peers() -> list[Row]:
    """Name the same jobs by the packages that are installed."""
    rows: list[Row] = []
    found = {name: load(name) for name in ("antropy", "neurokit2", "nolds")}
    if ant := found["antropy"]:
        rows += [
            ("sample entropy", "antropy", lambda c: ant.sample_entropy(c[:, 0], order=2)),
            ("approximate entropy", "antropy", lambda c: ant.app_entropy(c[:, 0], order=2)),
            ("DFA", "antropy", lambda c: ant.detrended_fluctuation(c[:, 0])),
            ("Higuchi, k up to 10", "antropy", lambda c: ant.higuchi_fd(c[:, 0], kmax=10)),
            ("Katz", "antropy", lambda c: ant.katz_fd(c[:, 0])),
        ]
    if kit := found["neurokit2"]:
        rows += [
            ("sample entropy", "neurokit2", lambda c: kit.entropy_sample(c[:, 0], dimension=2)),
            ("DFA", "neurokit2", lambda c: kit.fractal_dfa(c[:, 0])),
        ]
    if nol := found["nolds"]:
        rows += [
            ("sample entropy", "nolds", lambda c: nol.sampen(c[:, 0], emb_dim=2)),
            ("DFA", "nolds", lambda c: nol.dfa(c[:, 0])),
        ]
    return rows


def load(name: str) -> object:
    """Import a peer, or say that it is not here."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out")
        return None


def best_s(call: Callable[[Floats], object], cop: Floats) -> float:
    """Time a call."""
    times: list[float] = []
    while not times or (sum(times) < 1.0 and len(times) < 7):
        start = time.perf_counter()
        call(cop)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the table."""
    lengths = [int(a) for a in sys.argv[1:]] or list(LENGTHS)
    records = {n: record(n) for n in lengths}
    short = np.asfortranarray(record(30_000)[::20])
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}")
    print("| job | by | value of 1,500 | " + " | ".join(f"{n:,}" for n in lengths) + " |")
    print("| --- | --- | ---: |" + " ---: |" * len(lengths))
    rows = sorted(ours() + peers(), key=lambda row: [r[0] for r in ours()].index(row[0]))
    for job, package, call in rows:
        value = call(short)
        value = value[0] if isinstance(value, tuple) else value
        cells = [f"{float(value):.4f}" if isinstance(value, float | np.floating) else ""]
        last_n, last_s = 0, 0.0
        for n in lengths:
            # Quadratic at worst; what is ours is always run.
            if last_n and last_s * (n / last_n) ** 2 > PATIENCE_S and not package.startswith("our"):
                cells.append(f"> {PATIENCE_S:g}?")
                last_n, last_s = n, math.inf
                continue
            last_n, last_s = n, best_s(call, records[n])
            cells.append(f"{last_s:.4f}")
        print(f"| {job} | {package} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
