"""What laboratories' programs and people write above, between and into the rows of a table."""

from __future__ import annotations

import numpy as np
import pytest
from table_kit import (
    AP_MM,
    COP_MM,
    KG_N,
    LOAD_N,
    ML_MM,
    RATE_HZ,
    T_S,
    N,
    corners,
    plate,
    rows,
)

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import Cut, read_trial

NONE, FRAME = np.zeros(N), np.arange(1.0, N + 1)
DOWN = plate()
SIX = [NONE, NONE, LOAD_N, DOWN[:, 3], DOWN[:, 4], NONE]
PLATE_NAMES = "Fx (N)\tFy (N)\tFz (N)\tMx (N.mm)\tMy (N.mm)\tMz (N.mm)\n"
HEAD = "t_s,cop_ml_mm,cop_ap_mm,fz_n\n"
LINES = rows([T_S, ML_MM, AP_MM, LOAD_N]).splitlines()


def read(tmp_path, text, name="trial.txt", **how):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_trial(path, **how)


def assert_true(trial, rate_hz=RATE_HZ):
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=2e-3)
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-5)
    assert trial.rate_hz == pytest.approx(rate_hz, rel=1e-6)


# --- A rate in the head


@pytest.mark.parametrize(
    ("line", "rate_hz"),
    [
        ("Sampling rate: 1,000 Hz", 1000.0),
        ("Sample Rate: 2,000 Hz", 2000.0),
        ("Sample rate: 1 000 Hz", 1000.0),
        ("SampleRate: 1.000,0", 1000.0),
        ("Sampling rate: 100,000 Hz", 100.0),
        ("Sampling rate: 10.000", 10.0),
        ("Sampling frequency: 1.2 kHz", 1200.0),
        ("Sampling frequency (kHz): 2", 2000.0),
        ("Sampling rate = 1e3 Hz", 1000.0),
        ("Data rate 2400 baud, sampling rate 100 Hz", 100.0),
        ("Sampling rate\t100\t100\t100", 100.0),
    ],
)
def test_a_rate_is_read_as_it_is_written(tmp_path, line, rate_hz):
    trial = read(tmp_path, f"{line}\n{PLATE_NAMES}{rows(SIX, sep=chr(9))}")
    assert_true(trial, rate_hz)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Sampling rate: 1/100 s", "neither times nor a sampling rate; its columns"),
        ("Sampling rate: 10 ms", "neither times nor a sampling rate; its columns"),
        ("Sampling rate: 10,000 Hz", "neither times nor a sampling rate; its columns"),
        (
            "EMG sampling rate: 2000 Hz; force sampling rate: 100 Hz",
            "its head states 2000 Hz and 100 Hz",
        ),
    ],
)
def test_a_rate_that_can_be_read_in_two_ways_is_asked_for(tmp_path, line, said):
    text = f"{line}\n{PLATE_NAMES}{rows(SIX, sep=chr(9))}"
    with pytest.raises(RecordingError, match=said) as caught:
        read(tmp_path, text)
    assert "--rate" in caught.value.hint
    assert_true(read(tmp_path, text, rate_hz=50.0), 50.0)


# --- Words for no number, and clocks


@pytest.mark.parametrize(
    "word",
    ["-nan(ind)", "nan", "inf", "-Infinity", "1.#QNAN", "-1.#IND00", "1.#J", "n. def.", ".", "---"],
)
def test_a_centre_of_pressure_over_no_load_is_missing(tmp_path, word):
    """What programs print for 0 / 0 and 5 / 0."""
    lines = [f"{T_S[i]:.2f},{word},{word},0.0" if i < 50 else LINES[i] for i in range(N)]
    trial = read(tmp_path, HEAD + "\n".join(lines) + "\n")
    assert np.isnan(trial.cop_mm[:50]).all()
    np.testing.assert_allclose(trial.cop_mm[50:], COP_MM[50:], atol=1e-6)
    assert trial.quality.n_nan == 50


def of_day(seconds, form):
    seconds %= 86400
    minute, second = divmod(seconds, 60)
    hour, minute = divmod(int(minute), 60)
    milli = round(second % 1 * 1000)
    values = {"h": hour, "h12": (hour - 1) % 12 + 1, "m": minute, "s": int(second), "f": milli}
    return form.format(**values, half="AM" if hour < 12 else "PM")


