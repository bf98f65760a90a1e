"""Tables with unit-suffixed headers: what is understood, and how the rest is refused."""

import gzip

import numpy as np
import pytest

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import plate_to_cop, read_trial

COP_MM = [[1.0, 20.0], [2.0, 21.0], [3.0, 22.5]]


def write(tmp_path, text, name="trial.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "text",
    [
        "t_s,cop_ml_mm,cop_ap_mm\n0.00,1,20\n0.01,2,21\n0.02,3,22.5\n",
        "t_s,cop_ml_mm,cop_ap_mm\r\n0.00,1,20\r\n0.01,2,21\r\n0.02,3,22.5",
        "\ufefft_s\tcop_ml_cm\tcop_ap_cm\n0.00\t.1\t2\n0.01\t.2\t2.1\n0.02\t.3\t2.25\n",
        "time_s;cop_ap_m;cop_ml_m\n0,00;0,02;0,001\n0,01;0,021;0,002\n0,02;0,0225;0,003\n",
        "t_ms cop_ml_mm cop_ap_mm\n0 1 20\n10   2 21\n20 3  22.5\n",
        'name,"t_s","COP_ML_mm","cop_ap_mm"\na,0.00,1,20\n"b",0.01,2,21\nc,0.02,3,22.5\n\n',
        "# rate_hz = 100\ncop_ml_mm,cop_ap_mm\n1,20\n2,21\n3,22.5\n",
    ],
    ids=["csv", "crlf", "tsv-bom-cm", "decimal-comma-m", "blanks-ms", "quotes-text", "no-time"],
)
def test_the_same_trial_in_many_spellings(tmp_path, text):
    trial = read_trial(write(tmp_path, text))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, rtol=1e-15)
    np.testing.assert_allclose(trial.t_s, [0.0, 0.01, 0.02], rtol=0, atol=1e-15)
    assert trial.rate_hz == 100.0
    assert trial.format == "table"
    assert trial.quality.n_gaps == trial.quality.n_nan == 0


def test_utf16_as_a_spreadsheet_writes_it(tmp_path):
    text = "t_s\tcop_ml_mm\tcop_ap_mm\n0.00\t1\t20\n0.01\t2\t21\n0.02\t3\t22.5\n"
    trial = read_trial(write(tmp_path, text, encoding="utf-16"))
    np.testing.assert_array_equal(trial.cop_mm, COP_MM)


def test_plate_columns_are_newton_metres_about_ml_and_ap(tmp_path):
    trial = read_trial(write(tmp_path, "t_s,fz_n,mx_nm,my_nm\n0,700,7,-1.4\n.01,700,14,1.4\n"))
    np.testing.assert_allclose(trial.cop_mm, [[2.0, 10.0], [-2.0, 20.0]])
    np.testing.assert_allclose(trial.plate, [[700, 7000, -1400], [700, 14000, 1400]])
    np.testing.assert_array_equal(trial.fz_n, [700, 700])


def test_an_unloaded_plate_has_no_centre_of_pressure():
    assert np.isnan(plate_to_cop(np.array([[9.9, 1.0, 1.0], [np.nan, 1.0, 1.0]]))).all()


def test_corner_columns_with_their_spacing_and_origin(tmp_path):
    text = (
        "# width_mm = 433\n# length_mm = 238\n# origin = simulated\n"
        "t_s,tl_n,tr_n,bl_n,br_n\n0,1,2,3,4\n0.01,5,6,7,8\n"
    )
    trial = read_trial(write(tmp_path, text))
    np.testing.assert_array_equal(trial.corners_n, [[1, 2, 3, 4], [5, 6, 7, 8]])
    np.testing.assert_array_equal(trial.fz_n, [10, 26])
    assert trial.geometry == Geometry(433.0, 238.0)
    assert trial.origin == "simulated"
    assert trial.cop_mm is None


def test_spacing_and_rate_may_be_given(tmp_path):
    path = write(tmp_path, "tl_n,tr_n,bl_n,br_n\n1,2,3,4\n5,6,7,8\n")
    trial = read_trial(path, rate_hz=50.0, geometry=Geometry(400.0, 300.0))
    assert trial.rate_hz == 50.0
    assert trial.geometry == Geometry(400.0, 300.0)
    np.testing.assert_array_equal(trial.t_s, [0.0, 0.02])
    assert "given" in trial.notes[0]


def test_missing_values_become_nan_and_are_counted(tmp_path):
    text = "t_s,cop_ml_mm,cop_ap_mm\n0.00,1,20\n0.01,,21\n0.02,NA,nan\n0.03,4,23\n"
    trial = read_trial(write(tmp_path, text))
    assert np.isnan(trial.cop_mm).tolist() == [[0, 0], [1, 0], [1, 1], [0, 0]]
    assert trial.quality.n_nan == 2


def test_gaps_disorder_and_duplicates_are_reported(tmp_path):
    times = [0.0, 0.01, 0.02, 0.05, 0.06, 0.06, 0.05, 0.06, 0.07, 0.08]
    rows = "".join(f"{t},1,2\n" for t in times)
    trial = read_trial(write(tmp_path, "t_s,cop_ml_mm,cop_ap_mm\n" + rows))
    quality = trial.quality
    assert trial.rate_hz == 100.0
    assert (quality.n_gaps, quality.n_lost) == (1, 2)
    assert quality.max_gap_s == pytest.approx(0.03)
    assert (quality.n_unsorted, quality.n_duplicates) == (1, 1)


