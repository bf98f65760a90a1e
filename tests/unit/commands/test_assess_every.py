"""``assess`` leads a simulated person through every test, without a window, to one result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balance_arcade.assess.guided_tests import known_tests
from balance_arcade.cli import main
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw.sim.jumping import Jumper
from balance_arcade.hw.sim.stream import JUMPS_STREAM

# Made by the code of others that are in the list, with other times: quiet-stance, limits.
LONG = {"research", "norm-stance", "weight-shift", "romberg"}
TESTS = [test.name for test in known_tests() if test.name not in LONG]
REFUSED_AT_100_HZ = {"hops"}


def assess(name: str, folder: Path, capsys: pytest.CaptureFixture[str], board: str) -> Any:
    words = ["assess", name, "--board", board, "--headless", "--json", "--height-cm", "166"]
    assert main([*words, "--out", str(folder)]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", TESTS)
def test_every_test_comes_to_its_result(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = "&seated=1" if name.startswith("seated") else ""
    found = assess(name, tmp_path, capsys, f"sim:?profile=older&speed=0{seated}")
    test = next(one for one in known_tests() if one.name == name)
    assert (found["test"], found["origin"]) == (name, "simulated")
    assert sum(not trial["practice"] for trial in found["trials"]) == test.n_trials
    known = {rule.reason for rule in test.protocol.stop_rules} | {""}
    assert {trial["stop"] for trial in found["trials"]} <= known
    told = [one for one in found["outcomes"].values() if one["value"] is not None]
    assert bool(told) is (name not in REFUSED_AT_100_HZ)
    for one in found["outcomes"].values():
        # What has no value says why, and never both.
        assert (one["value"] is None) is bool(one["refused"])
        assert one["definition"]


def test_an_athletes_height_comes_back_within_its_uncertainty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = assess("cmj", tmp_path, capsys, "sim:?profile=athlete&speed=0&rate=200")
    jumper = Jumper("athlete", np.random.default_rng([1, JUMPS_STREAM]))
    true_m = [jumper.make("jump").height_m for _ in found["trials"]]
    name, n_within = "jump_height_impulse_m", 0
    for trial, height_m in zip(found["trials"], true_m, strict=True):
        u_m = trial["values"][f"u_{name}"]
        assert 0.001 < u_m < 0.01
        n_within += abs(trial["values"][name] - height_m) < 2.0 * u_m
        assert trial["values"]["peak_rfd_n_s"] is None
        assert "needs 500 Hz" in trial["refused"]["peak_rfd_n_s"]
        assert trial["method"].startswith("countermovement_jump/1 n_trials=3")
    assert n_within >= len(true_m) - 1
    out = found["outcomes"]
    counted = [trial["values"][name] for trial in found["trials"] if not trial["practice"]]
    assert out[f"best_{name}"]["value"] == max(counted)
    spread = float(np.std(counted, ddof=1))
    assert out["cv_jump_height_impulse_pct"]["value"] == pytest.approx(
        100.0 * spread / np.mean(counted)
    )
    swc = out[f"smallest_worthwhile_{name}"]
    assert swc["value"] == pytest.approx(0.2 * spread)
    assert "source not read" in swc["definition"]
    # The screen showed, and the event tells, what the recording gives.
    (file,) = tmp_path.glob("*-assess-cmj-*.mcap")
    ends = [e.data for e in RecordingReader(file).events() if e.kind == "game.trial_end"]
    for end, trial in zip(ends, found["trials"], strict=True):
        assert end[name] == pytest.approx(trial["values"][name], abs=1e-6)
