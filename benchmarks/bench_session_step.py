"""What a sample costs on its way through acquisition, session and game, and the state of it.

Run with ``python benchmarks/bench_session_step.py [--before DIR]``. The samples are read from a
simulated person beforehand, goals are handed back to nobody, nothing is recorded and nothing
published: what is timed is reading from memory, pipeline, live metrics, session machine, game with
its digest, and handing on. DIR is a checkout of an earlier build; the two are then run in turn,
each in a process of its own, and compared pair by pair.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

GAMES = ("orchard", "star-reach", "marble-maze")
N_PAIRS = 5

CHILD = """
import json, sys, time
from balance_arcade.games.run import GameRun
from balance_arcade.hw import open_board
from balance_arcade.cop.live import CopStream
try:
    from balance_arcade.session.local_source import LocalSource
    from balance_arcade.app.live_session import LiveSession
except ImportError:
    from balance_arcade.session.acquisition import Acquisition as LocalSource
    from balance_arcade.commands.stage import Stage as LiveSession

class Memory:
    ended = False
    def __init__(self, board, samples):
        self.info, self.health, self._samples, self._k = board.info, board.health, samples, 0
    def read(self, timeout_s):
        self._k += 1
        return (self._samples[self._k - 1],)
    def close(self):
        pass

def through(game):
    board = open_board("sim:?seed=3&profile=healthy&speed=0")
    # Once with the person following the goals, so that the game is really played.
    samples, keep = [], board.read
    def read(timeout_s):
        taken = keep(timeout_s)
        samples.extend(taken)
        return taken
    board.read = read
    run(board, game, board)
    return run(Memory(board, samples), game, None)

def run(board, game, follower):
    source = LocalSource(board, CopStream(board.info.geometry, board.info.nominal_rate_hz))
    game_run = GameRun(board.info, [game], seed=1, seconds=60.0, quick=True)
    session = LiveSession(source, game_run, follower=follower)
    session.begin()
    n, begun = 0, time.perf_counter()
    cpu = time.process_time()
    while not game_run.finished:
        for sample in source.pump(0.05):
            session.feed((sample,))
            n += 1
        session.tick(source.age_s())
    cpu_us = (time.process_time() - cpu) / n * 1e6
    digest = game_run.results()[0].digest
    state_us = cost_of_state(game_run)
    source.stop()
    return {"us": cpu_us, "state_us": state_us, "digest": digest}

def cost_of_state(game_run):
    # What is asked after every sample: has the state changed, and the state itself.
    look = getattr(game_run, "_look", None)
    n, cpu = 5000, time.process_time()
    for _ in range(n):
        if look is not None:
            look()
        game_run.state()
        game_run.goal()
    return (time.process_time() - cpu) / n * 1e6

through(sys.argv[1])
print(json.dumps(through(sys.argv[1])))
"""


def child(game: str, folder: str | None) -> dict:
    """Time one game in a process of its own, with the code of a folder or with ours."""
    environment = dict(os.environ)
    if folder is not None:
        environment["PYTHONPATH"] = folder
    done = subprocess.run(
        [sys.executable, "-c", CHILD, game],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", metavar="DIR", help="checkout of an earlier build")
    before = parser.parse_args().before
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    print("processor time a sample, microseconds, median of", N_PAIRS, "\n")
    print(f"{'game':<14}{'now':>8}{'state':>8}{'before':>9}{'state':>8}{'ratio':>8}  same digest")
    for game in GAMES:
        pairs = [
            (child(game, None), child(game, before) if before else None) for _ in range(N_PAIRS)
        ]
        now = statistics.median(a["us"] for a, _ in pairs)
        state = statistics.median(a["state_us"] for a, _ in pairs)
        row = f"{game:<14}{now:8.1f}{state:8.1f}"
        if before:
            then = statistics.median(b["us"] for _, b in pairs)
            old_state = statistics.median(b["state_us"] for _, b in pairs)
            ratio = statistics.median(a["us"] / b["us"] for a, b in pairs)
            same = all(a["digest"] == b["digest"] for a, b in pairs)
            row += f"{then:9.1f}{old_state:8.1f}{ratio:8.2f}  {'yes' if same else 'NO'}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
