"""Every limit of the stream's speed beside what was seen, a line each, within five minutes.

Run: python benchmarks/check_speed.py

Best on a quiet machine: the p99 of a busy one are those of its scheduler. Exits with 1 where a
limit is not kept. The parts are those of ``bench_stream.py --limits``, ``bench_browsers.py``,
``bench_boards.py``, ``bench_page.py`` and ``bench_memory.py``, which sees some hours of its day.
"""

from __future__ import annotations

import sys

import bench_boards
import bench_browsers
import bench_memory
import bench_page
import bench_stream
from common import machine

PARTS = (bench_stream.limits, bench_browsers.main, bench_boards.main, bench_page.main)


def main() -> None:
    """Measure everything and print the lines."""
    seen = [one for part in PARTS for one in part()]
    seen += bench_memory.main(seconds=90.0)
    print(f"\n{machine()}\n{'':44}{'limit':>8}{'seen':>9}")
    n_over = 0
    for name, limit, value in seen:
        kept = value >= limit if name.endswith("at least") else value <= limit
        n_over += not kept
        print(f"{name:44}{limit:8.2f}{value:9.2f}{'' if kept else '   NOT KEPT'}")
    sys.exit(n_over > 0)


if __name__ == "__main__":
    main()
