"""What reading a C3D file costs: ours beside ezc3d, the c3d package, and a build before.

Run ``python benchmarks/bench_c3d.py [--before DIR]``; DIR is a checkout of a build before, which is
run by this same interpreter. Wall's clock, least of some runs after a first one: what a further
file costs. Ours goes from the file to the centre of pressure of one plate; the packages only take
the file apart. A line over its limit is marked, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import best_s, machine

from balance_arcade.files.tables import read_trial
from balance_arcade.records.analyze import analyze_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "emulation"))

from c3d_writer import write_c3d

LIMIT_MS = 20.0
PATIENCE_S = 2.0
CORNERS = [600.0, 0, 0, 0, 0, 0, 0, 400, 0, 600, 400, 0]
UNITS = ["N", "N", "N", "Nmm", "Nmm", "Nmm"]

BEFORE = """
import sys, time
try:
    from balance_arcade.files.tables import read_trial
except ImportError:
    from balance_arcade.core.tables import read_trial
read_trial(sys.argv[1])
times, begin = [], time.perf_counter()
while not times or (time.perf_counter() - begin < float(sys.argv[2]) and len(times) < 20):
    start = time.perf_counter()
    read_trial(sys.argv[1])
    times.append(time.perf_counter() - start)
print(min(times))
"""
CHILD = """
import io, sys
import ezc3d
import numpy as np
analogs = np.asarray(ezc3d.c3d(sys.argv[1])["data"]["analogs"], dtype=np.float64)
np.savez(io.BytesIO(), analogs=analogs)
"""


class Job(NamedTuple):
    """One file: two plates, of so many seconds, analog and point rates, markers."""

    what: str
    seconds: int
    rate_hz: int
    point_hz: int
    n_points: int
    limit_ms: float | None = None


JOBS = (
    Job("60 s, 100 Hz", 60, 100, 100, 0, LIMIT_MS),
    Job("60 s, 100 Hz, 39 markers", 60, 100, 100, 39, LIMIT_MS),
    Job("60 s, 1000 Hz, 39 markers at 100 Hz", 60, 1000, 100, 39),
    Job("10 min, 1000 Hz, 39 markers at 100 Hz", 600, 1000, 100, 39),
)


def write(path: Path, job: Job) -> Path:
    """Write a file of two plates, floats, 700 N that go round on each."""
    t_s = np.arange(job.seconds * job.rate_hz) / job.rate_hz
    x, y = 20.0 * np.cos(np.pi * t_s), 20.0 * np.sin(np.pi * t_s)
    load, none = np.full(t_s.size, 700.0), np.zeros(t_s.size)
    plate = np.column_stack((none, none, -load, -y * load, x * load, none))
    described = {"type": 2, "corners": CORNERS, "origin": (0.0, 0.0, 0.0)}
    return write_c3d(
        path,
        np.hstack((plate, plate)),
        units=UNITS * 2,
        plates=[
            {**described, "channels": range(1, 7)},
            {**described, "channels": range(7, 13)},
        ],
        rate_hz=float(job.rate_hz),
        point_rate_hz=float(job.point_hz),
        per_frame=job.rate_hz // job.point_hz,
        n_points=job.n_points,
    )


def by_ezc3d(path: Path) -> None:
    """Take the file apart in this process."""
    import ezc3d

    ezc3d.c3d(str(path))["data"]["analogs"]


def by_child(path: Path) -> None:
    """Take the file apart in a process of its own, as builds before this one did."""
    subprocess.run([sys.executable, "-c", CHILD, str(path)], check=True)


def by_package(path: Path) -> None:
    """Take the file apart frame by frame."""
    import c3d

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = c3d.Reader(io.BytesIO(path.read_bytes()))
        np.hstack([analog for _, _, analog in reader.read_frames()])


def before_s(path: Path, folder: Path) -> float:
    """Ask the build before, in a process of its own that reads the file again and again."""
    command = [sys.executable, "-P", "-c", BEFORE, str(path), str(PATIENCE_S)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout)


PEERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "ezc3d": ("ezc3d", by_ezc3d),
    "ezc3d in a child": ("ezc3d", by_child),
    "c3d": ("c3d", by_package),
}


def measured_s(call: Callable[[], object]) -> float:
    """Least time by the wall's clock, after a first call."""
    call()
    return best_s(call, patience_s=PATIENCE_S, clock=time.perf_counter)


def row(job: Job, path: Path, peers: list[str], before: Path | None) -> tuple[str, bool]:
    """One line of the table, and whether the limit is kept."""
    ours_s = measured_s(partial(read_trial, path))
    others = [measured_s(partial(PEERS[name][1], path)) for name in peers]
    if before is not None:
        others.append(before_s(path, before))
    kept = job.limit_ms is None or 1e3 * ours_s <= job.limit_ms
    limit = "" if job.limit_ms is None else f"{job.limit_ms:g} ms{'' if kept else ', OVER'}"
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    cells = [f"{1e3 * s:,.1f} ms, {s / ours_s:,.0f} x" for s in others]
    return f"| {' | '.join([job.what, size, f'{1e3 * ours_s:,.1f} ms', limit, *cells])} |", kept


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--before", type=Path, metavar="DIR", help="checkout of a build before")
    before = parser.parse_args().before
    peers = [name for name, (module, _) in PEERS.items() if importlib.util.find_spec(module)]
    versions = {module: metadata.version(module) for module in sorted({PEERS[p][0] for p in peers})}
    print(f"{machine()}\n{', '.join(f'{name} {version}' for name, version in versions.items())}\n")
    columns = [*peers, *(["before"] if before is not None else [])]
    print(f"| file, two plates | size | ours | limit | {' | '.join(columns)} |")
    print("| --- | ---: | ---: | ---: |" + " ---: |" * len(columns))
    all_kept = True
    with tempfile.TemporaryDirectory() as folder:
        for job in JOBS:
            line, kept = row(job, write(Path(folder) / "trial.c3d", job), peers, before)
            print(line, flush=True)
            all_kept &= kept
        path = write(Path(folder) / "trial.c3d", JOBS[0])
        analyze_file(path)
        whole_ms = 1e3 * best_s(partial(analyze_file, path), clock=time.process_time)
        all_kept &= whole_ms <= LIMIT_MS
        print(f"\nThe first by `analyze`, with all metrics: {whole_ms:.1f} ms of processor time.")
    return 0 if all_kept else 1


if __name__ == "__main__":
    sys.exit(main())
