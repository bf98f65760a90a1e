"""Every game in a real window on a virtual screen: even frames, fresh samples, one core at most.

Run with ``python benchmarks/window_games.py [--seconds S] [--games A,B] [--limit S] [--json]``;
needs Xvfb. A simulated person plays each game for S seconds of its time in one session, as ``play``
does it: window of 1920 x 1080, board of 100 Hz in a thread of its own, sounds, recording. Two
seconds of instruction and one each of countdown and result stand between the games. A line is
printed as soon as its game is through:

- interval: from one flip to the next while the game is played, the first from the countdown's last
  flip; every frame counts;
- age: how long ago the newest sample that the picture shows arrived, when its flip was through;
- core: processor time of the process, all of its threads, over the time of play. What the X server
  takes for its copies stands in the last line.

They are of the wall's clock and say something on a quiet machine only. A game that stands still is
broken off with the phase and the reason it gives, and the others are played on; after ``--limit``
seconds all is ended. The exit code says whether all was played and the limits were kept.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIZE = (1920, 1080)
INTERVAL_LIMIT_MS, AGE_LIMIT_MS, CORE_LIMIT_PERCENT = 18.0, 15.0, 100.0
PLAY_S, WHOLE_S, STUCK_S = 10.0, 270.0, 25.0
"""A game's time, most for all of them, and how much longer than its time a game may take."""

HEAD = "game               frames  interval p50 ms     p99  longest  age p50 ms     p99  core %"


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank: the smallest value that so many per cent do not exceed."""
    ranked = sorted(values)
    return ranked[max(1, math.ceil(len(ranked) * percent / 100.0)) - 1] if ranked else math.nan


class Flips:
    """Watches a window's flips; call it after each with the display.

    Parameters
    ----------
    run : GameRun
        What is played.
    stuck_s : float
        Longest time of a game on the wall's clock, from its instruction on.
    """

    def __init__(self, run, stuck_s):
        self._run, self._stuck_s = run, stuck_s
        self._last_ns = time.monotonic_ns()
        self._game, self._since_ns = "", self._last_ns
        self._cpu_s = time.process_time()
        self._forget()
        self.rows = []

    def _forget(self):
        self._gaps, self._ages, self._core_s, self._wall_s = [], [], 0.0, 0.0

    def __call__(self, display):
        """Take a flip down, and look whether the session goes on."""
        now_ns, cpu_s = time.monotonic_ns(), time.process_time()
        phase, state = self._run.phase, self._run.state()
        if state.activity != self._game or phase == "ended":
            self._close_row()
            self._game, self._since_ns = state.activity, now_ns
        if phase == "play":
            gap_ms = (now_ns - self._last_ns) / 1e6
            self._gaps.append(gap_ms)
            self._core_s += cpu_s - self._cpu_s
            self._wall_s += gap_ms / 1e3
            if display.sample is not None:
                self._ages.append((now_ns - display.sample.t_host_ns) / 1e6)
        elif (now_ns - self._since_ns) / 1e9 > self._stuck_s:
            said = state.reason or state.prompt or "no reason is given"
            raise TimeoutError(f"{self._game} stands at '{phase}': {said}")
        self._last_ns, self._cpu_s = time.monotonic_ns(), time.process_time()

    def _close_row(self):
        if not self._gaps:
            return
        row = {"game": self._game, "frames": len(self._gaps)}
        for name, values in (("interval", self._gaps), ("age", self._ages)):
            row[f"{name}_p50_ms"] = round(percentile(values, 50.0), 2)
            row[f"{name}_p99_ms"] = round(percentile(values, 99.0), 2)
            row[f"{name}_longest_ms"] = round(max(values, default=math.nan), 2)
        row["core_percent"] = round(100.0 * self._core_s / self._wall_s, 1)
        self.rows.append(row)
        print(json.dumps(row), flush=True)
        self._forget()


def short_plan(info, games, seconds):
    """Plan that plays games one after the other, with a moment each for what stands between."""
    import msgspec

    from balance_arcade.cop.limits import default_limits
    from balance_arcade.games.setup import plan_games
    from balance_arcade.session.plan import SessionPlan

    activities = plan_games(games, seconds=seconds)
    plan = SessionPlan.for_board(info, activities, limits=default_limits())
    return msgspec.structs.replace(
        plan.resting_at_most(0.0),
        settle_s=1.0,
        centre_s=2.0,
        instruct_s=2.0,
        countdown_s=1.0,
        result_s=1.0,
        # The simulated person needs nobody beside them for the games of class C.
        unwatched=True,
    )


def play(games, seconds, folder):
    """Play games in a window, in this process."""
    from balance_arcade.app.host import Host
    from balance_arcade.app.playlist import Playlist
    from balance_arcade.app.switches import Switches
    from balance_arcade.app.window_session import PatientWindow
    from balance_arcade.games.setup import RunOptions
    from balance_arcade.window.display import open_display

    window = PatientWindow(open_display(SIZE))
    try:
        switches = Switches(publish=False, summary=False, folder=Path(folder))
        with Host.open("sim:?seed=1", switches, sinks=(window.inbox,)) as host:
            options = RunOptions(spotter_confirmed=True, ask_after="never")
            plan = short_plan(host.info, games, seconds)
            playlist = Playlist(games, seconds=seconds, options=options, plan=plan)
            session = host.begin(playlist, follower=host.follower)
            flips = Flips(session.run, seconds + STUCK_S)
            window.display.watcher = flips
            window.play(host, session)
    finally:
        window.close()
    missing = set(games) - {row["game"] for row in flips.rows}
    if missing:
        raise RuntimeError(f"Not played: {', '.join(sorted(missing))}.")


@contextmanager
def virtual_screen() -> Iterator[tuple[str, int]]:
    """Start Xvfb; gives the display's name and the server's process."""
    if shutil.which("Xvfb") is None:
        raise SystemExit("Xvfb is not installed: no window can be opened without a screen.")
    ready, tell = os.pipe()
    screen = ["-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        # It takes a number that is free, and says which once it can be used.
        ["Xvfb", "-displayfd", str(tell), *screen],
        pass_fds=(tell,),
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    try:
        if not select.select([ready], [], [], 60.0)[0] or not (said := os.read(ready, 16)):
            raise SystemExit("Xvfb does not start.")
        yield f":{said.decode().strip()}", server.pid
    finally:
        os.close(ready)
        server.terminate()
        server.wait(10)


def used_s(pid: int) -> float:
    """Processor time that a process has used so far."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def played(games: Sequence[str], seconds: float, limit_s: float) -> Iterator[dict[str, object]]:
    """Play on a virtual screen; gives a row as soon as its game is through.

    Raises
    ------
    RuntimeError
        The session broke off, or took longer than ``limit_s``.
    """
    words = ["--seconds", f"{seconds:g}", "--games", ",".join(games), "--here"]
    with virtual_screen() as (name, server), tempfile.TemporaryFile("w+") as faults:
        begun_s = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, __file__, *words],
            env=os.environ
            | {"SDL_VIDEODRIVER": "x11", "SDL_AUDIODRIVER": "dummy", "DISPLAY": name},
            stdout=subprocess.PIPE,
            stderr=faults,
            text=True,
        )
        overdue = threading.Timer(limit_s, child.kill)
        overdue.start()
        try:
            assert child.stdout is not None
            for line in child.stdout:
                yield json.loads(line)
            code, took_s = child.wait(), time.monotonic() - begun_s
            server_percent = 100.0 * used_s(server) / took_s
        finally:
            overdue.cancel()
            child.kill()
            child.wait()
        if code:
            faults.seek(0)
            # The last line of a traceback says what it was.
            said = (faults.read().strip().splitlines() or ["no word of why"])[-1]
            late = f"ended after {limit_s:g} s" if took_s >= limit_s else f"exit code {code}"
            raise RuntimeError(f"Not played to the end ({late}): {said}")
    yield {"seconds": round(took_s, 1), "x_server_percent": round(server_percent, 1)}


