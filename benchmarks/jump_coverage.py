"""Whether the true value lies within the expanded uncertainty: simulated jumps, five rates.

Run ``python benchmarks/jump_coverage.py [--seeds N] [--test T]``; docs/jumps.md has the table. A
share below 95 % is marked, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

import numpy as np

from balance_arcade.assess.jump_record import JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.testing.jump_models import (
    SimulatedJump,
    countermovement_jump,
    drop_jump,
    squat_jump,
)

RATES_HZ = (100.0, 200.0, 500.0, 1000.0, 2000.0)
MODELS: dict[str, tuple[Callable[[int, float], SimulatedJump], dict[str, str]]] = {
    "cmj": (
        countermovement_jump,
        {
            "body_weight_n": "weight_n",
            "take_off_velocity_m_s": "take_off_m_s",
            "jump_height_impulse_m": "height_m",
            "flight_time_s": "flight_s",
            "peak_power_w": "peak_power_w",
        },
    ),
    "sj": (
        squat_jump,
        {
            "take_off_velocity_m_s": "take_off_m_s",
            "jump_height_impulse_m": "height_m",
            "flight_time_s": "flight_s",
            "peak_power_w": "peak_power_w",
        },
    ),
    "dj": (
        drop_jump,
        {
            "contact_time_s": "contact_s",
            "flight_time_s": "flight_s",
            "drop_height_m": "height_m",
            "take_off_velocity_m_s": "take_off_m_s",
            "peak_power_w": "peak_power_w",
        },
    ),
}


def misses(test: str, rate_hz: float, seeds: range) -> Iterator[tuple[str, float, float, float]]:
    """Give value name, truth, error and standard uncertainty of every seed.

    Parameters
    ----------
    test : str
        One of `MODELS`.
    rate_hz : float
        Sampling rate.
    seeds : range
        Of sway, noise, and the places of samples.

    Yields
    ------
    tuple
        Values that a rate refuses are left out.
    """
    make, names = MODELS[test]
    for seed in seeds:
        jump = make(seed, rate_hz)
        [measured] = measure_jumps(JumpRecord(jump.load_n, rate_hz), test)
        for name, truth in names.items():
            value = measured.result.value(name)
            if value is not None:
                true = float(getattr(jump, truth))
                yield name, true, value - true, measured.result.uncertainty[name]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--test", choices=MODELS, help="this one alone")
    args = parser.parse_args()
    seeds = range(args.seeds)
    print("| test | value | Hz | true | bias | SD of the error | mean u | within 2 u |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    low = 0
    for test in [args.test] if args.test else MODELS:
        found: dict[tuple[str, float], list[tuple[float, float, float]]] = {}
        for rate_hz in RATES_HZ:
            for name, true, error, u in misses(test, rate_hz, seeds):
                found.setdefault((name, rate_hz), []).append((true, error, u))
        for (name, rate_hz), rows in sorted(found.items()):
            true, error, u = np.array(rows).T
            share = 100.0 * float(np.mean(np.abs(error) <= COVERAGE * u))
            low += share < 95.0
            print(
                f"| {test} | `{name}` | {rate_hz:g} | {true.mean():.4g} | {error.mean():.2g} | "
                f"{error.std(ddof=1):.2g} | {u.mean():.2g} | {share:.1f} %"
                f"{' LOW' if share < 95.0 else ''} |"
            )
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
