"""Time the frequency and complexity descriptors against the length of the record.

Run ``python benchmarks/bench_descriptors_frequency.py [N_SAMPLES ...]`` on a quiet machine. One
thread, its processor time; each time is the best of as many runs as fit into about a second, at
least one, after one on a short record. Other packages: ``bench_peers.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import numpy as np
from common import Floats, best_s, machine, sway

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import fit_diffusion, mean_square_displacement
from balance_arcade.cop.diffusion_rows import LONGEST_S
from balance_arcade.cop.entropy import approximate_entropy, sample_entropy
from balance_arcade.cop.fractal import higuchi_dimension, katz_dimension
from balance_arcade.cop.spectrum import describe_spectrum, welch

Job = Callable[[Floats], object]

RATE_HZ = 1000.0
LENGTHS = (1_000, 6_000, 60_000, 600_000)


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


def ours() -> dict[str, Job]:
    """Name what is timed."""
    return {
        "sample entropy": lambda c: sample_entropy(c[:, 0]),
        "sample entropy, white noise": lambda c: sample_entropy(noise(len(c))),
        "approximate entropy": lambda c: approximate_entropy(c[:, 0]),
        "DFA": lambda c: dfa_alpha(c[:, 0], RATE_HZ),
        "Higuchi, k up to 10": lambda c: higuchi_dimension(c[:, 0]),
        "Katz": lambda c: katz_dimension(c[:, 0]),
        "spectrum, one axis": spectra,
        "diffusion, all lags, 2 axes + plane": diffusion,
        "the whole default set": whole,
    }


def noise(n_samples: int) -> Floats:
    """White noise: the hardest for sample entropy."""
    return np.random.default_rng(21).normal(size=n_samples)


def main() -> None:
    """Print the table."""
    lengths = [int(a) for a in sys.argv[1:]] or list(LENGTHS)
    records = {n: np.asfortranarray(sway(n, RATE_HZ)) for n in lengths}
    print(f"{machine()}; seconds")
    print("| job | " + " | ".join(f"{n:,}" for n in lengths) + " |")
    print("| --- |" + " ---: |" * len(lengths))
    for job, call in ours().items():
        call(records[lengths[0]])
        cells = [f"{best_s(partial(call, records[n])):.4f}" for n in lengths]
        print(f"| {job} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