@pytest.mark.parametrize(
    "form",
    [
        "{h:02d}:{m:02d}:{s:02d}.{f:03d}",
        "{h:02d}:{m:02d}:{s:02d}:{f:03d}",
        "{h12}:{m:02d}:{s:02d}.{f:03d} {half}",
        "30.11.2026 {h:02d}:{m:02d}:{s:02d}.{f:03d}",
        "11/30/2026 {h12:02d}:{m:02d}:{s:02d}.{f:03d} {half}",
        "{m:02d}:{s:02d}.{f:03d}",
    ],
)
def test_times_of_day_go_on_behind_midnight(tmp_path, form):
    lines = [
        f"{of_day(86400 - 1 + i / RATE_HZ, form)},{line.partition(',')[2]}"
        for i, line in enumerate(LINES)
    ]
    trial = read(tmp_path, HEAD.replace("t_s", "time") + "\n".join(lines) + "\n")
    assert_true(trial)
    assert not trial.faults
    assert any("at row 101, and were counted on from there" in note for note in trial.notes)


# --- Names and units


@pytest.mark.parametrize(
    "names",
    [
        ("lf_kg", "rf_kg", "lb_kg", "rb_kg"),
        (
            "Left Anterior (kg)",
            "Right Anterior (kg)",
            "Left Posterior (kg)",
            "Right Posterior (kg)",
        ),
        ("LF [kilograms]", "RF [kilograms]", "LB [kilograms]", "RB [kilograms]"),
    ],
)
def test_corners_in_more_words(tmp_path, names):
    header = ",".join(("time_ms", *names, "cop_x_norm"))
    text = header + "\n" + rows([T_S * 1000, *(corners() / KG_N).T, NONE])
    trial = read(tmp_path, text, geometry=Geometry(433.0, 238.0))
    np.testing.assert_allclose(trial.corners_n, corners(), rtol=1e-6)


@pytest.mark.parametrize(
    ("units", "per_mm"),
    [("Seconds\tMillimetres\tmillimetres", 1.0), ("s\tcentimeters\tcentimeters", 0.1)],
)
def test_units_in_words(tmp_path, units, per_mm):
    body = rows([T_S, ML_MM * per_mm, AP_MM * per_mm], sep="\t")
    trial = read(tmp_path, f"Time\tCoP ML\tCoP AP\n{units}\n{body}")
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)


def test_rows_that_r_has_numbered(tmp_path):
    """`write.table` names no column for its row names, so that the names are one fewer."""
    names = " ".join(f'"{name}"' for name in HEAD.strip().split(","))
    body = "".join(f'"{i + 1}" {line.replace(",", " ")}\n' for i, line in enumerate(LINES))
    assert_true(read(tmp_path, names + "\n" + body))
    with pytest.raises(RecordingError, match="5 values under 4 column names"):
        read(tmp_path, names + "\n" + body.replace('"2" ', "7.5 "))


def test_places_along_an_axis_show_the_way_out_with_their_time(tmp_path):
    with pytest.raises(RecordingError, match="'Time', 'Cx', 'Cy'") as caught:
        read(tmp_path, "Time,Cx,Cy\n" + rows([T_S, ML_MM, AP_MM]))
    assert "--columns t=Time,ml=Cx,ap=Cy" in caught.value.hint


def test_the_minus_sign_of_sweden(tmp_path):
    text = HEAD + "\n".join(LINES).replace("-", "\u2212") + "\n"
    assert_true(read(tmp_path, text))


def test_names_that_a_spreadsheet_breaks_into_two_lines(tmp_path):
    """The lines of the rows keep their numbers."""
    names = '"Time\n(s)","CoP ML\n(mm)","CoP AP\n(mm)","Fz\n(N)"\n'
    assert_true(read(tmp_path, names + "\n".join(LINES) + "\n"))
    with pytest.raises(RecordingError, match="line 15, column Fz"):
        read(tmp_path, names + "\n".join([*LINES[:9], LINES[9] + "x"]) + "\n")


def test_a_place_with_its_unit_shows_the_way_out(tmp_path):
    with pytest.raises(RecordingError, match=r"'X \(mm\)', 'Y \(mm\)'") as caught:
        read(tmp_path, "Time (s),Fz (N),X (mm),Y (mm)\n" + rows([T_S, LOAD_N, ML_MM, AP_MM]))
    assert "--columns t=Time (s),ml=X (mm),ap=Y (mm)" in caught.value.hint


