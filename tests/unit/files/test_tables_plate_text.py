"""Text exports of force plates: Kistler BioWare's layout, AMTI's, and what is wrong with some."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import Cut, PlateOptions, read_trial

N = 40
T_S = np.arange(N) / 200.0
X_MM, Y_MM = 20.0 * np.sin(3 * T_S), 30.0 * np.cos(2 * T_S)
LOAD_N = 700.0 + 10.0 * np.sin(5 * T_S)
FX_N, FY_N = 5.0 * np.cos(T_S), -4.0 * np.sin(T_S)
DEPTH_MM = 40.0
BIOWARE_HEAD = [
    "BioWare® Version: 5.3.2.9",
    "File name:\tJos\xe9.dat",
    "Sampling rate (Hz):\t200",
    "Number of samples:\t40",
    "Notes:\t",
    "",
]


def signals(sign=1.0, depth_mm=DEPTH_MM):
    """Fx Fy Fz Mx My Mz in N and N m, z down: M = r x F with the transducer under the surface."""
    fz = LOAD_N
    mx = (Y_MM * fz + depth_mm * FY_N) / 1000.0
    my = (-depth_mm * FX_N - X_MM * fz) / 1000.0
    return sign * np.column_stack((FX_N, FY_N, fz, mx, my, 0.0 * fz))


def written(tmp_path, head, names, units, columns, *, sep="\t", comma=False, encoding="utf-8"):
    lines = [*head, sep.join(names)]
    if units is not None:
        lines.append(sep.join(units))
    for row in columns:
        cells = [f"{value:.12g}" for value in row]
        lines.append(sep.join(c.replace(".", ",") if comma else c for c in cells))
    path = tmp_path / "plate.txt"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def with_time(columns):
    return np.column_stack((T_S, columns))


SIX = ["Fx", "Fy", "Fz", "Mx", "My", "Mz"]
SIX_UNITS = ["N", "N", "N", "N.m", "N.m", "N.m"]


def assert_place(trial, ml=None, ap=None):
    ml, ap = (Y_MM if ml is None else ml), (X_MM if ap is None else ap)
    assert np.abs(trial.cop_mm - np.column_stack((ml, ap))).max() < 1e-6
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-9)


FORWARD = PlateOptions(front="+x", depth_mm=DEPTH_MM)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_bioware_with_moments_in_the_code_page_of_windows(tmp_path, sign):
    path = written(
        tmp_path,
        BIOWARE_HEAD,
        ["abs time (s)", *SIX],
        ["s", *SIX_UNITS],
        with_time(signals(sign)),
        encoding="cp1252",
    )
    trial = read_trial(path, plate=FORWARD)
    assert_place(trial)
    assert (trial.format, trial.rate_hz, trial.n_samples) == ("plate", 200.0, N)
    assert any("inverted" in note for note in trial.notes) == (sign < 0)
    np.testing.assert_allclose(trial.horizontal_n, np.column_stack((FY_N, FX_N)), atol=1e-9)


def test_bioware_with_its_own_centre_and_two_plates(tmp_path):
    names = ["abs time (s)", *(["Fx", "Fy", "Fz", "|Ft|", "Ax", "Ay"] * 2)]
    units = ["s", *(["N", "N", "N", "N", "m", "m"] * 2)]
    one = np.column_stack((FX_N, FY_N, LOAD_N, LOAD_N, X_MM / 1000, Y_MM / 1000))
    two = np.column_stack((FX_N, FY_N, LOAD_N, LOAD_N, -Y_MM / 1000, X_MM / 1000))
    path = written(tmp_path, BIOWARE_HEAD, names, units, np.column_stack((T_S, one, two)))
    assert_place(read_trial(path, plate=PlateOptions(front="+x")))
    assert_place(read_trial(path, plate=PlateOptions(front="+x", plate=2)), X_MM, -Y_MM)
    with pytest.raises(RecordingError, match="contains 2 plates, not 3"):
        read_trial(path, plate=PlateOptions(plate=3))
    with pytest.raises(ConfigError, match="need moments"):
        read_trial(path, plate=PlateOptions(depth_mm=40.0))


@pytest.mark.parametrize(
    "names",
    [
        [f"{name}1" for name in SIX],
        [f"FP1_{name}" for name in SIX],
        [f"Plate 1: {name}" for name in SIX],
        [f"Force.{name}1" for name in SIX],
        [name.lower() for name in SIX],
        [f'"{name}"' for name in SIX],
    ],
)
def test_names_that_programs_give(tmp_path, names):
    other = [name.replace("1", "2") for name in names] if "1" in names[0] else []
    units = SIX_UNITS * (2 if other else 1)
    columns = np.hstack((signals(), -7.0 * signals()[:, : len(other)])) if other else signals()
    path = written(
        tmp_path, [], ["Time (s)", *names, *other], ["s", *units], with_time(columns), sep=","
    )
    assert_place(read_trial(path, plate=FORWARD))


@pytest.mark.parametrize(("sep", "comma"), [(",", False), (";", True), ("\t", True), (" ", False)])
def test_units_in_the_names_and_every_separator(tmp_path, sep, comma):
    names = [f"{name}({unit})" for name, unit in zip(SIX, SIX_UNITS, strict=True)]
    path = written(
        tmp_path, [], ["Time(ms)", *names], None, with_time(signals()), sep=sep, comma=comma
    )
    text = path.read_text(encoding="utf-8")
    assert "Fz(N)" in text
    trial = read_trial(path, plate=FORWARD)
    assert np.abs(trial.cop_mm - np.column_stack((Y_MM, X_MM))).max() < 1e-6
    assert trial.rate_hz == pytest.approx(200_000.0)


def test_amti_without_times_takes_the_rate_of_the_head_or_asks(tmp_path):
    columns = signals() * [1, 1, 1, 1000, 1000, 1000]
    units = ["N", "N", "N", "N-mm", "N-mm", "N-mm"]
    head = ["AMTI force platform", "Sampling frequency = 200 Hz"]
    trial = read_trial(written(tmp_path, head, SIX, units, columns, sep=","), plate=FORWARD)
    assert_place(trial)
    assert trial.rate_hz == 200.0
    assert any("200 Hz is that of the head" in note for note in trial.notes)
    path = written(tmp_path, [], SIX, units, columns, sep=",")
    with pytest.raises(RecordingError, match="neither times nor a sampling rate") as caught:
        read_trial(path, plate=FORWARD)
    assert "--rate 1000" in caught.value.hint
    assert read_trial(path, plate=FORWARD, rate_hz=50.0).rate_hz == 50.0


def test_units_that_are_not_written_are_asked_for(tmp_path):
    path = written(tmp_path, [], SIX, None, signals(), sep=",")
    with pytest.raises(RecordingError, match="'Fx' has no unit") as caught:
        read_trial(path, rate_hz=200.0)
    assert "units=n,nm" in caught.value.hint
    options = PlateOptions(front="+x", depth_mm=DEPTH_MM, units="N,N.m")
    assert_place(read_trial(path, rate_hz=200.0, plate=options))


def test_pounds(tmp_path):
    columns = signals()
    columns[:, :3] /= 4.4482216152605
    path = written(tmp_path, [], SIX, ["lbf"] * 3 + ["N.m"] * 3, columns, sep=",")
    assert_place(read_trial(path, rate_hz=200.0, plate=FORWARD))


def test_depth_matters_and_z_up_turns_left_and_right(tmp_path):
    path = written(tmp_path, [], ["time", *SIX], ["s", *SIX_UNITS], with_time(signals()))
    flat = read_trial(path, plate=PlateOptions(front="+x"))
    error = flat.cop_mm[:, 1] - X_MM
    np.testing.assert_allclose(error, DEPTH_MM * FX_N / LOAD_N, atol=1e-9)
    assert any("depth 0 mm" in note for note in flat.notes)
    up = read_trial(path, plate=PlateOptions(front="+x", z="up"))
    np.testing.assert_allclose(up.cop_mm[:, 0], -flat.cop_mm[:, 0])
    moved = read_trial(
        path, plate=PlateOptions(front="+x", depth_mm=DEPTH_MM, offset_x_mm=5.0, offset_y_mm=-3.0)
    )
    assert_place(moved, Y_MM + 3.0, X_MM - 5.0)


def test_empty_plate_is_taken_off(tmp_path):
    columns = signals()
    columns[:10] = 0.0
    bias = np.array([3.0, -2.0, 40.0, 1.5, -2.5, 0.1])
    path = written(tmp_path, [], ["time", *SIX], ["s", *SIX_UNITS], with_time(columns + bias))
    trial = read_trial(path, plate=FORWARD, cut=Cut((0.0, 0.05)))
    assert np.isnan(trial.cop_mm[:10]).all()
    assert np.abs(trial.cop_mm[10:] - np.column_stack((Y_MM, X_MM))[10:]).max() < 1e-6


def test_damage_is_named(tmp_path):
    path = written(tmp_path, BIOWARE_HEAD, ["time", *SIX], ["s", *SIX_UNITS], with_time(signals()))
    whole = path.read_text(encoding="utf-8")
    cases = [
        (whole[:-30], "is cut off: its last line"),
        (whole.replace("\tN.m\tN.m\tN.m", "\tfurlong\tN.m\tN.m"), "'Mx' has the unit 'furlong'"),
        (whole.replace("0.005\t", "0.0x5\t"), "'0.0x5' is not a number"),
        (whole.replace("\tMy\t", "\tQy\t").replace("\tMx\t", "\tQx\t"), "no centre of pressure"),
        (whole.split("0.005\t")[0], "contains 1 rows"),
        (whole.replace("0.005\t", "\t"), "time is missing in 1"),
        (whole.replace("Fz", "Fz\0"), "zero bytes"),
    ]
    for text, message in cases:
        path.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(RecordingError, match=message) as caught:
            read_trial(path, plate=FORWARD)
        assert "\n" not in caught.value.message
        assert caught.value.hint


def test_bytes_that_are_no_text_are_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Fx\tFz\tMx\tMy\n\x81\x8d\x8f\t1\t2\t3\n")
    with pytest.raises(RecordingError, match="not a text table"):
        read_trial(path)


def test_endless_names_end(tmp_path):
    """A pattern that goes back and forth over 40 000 blanks would need hours."""
    path = tmp_path / "a.txt"
    path.write_text("Mx(N)\tMy(N)\tFz(" + " " * 40_000 + "x\t" + "(" * 3_000 + "\n1\t2\t3\t4\n")
    with pytest.raises(RecordingError):
        read_trial(path)


def test_options_that_make_no_sense_are_refused():
    with pytest.raises(ConfigError, match="front cannot be 'x'"):
        PlateOptions(front="x")
    with pytest.raises(ConfigError, match="z cannot be 'left'"):
        PlateOptions(z="left")
    with pytest.raises(ConfigError, match="counted from 1"):
        PlateOptions(plate=0)


def test_utf_16_as_excel_saves_it(tmp_path):
    path = written(tmp_path, [], ["time", *SIX], ["s", *SIX_UNITS], with_time(signals()))
    path.write_bytes(path.read_bytes().decode("utf-8").encode("utf-16"))
    assert_place(read_trial(path, plate=FORWARD))


def test_a_rate_below_devices_and_a_column_t(tmp_path):
    names = "Frame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz\n,,N,N,N,N.mm,N.mm,N.mm\n"
    row = "1,0,0,0,-700,7000,1400,0\n"
    nexus = tmp_path / "nexus.csv"
    nexus.write_text("Devices\n1000\n,,Plate - Force,,,Plate - Moment,,\n" + names + row + row)
    assert read_trial(nexus).rate_hz == 1000.0
    timed = tmp_path / "timed.csv"
    timed.write_text("t [s],Fz [N],Mx [Nm],My [Nm]\n0,700,7,1\n0.01,700,7,1\n")
    assert read_trial(timed).rate_hz == 100.0


@pytest.mark.parametrize(
    ("name", "per_s"), [("t_s", 1.0), ("t_ms", 1e3), ("millis", 1e3), ("DeviceTime_ms", 1e3)]
)
def test_a_plate_s_times_are_named_as_a_board_s(tmp_path, name, per_s):
    path = tmp_path / "x.txt"
    lines = [f"{t * per_s:.9g},700,{70 * t:.9g},7" for t in T_S]
    path.write_text("\n".join([f"{name},Fz (N),Mx (Nm),My (Nm)", *lines]))
    trial = read_trial(path)
    assert trial.rate_hz == pytest.approx(200.0)
    assert np.abs(trial.t_s - T_S).max() < 1e-9
