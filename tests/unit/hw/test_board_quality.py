"""The quality log: drift is told, a board out of its tolerance assesses nobody and still plays."""

from __future__ import annotations

import datetime

import msgspec
import numpy as np
import pytest

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw.calibration.quality import (
    LOAD_FRAC,
    CheckedPoint,
    CheckLine,
    append_history,
    assessment_allowed,
    drift_of,
    history_path,
    require_assessable,
)
from balance_arcade.reports.quality_figure import quality_figure

INFO = BoardInfo(
    "arduino:x", "arduino-1", "Arduino board", "0011", Geometry(400.0, 300.0), 90.0, "device", "now"
)
BEGIN = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.UTC)


def line(day, load=0.0, *, calibration="now", mass_kg=20.0, place_mm=0.3):
    point = CheckedPoint(0.0, 0.0, place_mm, 0.0, load)
    good = abs(load) <= LOAD_FRAC
    when = (BEGIN + datetime.timedelta(days=day)).isoformat(timespec="seconds")
    verdict = "Good." if good else "Calibrate again: the load is off."
    return CheckLine(when, "daily", calibration, mass_kg, (point,), good, verdict)


def keep(folder, *lines):
    for one in lines:
        append_history(history_path(INFO, folder), one)


def test_a_board_that_failed_its_check_assesses_nobody(tmp_path):
    keep(tmp_path, line(0), line(1, 0.013))
    found = assessment_allowed(INFO, tmp_path)
    assert not found.allowed
    assert "2026-03-02 failed" in found.reason
    assert "Games can be played" in found.hint
    with pytest.raises(CalibrationError, match="Nobody is assessed on this board now"):
        require_assessable(INFO, tmp_path)


def test_a_good_check_or_a_new_calibration_lets_it_assess_again(tmp_path):
    keep(tmp_path, line(0, 0.013), line(1))
    assert assessment_allowed(INFO, tmp_path).allowed
    keep(tmp_path, line(2, 0.013))
    calibrated = msgspec.structs.replace(INFO, calibration_id="anew")
    assert assessment_allowed(calibrated, tmp_path).allowed
    assert not assessment_allowed(INFO, tmp_path).allowed


def test_one_that_was_never_checked_is_allowed_with_a_word(tmp_path):
    assert "never checked" in require_assessable(INFO, tmp_path)


def test_a_simulated_board_has_no_quality_log(tmp_path):
    keep(tmp_path, line(0, 0.05))
    simulated = msgspec.structs.replace(INFO, origin="simulated")
    assert assessment_allowed(simulated, tmp_path).allowed


def test_a_drift_is_told_before_it_blocks(tmp_path):
    chance = np.random.default_rng(3)
    lines = [line(day, 0.0004 * day + chance.normal(0.0, 0.0004)) for day in range(15)]
    keep(tmp_path, *lines)
    found = assessment_allowed(INFO, tmp_path)
    assert found.allowed
    assert "drifts by +0.0" in found.reason
    drift = drift_of(tuple(lines))
    assert drift.per_day_frac == pytest.approx(0.0004, rel=0.2)
    assert drift.days_left == pytest.approx((LOAD_FRAC - 0.0056) / 0.0004, abs=3.0)


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_drift(seed):
    chance = np.random.default_rng(seed)
    assert drift_of(tuple(line(day, chance.normal(0.0, 0.002)) for day in range(30))) is None


def test_a_drift_is_that_of_one_mass_and_one_calibration():
    def lines(**other):
        return tuple(line(d, 0.0005 * d, **(other if d < 6 else {})) for d in range(9))

    assert drift_of(lines()) is not None
    assert drift_of(lines(calibration="old")) is None
    assert drift_of(lines(mass_kg=10.0)) is None
    assert drift_of(()) is None
    # So slow that it does not matter soon.
    assert drift_of(tuple(line(day, 1e-5 * day) for day in range(40))) is None


def test_the_picture_shows_every_check_its_limits_and_the_calibration():
    lines = [line(0), line(3, 0.013), line(4, calibration="anew"), line(6, calibration="anew")]
    text = quality_figure(lines, of="0011.checks.jsonl").file_text()
    assert text.count("<circle") == 2 * len(lines) + 2, "each check in both halves, two explained"
    assert "1.3</text>" in text, "a failed one says by how much"
    assert text.count('stroke-dasharray="2 4"') == 3
    assert text.count("2026-03-0") >= 1
    assert quality_figure(lines[:1], of="x").file_text().count("2026-03-01") == 1