def test_rate_of_stamps_rounded_to_the_millisecond(tmp_path):
    rows = "".join(f"{round(i / 120, 3)},1,2\n" for i in range(600))
    trial = read_trial(write(tmp_path, "t_s,cop_ml_mm,cop_ap_mm\n" + rows))
    assert trial.rate_hz == 120.0
    assert trial.quality.rate_jitter == pytest.approx(0.057, abs=0.005)


def test_a_rate_that_is_no_whole_number_stays(tmp_path):
    rows = "".join(f"{i / 92.7:.9f},1,2\n" for i in range(600))
    trial = read_trial(write(tmp_path, "t_s,cop_ml_mm,cop_ap_mm\n" + rows))
    assert trial.rate_hz == pytest.approx(92.7, rel=1e-7)


HEAD = "t_s,cop_ml_mm,cop_ap_mm\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        (HEAD, "0 rows"),
        (HEAD + "0,1,2\n", "1 rows"),
        (HEAD + "0,1,2\n0.01,1", r"cut off: its last line \(3\) has 2 of 3"),
        (HEAD + "0,1,2\n0.01,1\n0.02,1,2\n", "line 3: 2 values under 3 column names"),
        (HEAD + "0,1,2\n0.01,1,2,9\n0.02,1,2\n", "line 3: 4 values under 3"),
        (HEAD + "0,00,1,5,2\n0,01,1,2,2\n", "decimal comma"),
        (HEAD + "0,1,2\n0.01,one,2\n", "line 3, column cop_ml_mm: 'one' is not a number"),
        (HEAD + "0,1,2\n0.01,1_0,2\n", "line 3, column cop_ml_mm: '1_0'"),
        (HEAD + "0,1,2\n,1,2\n0.02,1,2\n", "time is missing in 1 rows"),
        (HEAD + "0,1,2\n0,1,2\n0,1,2\n", "never increases"),
        ("0,1,2\n0.01,1,2\n", "no header line"),
        ("t_s,cop_ml,cop_ap_mm\n0,1,2\n", "'cop_ml' has no unit"),
        ("t,cop_ml_mm,cop_ap_mm\n0,1,2\n1,1,2\n", "'t' has no unit"),
        ("time,cop_ml_mm,cop_ap_mm\n0,1,2\n1,1,2\n", "'time' has no unit"),
        ("t_s,cop_ml_mile,cop_ap_mm\n0,1,2\n", "'cop_ml_mile' has the unit 'mile'"),
        ("t_s,cop_ml_mm\n0,1\n", "no cop_ap_mm"),
        ("t_s,fz_n,mx_nm\n0,1,1\n", "no my_nm"),
        ("t_s,tl_n,tr_n,bl_n\n0,1,1,1\n", "no br_n"),
        ("t_s,x_mm,y_mm\n0,1,1\n", "has 't_s', 'x_mm', 'y_mm'"),
        ("t_s,cop_ml_mm,cop_ml_cm,cop_ap_mm\n0,1,1,1\n", "two columns for cop_ml"),
        ("cop_ml_mm,cop_ap_mm\n1,2\n3,4\n", "no time column"),
        ("# rate_hz = fast\ncop_ml_mm,cop_ap_mm\n1,2\n3,4\n", "rate_hz = fast"),
        ("# origin = mars\nt_s,cop_ml_mm,cop_ap_mm\n0,1,2\n.1,3,4\n", "origin = mars"),
        ("t_s;cop_ml_mm;cop_ap_mm\n0;1.234,5;2\n0;1;2\n", "mixes commas and points"),
        ("t_s;cop_ml_mm;cop_ap_mm\n0;1,234,5;2\n0;1;2\n", "mixes commas and points"),
        (HEAD + "0,1,2\0\n", "zero bytes"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path, text, message):
    with pytest.raises(RecordingError, match=message) as caught:
        read_trial(write(tmp_path, text))
    assert caught.value.hint


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    with pytest.raises(RecordingError, match="not a text table"):
        read_trial(path)


def test_a_compressed_table_is_to_be_unpacked(tmp_path):
    path = tmp_path / "trial.csv.gz"
    path.write_bytes(gzip.compress(HEAD.encode()))
    with pytest.raises(RecordingError, match="compressed") as caught:
        read_trial(path)
    assert "Decompress" in caught.value.hint


def test_no_such_file_and_a_folder(tmp_path):
    with pytest.raises(RecordingError, match="No file at"):
        read_trial(tmp_path / "nowhere.csv")
    with pytest.raises(RecordingError, match="is a folder"):
        read_trial(tmp_path)


def test_units_in_brackets_and_a_title_above(tmp_path):
    text = "Subject 11, trial 1\nTime (s),CoP ML [cm],CoP-AP (cm),Fz (N)\n0,1,2,700\n0.01,3,4,710\n"
    path = tmp_path / "titled.csv"
    path.write_text(text)
    trial = read_trial(path)
    np.testing.assert_array_equal(trial.cop_mm, [[10.0, 20.0], [30.0, 40.0]])
    np.testing.assert_array_equal(trial.fz_n, [700.0, 710.0])


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("t_s,copx_mm,copy_mm\n0,1,2\n0.01,1,2\n", "no centre of pressure", "Give each axis"),
        ("cop_ml_mm,cop_ap_mm\n1,2\n1,2\n", "no time column", "--rate 100"),
        (
            "t_s\tcop_ml_mm\tcop_ap_mm\n0\t1.5\t2\n0.01\t1.5\t2\nEnd, of file\n",
            "line 4: 'End, of file' is not a row of numbers",
            "Delete that line",
        ),
    ],
)
def test_what_is_wrong_and_what_to_do(tmp_path, text, message, hint):
    path = tmp_path / "odd.csv"
    path.write_text(text)
    with pytest.raises(RecordingError, match=message) as caught:
        read_trial(path)
    assert hint in caught.value.hint