def test_corners_of_a_board_that_pulls_are_inverted(tmp_path):
    """Reactions instead of loads: all four negative, and moving as under a person."""
    text = "t_s,tl_n,tr_n,bl_n,br_n\n" + rows([T_S, *-corners().T])
    trial = read(tmp_path, text, geometry=Geometry(433.0, 238.0))
    np.testing.assert_allclose(trial.corners_n, corners(), rtol=1e-6)
    assert [(fault.name, fault.effect) for fault in trial.faults] == [
        ("load_is_negative", "mended")
    ]


def test_an_empty_board_far_below_zero_is_nobody(tmp_path):
    still = [-118.0 + 0.05 * np.sin(9.0 * T_S + i) for i in range(4)]
    trial = read(tmp_path, "t_s,tl_n,tr_n,bl_n,br_n\n" + rows([T_S, *still]))
    assert "load_is_negative" not in [fault.name for fault in trial.faults]
    assert (trial.corners_n < 0.0).all()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MATLAB 5.0 MAT-file, Platform: PCWIN64".ljust(128, b"\0"), "a file of MATLAB"),
        (b"\x89HDF\r\n\x1a\n" + bytes(500), "it holds arrays"),
        (b"\x93NUMPY\x01\x00" + bytes(100), "it holds arrays"),
        (b"TDSm\x0e\0\0\0" + bytes(100), "it holds arrays"),
    ],
)
def test_files_of_arrays_are_named(tmp_path, data, said):
    with pytest.raises(RecordingError, match=said):
        read(tmp_path, data)


# --- Programs that write names, units and rate in lines of their own


def labview(columns, *, x_columns="One", behind="\t"):
    units = "\t".join(["N"] * 3 + ["N*m"] * 3)
    head = (
        f"LabVIEW Measurement\t\nWriter_Version\t2\nX_Columns\t{x_columns}\n"
        f"***End_of_Header***\t\n\t\nChannels\t6\nY_Unit_Label\t{units}\n"
        f"Delta_X{chr(9) + '0.010000'}{(chr(9) + '0.010000') * 5}\n***End_of_Header***\n"
        "X_Value\tFx\tFy\tFz\tMx\tMy\tMz\tComment\n"
    )
    body = rows(columns, sep="\t", end=f"{behind}\r\n")
    if x_columns == "No":
        body = "".join(f"\t{line}\r\n" for line in body.splitlines())
    return head.replace("\n", "\r\n") + body


IN_NM = [NONE, NONE, LOAD_N, DOWN[:, 3] / 1000, DOWN[:, 4] / 1000, NONE]


@pytest.mark.parametrize("behind", ["", "\t"])
@pytest.mark.parametrize("x_columns", ["One", "No"])
def test_labview_measurement(tmp_path, x_columns, behind):
    columns = [T_S, *IN_NM] if x_columns == "One" else IN_NM
    trial = read(tmp_path, labview(columns, x_columns=x_columns, behind=behind), "stand.lvm")
    assert_true(trial)
    assert trial.understood.names_line == 10
    assert any("which LabVIEW wrote" in note for note in trial.notes)


def test_labview_comments_behind_rows_are_no_cells(tmp_path):
    lines = labview([T_S, *IN_NM]).split("\r\n")
    for row in (20, 21, 150):
        lines[row] += "the door, 3 times"
    assert_true(read(tmp_path, "\r\n".join(lines), "stand.lvm"))


ACQ_NAMES = "".join(f"{name}\n{unit}\n" for name, unit in zip(
    ["Fx", "Fy", "Fz", "Mx", "My", "Mz"], ["N"] * 3 + ["N.m"] * 3, strict=True
))  # fmt: skip
ACQ_COUNTS = "\t".join([str(N)] * 6)
ACQ_CHANNELS = "\t".join(f"CH{i}" for i in range(1, 7))


@pytest.mark.parametrize(
    ("time", "ticks"), [("min\t", [T_S / 60]), ("milliSec\t", [T_S * 1000]), ("", [])]
)
def test_acqknowledge(tmp_path, time, ticks):
    mark = "\t" if time else ""
    text = (
        f"stand.acq\n10 msec/sample\n6 channels\n{ACQ_NAMES}{time}{ACQ_CHANNELS}\t\n"
        f"{mark}{ACQ_COUNTS}\t\n" + rows([*ticks, *IN_NM], sep="\t", end="\t\n")
    )
    trial = read(tmp_path, text)
    assert trial.n_samples == N
    assert_true(trial)


