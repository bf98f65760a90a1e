"""Start to first number and first frame, cold and warm, and the age of a sample on the screen.

Run with ``python benchmarks/bench_start.py [SECONDS]``; prints the tables. Drawn into memory
(SDL's dummy driver), with a board that runs on the wall's clock in a thread of its own.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

CHILD = """
import json, os, sys, time
os.environ["SDL_VIDEODRIVER"] = "dummy"
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.window.app import GameWindow, Hooks
from balance_arcade.window.display import open_display
begun_ns, game = int(sys.argv[1]), sys.argv[2]
size, seconds = json.loads(sys.argv[3]), float(sys.argv[4])
display = open_display(size, headless=True)
host = Host.open("sim:?seed=1", Switches(publish=False, summary=False))
session = host.begin(Playlist((game,), seconds=seconds or 60.0, quick=True), follower=host.follower)
hooks = Hooks(feed=session.feed, tick=session.tick, order=session.order)
window = GameWindow(session.run, host.source, display, hooks=hooks)
session.begin()
host.source.start()
window.play(max_frames=1)
first_ms = (time.monotonic_ns() - begun_ns) / 1e6
report = window.play(max_frames=round(60 * seconds)) if seconds > 0 else None
host.close()
print(json.dumps({"first_ms": first_ms, "report": None if report is None else
      [report.n_frames, report.n_late, report.age_p50_ms, report.age_p99_ms, report.draw_p50_ms]}))
"""


def child(cache, game="orchard", size=(1280, 720), seconds=0.0):
    """Start a program of its own and let it tell its times."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            CHILD,
            str(time.monotonic_ns()),
            game,
            json.dumps(size),
            str(seconds),
        ],
        env=os.environ | {"NUMBA_CACHE_DIR": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def first_number_s(cache):
    """Seconds from the start of ``watch`` to its first line of numbers."""
    words = ["-m", "balance_arcade", "watch", "sim:", "--seconds", "1", "--json"]
    start_s = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *words],
        env=os.environ | {"NUMBA_CACHE_DIR": cache},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as program:
        program.stdout.readline()
        took_s = time.monotonic() - start_s
        program.stdout.read()
    return took_s


def print_first_number():
    """Print the wait for the first number, with an empty cache and with a full one."""
    with tempfile.TemporaryDirectory() as cache:
        cold, warm = first_number_s(cache), [first_number_s(cache) for _ in range(5)]
    print("start of `watch sim:` to the first number     s  limit")
    print(f"  cold (kernels compiled)              {cold:8.2f}  <= 20")
    print(f"  warm, median of 5                    {statistics.median(warm):8.2f}  <= 1.5")
    print(f"  warm, longest of 5                   {max(warm):8.2f}\n")


def main():
    """Print the tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 12.0
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    print_first_number()
    with tempfile.TemporaryDirectory() as cache:
        cold = child(cache)["first_ms"]
        warm = [child(cache)["first_ms"] for _ in range(5)]
        print("start of the process to first frame        ms")
        print(f"  cold (kernels compiled)             {cold:8.0f}")
        print(f"  warm, median of 5                   {statistics.median(warm):8.0f}")
        print(f"  warm, longest of 5                  {max(warm):8.0f}\n")
        print("sample age when its frame was shown, 100 Hz board, 60 frames/s")
        print("  game          size         frames  late   age p50   age p99  draw p50 ms")
        for game in ("orchard", "star-reach", "marble-maze"):
            for size in ((1280, 720), (1920, 1080)):
                frames, late, p50, p99, draw = child(cache, game, size, seconds)["report"]
                name = f"{size[0]}x{size[1]}"
                ages = f"{p50:10.1f}{p99:10.1f}"
                print(f"  {game:<12}  {name:<11} {frames:7d}{late:6d}{ages}{draw:13.2f}")


if __name__ == "__main__":
    main()
