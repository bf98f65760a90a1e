"""The fast board's pages say what follows from its data sheets, and what its firmware does."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from balance_arcade.cop.uncertainty import BoardNoise, cop_uncertainty
from balance_arcade.core.board import Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

FOLDER = Path(__file__).parents[3] / "hardware_docs" / "fast_board"
NOISE, PARTS, WIRING, BUILDING = (
    (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    for name in ("noise", "parts", "wiring", "building")
)
PINS = (FOLDER / "firmware" / "rp2040" / "pins.h").read_text(encoding="utf-8")
SQUARE = Geometry(400.0, 400.0)
NOISE_V, RATED_V, FULL_V = 0.77e-6, 2e-3 * 2.5, 1.2 / 128
CELLS_KG = (200.0, 500.0)


def rows(page, first):
    """Numbers of each table row that begins so."""
    found = re.findall(rf"^\| {re.escape(first)} \|(.*)\|$", page, re.MULTILINE)
    return [[float(n) for n in re.findall(r"[\d.]+", row)] for row in found]


def sigma_n(cell_kg):
    return NOISE_V / RATED_V * cell_kg * STANDARD_GRAVITY_M_S2


@pytest.mark.parametrize("cell_kg", CELLS_KG)
def test_noise(cell_kg):
    sigma = sigma_n(cell_kg)

    def cop_mm(one_n, load_n):
        return cop_uncertainty(BoardNoise(SQUARE, one_n, 0.0), load_n=load_n).ml_mm

    single, ten = rows(NOISE, f"{cell_kg:.0f} kg")
    due = [sigma, 2 * sigma, *(cop_mm(sigma, load_n) for load_n in (400.0, 700.0, 1000.0))]
    assert single == pytest.approx(due, abs=6e-4)
    mean = sigma / math.sqrt(10)
    assert ten == pytest.approx([2 * mean, cop_mm(mean, 700.0)], abs=6e-4)


def test_a_jump_by_the_noise_alone():
    fz_n, load_n, move_s, leave_m_s = 2 * sigma_n(500.0), 700.0, 0.8, 2.4
    to_speed = STANDARD_GRAVITY_M_S2 / load_n
    weight = to_speed * fz_n / math.sqrt(1000.0) * move_s
    impulse = to_speed * fz_n * math.sqrt(move_s * 1000.0) / 1000.0
    height = leave_m_s / STANDARD_GRAVITY_M_S2 * math.hypot(weight, impulse)
    for first, due in (
        ("noise of the weight | take-off speed", weight * 1e3),
        ("noise of the impulse | take-off speed", impulse * 1e3),
        ("both | jump height", height * 1e3),
        ("five σ of Fz | threshold of flight", 5 * fz_n),
    ):
        ((said,),) = rows(NOISE, first)
        assert said == pytest.approx(due, abs=0.051)


@pytest.mark.parametrize("person_kg", [60.0, 100.0, 150.0])
def test_landings(person_kg):
    landing_n = 5 * person_kg * STANDARD_GRAVITY_M_S2
    (said,) = rows(PARTS, f"{person_kg:.0f} kg")
    assert said == pytest.approx([landing_n / n for n in (1, 4, 2, 1)], abs=1.0)


@pytest.mark.parametrize("cell_kg", CELLS_KG)
def test_what_a_cell_and_the_converter_bear(cell_kg):
    rated_n = cell_kg * STANDARD_GRAVITY_M_S2
    (said,) = rows(PARTS, f"{cell_kg:.0f} kg")
    assert said == pytest.approx([rated_n, 1.5 * rated_n, FULL_V / RATED_V * rated_n], abs=1.0)


@pytest.mark.parametrize("cell_kg", CELLS_KG)
def test_what_rings(cell_kg):
    stiffness = cell_kg * STANDARD_GRAVITY_M_S2 / 0.4e-3
    due = [math.sqrt(4 * stiffness / kg) / (2 * math.pi) for kg in (8.0, 15.0, 25.0)]
    ((k, *said),) = rows(BUILDING, f"{cell_kg:.0f} kg")
    assert k == pytest.approx(stiffness / 1e6, abs=0.06)
    assert said == pytest.approx(due, abs=0.6)


def test_filters():
    cut_hz = 1 / (2 * math.pi * 2e3 * (10e-9 + 0.5e-9))
    assert f"{cut_hz / 1e3:.1f} kHz" in WIRING
    assert f"{20 * math.log10(4.096e6 / cut_hz):.0f} dB" in WIRING

    def mean_of(n, hz, rate_hz):
        x = math.pi * hz / rate_hz
        return math.sin(n * x) / (n * math.sin(x))

    at_hz = 421.0
    passed = mean_of(1024, at_hz, 4.096e6) ** 3 * mean_of(4, at_hz, 4000.0)
    assert passed == pytest.approx(math.sqrt(0.5), abs=2e-3)
    delay_s = (3 * 1023 / 2 + 1024 * 3 / 2) / 4.096e6
    assert f"{delay_s * 1e3:.2f} ms of delay" in WIRING
    ohms = 2350.0
    added_uv = math.sqrt(4 * 1.38e-23 * 298.0 * ohms * at_hz * 1.1) * 1e6
    assert f"{added_uv:.2f} µV" in WIRING


def test_the_wiring_table_is_the_firmwares():
    coded = dict(re.findall(r"PIN_(\w+) = (\d+)", PINS))
    table = dict(re.findall(r"^\| (\S+) \| GP(\d+) \|", WIRING, re.MULTILINE))
    assert table == {
        "DOUT": coded["DOUT"],
        "CS": coded["SELECT"],
        "SCLK": coded["CLOCK"],
        "DIN": coded["DIN"],
        "DRDY": coded["DRDY"],
        "SYNC/RESET": coded["ADC_RESET"],
    }
    for name, what in (
        ("SYNC", "sync"),
        ("THERMISTOR", "thermistor"),
        ("EXCITATION", "excitation"),
    ):
        assert re.search(rf"^\| GP{coded[name]} \| {what}", WIRING, re.MULTILINE)
    drawing = (FOLDER / "wiring.svg").read_text(encoding="utf-8")
    assert all(f">GP{pin}<" in drawing for name, pin in coded.items() if name != "LAMP")
