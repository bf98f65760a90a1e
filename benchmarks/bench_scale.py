"""Re-analysis of thousands of trials from text files and from recordings: time, memory, workers.

Run with ``python benchmarks/bench_scale.py [--quick] [--trials N] [--long N]`` on a quiet machine
of two cores; prints tables with their limits and exits with 1 where one is not kept. Each trial is
60 s at 100 Hz and has bytes of its own: text in the form of the public data set (nine columns,
430 kB), and recordings of ours (500 kB). Files are written first and are in the system's cache, so
the disk is no part of it. What is timed is the whole command with start and end, two processes,
results into a database and a Parquet file. Memory is the most that the command's own process took
(Linux, macOS); its helpers hold one trial each. Then the same trials by one and by two processes,
and by one and by two workers of a Dask cluster on this computer. ``--quick`` shows in some minutes
that it works, and judges nothing. ``--long 20000`` adds the long run, which needs 9 GB of disk.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bench_jobs import N_SAMPLES, RATE_HZ, write_trials
from common import machine, sway

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.content import file_hash
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadRecording

N_TRIALS, N_BASES = 2000, 20
MOST_TEXT_S, MOST_RECORDINGS_S = 40.0, 15.0
MOST_SLOWER, MOST_GROWN = 1.15, 1.25
"""Time a trial and memory of the long run, over those of the short one."""

QUICK = {"trials": 40, "long": 120, "table": 40}
UNIX_NS = 1_780_000_000_000_000_000
_RUN = """
import sys
from balance_arcade.cli import main
code = main(sys.argv[1:])
try:
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("peak", most if sys.platform == "darwin" else 1024 * most, file=sys.stderr)
except ImportError:
    print("peak nan", file=sys.stderr)
