"""Each recording of a faulty board is replayed to the message that names its fault."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from fault_recordings import GEOMETRY, MASS_KG, write

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.commands.calibrate_check import checked, steps_of
from balance_arcade.cop.live import CopStream
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.files.tables.reader import read_trial
from balance_arcade.hw import open_board
from balance_arcade.hw.calibration.quality import drift_of, judge
from balance_arcade.hw.calibration.walk import Walk
from balance_arcade.session.local_source import LocalSource


class Ears:
    """Hears events alone."""

    def __init__(self):
        self.events = []

    def on_event(self, event):
        self.events.append(event)

    def on_info(self, info):
        assert info.origin == "replayed"

    def on_samples(self, samples):
        pass

    def on_metrics(self, metrics):
        pass

    def on_state(self, state):
        pass


def replayed(path):
    """Events and warnings of a recording that is played through as a board."""
    ensure_compiled()
    board, ears = open_board(f"replay:{path}?speed=0"), Ears()
    stream = CopStream(board.info.geometry, board.info.nominal_rate_hz)
    with LocalSource(board, stream, sinks=[ears]) as source:
        while not source.ended:
            source.pump()
        return ears.events, source.health


def check_of(path):
    """The points of a daily check that is replayed."""
    with open_board(f"replay:{path}?speed=0") as board:
        walk = Walk(
            steps_of("daily", MASS_KG, GEOMETRY),
            gravity_m_s2=STANDARD_GRAVITY_M_S2,
            window_s=0.8,
            geometry=GEOMETRY,
        )
        while not board.ended and walk.step is not None:
            for sample in board.read(0.0):
                walk.push(sample)
        info = msgspec.structs.replace(board.info, calibration_id="now")
    return info, walk, checked(walk, GEOMETRY, STANDARD_GRAVITY_M_S2)


def test_a_silent_board(tmp_path):
    events, health = replayed(write(tmp_path, "silent-board"))
    (gap,) = [event for event in events if event.kind == "board.gap"]
    assert gap.data["gap_s"] == pytest.approx(7.0, abs=0.02)
    assert (health.n_gaps, health.n_lost) == (1, 700)


def test_a_stuck_cell(tmp_path):
    path = write(tmp_path, "stuck-cell")
    _, health = replayed(path)
    assert any("rear-right" in warning for warning in health.warnings), health.warnings
    (fault,) = [one for one in read_trial(path).faults if one.name == "cell_does_not_move"]
    assert "rear" in fault.sentence


def test_drop_outs(tmp_path):
    events, health = replayed(write(tmp_path, "drop-outs"))
    gaps = [event for event in events if event.kind == "board.gap"]
    assert len(gaps) == health.n_gaps == 11
    assert {gap.data["n_lost"] for gap in gaps} == {7}


def test_swapped_cells(tmp_path):
    _, walk, _ = check_of(write(tmp_path, "swapped-cells"))
    assert walk.wiring is not None
    assert walk.wiring.kind == "elsewhere"
    assert "front left" in walk.wiring.sentence


def test_a_wrong_calibration(tmp_path):
    info, walk, points = check_of(write(tmp_path, "wrong-calibration"))
    assert walk.wiring is None
    verdict = judge("daily", info, MASS_KG, points, ()).verdict
    assert verdict.startswith("Calibrate again: the load is off by +5.0 %")


def test_a_drift(tmp_path):
    lines = []
    for day in range(6):
        info, _, points = check_of(write(tmp_path, f"drift-day-{day}"))
        line = judge("daily", info, MASS_KG, points, tuple(lines))
        moment = datetime.datetime(2026, 3, 1 + day, tzinfo=datetime.UTC)
        lines.append(msgspec.structs.replace(line, when=moment.isoformat()))
    drift = drift_of(tuple(lines))
    assert drift.per_day_frac == pytest.approx(0.0007, rel=0.05)
    assert "The load drifts by +0.0" in drift.words
    # It is told before a check fails.
    assert all(line.good for line in lines)
