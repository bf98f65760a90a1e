"""A whole game on the emulated processor: person, converters, firmware, line, driver, session."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.system,
    pytest.mark.slow,
    pytest.mark.usefixtures("firmware_size"),
]


def test_orchard_is_played_to_its_end(tmp_path):
    from avr_board import AvrBoard

    with AvrBoard("sim:?seed=1") as board:
        options = f"--board arduino:{board.port} --player sim --seconds 15 --headless --json"
        # In real time, as the firmware runs: a minute of preparation, then the game.
        done = subprocess.run(
            [sys.executable, "-m", "balance_arcade", "play", "orchard", *options.split()],
            env=dict(os.environ, XDG_CONFIG_HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)),
            capture_output=True,
            text=True,
            check=False,
        )
        n_goals = board.n_goals
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["game"], result["simulated"], result["seconds"]) == ("orchard", True, 15.0)
    assert result["trials"] >= 2
    assert result["successes"] >= 1
    assert result["pauses"] == []
    assert n_goals > 5
    assert list((tmp_path).rglob("*.mcap"))
