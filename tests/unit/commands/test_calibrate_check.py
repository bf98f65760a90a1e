"""A check of a calibrated board: what it compares, and what it says."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.commands.calibrate_check import checked, steps_of
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.calibration.quality import (
    CheckedPoint,
    CheckLine,
    append_history,
    judge,
    read_history,
)
from balance_arcade.hw.calibration.walk import Walk

G = 9.80665
GEOMETRY = Geometry(400.0, 300.0)
INFO = BoardInfo("arduino:x", "arduino-1", "Arduino board", "0011", GEOMETRY, 90.0, "device", "now")
ZERO_N = np.array((3.0, -2.0, 1.0, 0.5))


def corners_n(mass_kg, ml, ap):
    x, y = np.array(GEOMETRY.corners_mm()).T
    share = 0.25 + ml * x / GEOMETRY.width_mm**2 + ap * y / GEOMETRY.length_mm**2
    return mass_kg * G * share + ZERO_N


def walked(kind="corners", mass_kg=20.0):
    """Each step done exactly, on a board whose empty cells do not say zero."""
    walk = Walk(steps_of(kind, mass_kg, GEOMETRY), gravity_m_s2=G, window_s=0.2)
    k = 0
    while walk.step is not None:
        step, before = walk.step, len(walk.taken)
        while len(walk.taken) == before:
            cells = corners_n(step.mass_kg, step.ml_mm, step.ap_mm)
            walk.push(ForceSample(k, 0, k / 90.0, *map(float, cells)))
            k += 1
    return walk


def test_the_empty_board_is_taken_off():
    points = checked(walked(), GEOMETRY, G)
    assert len(points) == 4
    for point in points:
        assert point.error_ml_mm == pytest.approx(0.0, abs=1e-6)
        assert point.error_ap_mm == pytest.approx(0.0, abs=1e-6)
        assert point.load_error_frac == pytest.approx(0.0, abs=1e-9)


def point(ml_error=0.0, load=0.0):
    return CheckedPoint(100.0, 75.0, ml_error, 0.0, load)


def line(load, *, good=True, calibration="now", mass_kg=20.0):
    return CheckLine("then", "daily", calibration, mass_kg, (point(load=load),), good, "")


@pytest.mark.parametrize(
    ("points", "earlier", "words"),
    [
        ((point(), point(2.1)), (), "ml 100, ap 75 mm is off by 2.1 mm"),
        ((point(load=0.011), point()), (), "the load is off by +1.1 % (at most 1)"),
        ((point(load=0.006),), (line(0.0),) * 3, "reads +0.60 % against 3 earlier checks"),
    ],
)
def test_what_makes_a_board_bad(points, earlier, words):
    found = judge("daily", INFO, 20.0, points, earlier)
    assert not found.good
    assert found.verdict.startswith("Calibrate again: ")
    assert words in found.verdict


@pytest.mark.parametrize(
    "earlier",
    [
        (),
        (line(0.0),) * 2,
        (line(0.0, good=False),) * 5,
        (line(0.0, calibration="an older one"),) * 5,
        (line(0.0, mass_kg=10.0),) * 5,
        (line(0.002),) * 5,
    ],
)
def test_what_is_compared_with_nothing_or_with_the_like_is_good(earlier):
    found = judge("daily", INFO, 20.0, (point(1.9, 0.006),), earlier)
    assert found.good
    assert found.verdict == "Good: places within 1.90 mm, load within 0.60 %."


def test_history_is_appended_and_a_broken_line_is_passed_over(tmp_path):
    path = tmp_path / "new" / "board.checks.jsonl"
    assert read_history(path) == ()
    append_history(path, line(0.001))
    with path.open("ab") as file:
        file.write(b"{half a li\n")
    append_history(path, line(0.002))
    assert read_history(path) == (line(0.001), line(0.002))


def test_a_history_that_cannot_be_kept_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CalibrationError, match="cannot be added"):
        append_history(tmp_path / "file" / "x.jsonl", line(0.0))
    with pytest.raises(CalibrationError, match="cannot be read"):
        read_history(tmp_path)


def test_a_quality_log_is_shown_and_drawn(tmp_path, capsys):
    log, picture = tmp_path / "b.checks.jsonl", tmp_path / "b.svg"
    for day in range(1, 9):
        made = CheckLine(
            f"2026-03-{day:02d}T08:00", "daily", "now", 20.0, (point(),), True, "Good."
        )
        append_history(log, made)
    words = ["calibrate", "--quality-log", str(log), "--plot", str(picture)]
    assert main(words) == 0
    assert capsys.readouterr().out.count("good") == 8
    assert picture.read_text().startswith("<svg")
    append_history(log, msgspec.structs.replace(made, good=False, verdict="Calibrate again: x."))
    assert main(words) == 1
    assert "BAD" in capsys.readouterr().out
    assert main([*words[:2], str(tmp_path / "none.jsonl")]) == 1
    assert "There is no check in" in capsys.readouterr().err