def text(row: dict[str, object]) -> str:
    """One line of the table."""
    if "fault" in row:
        return f"{row['game']:<18} {row['fault']}"
    if "game" not in row:
        server = f"beside it the X server took {row['x_server_percent']:.0f} % of a core"
        return f"one session of {row['seconds']:.0f} s; {server}"
    return (
        f"{row['game']:<18}{row['frames']:>7}{row['interval_p50_ms']:>17.1f}"
        f"{row['interval_p99_ms']:>8.1f}{row['interval_longest_ms']:>9.1f}"
        f"{row['age_p50_ms']:>12.1f}{row['age_p99_ms']:>8.1f}{row['core_percent']:>8.0f}"
    )


def is_kept(row: dict[str, object]) -> bool:
    """Whether a game kept the limits."""
    return (
        "fault" not in row
        and row["interval_p99_ms"] <= INTERVAL_LIMIT_MS
        and row["age_p99_ms"] <= AGE_LIMIT_MS
        and row["core_percent"] <= CORE_LIMIT_PERCENT
    )


def measure_windows(games: Sequence[str], seconds: float, limit_s: float, *, quiet: bool) -> list:
    """Play all games; prints a line for each at once unless ``quiet``, and returns them.

    A game that stands still is named with its fault, and the others are played in a new session.
    """
    rows, left, end_s = [], list(games), time.monotonic() + limit_s

    def keep(row: dict[str, object]) -> None:
        rows.append(row)
        if not quiet:
            print(text(row), flush=True)

    if not quiet:
        print(HEAD, flush=True)
    while left and time.monotonic() < end_s:
        try:
            for row in played(left, seconds, end_s - time.monotonic()):
                keep(row)
                if "game" in row:
                    left.remove(row["game"])
        except RuntimeError as fault:
            keep({"game": left.pop(0), "fault": str(fault)})
    for game in left:
        keep({"game": game, "fault": f"Not begun: {limit_s:g} s were over."})
    if not quiet:
        limits = f"{INTERVAL_LIMIT_MS:>45g}{AGE_LIMIT_MS:>29g}{CORE_LIMIT_PERCENT:>8g}"
        print(f"limit{limits}", flush=True)
    return rows


def main() -> None:
    """Measure and print."""
    from common import machine

    from balance_arcade.games.registry import known_games

    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=PLAY_S, help="of each game")
    parser.add_argument("--games", default=",".join(known_games()))
    parser.add_argument("--limit", type=float, default=WHOLE_S, help="seconds for all of it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    games = tuple(args.games.split(","))
    if args.here:
        with tempfile.TemporaryDirectory() as folder:
            play(games, args.seconds, folder)
        return
    if not args.json:
        print(machine())
    rows = measure_windows(games, args.seconds, args.limit, quiet=args.json)
    if args.json:
        print(json.dumps(rows))
    sys.exit(not all(is_kept(row) for row in rows if "game" in row))


if __name__ == "__main__":
    main()
