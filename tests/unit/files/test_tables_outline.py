"""The base of support: a size, or a table of points."""

import numpy as np
import pytest

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import read_outline, read_trial


def test_a_size_is_a_rectangle_about_the_middle():
    assert read_outline(" 300.5 X 200 ")[2].tolist() == [150.25, 100.0]


@pytest.mark.parametrize("text", ["ml_cm,ap_mm\n-10,-50\n10,-50\n0,90\n", "x;AP_mm;ml_mm\n1;-50;-100\n2;-50;100\n3;90;0\n"])  # fmt: skip  # noqa: E501
def test_a_table_of_points(tmp_path, text):
    path = tmp_path / "feet.csv"
    path.write_text(text)
    np.testing.assert_allclose(read_outline(str(path)), [[-100, -50], [100, -50], [0, 90]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ml_mm,ap_mm\n1,2\n3,4\n", "encloses no area"),
        ("ml_mm,ap_mm\n1,2\n3,4\n5,6\n", "encloses no area"),
        ("ml_mm,ap_mm\n1,2\n3,\n5,7\n", "a corner is missing"),
        ("ml,ap\n1,2\n3,4\n5,7\n", "0 columns for ml"),
        ("ml_mm,ml_cm,ap_mm\n1,1,2\n", "2 columns for ml"),
    ],
)
def test_what_encloses_nothing_is_said(tmp_path, text, words):
    path = tmp_path / "feet.csv"
    path.write_text(text)
    with pytest.raises(RecordingError, match=words):
        read_outline(str(path))


@pytest.mark.parametrize("text", ["300", "0x0", "-3x4", "none.csv"])
def test_neither_size_nor_file(text):
    with pytest.raises(RecordingError, match="base of support"):
        read_outline(text)


def test_shear_force_of_tables_and_of_the_public_data(tmp_path):
    path = tmp_path / "plate.csv"
    path.write_text("t_s,cop_ml_mm,cop_ap_mm,fy_n,fx_n\n0,1,2,3,4\n0.01,1,2,5,6\n")
    assert read_trial(path).horizontal_n.tolist() == [[4, 3], [6, 5]]
    path.write_text(
        "Time[s]\tFx[N]\tFy[N]\tCOPx[cm]\tCOPy[cm]\n0.01\t3\t4\t1\t2\n0.02\t5\t6\t1\t2\n"
    )
    trial = read_trial(path)
    assert trial.horizontal_n.tolist() == [[4, 3], [6, 5]]  # Fx is along ap there
    assert trial.plate is None