@pytest.mark.parametrize("up", ["y", "z"])
def test_cortex_forces(tmp_path, up):
    """Two plates and an empty one; the floor is where all places are 0."""
    order = {"z": (0, 1, 2), "y": (1, 2, 0)}[up]  # y up: x ahead, z to the right

    def turned(right, ahead, upright):
        house = (right, ahead, upright)
        return [house[i] for i in order]

    feet = [(0.4 * LOAD_N, ML_MM + 90, AP_MM + 60), (0.6 * LOAD_N, ML_MM - 60, AP_MM - 40)]
    columns = [FRAME]
    for load, ml, ap in [*feet, (NONE, NONE + 900, NONE + 300)]:
        columns += [*turned(NONE, NONE, load), *turned(ml, ap, NONE), NONE]
    names = "\t".join(f"FX{i}\tFY{i}\tFZ{i}\tX{i}\tY{i}\tZ{i}\tMZ{i}" for i in (1, 2, 3))
    text = (
        f"[Force Data]\nNumberOfForcePlates=3\nSampleRate={RATE_HZ:.6f}\nNumberOfSamples={N}\n"
        f"#Sample\t{names}\n" + rows(columns, sep="\t")
    ).replace("\n", "\r\n")
    trial = read(tmp_path, text, "stand.forces")
    assert_true(trial)
    assert [one.measured for one in trial.plates] == [True, True, False]
    assert f"its {up} axis is taken to point up" in trial.notes[0]


def test_opensim_that_a_spreadsheet_has_saved(tmp_path):
    names = ",".join(f"ground_force1_{part}" for part in ("vx", "vy", "vz", "px", "py", "pz"))
    head = "".join(
        f"{line},,,,,,\n" for line in ("stand", "version=1", "inDegrees=yes", "endheader")
    )
    body = rows([T_S, NONE, LOAD_N, NONE, AP_MM / 1000, NONE, ML_MM / 1000])
    trial = read(tmp_path, "\ufeff" + head + "time," + names + "\n" + body, "grf.csv")
    assert_true(trial)


def test_a_head_that_only_looks_like_a_programs_is_left_alone(tmp_path):
    text = "10 msec/sample\nstand\n6 plates\n" + PLATE_NAMES + rows(SIX, sep="\t")
    with pytest.raises(RecordingError, match="neither times nor a sampling rate"):
        read(tmp_path, text)


# --- Several trials in one table


def tidy(column, words, *, restart=False, names="t_s,cop_ml_mm,cop_ap_mm,fz_n"):
    lines = [f"{column},{names}"]
    for k, word in enumerate(words):
        t_s = T_S + (0 if restart else k * N / RATE_HZ)
        body = rows([t_s, ML_MM + 50 * k, AP_MM, LOAD_N]).splitlines()
        lines += [f"{word},{line}" for line in body]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("column", ["condition", "Trial", "subject_id", "TrialNo"])
@pytest.mark.parametrize("restart", [False, True])
def test_a_table_of_many_trials_is_named_with_a_way_out(tmp_path, column, restart):
    text = tidy(column, ("A 1", "B 2"), restart=restart)
    trial = read(tmp_path, text)
    fault = next(fault for fault in trial.faults if fault.name == "several_trials")
    assert f"Column {column!r} says 'A 1', 'B 2' of different rows" in fault.sentence
    assert fault.n_samples == N
    # The way out that it names leads to the second trial, without the fault.
    begin_s, end_s = fault.sentence.rpartition("--from ")[2].rstrip(".").split(" --to ")
    alone = read(tmp_path, text, cut=Cut(from_s=float(begin_s), to_s=float(end_s)))
    np.testing.assert_allclose(alone.cop_mm, COP_MM + np.array((50.0, 0.0)), atol=1e-6)
    assert not [fault for fault in alone.faults if fault.name == "several_trials"]


@pytest.mark.parametrize(
    ("column", "words"), [("condition", ("EO",)), ("note", ("A", "B")), ("stance", ("0", "1"))]
)
def test_columns_that_tell_no_trials_apart(tmp_path, column, words):
    trial = read(tmp_path, tidy(column, words))
    assert trial.label_run is None
    assert not [fault for fault in trial.faults if fault.name == "several_trials"]


def test_a_plates_table_of_many_trials(tmp_path):
    body = rows(SIX, sep="\t").splitlines()
    lines = [f"{word}\t{line}" for word in ("open", "closed") for line in body]
    text = f"Sampling rate: 100 Hz\neyes\t{PLATE_NAMES}" + "\n".join(lines) + "\n"
    trial = read(tmp_path, text)
    assert [fault.name for fault in trial.faults] == ["several_trials"]
    assert "--from 0.00 --to 3.00; --from 3.00 --to 6.00" in trial.faults[0].sentence
