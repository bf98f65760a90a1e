"""What each game costs on the screen, against the limits of the arcade.

Run with ``python benchmarks/bench_activities.py [--json] [--rounds N] [--xvfb]``; prints tables:

- first frame at 1920 x 1080, in processor time of the thread that draws: on the first start ever
  (everything is painted), and on the second (large pictures are read from the cache folder; from
  opening the file to the end of the frame). Least of N rounds, both kinds in turn, because the same
  work costs up to twice as much on a busy machine;
- drawing a frame at 1920 x 1080, mean and p99, while a person follows the goal;
- ten minutes of a model alone: its steps, goals and events, in processor time;
- ten minutes of ``play orchard --headless`` on a simulated board, all of it (board, pipeline,
  session, game, recording, summary), in processor time of the process and its threads, and apart
  from that what the first second costs, which is the start (imports, kernels from their cache);
- with ``--xvfb``, every game in a real window, see ``window_games.py``: another three minutes and a
  half, of the wall's clock. They say something on a quiet machine only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame
from common import machine
from window_games import PLAY_S, WHOLE_S, measure_windows

from balance_arcade.games.contract import DT_S, ControlInput, GameModel
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.registry import known_games, make_model, view_class
from balance_arcade.window.display import open_display
from balance_arcade.window.painting import paint
from balance_arcade.window.stock_file import PaintOrder, read_stock, stock_file, write_stock

SIZE = (1920, 1080)
STILL = ControlInput(0.0, 0.0, 0.0)
N_FRAMES = 600
SESSION_S = 600.0
LIMITS = {"first_ms": 150.0, "second_ms": 150.0, "mean_ms": 4.0, "session_s": 2.0}
HEADLESS = ("play", "orchard", "--board", "sim:?speed=0&seed=3", "--headless", "--json")
HEADLESS_LIMIT_S = 2.0


def first_frame_ms(game: str, surface: pygame.Surface, file: Path | None) -> float:
    """Processor time to a game's first frame, from the cache or painted anew."""
    cls, model = view_class(game), make_model(game)
    begun_s = time.thread_time()
    stock = read_stock(file) if file is not None else Stock()
    assert stock is not None
    with stock.in_use():
        cls(SIZE, NIGHT).draw(surface, model, STILL, 0.0)
    return (time.thread_time() - begun_s) * 1e3


def first_frames(game: str, surface: pygame.Surface, n_rounds: int) -> tuple[float, float, float]:
    """Least time of the first start ever and of the second, and megabytes of the cache."""
    order = PaintOrder("view", game, SIZE, NIGHT)
    file = stock_file(order, view_class(game))
    write_stock(file, paint(order))
    pairs = [
        (first_frame_ms(game, surface, None), first_frame_ms(game, surface, file))
        for _ in range(n_rounds)
    ]
    return min(a for a, _ in pairs), min(b for _, b in pairs), file.stat().st_size / 1e6


def following(model: GameModel, control: ControlInput, n_steps: int) -> ControlInput:
    """Step a model while a person moves towards its goal."""
    goal = model.goal() or (0.0, 0.0)
    x, y = control.x + 0.05 * (goal[0] - control.x), control.y + 0.05 * (goal[1] - control.y)
    moved = ControlInput(control.t_s + n_steps * DT_S, x, y)
    for _ in range(n_steps):
        model.step(moved)
    model.drain_events()
    return moved


def drawing_ms(game: str, surface: pygame.Surface, n_rounds: int) -> tuple[float, float]:
    """Mean and p99 of a frame: the least of each of some rounds."""
    view, means, tails = view_class(game)(SIZE, NIGHT), [], []
    for number in range(n_rounds):
        model, control, costs = make_model(game), STILL, []
        for _ in range(N_FRAMES):
            control = following(model, control, 2)
            begun_s = time.thread_time()
            view.draw(surface, model, control, 0.0)
            costs.append((time.thread_time() - begun_s) * 1e3)
        # The first round also makes the small pictures; the first frame has a table of its own.
        later = sorted(costs[1:] if number == 0 else costs)
        means.append(statistics.fmean(later))
        tails.append(later[int(0.99 * len(later))])
    return min(means), min(tails)


def session_s(game: str) -> float:
    """Processor time of ten minutes of a game without a picture."""
    model, control = make_model(game), STILL
    begun_s = time.thread_time()
    for _ in range(round(SESSION_S * 60)):
        control = following(model, control, round(1 / 60 / DT_S))
    return time.thread_time() - begun_s


def headless_s() -> tuple[float, float]:
    """Processor time of the start, and of ten minutes of a whole session; the least of three."""
    told = subprocess.run(
        [sys.executable, __file__, "--headless-session"], capture_output=True, check=True, text=True
    )
    begun_s, *sessions_s = json.loads(told.stdout)
    return begun_s, min(sessions_s)


def play_headless() -> None:
    """Play in this process: one second, which brings the start, then ten minutes three times."""
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    found_s = []
    for seconds in (1.0, SESSION_S, SESSION_S, SESSION_S):
        begun_s = 0.0 if not found_s else time.process_time()
        told = StringIO()
        with tempfile.TemporaryDirectory() as folder, redirect_stdout(told), redirect_stderr(told):
            from balance_arcade.cli import main as run

            code = run([*HEADLESS, "--seconds", f"{seconds:g}", "--out", folder])
        assert code == 0, told.getvalue()
        found_s.append(time.process_time() - begun_s)
    print(json.dumps(found_s))


def measure(n_rounds: int) -> list[dict[str, object]]:
    """Measure each game."""
    display = open_display(SIZE, headless=True)
    rows = []
    for game in known_games():
        first, second, size_mb = first_frames(game, display.surface, n_rounds)
        mean, tail = drawing_ms(game, display.surface, n_rounds)
        rows.append(
            {
                "game": game,
                "first_ms": round(first, 1),
                "second_ms": round(second, 1),
                "cache_mb": round(size_mb, 1),
                "mean_ms": round(mean, 2),
                "p99_ms": round(tail, 2),
                "session_s": round(session_s(game), 2),
            }
        )
        print(f"{game} is measured", file=sys.stderr, flush=True)
    display.close()
    return rows


def print_table(rows: list[dict[str, object]]) -> None:
    """Print a line for each game."""
    print(machine())
    print("game            first start ms  second ms  cache MB  mean ms  p99 ms  ten minutes s")
    for row in rows:
        print(
            f"{row['game']:<16}{row['first_ms']:>14}{row['second_ms']:>11}{row['cache_mb']:>10}"
            f"{row['mean_ms']:>9}{row['p99_ms']:>8}{row['session_s']:>15}"
        )
    print(
        "limit                      150        150                  4                      2",
        flush=True,
    )


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--xvfb", action="store_true", help="also measure in a window on Xvfb")
    parser.add_argument("--headless-session", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.headless_session:
        play_headless()
        return
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        rows = measure(args.rounds)
        started_s, whole_s = headless_s()
        if not args.json:
            print_table(rows)
            print(
                f"ten minutes of play --headless {whole_s:.2f} s (limit {HEADLESS_LIMIT_S:g}), "
                f"its start {started_s:.2f} s",
                flush=True,
            )
        in_window = []
        if args.xvfb:
            in_window = measure_windows(known_games(), PLAY_S, WHOLE_S, quiet=args.json)
    if args.json:
        headless = {"session_s": whole_s, "limit_s": HEADLESS_LIMIT_S, "start_s": started_s}
        told = {"rows": rows, "limits": LIMITS, "headless": headless, "window": in_window}
        print(json.dumps(told))


if __name__ == "__main__":
    main()
