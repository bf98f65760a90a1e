"""The error budget's tables are what the law of propagation gives, and the study what it prints."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from balance_arcade.cop.uncertainty import BoardNoise, cop_uncertainty
from balance_arcade.core.board import Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.calibration import load_calibration
from balance_arcade.hw.calibration.grid import check_places, grid_places
from balance_arcade.hw.calibration.study import study

FOLDER = Path(__file__).parents[3] / "hardware_docs" / "arduino_board"
BUDGET = (FOLDER / "error-budget.md").read_text(encoding="utf-8")
PAGE = (FOLDER / "calibration.md").read_text(encoding="utf-8")
SQUARE = Geometry(400.0, 400.0)
LOADS_N = (200.0, 400.0, 700.0, 1000.0)
ARM_MM = 200.0


def row(page, first):
    """Numbers of the table row that begins so."""
    (found,) = re.findall(rf"^\| {re.escape(first)} \|(.*)\|$", page, re.MULTILINE)
    return [float(cell) for cell in found.split("|") if re.fullmatch(r"\s*-?[\d.]+\s*", cell)]


@pytest.mark.parametrize("sigma_n", [0.01, 0.1, 0.5])
def test_noise(sigma_n):
    noise = BoardNoise(SQUARE, sigma_n, 0.0)
    due = [cop_uncertainty(noise, load_n=load_n).ml_mm for load_n in LOADS_N]
    assert row(BUDGET, f"{sigma_n:g} N") == pytest.approx(due, abs=5e-4)


def moved_mm(errors_n, load_n=700.0):
    """How far errors of the cells move the centre of a load in the middle."""
    forces = [load_n / 4.0 + error for error in errors_n]
    x = [corner[0] for corner in SQUARE.corners_mm()]
    return abs(sum(f * at for f, at in zip(forces, x, strict=True)) / sum(forces))


def test_zero():
    # To first order, as the page says; the sum of forces itself moves by a part in 200 at most.
    due = [ARM_MM / load_n for load_n in LOADS_N]
    assert row(BUDGET, "mm") == pytest.approx(due, abs=5e-4)
    assert moved_mm((1.0, 0.0, 0.0, 0.0)) == pytest.approx(ARM_MM / 700.0, rel=0.01)


def test_gain_and_temperature():
    assert "**0.500 mm**" in BUDGET
    assert moved_mm((0.01 * 175.0, 0.0, 0.0, 0.0)) == pytest.approx(0.5, rel=0.01)
    assert "0.010 mm per kelvin" in BUDGET
    assert moved_mm((2e-4 * 175.0, 0.0, 0.0, 0.0)) == pytest.approx(0.010, abs=5e-4)


def test_the_converter():
    grams = 90e-9 / (4.3e-3 / 50.0) * 1e3
    assert grams == pytest.approx(1.05, abs=0.005)
    assert grams / 1e3 * STANDARD_GRAVITY_M_S2 == pytest.approx(0.010, abs=5e-4)
    assert "1.05 g, 0.010 N" in BUDGET


def test_skew_and_placing():
    assert f"{10.0 * 0.0107:.3f} mm at 10 mm/s, {100.0 * 0.0107:.3f} mm at 100 mm/s" in BUDGET
    assert f"{0.2 / math.sqrt(18):.3f} mm in the middle" in BUDGET


def test_together():
    noise = cop_uncertainty(BoardNoise(SQUARE, 0.1, 0.1), load_n=700.0)
    parts = [noise.noise_ml_mm, noise.constant_ml_mm, 0.07, 0.01]
    names = (
        "noise, 0.1 N a cell",
        "zero, 0.1 N a cell left after zeroing",
        "calibration, over the tested area",
        "temperature, 1 K of one cell against the others",
    )
    for name, part in zip(names, parts, strict=True):
        assert row(BUDGET, name) == pytest.approx([part], abs=5e-4)
    total = math.sqrt(sum(part**2 for part in parts))
    assert row(BUDGET, "root of the sum of squares") == pytest.approx([total], abs=5e-4)
    child = cop_uncertainty(BoardNoise(SQUARE, 0.1, 0.1), load_n=200.0).ml_mm
    assert f"are {child:.3f} mm" in BUDGET


def test_the_study_prints_what_the_page_says():
    rows = {found.method: found for found in study(200)}
    names = {
        "none": "none",
        "4 gains": "4 gains",
        "4 gains and the centre": "4 gains + centre",
        "12 numbers": "12 numbers",
    }
    for name, method in names.items():
        due = [rows[method].ml_mm, rows[method].ap_mm, rows[method].distance_mm]
        assert row(PAGE, name) == pytest.approx(due, abs=6e-3)
    coarse = study(200, placement_mm=1.0, n_side=5)[3]
    due = [coarse.ml_mm, coarse.ap_mm, coarse.distance_mm]
    assert row(PAGE, "12 numbers, 25 points placed to 1 mm") == pytest.approx(due, abs=6e-3)


def test_the_marks_are_those_of_the_grid():
    geometry = Geometry(400.0, 300.0)
    places = grid_places(geometry, 3)
    assert sorted({ml for ml, _ in places}) == [-160.0, 0.0, 160.0]
    assert sorted({ap for _, ap in places}) == [-120.0, 0.0, 120.0]
    assert "ml −160, 0, 160 and ap −120, 0, 120 mm" in PAGE
    *corners, near = check_places(geometry)
    assert {(abs(ml), abs(ap)) for ml, ap in corners} == {(110.0, 85.0)}
    assert near == (30.0, 20.0)
    assert "(±110, ±85) and (30, 20)" in PAGE


def test_the_example_of_version_1_is_read(tmp_path):
    text = re.findall(r"```toml\n(version = 1.*?)```", PAGE, re.DOTALL)[0]
    path = tmp_path / "board.toml"
    path.write_text(text, encoding="utf-8")
    assert load_calibration(path, "0011223344556677").calibration_id == "2026-03-02 bench"
