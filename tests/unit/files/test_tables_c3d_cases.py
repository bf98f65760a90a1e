"""C3D files that earlier versions got wrong, beside the checkout; and what is right for them."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import Cut, PlateOptions, read_trial

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside us")


def spread(trial):
    return np.nanstd(trial.cop_mm, axis=0)


@pytest.mark.parametrize(
    "name", ["c3d_chain_ends_in_block", "c3d_mips_words", "c3d_unsigned_words"]
)
def test_the_same_stand_in_three_ways(name):
    """All three hold the signal of `two_plates_a_foot_each`, whose first plate was read rightly."""
    right = read_trial(CASES / "two_plates_a_foot_each.c3d", plate=PlateOptions(plate=1))
    trial = read_trial(CASES / f"{name}.c3d")
    assert (trial.n_samples, trial.rate_hz) == (6000, 200.0)
    # Words of the unsigned file stand for 0.1 N and 20 Nmm.
    assert np.abs(trial.cop_mm - right.cop_mm).max() < 0.1
    assert np.abs(trial.fz_n - 700.0).max() < 0.1


def test_plate_without_its_group():
    with pytest.raises(RecordingError, match="'Fx1 Fy1 Fz1 Mx1 My1 Mz1'"):
        read_trial(CASES / "c3d_plate_without_group.c3d")


@pytest.mark.parametrize("cut", [None, Cut((0.0, 7.0))])
def test_empty_frames_are_taken_off(cut):
    zeroed = read_trial(CASES / "c3d_empty_plate_frames.c3d", cut=cut)
    standing = ~np.isnan(zeroed.cop_mm[:, 0])
    assert standing.sum() == 4400
    assert np.abs(spread(zeroed) - [4.0, 5.9]).max() < 0.1
    assert any("its load was 25.0 N" in note for note in zeroed.notes)


# The script that makes the files leaves them to the interpreter to close.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_rates_of_video(tmp_path, monkeypatch):
    """A circle of 20 mm at 0.5 Hz under 700 N."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(CASES))
    runpy.run_path(str(CASES / "c3d_video_rate.py"))
    for path in sorted(tmp_path.glob("*.c3d")):
        trial = read_trial(path)
        assert trial.n_samples == (9000 if path.stem == "nopts" else 27_000)
        assert np.abs(np.hypot(*trial.cop_mm.T) - 20.0).max() < 1e-3
        assert np.abs(trial.fz_n - 700.0).max() < 1e-3
