"""``analyze`` of 1,930 text trials by one process and by two: files a second, and their ratio.

Run with ``python benchmarks/bench_jobs.py [--files N] [--rounds N] [--before DIR]`` on a quiet
machine of two cores: the ratio is one of wall times, and a busy core cannot be shared. The trials
are ours (three slow waves and noise) in the form of the public data set: 60 s at 100 Hz, nine
columns, 430 kB. Some distinct texts stand under all the names, so the disk is no part of it. Both
numbers of processes are measured in turn, the best of each counts, start and end included. User
and system time of all processes is told beside: it hangs less on what else runs. DIR is a checkout
of another build, measured in the same run.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import machine, sway

N_FILES, N_TEXTS, N_SAMPLES, RATE_HZ = 1930, 20, 6000, 100.0
LEAST_RATIO, MOST_S = 1.6, 30.0
HERE = Path(__file__).parents[1]
_HEAD = "Time[s] Fx[N] Fy[N] Fz[N] Mx[Nm] My[Nm] Mz[Nm] COPx[cm] COPy[cm]".replace(" ", "\t")
_SET_CHILD_SUBREAPER = 36


class Taken(NamedTuple):
    """What one run took, in seconds."""

    wall_s: float
    processor_s: float


def write_trials(folder: Path, n_files: int) -> None:
    """Write the trials: distinct texts, each under many names."""
    rng = np.random.default_rng(3)
    t_s = np.arange(1, N_SAMPLES + 1) / RATE_HZ
    for k in range(n_files):
        path = folder / f"BDS{k:05d}.txt"
        if k >= N_TEXTS:
            os.link(folder / f"BDS{k % N_TEXTS:05d}.txt", path)
            continue
        cop_cm = (sway(N_SAMPLES, RATE_HZ) + 0.05 * rng.normal(size=(N_SAMPLES, 2))) / 10.0
        load_n = 700.0 + rng.normal(size=N_SAMPLES)
        shear_n = rng.normal(size=(N_SAMPLES, 2))
        moments = (cop_cm[:, 1] * load_n / 100.0, -cop_cm[:, 0] * load_n / 100.0, 0.0 * load_n)
        rows = np.column_stack((t_s, shear_n, load_n, *moments, cop_cm))
        formats = ["%.3f"] + ["%.6f"] * 8
        np.savetxt(path, rows, fmt=formats, delimiter="\t", header=_HEAD, comments="")


def analyze(build: Path, files: list[str], n_jobs: int) -> Taken:
    """Run the command in a process of its own."""
    before, start_s = os.times(), time.monotonic()
    words = ["analyze", *files, "--json", "--jobs", str(n_jobs)]
    with tempfile.TemporaryFile() as out:
        subprocess.run(
            [sys.executable, "-m", "balance_arcade", *words],
            cwd=Path(files[0]).parent,  # else the folder of the caller comes before PYTHONPATH
            env=os.environ | {"PYTHONPATH": str(build)},
            stdout=out,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        wall_s = time.monotonic() - start_s
        out.seek(0)
        if sum(1 for _ in out) != len(files):
            raise AssertionError("analyze did not answer for every file")
    _wait_for_helpers()
    after = os.times()
    spent_s = sum(after[k] - before[k] for k in (2, 3))
    return Taken(wall_s, spent_s)


def _wait_for_helpers() -> None:
    """Helpers are not the command's children where a server process makes them, but ours now."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def best(build: Path, files: list[str], rounds: int) -> dict[int, Taken]:
    """Least wall and processor time by one process and by two, measured in turn."""
    runs: dict[int, list[Taken]] = {1: [], 2: []}
    for _ in range(rounds):
        for n_jobs, taken in runs.items():
            taken.append(analyze(build, files, n_jobs))
    return {
        n_jobs: Taken(min(t.wall_s for t in taken), min(t.processor_s for t in taken))
        for n_jobs, taken in runs.items()
    }


def main() -> int:
    """Print the table; 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=N_FILES)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--before", type=Path)
    args = parser.parse_args()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    builds = {"here": HERE} | ({"before": args.before.resolve()} if args.before else {})
    print(f"{machine()}\n\n{args.files} text trials of 60 s at 100 Hz, start and end included\n")
    print("| build | processes | wall | files/s | processor time | a file |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        write_trials(Path(folder), args.files)
        files = sorted(map(str, Path(folder).iterdir()))
        for name, build in builds.items():
            analyze(build, files[:2], 1)  # so that nothing is compiled while it counts
            taken = best(build, files, args.rounds)
            for n_jobs, (wall_s, spent_s) in taken.items():
                print(
                    f"| {name} | {n_jobs} | {wall_s:.1f} s | {args.files / wall_s:.0f} "
                    f"| {spent_s:.1f} s | {1e3 * spent_s / args.files:.1f} ms |",
                    flush=True,
                )
            ratio = taken[1].wall_s / taken[2].wall_s
            kept = ratio >= LEAST_RATIO and taken[2].wall_s <= MOST_S
            over |= name == "here" and args.files == N_FILES and not kept
            print(f"| {name} | 2 to 1 | {ratio:.2f} times | | | |", flush=True)
    print(f"\nLimits: two processes {LEAST_RATIO:g} times as fast as one, {MOST_S:g} s at most.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
