"""A simulated person plays Orchard for half a minute of game time: python play_in_lockstep.py."""

from balance_arcade.cop.live import CopStream
from balance_arcade.games.run import GameRun
from balance_arcade.hw import open_board
from balance_arcade.session.local_source import LocalSource

board = open_board("sim:?seed=3&profile=stroke_left&speed=0")
stream = CopStream(board.info.geometry, board.info.nominal_rate_hz)
run = GameRun(board.info, ["orchard"], seed=3, seconds=30.0, quick=True)
with LocalSource(board, stream) as acquisition:
    while not run.finished:
        for sample in acquisition.pump():
            run.feed(sample)
        board.follow(run.goal())
for result in run.results():
    print(f"{result.game}: {result.successes} of {result.trials}, digest {result.digest[:12]}")
