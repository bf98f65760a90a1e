"""Columns in the units and spellings that loggers use, and columns that the user names."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from table_kit import (
    AP_MM,
    COP_MM,
    KG_N,
    LB_N,
    LENGTH_MM,
    LOAD_N,
    ML_MM,
    RATE_HZ,
    T_S,
    WIDTH_MM,
    corners,
    rows,
)

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import ColumnMap, read_trial

BOARD = Geometry(WIDTH_MM, LENGTH_MM)


def write(tmp_path, text):
    path = tmp_path / "trial.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def assert_true_corners(trial):
    shares = trial.corners_n / trial.corners_n.sum(axis=1, keepdims=True)
    cop_mm = shares @ np.array(trial.geometry.corners_mm())
    np.testing.assert_allclose(cop_mm, COP_MM, atol=1e-4)
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-6)
    assert trial.rate_hz == pytest.approx(RATE_HZ, rel=1e-5)


@pytest.mark.parametrize(
    ("names", "newtons"),
    [
        ("t_s,tl_kg,tr_kg,bl_kg,br_kg", KG_N),
        ("Time (s),Top Left (lb),Top Right (lb),Bottom Left (lb),Bottom Right (lb)", LB_N),
        ("time/s,TopLeft/kg,TopRight/kg,BottomLeft/kg,BottomRight/kg", KG_N),
        ("Time[s],FL[g],FR[g],RL[g],RR[g]", KG_N / 1000.0),
        ("t_s,front_left_kN,front_right_kN,rear_left_kN,rear_right_kN", 1000.0),
        ("elapsed_seconds,RTopLeft (kg),RTopRight (kg),RBottomLeft (kg),RBottomRight (kg)", KG_N),
        ("epoch_s,force_FL_lbs,force_FR_lbs,force_BL_lbs,force_BR_lbs", LB_N),
        ("time,TL,TR,BL,BR\ns,lbf,lbf,lbf,lbf", LB_N),
        ("T [s],Left Front [N],Right Front [N],Left Rear [N],Right Rear [N]", 1.0),
    ],
)
def test_corners_in_every_unit_and_spelling(tmp_path, names, newtons):
    path = write(tmp_path, names + "\n" + rows([T_S, *(corners() / newtons).T]))
    trial = read_trial(path, geometry=BOARD)
    assert_true_corners(trial)
    assert trial.understood.names_line == 1


def test_the_order_of_corners_is_that_of_their_names_and_raw_counts_are_passed_over(tmp_path):
    raw = np.full(T_S.size, 17_000.0)
    names = "raw_tr,t_s,tr_kg,br_kg,tl_kg,bl_kg\n"
    loads = corners()[:, [1, 3, 0, 2]] / KG_N
    assert_true_corners(
        read_trial(write(tmp_path, names + rows([raw, T_S, *loads.T])), geometry=BOARD)
    )


@pytest.mark.parametrize(
    ("names", "scale"),
    [
        ("t_min;cop_ml_m;cop_ap_m", (1 / 60, 1e-3)),
        ("Time (ms);CoP ML (cm);CoP AP (cm)", (1e3, 0.1)),
        ("Time [µs];CoP X (ML) [mm];CoP Y (AP) [mm]", (1e6, 1.0)),
        ("time_s;ml_in;ap_in", (1.0, 1 / 25.4)),
        ("DeviceTime_ms;Medio-lateral [mm];Antero-posterior [mm]", (1e3, 1.0)),
    ],
)
def test_places_and_times_in_every_unit(tmp_path, names, scale):
    columns = [T_S * scale[0], ML_MM * scale[1], AP_MM * scale[1]]
    text = names + "\n" + rows(columns, sep=";", comma=True, form=lambda v: f"{v:.12f}")
    trial = read_trial(write(tmp_path, text))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)
    assert trial.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)


@pytest.mark.parametrize(
    ("start", "unit_s", "what"),
    [
        (1.7e9, 1.0, "seconds since 1970"),
        (1.7e12, 1e-3, "milliseconds since 1970"),
        (1.3274e17, 1e-7, "ticks of 100 ns since 1601"),
    ],
)
def test_a_clock_without_a_unit_tells_itself_by_its_size(tmp_path, start, unit_s, what):
    ticks = [str(round(start + t / unit_s)) if unit_s < 1 else f"{start + t:.3f}" for t in T_S]
    lines = [f"{a},{b}" for a, b in zip(ticks, rows([ML_MM, AP_MM]).split(), strict=True)]
    trial = read_trial(write(tmp_path, "timestamp,ml_mm,ap_mm\n" + "\n".join(lines) + "\n"))
    assert trial.rate_hz == pytest.approx(RATE_HZ, rel=1e-4)
    assert any(what in note for note in trial.notes)


def test_times_of_day_and_dates_are_times(tmp_path):
    start = datetime.datetime(2025, 5, 15, 23, 59, 58, tzinfo=datetime.UTC)
    body = rows([ML_MM, AP_MM]).split()
    for form in ("%Y-%m-%dT%H:%M:%S.%f", "%Y/%m/%d %H:%M:%S.%fZ"):
        stamps = [(start + datetime.timedelta(seconds=t)).strftime(form) for t in T_S.tolist()]
        lines = [f"{stamp},{line}" for stamp, line in zip(stamps, body, strict=True)]
        trial = read_trial(write(tmp_path, "timestamp,ml_mm,ap_mm\n" + "\n".join(lines) + "\n"))
        # Midnight lies within.
        np.testing.assert_allclose(np.diff(trial.t_s), 0.01, atol=1e-5)
    broken = [*lines[:50], "soon," + body[50], *lines[51:]]
    with pytest.raises(RecordingError, match="line 52, column timestamp: 'soon' is not a time"):
        read_trial(write(tmp_path, "timestamp,ml_mm,ap_mm\n" + "\n".join(broken) + "\n"))


def test_known_loggers_bring_their_units_and_spacing(tmp_path):
    wii = "TL, TR, BL, BR, TotalWeight, time \n" + rows(
        [*(corners() / KG_N).T, LOAD_N / KG_N, 1464363704.28 + T_S], sep="; "
    )
    trial = read_trial(write(tmp_path, wii))
    assert_true_corners(trial)
    assert trial.understood.kind == "WiiBoard (DFNOsorio)"
    names = (
        "RealTimestamp,ElapsedSeconds,TopLeft(kg),TopRight(kg),BottomLeft(kg),BottomRight(kg),"
        "TotalWeight(kg),CoPX(cm),CoPY(cm)\n"
    )
    wrong = 0.0 * T_S
    body = rows([T_S, *(corners() / KG_N).T, LOAD_N / KG_N, wrong, wrong])
    clocked = "".join(f"42:14.6,{line}\n" for line in body.split())
    assert_true_corners(read_trial(write(tmp_path, names + clocked)))


def test_corners_without_a_unit_are_asked_for_not_guessed(tmp_path):
    path = write(tmp_path, "t_s,TL,TR,BL,BR\n" + rows([T_S, *corners().T]))
    with pytest.raises(RecordingError, match="column 'TL' has no unit") as caught:
        read_trial(path)
    assert "--columns tl=TL[n]" in caught.value.hint


PLATE_TEXT = "Subject 7\nTime (s)\tFx (N)\tFz (N)\tCOPx (cm)\tCOPy (cm)\n" + rows(
    [T_S, 0.0 * T_S, -LOAD_N, ML_MM / 10, AP_MM / 10], sep="\t"
)


@pytest.mark.parametrize(
    "asked",
    [
        "ml=COPx,ap=COPy,t=Time,fz=Fz",
        "t=time, ml=copx[cm], ap=COPy (cm), fz=Fz (N)",
        "t=#1[s],fz=#3[n],ml=#4[cm],ap=#5[cm]",
    ],
)
def test_columns_that_the_user_names(tmp_path, asked):
    trial = read_trial(write(tmp_path, PLATE_TEXT), columns=ColumnMap.parse(asked))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-6)
    assert any("inverted" in note for note in trial.notes)


def test_six_columns_without_names_are_named_by_number(tmp_path):
    none = 0.0 * T_S
    moments = (AP_MM * LOAD_N / 1000, -ML_MM * LOAD_N / 1000)
    path = write(tmp_path, rows([none, none, LOAD_N, *moments, none], sep=" , "))
    with pytest.raises(RecordingError, match="line 1 starts with numbers") as caught:
        read_trial(path, rate_hz=RATE_HZ)
    asked = "fz=#3[n],mx=#4[nm],my=#5[nm]"
    assert f"--columns {asked} --rate 1000" in caught.value.hint
    trial = read_trial(path, rate_hz=RATE_HZ, columns=ColumnMap.parse(asked))
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("ml=COPz,ap=COPy,t=Time", r"no column 'COPz' .* line 2 has 'Time \(s\)', 'Fx \(N\)'"),
        ("ml=COPx[cm],ap=COPy[cm],t=#9", "no column"),
        ("fz=#30[n],mx=#4[nm],my=#5[nm]", "no row of 30 numbers"),
        ("ml=COPx[mm],ap=COPy,t=Time", r"'COPx \(cm\)' is in cm, not in mm"),
    ],
)
def test_a_wrong_name_lists_those_that_are_there(tmp_path, asked, message):
    with pytest.raises(RecordingError, match=message):
        read_trial(write(tmp_path, PLATE_TEXT), columns=ColumnMap.parse(asked))


def test_a_unit_that_is_nowhere_is_asked_for(tmp_path):
    path = write(tmp_path, "Time,x,y\n" + rows([T_S, ML_MM, AP_MM]))
    with pytest.raises(RecordingError, match="column 'x' has no unit"):
        read_trial(path, columns=ColumnMap.parse("t=Time[s],ml=x,ap=y"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no column"),
        ("ml=", "names no column"),
        ("sideways=COPx", "'sideways' is no quantity"),
        ("ml=a[kg],ap=b[mm]", "unit 'kg'"),
        ("ml=a,ml=b", "names ml twice"),
    ],
)
def test_what_columns_cannot_say(text, message):
    with pytest.raises(ConfigError, match=message):
        ColumnMap.parse(text)


def test_columns_of_a_file_without_names_cannot_be_named(tmp_path):
    path = tmp_path / "trial.c3d"
    path.write_bytes(b"\x02\x50" + bytes(510))
    with pytest.raises(ConfigError, match="is no table of text"):
        read_trial(path, columns=ColumnMap.parse("ml=a,ap=b"))


def test_half_a_centre_of_pressure_is_none(tmp_path):
    with pytest.raises(ConfigError, match="no centre of pressure"):
        read_trial(write(tmp_path, PLATE_TEXT), columns=ColumnMap.parse("ml=COPx,t=Time"))
