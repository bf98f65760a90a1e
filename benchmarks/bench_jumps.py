"""What jumps cost: one trial with all values, a live sample, a thousand C3D files.

Run ``python benchmarks/bench_jumps.py [--files N]``. Processor time, least of some runs; the files
once, in one process. A line over its limit is marked, and the exit code is 1. ``jumpmetrics`` and
``plateforce`` (extra ``bench``) are timed on the same trial where they are installed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from common import machine
from compare_jumps import by_jumpmetrics, by_plateforce

from balance_arcade.assess.jump_record import JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.cli import main as command
from balance_arcade.cop.jumps.detector import JumpDetector
from balance_arcade.testing.jump_models import countermovement_jump

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "emulation"))

from c3d_writer import write_c3d

LIMIT_TRIAL_MS, LIMIT_SAMPLE_US = 3.0, 3.0
LIMIT_FILES_S = 60.0
"""Of processor time: 30 s of two idle cores."""

CORNERS = [500.0, 0, 0, 0, 0, 0, 0, 400, 0, 500, 400, 0]


def ten_seconds():
    """One countermovement jump of 10 s at 1 kHz on two plates."""
    jump = countermovement_jump(1, quiet_s=3.0, after_s=6.0)
    load = jump.load_n[:10_000]
    return JumpRecord(load, 1000.0, np.column_stack((0.52 * load, 0.48 * load)))


def least_s(run: Callable[[], object], n: int = 30) -> float:
    """Least processor time of some runs after a first one."""
    run()
    times = []
    for _ in range(n):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return min(times)


def live_us(record: JumpRecord) -> float:
    """Processor time of a pushed sample, in microseconds."""
    loads = record.load_n.tolist()

    def run() -> None:
        push = JumpDetector(1000.0).push
        for load in loads:
            push(load)

    return 1e6 * least_s(run, 5) / len(loads)


def files_s(n_files: int) -> float:
    """Processor time of ``jump`` over C3D files, 10 s of two plates each, in one process."""
    record = ten_seconds()
    zero = np.zeros((record.load_n.size, 5))
    rows = [np.insert(zero, 2, -side, axis=1) for side in record.sides_n.T]
    plates = [
        {
            "type": 2,
            "corners": [x + 600.0 * k * (i % 3 == 0) for i, x in enumerate(CORNERS)],
            "origin": (0.0, 0.0, -40.0),
            "channels": range(1 + 6 * k, 7 + 6 * k),
        }
        for k in range(2)
    ]
    units = ["N", "N", "N", "Nmm", "Nmm", "Nmm"] * 2
    with tempfile.TemporaryDirectory() as folder:
        first = write_c3d(
            Path(folder) / "0000.c3d", np.hstack(rows), units=units, plates=plates, rate_hz=1000.0
        )
        data = first.read_bytes()
        for k in range(1, n_files):
            (Path(folder) / f"{k:04}.c3d").write_bytes(data)
        words = ["jump", folder, "--sides", "1,2", "--csv", f"{folder}/rows.csv"]
        begin = time.process_time()
        with contextlib.redirect_stderr(io.StringIO()):
            code = command(words)
        took_s = time.process_time() - begin
        n_rows = len((Path(folder) / "rows.csv").read_text(encoding="utf-8").splitlines()) - 1
    if code or n_rows != n_files:
        raise SystemExit(f"{n_rows} of {n_files} trials were measured, exit code {code}")
    return took_s


def peers(record: JumpRecord) -> None:
    """Time the open programs that are installed."""
    logging.disable(logging.WARNING)
    with contextlib.suppress(ImportError):
        took = 1e3 * least_s(lambda: by_jumpmetrics(record.load_n, 1000.0), 5)
        print(f"jumpmetrics, the same trial     {took:8.2f} ms")
    with contextlib.suppress(ImportError):
        took = 1e3 * least_s(lambda: by_plateforce(record.load_n, 1000.0), 5)
        print(f"plateforce, ten of the values   {took:8.2f} ms")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--files", type=int, default=1000, help="C3D files")
    n_files = parser.parse_args().files
    print(f"jumps ({machine()})")
    record = ten_seconds()
    n_values = sum(v.value is not None for v in measure_jumps(record)[0].result.values.values())
    rows = [
        (f"one trial of 10 s, {n_values} values", 1e3 * least_s(lambda: measure_jumps(record)),
         LIMIT_TRIAL_MS, "ms"),
        ("a live sample", live_us(record), LIMIT_SAMPLE_US, "us"),
        (f"{n_files} C3D files, one process", files_s(n_files), LIMIT_FILES_S, "s"),
    ]  # fmt: skip
    over = 0
    for name, took, limit, unit in rows:
        mark = "" if took <= limit else "  OVER"
        over += bool(mark)
        print(f"{name:<32}{took:8.2f} {unit} (at most {limit:g}){mark}")
    peers(record)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
