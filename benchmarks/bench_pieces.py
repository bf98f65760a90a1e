"""What the single pieces cost: simulated person, game steps, decoder, files.

Run with ``python benchmarks/bench_pieces.py``; prints a table, best of five rounds.
"""

import itertools
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from balance_arcade.cop.live import CopStream
from balance_arcade.core.events import Event
from balance_arcade.files.tables import read_trial
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.registry import known_games, make_model
from balance_arcade.hw import open_board
from balance_arcade.session.local_source import LocalSource

N_ROUNDS = 5


def best_us(work, n_items):
    """Least time of some rounds, in microseconds an item."""
    times = []
    for _ in range(N_ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) / n_items * 1e6)
    return min(times)


def simulated_sample():
    """One sample of the simulated person."""
    board = open_board("sim:?speed=0")
    return best_us(lambda: [board.read(0.0) for _ in range(1000)], 1000)


def game_step(name):
    """One model step with its state packed for the digest."""
    model = make_model(name, GameOptions(seed=1))
    steps = itertools.count()

    def work():
        for _ in range(1200):
            t_s = next(steps) / STEPS_PER_S
            model.step(ControlInput(t_s, 0.3, 0.1, 24.0, 8.0, 0.32))
            model.state_bytes()
        model.drain_events()

    return best_us(work, 1200)


def recorded_sample(folder):
    """One sample through acquisition and recorder, with an event every 100."""
    board = open_board("sim:?speed=0")
    acquisition = LocalSource(board, CopStream(board.info.geometry, 100.0))
    acquisition.start_recording(Path(folder), "bench")

    def work():
        for k in range(1000):
            acquisition.pump()
            if k % 100 == 0:
                acquisition.emit(Event(0.0, "bench.mark", {"k": k}))

    cost = best_us(work, 1000)
    acquisition.stop()
    return cost


def table_minute(folder):
    """Read a minute of force-plate text at 100 Hz as a trial; in milliseconds."""
    path = Path(folder) / "minute.csv"
    rows = (f"{k / 100:.2f},{k % 7:.6f},{k % 11:.6f},{700 + k % 5:.6f}" for k in range(6000))
    path.write_text("t_s,cop_ml_mm,cop_ap_mm,fz_n\n" + "\n".join(rows) + "\n")
    return best_us(lambda: read_trial(path), 1) / 1e3


def main():
    """Print the table."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        rows = [("sample of the simulated person", simulated_sample(), "us")]
        rows += [(f"step of {name}", game_step(name), "us") for name in known_games()]
        rows.append(("sample, read, recorded and turned into CoP", recorded_sample(folder), "us"))
        rows.append(("a minute of text at 100 Hz, read", table_minute(folder), "ms"))
    for what, value, unit in rows:
        sys.stdout.write(f"{what:<46}{value:9.1f} {unit}\n")


if __name__ == "__main__":
    main()
