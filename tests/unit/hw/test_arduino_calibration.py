"""Calibration files of version 1, and which calibration an Arduino board is opened with."""

import numpy as np
import pytest

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw.arduino import choose_calibration, nominal_calibration
from balance_arcade.hw.arduino.messages import AdcKind, HelloFrame
from balance_arcade.hw.calibration import calibration_path, load_calibration

BOARD = "0011223344556677"
HEAD = f"""
version = 1
board_id = "{BOARD}"
calibration_id = "bench"
width_mm = 400.0
length_mm = 300.0
zero_counts = [100.0, -100, 0, 50]
"""
GAINS = "gain_n_per_count = [0.001, 0.002, 0.003, 0.004]\n"


def hello(adc=AdcKind.HX711, gain=128):
    return HelloFrame(0, 1, (1, 0), (0, 0, 1), adc, gain, 4, 0, 93_400, bytes.fromhex(BOARD))


def written(tmp_path, text):
    path = tmp_path / "board.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_gains(tmp_path):
    calibration = load_calibration(written(tmp_path, HEAD + GAINS), BOARD)
    forces_n = calibration.forces_n(1100, 900, 1000, 1050)
    assert forces_n == pytest.approx((1.0, 2.0, 3.0, 4.0))
    assert calibration.geometry == Geometry(400.0, 300.0)
    assert calibration.calibration_id == "bench"


def test_a_matrix_gives_load_and_moments_back(tmp_path):
    matrix = np.random.default_rng(4).normal(size=(3, 4))
    rows = ", ".join(str(row.tolist()) for row in matrix)
    calibration = load_calibration(written(tmp_path, HEAD + f"matrix = [{rows}]\n"), BOARD)
    counts = (5000, -3000, 70_000, 12)
    forces_n = np.array(calibration.forces_n(*counts))
    x, y = np.array(calibration.geometry.corners_mm()).T
    fz_mx_my = [forces_n.sum(), forces_n @ y, -forces_n @ x]
    expected = matrix @ (np.array(counts) - [100, -100, 0, 50])
    np.testing.assert_allclose(fz_mx_my, expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + GAINS.replace("0.001", "0.0"), "are not a valid calibration"),
        (HEAD + GAINS.replace("0.001", "nan"), "are not a valid calibration"),
        (HEAD.replace("400.0", "0.0") + GAINS, "are not a valid calibration"),
        (HEAD + "matrix = [[1,1,1,1],[1,1,1,1],[1,2,3,4]]\n", "are not a valid calibration"),
        (HEAD, "either gain_n_per_count or matrix"),
        (HEAD + GAINS + "matrix = [[1,0,0,0],[0,1,0,0],[0,0,1,0]]\n", "either"),
        (HEAD.replace("version = 1", "version = 2") + GAINS, "cannot be understood"),
        (
            HEAD.replace("version = 1", "version = 3") + GAINS,
            "version 3, which this program does not know",
        ),
        (HEAD.replace("-100", '"x"') + GAINS, "cannot be understood"),
        (HEAD + GAINS + "gian = 3\n", "cannot be understood"),
        ("{}", "cannot be understood"),
        (HEAD.replace("77", "78") + GAINS, "belongs to board 0011223344556678"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, text, message):
    with pytest.raises(CalibrationError, match=message):
        load_calibration(written(tmp_path, text), BOARD)


def test_a_missing_file(tmp_path):
    with pytest.raises(CalibrationError, match="cannot be read"):
        load_calibration(tmp_path / "none.toml", BOARD)


def test_nominal_is_said_and_of_the_right_size():
    calibration = nominal_calibration(hello(), Geometry(400.0, 300.0))
    assert calibration.calibration_id == "nominal"
    # 1 mV/V at 50 kg on a range of +-0.5/128 V/V over 2**23 counts.
    assert calibration.forces_n(2_147_484, 0, 0, 0)[0] == pytest.approx(490.33, abs=0.01)


def test_nominal_numbers_of_the_fast_board():
    calibration = nominal_calibration(hello(AdcKind.ADS131M04), Geometry(400.0, 300.0))
    # 2 mV/V of 2.5 V at 500 kg is 5 mV, on a range of +-1.2 V / 128 over 2**23 counts.
    counts = round(5e-3 / (1.2 / 128) * 2**23)
    assert calibration.forces_n(counts, 0, 0, 0)[0] == pytest.approx(4903.325, abs=0.01)


def test_no_nominal_numbers_for_an_unknown_converter():
    for unknown in (hello(adc=AdcKind.OTHER), hello(adc=77), hello(gain=0)):
        with pytest.raises(CalibrationError, match="no nominal calibration"):
            nominal_calibration(unknown, Geometry(400.0, 300.0))


def test_a_board_takes_its_own_file_and_is_nominal_without_one(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    geometry = Geometry(400.0, 300.0)
    assert choose_calibration(hello(), "", geometry).calibration_id == "nominal"
    path = calibration_path(BOARD)
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + GAINS, encoding="utf-8")
    assert choose_calibration(hello(), "", geometry).calibration_id == "bench"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CalibrationError, match="cannot be understood"):
        choose_calibration(hello(), "", geometry)


def test_counts_are_let_through(tmp_path):
    raw = choose_calibration(hello(adc=77), "counts", Geometry(500.0, 200.0))
    assert raw.forces_n(1, -2, 3, 4) == (1.0, -2.0, 3.0, 4.0)
    assert (raw.calibration_id, raw.geometry.width_mm) == ("counts", 500.0)