sys.exit(code)
"""


class Taken(NamedTuple):
    """What a command took."""

    wall_s: float
    peak_mb: float


def run(*words: object) -> Taken:
    """Run a command in a process of its own."""
    start_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    wall_s = time.monotonic() - start_s
    if done.returncode:
        raise AssertionError(done.stderr[-2000:])
    return Taken(wall_s, float(done.stderr.split()[-1]) / 1e6)


def write_texts(folder: Path, n_files: int) -> None:
    """Write text trials whose bytes all differ: one number of the first row does."""
    with tempfile.TemporaryDirectory() as name:
        write_trials(Path(name), N_BASES)
        bases = [file.read_text() for file in sorted(Path(name).iterdir())]
    for k in range(n_files):
        head, first, rest = bases[k % N_BASES].split("\n", 2)
        cells = first.split("\t")
        cells[1] = f"{k / 1e6:.6f}"
        text = "\n".join((head, "\t".join(cells), rest))
        (folder / f"t{k:05d}.txt").write_text(text)


def write_recordings(folder: Path, n_files: int) -> None:
    """Write recordings of simulated boards, each with a header of its own, and add them."""
    geometry = Geometry(433.0, 238.0)
    x_mm, y_mm = np.array(geometry.corners_mm()).T
    board = BoardInfo(
        "sim:", "b", "Benchmark", "", geometry, RATE_HZ, "device", origin="simulated",
        pre_zeroed=True,
    )  # fmt: skip
    rng, bases = np.random.default_rng(3), []
    for _ in range(N_BASES):
        cop_mm = sway(N_SAMPLES, RATE_HZ) + 0.05 * rng.normal(size=(N_SAMPLES, 2))
        share = 0.25 + cop_mm[:, :1] * x_mm / geometry.width_mm**2
        share += cop_mm[:, 1:] * y_mm / geometry.length_mm**2
        loads = (700.0 + rng.normal(size=(N_SAMPLES, 1))) * share
        bases.append(
            [
                ForceSample(k, 10_000_000 * k, k / RATE_HZ, *loads[k].tolist())
                for k in range(N_SAMPLES)
            ]
        )
    with Database(folder / "records.db") as database:
        records = Records(database, folder)
        for k in range(n_files):
            header = RecordingHeader(
                board=board,
                wall=WallAnchor(UNIX_NS + k * 10**9, 0),
                trial_id=f"t{k:05d}",
                label="stand",
                session_id=f"s{k:05d}",
                person=f"p-{k % 100:03d}",
            )
            writer = RecordingWriter(folder / f"t{k:05d}.mcap", header)
            writer.write_samples(bases[k % N_BASES])
            add(records, writer.finish(), k)


def add(records: Records, file: Path, number: int) -> None:
    """Put a recording into the records without measuring it, which is no part of this."""
    began = dt.datetime.fromtimestamp(UNIX_NS / 1e9 + number, dt.UTC)
    records.add_recording(
        ReadRecording(
            file=file, sha256=file_hash(file), session_id=f"s{number:05d}",
            trial_id=f"t{number:05d}", label="stand", person=f"p-{number % 100:03d}",
            origin="simulated", board="Benchmark", calibration="", app_version="", began=began,
            seconds=N_SAMPLES / RATE_HZ, n_samples=N_SAMPLES, complete=True, end_reason="finished",
            outcomes=(), events=(),
        )
    )  # fmt: skip


def analyze(folder: Path, out: Path, *how: object) -> Taken:
    """Measure text trials into a database and a table."""
    words = ("--results", out / "results.db", "--parquet", out / "rows.parquet")
    return run("analyze", folder, *words, *how)


def reanalyze(folder: Path, out: Path, *how: object) -> Taken:
    """Measure the recordings of the records."""
    return run("records", "reanalyze", "--out", folder, "--parquet", out / "rows.parquet", *how)


def row(what: str, n_trials: int, taken: Taken, limit: str = "") -> None:
    """Print a line of the first table."""
    print(
        f"| {what} | {n_trials} | {taken.wall_s:.1f} s | {n_trials / taken.wall_s:.0f} "
        f"| {taken.peak_mb:.0f} MB | {limit} |",
        flush=True,
    )


def workers(folder: Path, n_trials: int) -> None:
    """Print throughput against workers: processes, and a Dask cluster of this computer."""
    print("\n| measured by | trials/s | to one process |\n| --- | ---: | ---: |")
    alone = 0.0
    for n_jobs in (1, 2):
        with tempfile.TemporaryDirectory() as out:
            rate = n_trials / analyze(folder, Path(out), "--jobs", n_jobs).wall_s
        alone = alone or rate
        print(f"| --jobs {n_jobs} | {rate:.0f} | {rate / alone:.2f} |", flush=True)
    try:
        from distributed import LocalCluster
    except ImportError:
        print("| --dask | not installed | |")
        return
    for n_workers in (1, 2):
        with (
            tempfile.TemporaryDirectory() as out,
            LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                dashboard_address=None,
                host="127.0.0.1",
            ) as cluster,
        ):
            # Workers import the program with their first trial, as long ones do once.
            words = ("--dask", cluster.scheduler_address)
            run("analyze", sorted(folder.iterdir())[0], *words)
            rate = n_trials / analyze(folder, Path(out), *words).wall_s
        print(f"| --dask, {n_workers} workers | {rate:.0f} | {rate / alone:.2f} |", flush=True)


def main() -> int:
    """Print the tables; 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--trials", type=int, default=N_TRIALS)
    parser.add_argument("--long", type=int, default=0, metavar="N")
    args = parser.parse_args()
    n_trials, n_long = (QUICK["trials"], QUICK["long"]) if args.quick else (args.trials, args.long)
    print(f"{machine()}\n\ntrials of 60 s at 100 Hz, two processes, start and end included\n")
    print("| from | trials | wall | trials/s | memory | limit |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    over = []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        text, recorded, long = home / "text", home / "recorded", home / "long"
        for folder in (text, recorded, long):
            folder.mkdir()
        write_recordings(recorded, n_trials)
        write_texts(text, n_trials)
        # So that nothing is compiled while it counts.
        run("analyze", text / "t00000.txt")
        short = analyze(text, home, "--jobs", 2)
        row("text", n_trials, short, f"{MOST_TEXT_S:.0f} s")
        row("text, all known", n_trials, analyze(text, home, "--jobs", 2))
        taken = reanalyze(recorded, home, "--jobs", 2)
        row("recordings", n_trials, taken, f"{MOST_RECORDINGS_S:.0f} s")
        row("recordings, all known", n_trials, reanalyze(recorded, home, "--jobs", 2))
        if short.wall_s > MOST_TEXT_S:
            over.append("text files")
        if taken.wall_s > MOST_RECORDINGS_S:
            over.append("recordings")
        workers(text, n_trials)
        if n_long:
            print("\n| from | trials | wall | trials/s | memory | limit |")
            print("| --- | ---: | ---: | ---: | ---: | ---: |")
            write_texts(long, n_long)
            with tempfile.TemporaryDirectory() as out:
                more = analyze(long, Path(out), "--jobs", 2)
            slower = more.wall_s / n_long / (short.wall_s / n_trials)
            grown = more.peak_mb / short.peak_mb
            limit = f"{MOST_SLOWER:g} of time a trial, {MOST_GROWN:g} of memory"
            row("text", n_long, more, limit)
            print(f"\ntime a trial {slower:.2f}, memory {grown:.2f} of the short run's")
            if slower > MOST_SLOWER or grown > MOST_GROWN:
                over.append("the long run")
    if over and not args.quick:
        print(f"over the limit: {', '.join(over)}")
    return 1 if over and not args.quick else 0


if __name__ == "__main__":
    sys.exit(main())
