"""Processor time of a first start, in which the kernels are compiled.

Run with ``python benchmarks/bench_compile.py [--before DIR] [--rounds N]``. DIR is a checkout of
another build, measured in turn with this one by the same Python, because the processor time of a
busy machine's minutes differs by a quarter. What counts is user and system time of the process
that waits and of the two that compile for it, from the start of Python on, with an empty cache.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_S = 25.0
HERE = Path(__file__).parents[1]

CHILD = """
import sys
from balance_arcade.cop import warmup
use = sys.argv[1]
warmup.warmup(*([None, warmup.Use[use]] if use else []))
"""


def first_start(build, use):
    """Seconds of processor and of wall that one first start takes."""
    with tempfile.TemporaryDirectory() as cache:
        before, start_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [sys.executable, "-c", CHILD, use],
            cwd=cache,  # else the folder that this is called from comes before PYTHONPATH
            env=os.environ | {"NUMBA_CACHE_DIR": cache, "PYTHONPATH": str(Path(build).resolve())},
            check=True,
        )
        wall_s, after = time.monotonic() - start_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall_s


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", metavar="DIR", help="a checkout of another build")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    rows = {"a session": (HERE, "SESSION"), "analyze": (HERE, "ANALYSIS"), "both": (HERE, "")}
    if args.before:
        rows["both, the build before"] = (args.before, "")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    times = {name: [] for name in rows}
    for _ in range(args.rounds):
        for name, row in rows.items():
            times[name].append(first_start(*row))
    print(
        "first start, kernels compiled for    processor s (each round)      least   limit  wall s"
    )
    for name, pairs in times.items():
        rounds = " ".join(f"{cpu_s:6.1f}" for cpu_s, _ in pairs)
        least, wall_s = min(pairs)
        limit = "" if "both" in name else f"<= {LIMIT_S:.0f}"
        print(f"  {name:<33}{rounds:<28}{least:8.1f}{limit:>8}{wall_s:8.1f}")


if __name__ == "__main__":
    main()
