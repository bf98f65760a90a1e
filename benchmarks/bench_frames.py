"""What a person waits for on the screen: words, first frames, and the longest gap between frames.

Run with ``python benchmarks/bench_frames.py [--busy N]``; prints a table. Three parts:

- start of the process to the first words in the window, for ``play`` and ``demo``;
- first frame of each game at 1920 x 1080, once its pictures are ready, beside the time that a
  window without a painter takes for it (as it was before), and how long the painting takes;
- longest time between two frames of a session from its first frame to its end, without and with N
  busy processes (8 by default) on this computer. Beside it stand the longest frame without the time
  in which it waited for a core (Linux counts that), the most processor time of a frame, and the
  longest gaps of two bare loops that ran meanwhile: one only sleeps 16 ms, one works 4 ms each
  time, as much as a usual frame does. What they wait too is the computer's; the rest is ours.
  ``--first`` asks for the window's priority.

Each busy process has a session of its own, so that all share evenly with the window and with
whatever else runs: Linux may share by sessions first (``autogroup``, sched(7)). ``--together`` puts
them into the window's session, which then has one share for all nine; without others' work on the
computer both are the same. What part of a core a busy process really had is printed: 22 % where
eight of them and a window share two cores, less where more is at work. ``--count-others`` starts
only as many as the computer's load lacks.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import msgspec

from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.core.priority import ask_to_go_first, go_back
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import known_games, make_model, view_class
from balance_arcade.games.setup import RunOptions
from balance_arcade.session.plan import SessionPlan
from balance_arcade.window.app import GameWindow, Hooks
from balance_arcade.window.chrome import title_box
from balance_arcade.window.display import open_display
from balance_arcade.window.gallery import Gallery
from balance_arcade.window.garbage import short_searches
from balance_arcade.window.painter import Painter
from balance_arcade.window.ready import picture_rect
from balance_arcade.window.stock_file import PaintOrder
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


SPIN = """
import os
os.setpriority(os.PRIO_PROCESS, 0, 0)
while True:
    pass
"""

BARE = """
import sys, time
last_s, worst_s, work_s = time.monotonic(), 0.0, float(sys.argv[1])
while True:
    time.sleep(0.016)
    begun_s = time.thread_time()
    while time.thread_time() - begun_s < work_s:
        pass
    now_s = time.monotonic()
    if now_s - last_s > worst_s:
        worst_s = now_s - last_s
        print(round(worst_s * 1e3), flush=True)
    last_s = now_s
"""


class BareLoop:
    """A process that only sleeps and works, and says its longest gap."""

    def __init__(self, work_s: float) -> None:
        command = [sys.executable, "-c", BARE, str(work_s)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def end(self) -> int:
        """End it; returns the longest gap in milliseconds."""
        self._process.terminate()
        said = self._process.communicate()[0].split()
        return int(said[-1]) if said else 0


class Busy:
    """Processes that take whatever they are given."""

    def __init__(self, n_busy: int, *, together: bool) -> None:
        command = [sys.executable, "-c", SPIN]
        self._processes = [
            subprocess.Popen(command, start_new_session=not together) for _ in range(n_busy)
        ]
        self._began_s = time.monotonic()

    def end(self) -> float:
        """End them; returns the part of a core that one had on average, in percent."""
        passed_s = time.monotonic() - self._began_s
        before_s = _children_s()
        for process in self._processes:
            process.kill()
            process.wait()
        had_s = _children_s() - before_s
        return 100.0 * had_s / passed_s / max(1, len(self._processes))


def _children_s() -> float:
    """Processor time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def waited_ms() -> float:
    """Time in which this thread was ready and had no core; 0 where the system does not count it."""
    try:
        told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[1]) / 1e6


@dataclass
class Longest:
    """The longest of all frames, in milliseconds, each by itself."""

    gap: float = 0.0
    own: float = 0.0
    processor: float = 0.0
    n_late: int = 0
    n_frames: int = 0
    where: str = ""


