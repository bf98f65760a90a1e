"""A simulated person plays Orchard for half a minute of game time: python play_in_lockstep.py."""

import balance_arcade

with balance_arcade.Session("sim:?seed=3&profile=stroke_left&speed=0") as session:
    results = session.play("orchard", seed=3, seconds=30.0)
for result in results:
    print(f"{result.game}: {result.successes} of {result.trials}, digest {result.digest[:12]}")
