"""A recording analysed later gives what the live window said while it was made."""

import math

import numpy as np
import pytest

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.records.analyze import analyze_file

WBB = Geometry(433.0, 238.0)
ZERO_N = (3.5, -2.25, 1.125, 0.75)


def session_samples():
    """Twenty seconds: an empty second, sway with a gap, torn frames and a step off."""
    rng = np.random.default_rng(5)
    forces = 150.0 + np.cumsum(rng.normal(scale=0.4, size=(2000, 4)), axis=0)
    forces[:100] = forces[900:930] = 0.5
    flags = np.zeros(2000, int)
    flags[[300, 301, 1500]] = int(SampleFlag.TORN)
    flags[700] = int(SampleFlag.CELL_FAULT)
    flags[400:430] = int(SampleFlag.LATE)
    flags[500], flags[600] = int(SampleFlag.HELD), int(SampleFlag.DOUBLE_BEFORE)
    forces[700, 2] = 9000.0
    kept = [i for i in range(2000) if not 1200 <= i < 1210]
    return [
        ForceSample(i, 10**7 * i, i / 100, *map(float, forces[i]), flags=int(flags[i]))
        for i in kept
    ]


@pytest.fixture
def recorded(tmp_path):
    info = BoardInfo(
        "sim:", "sim-1", "Simulated person", "", WBB, 100.0, "virtual", origin="simulated"
    )
    header = RecordingHeader(
        board=info, wall=WallAnchor(0, 0), trial_id="t1", label="trial", zero_n=ZERO_N
    )
    writer = RecordingWriter(tmp_path / "trial.mcap", header)
    samples = session_samples()
    writer.write_samples(samples)
    return writer.finish(), samples


def test_raw_is_what_the_live_window_said(recorded):
    path, samples = recorded
    stream = CopStream(WBB, 100.0, window_s=60.0, zero_n=ZERO_N)
    for sample in samples:
        stream.push(sample)
    live, later = stream.metrics(), analyze_file(path, "raw")
    assert later.quality.n_used == live.n_samples == 2000 - 100 - 30 - 10 - 4
    compared = [name for name in live.values if name in later.metrics]
    assert len(compared) >= 14
    for name in compared:
        value = later.metrics[name].value
        assert live.values[name] == pytest.approx(value, rel=1e-11, abs=1e-12), name


def test_where_it_comes_from_and_what_was_wrong_is_said(recorded):
    path, _ = recorded
    result = analyze_file(path)
    assert result.origin == "simulated"
    assert any("4 samples were torn" in note for note in result.quality.notes)
    assert (result.quality.n_gaps, result.quality.n_lost) == (1, 10)
    # None of these is lost, and none breaks the path.
    quality = result.to_builtins()["quality"]
    assert [quality[name] for name in ("n_late", "n_held", "n_doubled")] == [30, 1, 1]
    assert any(note.startswith("30 of 1990 samples came late") for note in quality["notes"])
    assert result.quality.n_breaks == 5
    assert result.quality.n_outside == 100
    assert math.isfinite(result.metrics["mean_velocity_mm_s"].value)