def longest_gap(seconds: float) -> Longest:
    """Play all games and take the time of each frame."""
    display, painter = open_display(SIZE, headless=True), Painter()
    waiting = WaitingScreen(display)
    waiting.say(WORDS)
    host = Host.open("sim:?seed=1", Switches(publish=False, summary=False))
    # The simulated person needs nobody beside them for the games of class C.
    options = RunOptions(spotter_confirmed=True, ask_after="never")
    plan = SessionPlan.for_board(
        host.info, options.planned(known_games(), seconds), limits=default_limits()
    )
    plan = msgspec.structs.replace(plan.resting_at_most(2.0), unwatched=True)
    playlist = Playlist(known_games(), seconds=seconds, options=options, plan=plan)
    session = host.begin(playlist, follower=host.follower)
    hooks = Hooks(feed=session.feed, tick=session.tick, order=session.order)
    window = GameWindow(
        session.run, host.source, display, hooks=hooks, painter=painter, linger_s=1.0
    )
    session.begin()
    host.source.start()
    worst, last_s, last_ms = Longest(), time.monotonic(), waited_ms()
    with short_searches():
        while not window.is_over:
            cpu_s, phase = time.thread_time(), session.run.phase
            window.frame()
            now_s, now_ms = time.monotonic(), waited_ms()
            gap = (now_s - last_s) * 1e3
            if gap > worst.gap:
                worst.gap, worst.where = gap, f"{phase} to {session.run.phase}"
            worst.n_late += gap > 250.0
            worst.own = max(worst.own, gap - (now_ms - last_ms))
            worst.processor = max(worst.processor, (time.thread_time() - cpu_s) * 1e3)
            last_s, last_ms = now_s, now_ms
            window.wait()
    worst.n_frames = window.n_frames
    painter.stop()
    host.close()
    display.close()
    return worst


def fill_cache() -> None:
    """Let everything be painted that a session reads."""
    display, painter = open_display(SIZE, headless=True), Painter()
    kit = Kit(SIZE, NIGHT)
    frame = picture_rect(kit, title_box(kit, marked=True).bottom)
    card = (frame.width - round(12 * kit.u), frame.height - round(12 * kit.u))
    orders = [PaintOrder("view", name, SIZE, NIGHT) for name in known_games()]
    orders += [PaintOrder("card", name, card, NIGHT) for name in known_games()]
    for job in [painter.add(order, urgent=True) for order in orders]:
        job.done.wait()
    painter.stop()
    display.close()


def print_starts() -> None:
    """Print the first two tables."""
    print("start of the process to words in the window      s  limit")
    print(f"  play                                      {words_s('play', '--board', 'sim:'):6.2f}")
    print(f"  demo                                      {words_s('demo'):6.2f}  <= 3\n")
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        first_frames()
    print("limit                                   <= 150\n")


def print_gaps(n_busy: int, kind: str, seconds: float, *, together: bool) -> None:
    """Print one line of the last table."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        if kind == "from the cache":
            fill_cache()
        # At an even share, whatever the window was given.
        busy = Busy(n_busy, together=together)
        loops = [BareLoop(0.0), BareLoop(0.004)]
        try:
            one = longest_gap(seconds)
        finally:
            sleeps, works = (loop.end() for loop in loops)
            share = busy.end()
    name = f"{n_busy} busy processes, {kind}"
    print(
        f"  {name:<33}{one.gap:8.0f}{one.n_late:7d}{one.own:28.0f}{one.processor:11.0f}"
        f"{one.n_frames:8d}{sleeps:19d}{works:7d}{share:9.0f} %"
        f"  {os.getloadavg()[0]:4.1f}  {one.where}",
        flush=True,
    )


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--first", action="store_true", help="ask for the window's priority")
    parser.add_argument("--only-gaps", action="store_true", help="the last table only")
    parser.add_argument("--only-busy", action="store_true", help="its busy lines only")
    parser.add_argument("--count-others", action="store_true", help="a load of N with what runs")
    parser.add_argument("--together", action="store_true", help="busy within the window's session")
    args = parser.parse_args()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load} at the start\n")
    if not (args.only_gaps or args.only_busy):
        print_starts()
    before = ask_to_go_first() if args.first else None
    print(f"the window {'goes first' if before is not None else 'has an even share'}")
    print(
        "longest time between two frames      gap ms  > 250  without waiting for a core"
        "  processor  frames  bare loop: sleeps  works  a busy one  load  between"
    )
    n_most = args.busy
    if args.count_others:
        n_most = max(0, n_most - round(os.getloadavg()[0]))
    for n_busy in (n_most,) if args.only_busy else (0, n_most):
        for kind in ("painted anew", "from the cache"):
            print_gaps(n_busy, kind, args.seconds, together=args.together)
    go_back(before)
    print(f"limit with {args.busy} busy processes          <= 250, or what the bare loop waits")


if __name__ == "__main__":
    main()
