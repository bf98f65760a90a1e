"""Sway of simulated persons by the definitions of the BDS tables, and the tables' bands.

Written from the definitions with NumPy and SciPy alone, apart from the platform's own metrics.
Run it to print the table of docs/simulated-person.md::

    python tests/unit/hw/sway_norms.py 200

Norms: Santos and Duarte 2016, "A public data set of human balance evaluations", PeerJ 4:e2648,
doi 10.7717/peerj.2648, data CC BY 4.0: 5 % to 95 % of the subjects' medians, eyes open, firm.
"""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
from scipy import signal, stats

from balance_arcade.hw import open_board

RATE_HZ = 100.0
SECONDS = 60
NAMES = ("area cm2", "velocity cm/s", "frequency Hz")
BANDS = {
    "healthy": ((0.67, 5.93), (0.52, 1.51), (0.130, 0.387)),
    "older": ((0.85, 5.52), (0.69, 2.07), (0.141, 0.486)),
}
MEDIANS = {"healthy": (1.95, 0.80, 0.220), "older": (2.17, 1.00, 0.274)}


def cop_mm(address, seconds=SECONDS):
    """Centre of pressure (n, 2) of a simulated board, from its corner forces."""
    with open_board(address) as board:
        samples = [board.read(0.0)[0] for _ in range(round(seconds * RATE_HZ))]
        half_width, half_length = board.info.geometry.corners_mm()[1]
    tl, tr, bl, br = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples]).T
    fz = tl + tr + bl + br
    return np.c_[half_width * (tr + br - tl - bl) / fz, half_length * (tl + tr - bl - br) / fz]


def sway(cop):
    """Area (cm2), velocity (cm/s) and mean frequency (Hz) as the BDS tables define them."""
    n = len(cop)
    quantile = stats.f.ppf(0.95, 2, n - 2)
    spread = np.sqrt(np.linalg.det(np.cov(cop.T)))
    area_mm2 = np.pi * quantile * 2.0 * (n - 1) * (n + 1) / (n * (n - 2)) * spread
    path_mm = np.hypot(*np.diff(cop, axis=0).T).sum()
    weighted = power = 0.0
    for axis in range(2):
        frequency, density = signal.welch(
            cop[:, axis],
            RATE_HZ,
            window="hann",
            nperseg=round(n / 2),
            noverlap=round(n / 4),
            detrend="constant",
        )
        weighted += np.trapezoid(frequency * density, frequency)
        power += np.trapezoid(density, frequency)
    return area_mm2 / 100.0, path_mm / (n / RATE_HZ) / 10.0, weighted / power


def survey(profile, n_seeds):
    """Sway (n_seeds, 3) of the first persons of a kind, each 60 s."""
    return np.array([_sway_of(profile, number) for number in range(1, n_seeds + 1)])


@cache
def _sway_of(profile, number):
    return sway(cop_mm(f"sim:?seed={number}&profile={profile}&speed=0"))


def main(n_seeds):
    """Print the table."""
    print(f"| profile | {n_seeds} seeds | lowest | 5 % | median | 95 % | highest | inside |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for profile in ("healthy", "older", "frail", "stroke_left", "athlete"):
        values = survey(profile, n_seeds)
        for k, name in enumerate(NAMES):
            cells = [f"{x:.3g}" for x in np.percentile(values[:, k], [0, 5, 50, 95, 100])]
            inside = ""
            if profile in BANDS:
                low, high = BANDS[profile][k]
                n_inside = int(np.sum((values[:, k] >= low) & (values[:, k] <= high)))
                inside = f"{n_inside} of {n_seeds}"
            print(f"| {profile} | {name} | {' | '.join(cells)} | {inside} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
