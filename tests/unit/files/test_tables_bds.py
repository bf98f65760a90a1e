"""The public balance data set: columns, axes, units, speed, and corner forces of a plate."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import (
    BDS_GEOMETRY,
    cop_to_plate,
    plate_to_cop,
    plate_to_corners,
    read_trial,
)

BDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "bds"
needs_bds = pytest.mark.skipif(not BDS.is_dir(), reason="the public data set is not beside us")

HEADER = "Time[s]\tFx[N]\tFy[N]\tFz[N]\tMx[Nm]\tMy[Nm]\tMz[Nm]\tCOPx[cm]\tCOPy[cm]\r\n"
ROW = "0.010\t0.909270\t-0.607218\t440.625467\t3.740616\t36.136276\t-0.131938\t-8.201132\t0.848933"
SECOND = ROW.replace("0.010", "0.020", 1)


def written(tmp_path, text):
    path = tmp_path / "BDS00001.txt"
    path.write_text(text, newline="")
    return path


def cop_of_corners(corners_n, geometry):
    places_mm = np.array(geometry.corners_mm())
    return corners_n @ places_mm / corners_n.sum(axis=1, keepdims=True)


def test_copx_is_ap_and_copy_is_ml_in_millimetres(tmp_path):
    trial = read_trial(written(tmp_path, HEADER + ROW + "\r\n" + SECOND + "\r\n"))
    assert trial.format == "bds"
    np.testing.assert_array_equal(trial.cop_mm[0], [8.48933, -82.01132])
    np.testing.assert_array_equal(trial.fz_n, [440.625467, 440.625467])
    # Moments turned to the house's axes: ml = -My/Fz, ap = Mx/Fz, in N mm.
    np.testing.assert_allclose(trial.plate[0], [440.625467, -36136.276, -3740.616], rtol=1e-15)
    np.testing.assert_allclose(plate_to_cop(trial.plate), trial.cop_mm, atol=1e-5)
    assert trial.geometry == BDS_GEOMETRY
    assert len(trial.notes) == 2


@needs_bds
@pytest.mark.parametrize("path", sorted(BDS.glob("BDS*.txt")), ids=lambda path: path.stem)
def test_real_trials(path):
    trial = read_trial(path)
    assert trial.rate_hz == 100.0
    assert trial.n_samples == 6000
    assert trial.duration_s == pytest.approx(60.0)
    assert trial.quality.n_gaps == trial.quality.n_nan == trial.quality.n_unsorted == 0
    columns = np.loadtxt(path, skiprows=1)
    np.testing.assert_array_equal(trial.cop_mm, columns[:, [8, 7]] * 10.0)
    corners_n = plate_to_corners(trial.plate, trial.geometry)
    apart_mm = np.abs(cop_of_corners(corners_n, trial.geometry) - plate_to_cop(trial.plate))
    assert apart_mm.max() < 1e-9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + ROW + "\r\n" + SECOND[:40], "cut off: its last line"),
        (HEADER + ROW + "\r\n" + SECOND[:-2], "last number of its last line is incomplete"),
        (HEADER + ROW + "\r\n" + SECOND.replace("440.6", "44O.6"), "'44O.625467' is not a number"),
        (HEADER.replace("[cm]", "") + ROW, "header|no unit|has no"),
        (HEADER.replace("COPx[cm]", "COPx[in]") + ROW, r"'COPx\[in\]' has no known unit"),
        (HEADER.replace("Time[s]", "Frame[1]") + ROW, r"no column Time\[s\]"),
        (HEADER.replace("Fz[N]", "Fz"), "'Fz' has no known unit"),
        (HEADER + "nan" + ROW[5:] + "\r\n" + ROW + "\r\n" + SECOND, r"Time\[s\] is missing in 1"),
        (HEADER, "0 rows"),
    ],
)
def test_damaged_files_are_named(tmp_path, text, message):
    with pytest.raises(RecordingError, match=message):
        read_trial(written(tmp_path, text))


def test_plate_to_corners_is_the_least_norm_solution():
    geometry = Geometry(433.0, 238.0)
    rng = np.random.default_rng(3)
    plate = rng.normal([700.0, 0.0, 0.0], [50.0, 2e4, 2e4], size=(50, 3))
    x, y = np.array(geometry.corners_mm()).T
    # Fz = sum f, Mx = sum f y, My = -sum f x: three equations, the pseudo-inverse solves them.
    least = plate @ np.linalg.pinv(np.vstack((np.ones(4), y, -x))).T
    np.testing.assert_allclose(plate_to_corners(plate, geometry), least, rtol=1e-9, atol=1e-9)


@given(
    ml_mm=st.floats(-500, 500),
    ap_mm=st.floats(-500, 500),
    fz_n=st.floats(20, 3000),
    width_mm=st.floats(100, 1000),
    length_mm=st.floats(100, 1000),
)
def test_cop_comes_back_from_corners(ml_mm, ap_mm, fz_n, width_mm, length_mm):
    geometry = Geometry(width_mm, length_mm)
    plate = cop_to_plate(np.array([[ml_mm, ap_mm]]), np.array([fz_n]))
    back_mm = cop_of_corners(plate_to_corners(plate, geometry), geometry)
    np.testing.assert_allclose(back_mm, [[ml_mm, ap_mm]], rtol=0, atol=1e-9)


def test_nobody_on_the_plate_is_no_load():
    plate = cop_to_plate(np.array([[np.nan, 1.0], [1.0, 2.0]]), np.array([700.0, 700.0]))
    assert plate[0].tolist() == [0.0, 0.0, 0.0]
    assert plate[1].tolist() == [700.0, 1400.0, -700.0]


NUMBERS = HEADER + ROW + "\r\n" + SECOND + "\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "Subject 11, trial 1\n\n" + NUMBERS,
        "% taken on a Monday\n" + NUMBERS,
        NUMBERS.replace("[", " (").replace("]", ")"),
        NUMBERS.replace("Time[s]", "Time[ms]").replace("0.010", "10").replace("0.020", "20"),
    ],
    ids=["title", "comment", "round brackets", "milliseconds"],
)
def test_a_copy_with_a_title_or_other_brackets_reads_the_same(tmp_path, text):
    plain, trial = read_trial(written(tmp_path, NUMBERS)), read_trial(written(tmp_path, text))
    assert trial.format == "bds"
    np.testing.assert_array_equal(trial.cop_mm, plain.cop_mm)
    np.testing.assert_allclose(trial.t_s, [0.01, 0.02])


def test_a_copy_without_times_takes_the_rate_that_is_given(tmp_path):
    text = "\n".join(line.split("\t", 1)[1] for line in NUMBERS.splitlines())
    trial = read_trial(written(tmp_path, text), rate_hz=100.0)
    assert trial.rate_hz == 100.0
    np.testing.assert_array_equal(trial.t_s, [0.0, 0.01])
    assert "was given" in trial.notes[-1]


@pytest.mark.parametrize(("name", "per_s"), [("t_s", 1.0), ("millis", 1000.0)])
def test_times_may_be_named_as_loggers_do(tmp_path, name, per_s):
    rows = "".join(f"{k * per_s / 100:.9g},1,{k % 7}\n" for k in range(50))
    trial = read_trial(written(tmp_path, f"{name},COPx[cm],COPy[cm]\n{rows}"))
    assert trial.rate_hz == pytest.approx(100.0)
    assert trial.cop_mm[1] == pytest.approx([10.0, 10.0])
