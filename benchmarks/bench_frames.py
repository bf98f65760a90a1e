"""What a person waits for on the screen: words, first frames, and the longest gap between frames.

Run with ``python benchmarks/bench_frames.py [--busy N]``; prints a table. Three parts:

- start of the process to the first words in the window, for ``play`` and ``demo``;
- first frame of each game at 1920 x 1080, once its pictures are ready, beside the time that a
  window without a painter takes for it (as it was before), and how long the painting takes;
- longest time between two frames of a session from its first frame to its end, without and with N
  busy processes (8 by default) on this computer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import known_games, make_model, view_class
from balance_arcade.window.app import GameWindow, Hooks
from balance_arcade.window.display import open_display
from balance_arcade.window.gallery import Gallery
from balance_arcade.window.painter import Painter
from balance_arcade.window.waiting import WORDS, WaitingScreen

SIZE = (1920, 1080)
STILL = ControlInput(0.0, 0.0, 0.0)

CHILD = """
import sys, time
from balance_arcade.window import waiting
say = waiting.WaitingScreen.say
def said(screen, words):
    say(screen, words)
    print((time.monotonic_ns() - int(sys.argv[1])) / 1e9, flush=True)
    sys.exit(0)
waiting.WaitingScreen.say = said
from balance_arcade.cli import main
main(sys.argv[2:])
"""


def words_s(*words: str) -> float:
    """Seconds from the start of a process to the first words in its window, best of three."""
    times = []
    for _ in range(3):
        begun = str(time.monotonic_ns())
        done = subprocess.run(
            [sys.executable, "-c", CHILD, begun, *words], capture_output=True, text=True, check=True
        )
        times.append(float(done.stdout.split()[-1]))
    return min(times)


def first_frames() -> None:
    """Print what the first frame of each game costs."""
    display, painter = open_display(SIZE, headless=True), Painter()
    print("first frame at 1920 x 1080       ready ms   unprepared ms   painting s   from cache s")
    for name in known_games():
        rows = []
        for _ in range(2):
            begun_s = time.monotonic()
            gallery = Gallery(SIZE, NIGHT, view_class, painter=painter)
            while not gallery.is_ready(name):
                time.sleep(0.005)
            took_s = time.monotonic() - begun_s
            rows.append((took_s, _first_ms(gallery, name, display.surface)))
        alone = _first_ms(Gallery(SIZE, NIGHT, view_class), name, display.surface)
        ready_ms = max(ms for _, ms in rows)
        print(f"  {name:<28}{ready_ms:11.0f}{alone:16.0f}{rows[0][0]:13.2f}{rows[1][0]:15.2f}")
    painter.stop()
    display.close()


def _first_ms(gallery: Gallery, name: str, surface: object) -> float:
    model = make_model(name)
    begun_s = time.monotonic()
    gallery.view(name).draw(surface, model, STILL, 0.0)
    return (time.monotonic() - begun_s) * 1e3


def longest_gap(seconds: float) -> tuple[float, float, int, str]:
    """Play two games; return the longest gap and processor time of a frame in ms, and its phase."""
    display, painter = open_display(SIZE, headless=True), Painter()
    waiting = WaitingScreen(display)
    waiting.say(WORDS)
    host = Host.open("sim:?seed=1", Switches(publish=False, summary=False))
    playlist = Playlist(known_games(), seconds=seconds, limits=default_limits(), longest_rest_s=2.0)
    session = host.begin(playlist, follower=host.follower)
    hooks = Hooks(feed=session.feed, tick=session.tick, order=session.order)
    window = GameWindow(
        session.run, host.source, display, hooks=hooks, painter=painter, linger_s=1.0
    )
    session.begin()
    host.source.start()
    worst, worst_cpu, where, last_s = 0.0, 0.0, "", time.monotonic()
    while not window.is_over:
        cpu_s, phase = time.thread_time(), session.run.phase
        window.frame()
        now_s = time.monotonic()
        if (now_s - last_s) * 1e3 > worst:
            worst, where = (now_s - last_s) * 1e3, f"{phase} to {session.run.phase}"
        worst_cpu = max(worst_cpu, (time.thread_time() - cpu_s) * 1e3)
        last_s = now_s
        window.wait()
    n_frames = window.n_frames
    painter.stop()
    host.close()
    display.close()
    return worst, worst_cpu, n_frames, where


def print_starts() -> None:
    """Print the first two tables."""
    print("start of the process to words in the window      s  limit")
    print(f"  play                                      {words_s('play', '--board', 'sim:'):6.2f}")
    print(f"  demo                                      {words_s('demo'):6.2f}  <= 3\n")
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        first_frames()
    print("limit                                   <= 150\n")


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--only-gaps", action="store_true", help="the last table only")
    args = parser.parse_args()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load} at the start\n")
    if not args.only_gaps:
        print_starts()
    print("longest time between two frames of a session   gap ms  processor ms  frames  between")
    for n_busy in (0, args.busy):
        for kind in ("painted anew", "from the cache"):
            with tempfile.TemporaryDirectory() as cache:
                os.environ["XDG_CACHE_HOME"] = cache
                if kind != "painted anew":
                    first = longest_gap(1.0)
                    del first
                spin = [sys.executable, "-c", "while True: pass"]
                busy = [subprocess.Popen(spin) for _ in range(n_busy)]
                try:
                    gap, cpu, n_frames, where = longest_gap(args.seconds)
                finally:
                    for process in busy:
                        process.kill()
                        process.wait()
            name = f"{n_busy} busy processes, {kind}"
            print(f"  {name:<43}{gap:9.0f}{cpu:14.0f}{n_frames:8d}  {where}")
    print(f"limit with {args.busy} busy processes                    <= 250")
    print(f"load {', '.join(f'{one:.1f}' for one in os.getloadavg())} at the end")


if __name__ == "__main__":
    main()
