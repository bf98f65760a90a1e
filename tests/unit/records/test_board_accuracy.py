"""What a board can tell stands beside what was measured, in the same words everywhere."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.records.accuracy import (
    accuracy_sentence,
    board_sentence,
    board_words,
    cop_error_mm,
)
from balance_arcade.records.analyze import analyze_file

WII = Geometry(433.0, 238.0)
INFO = BoardInfo(
    "arduino:x", "arduino-1", "Arduino board", "0011", WII, 100.0, "device", "bench",
    pre_zeroed=True,
)  # fmt: skip
NOISY = CellAccuracy(0.5, 0.3, "bench")


def recorded(folder, accuracy, *, noise_n=0.5, sway_mm=0.0, rate_hz=100.0, seconds=30):
    """A weight of 700 N at the centre, or one that sways."""
    info = msgspec.structs.replace(INFO, accuracy=accuracy)
    path = folder / "trial.mcap"
    header = RecordingHeader(
        board=info, wall=WallAnchor(0, 0), trial_id="ab12cd34ef", label="quiet"
    )
    writer = RecordingWriter(path, header)
    rng = np.random.default_rng(1)
    for i in range(round(seconds * rate_hz)):
        t_s = i / rate_hz
        lean = 700.0 * sway_mm * math.sin(2.0 * t_s) / 433.0 / 2.0
        noise = rng.normal(0.0, noise_n, 4)
        forces = 175.0 + noise + np.array((-lean, lean, -lean, lean))
        writer.write_samples([ForceSample(i, round(t_s * 1e9), t_s, *map(float, forces))])
    writer.finish()
    return path


def test_a_dead_weight_is_below_what_the_board_can_tell(tmp_path):
    result = analyze_file(recorded(tmp_path, NOISY))
    told = result.resolution.metrics
    assert {name: metric.below for name, metric in told.items()} == {
        "sway_path_mm": True,
        "mean_velocity_mm_s": True,
        "ellipse_area_mm2": True,
    }
    # The example of docs/uncertainty.md: 0.5 N, 700 N, 30 s at 100 Hz, default pipeline.
    assert told["sway_path_mm"].floor == pytest.approx(176, abs=1)
    assert result.resolution.load_n == pytest.approx(700.0, abs=0.1)
    assert sum("below what this board can tell" in note for note in result.quality.notes) == 3
    assert "at 71 kg" in result.resolution.sentence


def test_a_person_is_above_it(tmp_path):
    result = analyze_file(recorded(tmp_path, NOISY, sway_mm=40.0))
    told = result.resolution.metrics
    assert not any(metric.below for metric in told.values())
    assert told["sway_path_mm"].uncertainty > 0.0
    assert not any("below" in note for note in result.quality.notes)


def test_a_board_that_says_nothing_of_itself_is_not_judged(tmp_path):
    result = analyze_file(recorded(tmp_path, None))
    assert result.resolution is None
    assert not any("below" in note for note in result.quality.notes)


def test_nobody_on_the_board(tmp_path):
    path = recorded(tmp_path, NOISY)
    light = tmp_path / "light"
    light.mkdir()
    info = msgspec.structs.replace(INFO, accuracy=NOISY)
    header = RecordingHeader(board=info, wall=WallAnchor(0, 0), trial_id="ab12cd34ee", label="x")
    writer = RecordingWriter(light / "trial.mcap", header)
    for i in range(500):
        writer.write_samples([ForceSample(i, i, i / 100, 0.1, 0.1, 0.1, 0.1)])
    writer.finish()
    assert analyze_file(path).resolution is not None
    assert analyze_file(light / "trial.mcap").resolution is None


def test_error_at_a_load_is_twice_the_law_of_propagation():
    # 2 u / F (side / 2), twice: the cells pull both ways at the longer side.
    load_n = 60.0 * 9.80665
    due_mm = 2.0 * 2.0 * math.hypot(0.5, 0.3) / load_n * 433.0 / 2.0
    assert cop_error_mm(NOISY, WII) == pytest.approx(due_mm)
    assert cop_error_mm(NOISY, WII, 30.0) == pytest.approx(2.0 * due_mm)


def test_a_long_source_is_cut_at_a_word():
    told = accuracy_sentence(CellAccuracy(0.5, 0.3, "noise: one board, at rest; " * 9), WII)
    assert len(told) < 120
    assert told.endswith(" ...).")


def test_words():
    assert accuracy_sentence(NOISY, WII) == "This board: ±0.86 mm at 60 kg (95 %; bench)."
    assert "±1.7 mm at 30 kg" in accuracy_sentence(NOISY, WII, 30.0)
    uncalibrated = msgspec.structs.replace(INFO, calibration_id="nominal")
    assert board_sentence(uncalibrated) == "This board: error unknown; calibrate it."
    assert board_words(uncalibrated) == "Error unknown: calibrate"
    assert board_words(msgspec.structs.replace(INFO, accuracy=NOISY, geometry=WII)) == (
        "±0.86 mm at 60 kg"
    )
    simulated = msgspec.structs.replace(INFO, origin="simulated", calibration_id="")
    assert board_sentence(simulated) == board_words(simulated) == ""
